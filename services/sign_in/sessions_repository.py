"""SQL of sessions as the office sees them: of one person, within the organization, never their tokens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.work import Work


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session: since when, last used when, from where and with what."""

    session_id: int
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    address: str
    user_agent: str


OF_STAFF: Final = """
SELECT session_id, created_at, seen_at, expires_at, revoked_at, address, user_agent FROM sessions_of_staff(%(staff_id)s)
"""
END: Final = "SELECT end_sessions_of_staff(%(staff_id)s, %(session_id)s::bigint, %(now)s)"


def of_staff(work: Work, staff_id: int) -> list[SessionRow]:
    """The newest hundred sessions of a person in this organization, the last used first."""
    return work.all(SessionRow, OF_STAFF, staff_id=staff_id)


def end(work: Work, staff_id: int, session_id: int | None) -> int:
    """End one session, or every one; returns how many were not over yet."""
    return work.scalar(END, staff_id=staff_id, session_id=session_id)
