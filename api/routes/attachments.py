"""Photos and documents: attached to a ticket, a visit or a change request, looked at, taken away, removed."""

from typing import Annotated, Any, BinaryIO, Final
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Path, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from api.routes.describing import guarded, needs
from api.routes.idempotency import IdempotencyKey, client_id
from api.routes.sending import ALONE, disposition, whole
from api.schemas.attachments import AttachmentOut, RemoveAttachmentIn
from api.schemas.shapes import Id
from api.security import Acting
from services import attachments, change_requests, tickets, visits
from services.permissions import Permission
from services.work import Actor, begin
from utils.errors import Invalid

router = APIRouter(tags=["attachments"])
TICKET: Final = tickets.ATTACHABLE.noun
VISIT: Final = visits.ATTACHABLE.noun
REQUEST: Final = change_requests.ATTACHABLE.noun
_READ = needs(Permission.ATTACHMENT_READ)
_ADD = needs(Permission.ATTACHMENT_ADD)
_BODY: Final = {
    "requestBody": {
        "required": True,
        "description": "JPEG, PNG or WebP up to 50 MB, or a PDF up to 20 MB; what it is, its bytes say and not its name.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "client_uuid": {"type": "string", "format": "uuid"},
                    },
                }
            }
        },
    }
}
_BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The bytes.", "content": {"image/jpeg": {}, "application/pdf": {}}}
}
# A browser keeps a picture for some minutes and for this session alone; then it asks whether it may still be seen.
_KEPT: Final = {"Cache-Control": "private, max-age=300", "Vary": "Cookie, Authorization"}
_AS_FORM: Final = "Send the file as the part `file` of multipart/form-data."


@router.get("/tickets/{ticket_id}/attachments", summary="Attachments of a ticket", responses=guarded(404), openapi_extra=_READ)
def list_ticket_attachments(actor: Acting, ticket_id: Annotated[Id, Path()]) -> list[AttachmentOut]:
    """Photos and documents, the oldest first."""
    with begin(actor) as work:
        return [AttachmentOut.model_validate(each) for each in attachments.list_of(work, TICKET, ticket_id)]


@router.post(
    "/tickets/{ticket_id}/attachments", status_code=201, summary="Attach a photo or document to a ticket",
    responses=guarded(404, 409, 413), openapi_extra={**_ADD, **_BODY},
)  # fmt: skip
async def add_ticket_attachment(
    actor: Acting, ticket_id: Annotated[Id, Path()], request: Request, idempotency_key: IdempotencyKey = None
) -> AttachmentOut:
    """A photo becomes a JPEG of at most 1,600 pixels without what its camera wrote into it; when and where it was taken is
    read before. The same id, or the same file on the same ticket, again answers with the first attachment."""
    return await _taken(actor, TICKET, ticket_id, request, idempotency_key)


@router.get("/visits/{visit_id}/attachments", summary="Attachments of a visit", responses=guarded(404), openapi_extra=_READ)
def list_visit_attachments(actor: Acting, visit_id: Annotated[Id, Path()]) -> list[AttachmentOut]:
    """Photos and documents, the oldest first."""
    with begin(actor) as work:
        return [AttachmentOut.model_validate(each) for each in attachments.list_of(work, VISIT, visit_id)]


@router.post(
    "/visits/{visit_id}/attachments", status_code=201, summary="Attach a photo or document to a visit",
    responses=guarded(404, 409, 413), openapi_extra={**needs(Permission.VISIT_MAKE), **_BODY},
)  # fmt: skip
async def add_visit_attachment(
    actor: Acting, visit_id: Annotated[Id, Path()], request: Request, idempotency_key: IdempotencyKey = None
) -> AttachmentOut:
    """As to a ticket; by the agent, from the start of the visit until it is submitted, and after it was returned."""
    return await _taken(actor, VISIT, visit_id, request, idempotency_key)


@router.get(
    "/change-requests/{request_id}/attachments", summary="Attachments of a change request", responses=guarded(404),
    openapi_extra=_READ,
)  # fmt: skip
def list_change_request_attachments(actor: Acting, request_id: Annotated[Id, Path()]) -> list[AttachmentOut]:
    """Photos and documents, the oldest first."""
    with begin(actor) as work:
        return [AttachmentOut.model_validate(each) for each in attachments.list_of(work, REQUEST, request_id)]


