"""What one was told, and marking it as read."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.schemas.notices import ChoicesIn, ChoicesOut, NoticeOut, NoticeParams, ReadIn, ReadOut, UnreadOut
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import notices
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/notices", tags=["notices"])
_READ = needs(Permission.NOTICE_READ)


@router.get("", summary="Your notices, the newest first", responses=guarded(), openapi_extra=_READ)
def list_notices(actor: Acting, params: Annotated[NoticeParams, Query()]) -> Rows[NoticeOut]:
    """Only your own. Searches their words."""
    with begin(actor) as work:
        return rows_of(notices.page(work, params.query()), NoticeOut, NoticeOut.of)


@router.get("/unread", summary="How many of your notices are unread", responses=guarded(), openapi_extra=_READ)
def count_unread_notices(actor: Acting) -> UnreadOut:
    """For a badge: counted up to 100."""
    with begin(actor) as work:
        return UnreadOut(unread=notices.unread(work, actor.staff_id))


@router.get("/choices", summary="What you are told of", responses=guarded(), openapi_extra=_READ)
def show_notice_choices(actor: Acting) -> ChoicesOut:
    """Each kind of notice that your role may get, by the channels that are set up."""
    with begin(actor) as work:
        return ChoicesOut.of(notices.choices(work))


@router.post("/choices", summary="Choose what you are told of", responses=guarded(413), openapi_extra=_READ)
def choose_notices(actor: Acting, body: ChoicesIn) -> ChoicesOut:
    """Holds from the next notice on. In quiet hours e-mails and texts wait until they end."""
    wanted = {(each.kind, each.channel.value): each.is_wanted for each in body.choices}
    with begin(actor) as work:
        return ChoicesOut.of(notices.choose(work, wanted, body.quiet_hours))


@router.post("/read", summary="Mark your notices as read", responses=guarded(413), openapi_extra=_READ)
def read_notices(actor: Acting, body: ReadIn) -> ReadOut:
    """Up to the newest that you looked at: what came meanwhile stays unread."""
    with begin(actor) as work:
        return ReadOut(read=notices.read_all(work, body.newest))


@router.post("/{notice_id}/read", summary="Mark a notice as read", responses=guarded(404), openapi_extra=_READ)
def read_notice(actor: Acting, notice_id: Annotated[Id, Path()]) -> NoticeOut:
    """Once read it stays read; again does nothing."""
    with begin(actor) as work:
        return NoticeOut.of(notices.read(work, notice_id))
