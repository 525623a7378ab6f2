"""When people are reminded of bills that fall due."""

from fastapi import APIRouter

from api.routes.describing import guarded, needs
from api.schemas.notices import RemindersIn, RemindersOut
from api.security import Acting
from services import reminders
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/reminders", tags=["notices"])
_SET = needs(Permission.REMINDER_SET, everywhere=True)


@router.get("", summary="When people are reminded of bills", responses=guarded(), openapi_extra=_SET)
def show_reminders(actor: Acting) -> RemindersOut:
    """How many days before a bill is due, and of how many bills next."""
    with begin(actor) as work:
        return RemindersOut.model_validate(reminders.get(work))


@router.put("", summary="Set when people are reminded of bills", responses=guarded(413), openapi_extra=_SET)
def set_reminders(actor: Acting, body: RemindersIn) -> RemindersOut:
    """Once a day, in the morning. With 0 nobody is reminded."""
    with begin(actor) as work:
        return RemindersOut.model_validate(reminders.set_days(work, body.days_before))
