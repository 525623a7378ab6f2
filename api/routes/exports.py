"""Exports: asking for a list as a file, following its making, calling it off."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.schemas.exports import ExportIn, ExportOut, ExportParams
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import exports
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/exports", tags=["exports"])


@router.post(
    "",
    status_code=201,
    summary="Make a file of a list",
    responses=guarded(404, 413),
    openapi_extra=needs(Permission.EXPORT),
)
def start_export(actor: Acting, body: ExportIn) -> ExportOut:
    """Every row that the list gives for the same question. Up to 10,000 rows are ready in the answer; more are made in
    the background: ask for the export again until its status is `done`. Files are kept for seven days."""
    with begin(actor) as work:
        return ExportOut.of(exports.start(work, body.wanted()))


@router.get("", summary="Your exports, newest first", responses=guarded(), openapi_extra=needs(Permission.EXPORT))
def list_exports(actor: Acting, params: Annotated[ExportParams, Query()]) -> Rows[ExportOut]:
    """Only your own: nobody sees what another person exported."""
    with begin(actor) as work:
        return rows_of(exports.page(work, params.query()), ExportOut, ExportOut.of)


@router.get("/{export_id}", summary="One of your exports", responses=guarded(404), openapi_extra=needs(Permission.EXPORT))
def show_export(actor: Acting, export_id: Annotated[Id, Path()]) -> ExportOut:
    """How far it is, and where its file can be had."""
    with begin(actor) as work:
        return ExportOut.of(exports.get(work, export_id))


@router.post(
    "/{export_id}/cancel",
    summary="Call an export off",
    responses=guarded(404, 409),
    openapi_extra=needs(Permission.EXPORT),
)
def cancel_export(actor: Acting, export_id: Annotated[Id, Path()]) -> ExportOut:
    """While it waits or is being made."""
    with begin(actor) as work:
        return ExportOut.of(exports.cancel(work, export_id))
