"""Taking a file away: what an export, an import or a report left for the person."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import StreamingResponse

from api.routes.describing import guarded, needs
from api.routes.sending import ALONE, disposition, whole
from api.schemas.shapes import Id
from api.security import Acting
from services import files
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/files", tags=["files"])


@router.get(
    "/{file_id}",
    summary="The contents of a file",
    response_class=StreamingResponse,
    responses={
        **guarded(404, 410),
        200: {"description": "The bytes of the file, as an attachment.", "content": {"application/octet-stream": {}}},
    },
    openapi_extra=needs(Permission.FILE_READ),
)
def download_file(actor: Acting, file_id: Annotated[Id, Path()]) -> StreamingResponse:
    """Only whoever made the file, or may read all files of its kind, gets it, and only until it expires."""
    with begin(actor) as work:
        file, pieces = files.download(work, file_id)
    headers = {
        "Content-Disposition": disposition(file.name),
        "Content-Length": str(file.size),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": ALONE,
    }
    return StreamingResponse(whole(pieces, file.size), media_type=file.media_type, headers=headers)
