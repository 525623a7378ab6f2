"""Proposed changes of the register: proposing them, and deciding about those of others."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.routes.idempotency import IdempotencyKey, client_id
from api.schemas.change_requests import (
    ApproveIn,
    ChangeRequestFull,
    ChangeRequestOut,
    ChangeRequestParams,
    DecidedOut,
    DecideManyIn,
    NewChangeRequestIn,
    RejectIn,
    decided,
    full,
    new_of,
)
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import change_requests
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/change-requests", tags=["change requests"])
_READ = needs(Permission.CHANGE_REQUEST_READ)
_PROPOSE = needs(Permission.CHANGE_REQUEST_PROPOSE)
_DECIDE = needs(Permission.CHANGE_REQUEST_DECIDE)


@router.get("", summary="Change requests, the newest first", responses=guarded(404), openapi_extra=_READ)
def list_change_requests(actor: Acting, params: Annotated[ChangeRequestParams, Query()]) -> Rows[ChangeRequestOut]:
    """A consumer sees the own ones. Searches the number, unit and account code, name and phone."""
    with begin(actor) as work:
        return rows_of(change_requests.page(work, params.query()), ChangeRequestOut)


@router.post("", status_code=201, summary="Propose a change", responses=guarded(409, 413), openapi_extra=_PROPOSE)
def propose_change(actor: Acting, body: NewChangeRequestIn, idempotency_key: IdempotencyKey = None) -> ChangeRequestFull:
    """Of a unit or its consumer, by the rules of the register. The same id again answers with the first request."""
    new = new_of(body, client_id(idempotency_key, body.client_uuid))
    with begin(actor) as work:
        return full(change_requests.propose(work, new))


@router.post("/decide", summary="Decide about several", responses=guarded(413), openapi_extra=_DECIDE)
def decide_change_requests(actor: Acting, body: DecideManyIn) -> DecidedOut:
    """What is refused (an own proposal, a record that was changed since) does not hold up the others."""
    with begin(actor) as work:
        return decided(change_requests.decide_many(work, body.request_ids, body.decision, body.reason))


@router.get("/{request_id}", summary="One change request", responses=guarded(404), openapi_extra=_READ)
def show_change_request(actor: Acting, request_id: Annotated[Id, Path()]) -> ChangeRequestFull:
    """The fields before, as they are now, and as they are to be."""
    with begin(actor) as work:
        return full(change_requests.get(work, request_id))


@router.post("/{request_id}/approve", summary="Approve a change", responses=guarded(404, 409, 413), openapi_extra=_DECIDE)
def approve_change_request(actor: Acting, request_id: Annotated[Id, Path()], body: ApproveIn) -> ChangeRequestFull:
    """It is applied at once; what has to wait stays approved, and approving it again applies it. Never one's own."""
    with begin(actor) as work:
        return full(change_requests.approve(work, request_id, body.mark, leaves_balance=body.leaves_balance))


@router.post("/{request_id}/reject", summary="Reject a change", responses=guarded(404, 409, 413), openapi_extra=_DECIDE)
def reject_change_request(actor: Acting, request_id: Annotated[Id, Path()], body: RejectIn) -> ChangeRequestFull:
    """With a reason, which whoever proposed it reads."""
    with begin(actor) as work:
        return full(change_requests.reject(work, request_id, body.reason, body.mark))