@router.post(
    "/change-requests/{request_id}/attachments", status_code=201, summary="Attach a photo or document to a change request",
    responses=guarded(404, 409, 413), openapi_extra={**_ADD, **_BODY},
)  # fmt: skip
async def add_change_request_attachment(
    actor: Acting, request_id: Annotated[Id, Path()], request: Request, idempotency_key: IdempotencyKey = None
) -> AttachmentOut:
    """As to a ticket; by whoever proposed the change, until it is decided about."""
    return await _taken(actor, REQUEST, request_id, request, idempotency_key)


@router.get(
    "/attachments/{attachment_id}/contents", summary="The photo or document itself", response_class=StreamingResponse,
    responses={**guarded(404, 410), **_BYTES}, openapi_extra=_READ,
)  # fmt: skip
def download_attachment(actor: Acting, attachment_id: Annotated[Id, Path()], request: Request) -> Response:
    """A photo to be shown, a document to be taken away; for whoever sees the record that it is attached to."""
    return _given(actor, attachment_id, request, thumbnail=False)


@router.get(
    "/attachments/{attachment_id}/thumbnail", summary="A small picture of a photo", response_class=StreamingResponse,
    responses={**guarded(404, 410), **_BYTES}, openapi_extra=_READ,
)  # fmt: skip
def download_attachment_thumbnail(actor: Acting, attachment_id: Annotated[Id, Path()], request: Request) -> Response:
    """A JPEG of at most 320 pixels; a document has none."""
    return _given(actor, attachment_id, request, thumbnail=True)


@router.post(
    "/attachments/{attachment_id}/remove", summary="Remove an attachment", responses=guarded(404, 409, 410, 413),
    openapi_extra=_ADD,
)  # fmt: skip
def remove_attachment(actor: Acting, attachment_id: Annotated[Id, Path()], body: RemoveAttachmentIn) -> AttachmentOut:
    """Whoever added it may, and whoever may remove those of others; its contents go 30 days later."""
    with begin(actor) as work:
        return AttachmentOut.model_validate(attachments.remove(work, attachment_id, body.reason))


async def _taken(actor: Actor, noun: str, record_id: int, request: Request, key: UUID | None) -> AttachmentOut:
    """Whether the actor may is asked before the file is taken."""
    await to_thread.run_sync(_check_may, actor, noun, record_id)
    try:
        async with request.form(max_files=1, max_fields=5) as form:
            file, given = form.get("file"), form.get("client_uuid")
            if not isinstance(file, UploadFile):
                raise Invalid({"file": _AS_FORM})
            client_uuid = client_id(key, _uuid(given if isinstance(given, str) else None))
            # Browsers write a quotation mark in a name like this.
            name = (file.filename or "file").replace("%22", '"')
            return await to_thread.run_sync(_add, actor, noun, record_id, file.file, name, client_uuid)
    except HTTPException as error:
        if error.status_code == 400:
            raise Invalid({"file": _AS_FORM}) from error
        raise


def _check_may(actor: Actor, noun: str, record_id: int) -> None:
    with begin(actor) as work:
        attachments.check_may_add(work, noun, record_id)


def _add(actor: Actor, noun: str, record_id: int, file: BinaryIO, name: str, client_uuid: UUID) -> AttachmentOut:
    # No transaction is held while a picture is made small.
    contents = attachments.look_at(file, name, actor.time_zone)
    with begin(actor) as work:
        return AttachmentOut.model_validate(attachments.add(work, noun, record_id, contents, client_uuid))


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Invalid({"client_uuid": "Write a UUID, for example 3f2c1d9e-5a77-4c7a-9a53-0d6f1b8f2c11."}) from None


def _given(actor: Actor, attachment_id: int, request: Request, *, thumbnail: bool) -> Response:
    with begin(actor) as work:
        found = attachments.get(work, attachment_id)
        tag = f'"{found.sha256[:32]}{"-s" if thumbnail else ""}"'
        if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
            return Response(status_code=304, headers={**_KEPT, "ETag": tag})
        pieces = attachments.contents_of(work, found, thumbnail=thumbnail)
    size = (found.thumbnail_size or 0) if thumbnail else found.size
    headers = {
        **_KEPT,
        "ETag": tag,
        "Content-Disposition": disposition(found.name, is_shown=found.is_photo),
        "Content-Length": str(size),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": ALONE,
    }
    return StreamingResponse(whole(pieces, size), media_type=found.content_type, headers=headers)
