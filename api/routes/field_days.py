"""Days in the field: your own as it stands, closing it, and the days that were closed."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes.describing import guarded, needs
from api.routes.idempotency import IdempotencyKey, client_id
from api.schemas.field_days import CloseDayIn, ClosedDayOut, ClosedDayParams, SummaryOut
from api.schemas.shapes import Rows, rows_of
from api.security import Acting
from services import field_days
from services.field_days import CloseDay
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/days", tags=["visits"])
_READ = needs(Permission.VISIT_READ)
_MAKE = needs(Permission.VISIT_MAKE)


@router.get("", summary="Closed days, the latest first", responses=guarded(), openapi_extra=_READ)
def list_closed_days(actor: Acting, params: Annotated[ClosedDayParams, Query()]) -> Rows[ClosedDayOut]:
    """Those who make visits see their own. Searches the agent's name."""
    with begin(actor) as work:
        return rows_of(field_days.page(work, params.query()), ClosedDayOut)


@router.get("/today", summary="Your day in figures", responses=guarded(), openapi_extra=_MAKE)
def show_my_day(actor: Acting) -> SummaryOut:
    """Visits, tickets and cash since midnight, and what is still open."""
    with begin(actor) as work:
        return SummaryOut.model_validate(field_days.today(work))


@router.post("/today/close", summary="Close your day", responses=guarded(409, 413), openapi_extra=_MAKE)
def close_my_day(actor: Acting, body: CloseDayIn, idempotency_key: IdempotencyKey = None) -> SummaryOut:
    """Once a day; visits that are left open are missed for the reason. The same id again changes nothing."""
    command = CloseDay(client_id(idempotency_key, body.client_uuid), body.reason, body.note)
    with begin(actor) as work:
        return SummaryOut.model_validate(field_days.close(work, command))
