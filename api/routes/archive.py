"""The archive: what would move, moving it, what it holds, and bringing a month back."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.schemas.archive import ArchivedMonthOut, ArchivePreviewOut, MonthIn, MoveOut, NewMove
from api.schemas.shapes import Id
from api.security import Acting
from services import archives
from services.permissions import Permission
from services.work import begin
from utils import month

router = APIRouter(prefix="/archive", tags=["archive"])
_NEEDS = needs(Permission.ARCHIVE_MOVE, everywhere=True)


@router.get("/months", summary="What the archive holds", responses=guarded(), openapi_extra=needs(Permission.BILL_READ))
def list_archived_months(actor: Acting) -> list[ArchivedMonthOut]:
    """The newest month first. Its bills are listed by `GET /bills?archived=yes&period=…`."""
    with begin(actor) as work:
        return [ArchivedMonthOut.model_validate(each) for each in archives.months(work)]


@router.get("/preview", summary="What would be archived", responses=guarded(), openapi_extra=_NEEDS)
def preview_archive(actor: Acting, older_than: Annotated[int, Query(ge=12, le=600)] = 24) -> ArchivePreviewOut:
    """Settled bills of months that ended more than so many months ago; nothing is moved."""
    with begin(actor) as work:
        return ArchivePreviewOut.model_validate(archives.preview(work, older_than))


@router.post("/moves", status_code=202, summary="Archive old months", responses=guarded(409, 413), openapi_extra=_NEEDS)
def archive_months(actor: Acting, body: NewMove) -> MoveOut:
    """Moves settled bills in the background; one move at a time."""
    with begin(actor) as work:
        return MoveOut.model_validate(archives.archive(work, body.older_than, body.expected))


@router.post("/returns", status_code=202, summary="Bring a month back", responses=guarded(409, 413), openapi_extra=_NEEDS)
def bring_month_back(actor: Acting, body: MonthIn) -> MoveOut:
    """In the background; afterwards the month takes new runs again."""
    with begin(actor) as work:
        return MoveOut.model_validate(archives.unarchive(work, month.parse(body.period)))


@router.get("/moves/{move_id}", summary="One move of the archive", responses=guarded(404), openapi_extra=_NEEDS)
def show_archive_move(actor: Acting, move_id: Annotated[Id, Path()]) -> MoveOut:
    """Ask again while it runs."""
    with begin(actor) as work:
        return MoveOut.model_validate(archives.get(work, move_id))


@router.post(
    "/moves/{move_id}/resume", status_code=202, summary="Go on with a move", responses=guarded(404, 409), openapi_extra=_NEEDS
)
def resume_archive_move(actor: Acting, move_id: Annotated[Id, Path()]) -> MoveOut:
    """For one that stopped; harmless while it goes on."""
    with begin(actor) as work:
        return MoveOut.model_validate(archives.resume(work, move_id))
