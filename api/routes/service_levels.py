"""Service levels: the business calendar by which promised hours run."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes.describing import guarded, needs
from api.schemas.service_levels import CalendarIn, CalendarOut, DueOut, DueParams, calendar_out
from api.security import Acting
from services import service_levels
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/business-calendar", tags=["service levels"])
_READ = needs(Permission.BUSINESS_CALENDAR_READ)
_WRITE = needs(Permission.BUSINESS_CALENDAR_WRITE, everywhere=True)


@router.get("", summary="Working hours, breaks and holidays", responses=guarded(), openapi_extra=_READ)
def show_business_calendar(actor: Acting) -> CalendarOut:
    """What was set, or the usual hours."""
    with begin(actor) as work:
        return calendar_out(service_levels.get(work))


@router.put("", summary="Put a whole calendar in place", responses=guarded(409, 413), openapi_extra=_WRITE)
def set_business_calendar(actor: Acting, body: CalendarIn) -> CalendarOut:
    """Promises that are made from now on run by it; with `mark` it is refused where somebody else changed it meanwhile."""
    with begin(actor) as work:
        return calendar_out(service_levels.replace_all(work, body.new_days(), body.new_holidays(), body.mark))


@router.get("/due", summary="When a promise would be due", responses=guarded(), openapi_extra=_READ)
def try_business_calendar(actor: Acting, params: Annotated[DueParams, Query()]) -> DueOut:
    """Opened at a moment with so many working hours: due at."""
    with begin(actor) as work:
        return DueOut(due_at=service_levels.due(work, params.opened_at, params.hours))
