"""Recording what meters show."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes.describing import guarded, needs
from api.routes.idempotency import IdempotencyKey, client_id
from api.schemas.register import NewReading, ReadingOut, ReadingParams
from api.schemas.shapes import Rows, rows_of
from api.security import Acting
from services import metering
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/readings", tags=["readings"])


@router.get("", summary="Readings, newest first", responses=guarded(), openapi_extra=needs(Permission.READING_READ))
def list_readings(actor: Acting, params: Annotated[ReadingParams, Query()]) -> Rows[ReadingOut]:
    """Filters: account, period, customer class."""
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
