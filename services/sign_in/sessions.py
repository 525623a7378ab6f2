"""Looking at the sessions and devices of a colleague, and ending them."""

from dataclasses import dataclass
from datetime import datetime

from services import audit, staff
from services.permissions import Permission
from services.sign_in import sessions_repository as repository
from services.sign_in.service import IDLE
from services.work import Work
from utils.errors import Conflict

__all__ = ["Device", "end_session", "end_sessions", "sessions_of"]


@dataclass(frozen=True, slots=True)
class Device:
    """One session of a person; `state` is live, ended by somebody, or over by itself."""

    session_id: int
    created_at: datetime
    seen_at: datetime
    address: str
    user_agent: str
    state: str


def sessions_of(work: Work, staff_id: int) -> list[Device]:
    """The sessions of a colleague in this organization, the last used first. Raises Forbidden, NotFound."""
    work.require_everywhere(Permission.STAFF_WRITE)
    staff.get(work, staff_id)
    return [
        Device(row.session_id, row.created_at, row.seen_at, row.address, row.user_agent, _state(work, row))
        for row in repository.of_staff(work, staff_id)
    ]


def end_session(work: Work, staff_id: int, session_id: int) -> None:
    """End one session: its next step is refused. Raises Forbidden, NotFound, Conflict."""
    work.require_everywhere(Permission.STAFF_WRITE)
    person = staff.get(work, staff_id)
    if not repository.end(work, staff_id, session_id):
        raise Conflict("This session is over already.")
    audit.record(work, "session.ended", f"staff {person.username}", after={"sessions": 1})


def end_sessions(work: Work, staff_id: int) -> int:
    """End every session of a colleague in this organization; returns how many. Raises Forbidden, NotFound, Conflict."""
    work.require_everywhere(Permission.STAFF_WRITE)
    person = staff.get(work, staff_id)
    ended = repository.end(work, staff_id, None)
    if not ended:
        raise Conflict(f"{person.full_name} has no session that is not over already.")
    audit.record(work, "session.ended", f"staff {person.username}", after={"sessions": ended})
    return ended


def _state(work: Work, row: repository.SessionRow) -> str:
    if row.revoked_at is not None:
        return "ended"
    return "live" if row.expires_at > work.now and row.seen_at > work.now - IDLE else "over"
