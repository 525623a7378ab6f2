"""What is attached to a change request: whoever proposed it adds photos until it is decided about."""

from typing import Final

from services import attachments
from services.attachments import Entity
from services.change_requests import repository
from services.change_requests.models import RequestStatus
from services.change_requests.service import page
from services.paging import ListQuery
from services.permissions import Permission
from services.work import Work
from utils.errors import Conflict, Forbidden, not_found


def _see(work: Work, request_id: int) -> str:
    found = page(work, ListQuery(filters={"request": str(request_id)}, size=1)).rows
    return found[0].ref if found else not_found("change request", request_id)


def _add(work: Work, request_id: int) -> str:
    work.require(Permission.CHANGE_REQUEST_PROPOSE)
    state = repository.lock(work, request_id) or not_found("change request", request_id)
    if state.proposed_by != work.actor.staff_id:
        raise Forbidden(f"Whoever proposed {state.request_no} attaches its photos.")
    if state.status != RequestStatus.PENDING:
        raise Conflict(f"{state.request_no} is {state.status}; its photos stay as they are.")
    return state.ref


ATTACHABLE: Final = attachments.register(Entity("change_request", _see, _add))
