"""Changing many records at once, looking at what became of them and taking it back."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import StreamingResponse

from api.routes.describing import guarded, needs
from api.routes.idempotency import IdempotencyKey, client_id
from api.schemas.bulk_changes import (
    BulkChangeOut,
    BulkChangeParams,
    BulkChangeRowOut,
    ChangePreviewIn,
    ChangePreviewOut,
    NewBulkChange,
)
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import bulk_changes
from services.bulk_changes import NewChange
from services.permissions import Permission
from services.work import Actor, begin

router = APIRouter(prefix="/bulk-changes", tags=["bulk changes"])
_NEEDS = needs(Permission.BULK_CHANGE)


@router.get("", summary="Bulk changes, newest first", responses=guarded(), openapi_extra=_NEEDS)
def list_bulk_changes(actor: Acting, params: Annotated[BulkChangeParams, Query()]) -> Rows[BulkChangeRowOut]:
    """One's own, and everybody's for whoever works in the whole organization."""
    with begin(actor) as work:
        return rows_of(bulk_changes.page(work, params.query()), BulkChangeRowOut)


@router.post("/preview", summary="What a bulk change would do", responses=guarded(404, 413), openapi_extra=_NEEDS)
def preview_bulk_change(actor: Acting, body: ChangePreviewIn) -> ChangePreviewOut:
    """Counts, samples and refusals as of now; nothing is changed."""
    with begin(actor) as work:
        return ChangePreviewOut.model_validate(bulk_changes.preview(work, body.noun, body.wanted(), body.rows.chosen()))


@router.post(
    "",
    status_code=202,
    summary="Make a bulk change",
    responses=guarded(404, 409, 413),
    openapi_extra=_NEEDS,
)
def make_bulk_change(actor: Acting, body: NewBulkChange, idempotency_key: IdempotencyKey = None) -> BulkChangeOut:
    """The rows are fixed now and changed in the background. The same id again answers with the first change."""
    new = NewChange(
        noun=body.noun,
        action=body.wanted(),
        chosen=body.rows.chosen(),
        reason=body.reason,
        client_uuid=client_id(idempotency_key, body.client_uuid),
        expected=body.expected,
    )
    with begin(actor) as work:
        return BulkChangeOut.model_validate(bulk_changes.start(work, new))


@router.get("/{change_id}", summary="One bulk change", responses=guarded(404), openapi_extra=_NEEDS)
def show_bulk_change(actor: Acting, change_id: Annotated[Id, Path()]) -> BulkChangeOut:
    """How far it has come and what became of its rows."""
    with begin(actor) as work:
        return BulkChangeOut.model_validate(bulk_changes.get(work, change_id))


@router.get(
    "/{change_id}/rows",
    summary="The rows of a bulk change",
    response_class=StreamingResponse,
    responses={
        **guarded(404),
        200: {"description": "CSV in UTF-8 with a header, as an attachment.", "content": {"text/csv": {}}},
    },
    openapi_extra=_NEEDS,
)
def download_bulk_change_rows(actor: Acting, change_id: Annotated[Id, Path()]) -> StreamingResponse:
    """Every row with what it was before and after, or why it was refused."""
    with begin(actor) as work:
        bulk_changes.get(work, change_id)
    headers = {"Content-Disposition": f'attachment; filename="bulk-change-{change_id}.csv"', "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(_rows(actor, change_id), media_type="text/csv; charset=utf-8", headers=headers)


@router.post(
    "/{change_id}/undo", status_code=202, summary="Undo a bulk change", responses=guarded(404, 409), openapi_extra=_NEEDS
)
def undo_bulk_change(actor: Acting, change_id: Annotated[Id, Path()]) -> BulkChangeOut:
    """Gives the rows back what they were, around those that somebody changed since. Again does nothing."""
    with begin(actor) as work:
        return BulkChangeOut.model_validate(bulk_changes.undo(work, change_id))


def _rows(actor: Actor, change_id: int) -> Iterator[bytes]:
    with begin(actor) as work:
        yield from bulk_changes.rows_as_csv(work, change_id)
