"""Taking a file away: what an export, an import or a report left for the person."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path
from starlette.responses import StreamingResponse

from api.routes.describing import guarded, needs
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
        "Content-Disposition": _attachment(file.name),
        "Content-Length": str(file.size),
        "X-Content-Type-Options": "nosniff",
        # Whatever a browser makes of it, nothing in it may run or fetch.
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return StreamingResponse(_whole(pieces, file.size), media_type=file.media_type, headers=headers)


def _attachment(name: str) -> str:
    """RFC 6266: a plain name for old programs, the whole one in UTF-8 for the others."""
    plain = "".join(letter if letter.isascii() and letter not in '"\\%;' else "_" for letter in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _whole(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The pieces, the connection broken off rather than ended where they are not what the row says."""
    sent = 0
    for piece in pieces:
        sent += len(piece)
        yield piece
    if sent != size:
        raise RuntimeError(f"a file of {size} bytes has {sent}")
