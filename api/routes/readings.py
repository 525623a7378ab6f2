"""Recording what meters show."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.routes.idempotency import IdempotencyKey, client_id
from api.schemas.register import NewDecision, NewReading, ReadingOut, ReadingParams
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import metering
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/readings", tags=["readings"])


@router.get("", summary="Readings, newest first", responses=guarded(), openapi_extra=needs(Permission.READING_READ))
def list_readings(actor: Acting, params: Annotated[ReadingParams, Query()]) -> Rows[ReadingOut]:
    """Searches meter number, account code, holder's name and phone."""
    with begin(actor) as work:
        return rows_of(metering.page(work, params.query()), ReadingOut)


@router.post(
    "",
    status_code=201,
    summary="Record a reading",
    responses=guarded(404, 409, 413),
    openapi_extra=needs(Permission.READING_RECORD),
)
def record_reading(actor: Acting, body: NewReading, idempotency_key: IdempotencyKey = None) -> ReadingOut:
    """The same id again answers with the first reading; another reading under the same id is refused."""
    command = metering.RecordReading(
        meter_no=body.meter_no,
        quantity=body.quantity,
        read_on=body.read_on,
        client_uuid=client_id(idempotency_key, body.client_uuid),
        customer_class=body.customer_class,
    )
    with begin(actor) as work:
        return ReadingOut.model_validate(metering.record(work, command))


@router.get("/{reading_id}", summary="One reading", responses=guarded(404), openapi_extra=needs(Permission.READING_READ))
def show_reading(actor: Acting, reading_id: Annotated[Id, Path()]) -> ReadingOut:
    """The reading as it counts now."""
    with begin(actor) as work:
        return ReadingOut.model_validate(metering.get(work, reading_id))


@router.post(
    "/{reading_id}/decide",
    summary="Decide about a suspect reading",
    responses=guarded(404, 409, 413),
    openapi_extra=needs(Permission.READING_DECIDE),
)
def decide_reading(actor: Acting, reading_id: Annotated[Id, Path()], body: NewDecision) -> ReadingOut:
    """Once, with a reason. An edit takes the right quantity; a rejected reading may be replaced by an estimate."""
    with begin(actor) as work:
        decided = metering.decide(
            work, reading_id, body.decision, body.reason, body.quantity, is_estimated=body.is_estimated
        )  # fmt: skip
        return ReadingOut.model_validate(decided)
