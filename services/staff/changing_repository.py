"""SQL of changing a colleague: who may be left, what is assigned, and what the door does on the office's behalf."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.work import Work


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the organization as a change finds them."""

    staff_id: int
    username: str
    full_name: str
    role: str
    phone: str | None
    email: str | None
    is_active: bool
    is_limited: bool


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment that holds or comes."""

    assignment_id: int
    area_id: int
    area_name: str
    starts_on: date
    ends_on: date | None


LOCK_HEADS: Final = """
SELECT s.staff_id FROM staff s JOIN people p ON p.person_id = s.person_id
WHERE s.org_id = %(org_id)s AND s.role = 'head_administrator' AND s.is_active AND NOT s.is_limited AND NOT p.is_disabled
ORDER BY s.staff_id FOR NO KEY UPDATE OF s
"""
LOCK: Final = """
SELECT s.staff_id, p.username, p.full_name, s.role, s.phone, p.email, s.is_active, s.is_limited
FROM staff s JOIN people p ON p.person_id = s.person_id
WHERE s.org_id = %(org_id)s AND s.staff_id = %(staff_id)s FOR NO KEY UPDATE OF s
"""
GIVEN: Final = """
SELECT g.assignment_id, g.area_id, a.name AS area_name, g.starts_on, g.ends_on
FROM staff_assignments g JOIN areas a ON a.org_id = g.org_id AND a.area_id = g.area_id
WHERE g.org_id = %(org_id)s AND g.staff_id = %(staff_id)s AND (g.ends_on IS NULL OR g.ends_on >= %(today)s)
ORDER BY g.starts_on, g.assignment_id
"""
AREA_NAME: Final = "SELECT name FROM areas WHERE org_id = %(org_id)s AND area_id = %(area_id)s AND merged_into IS NULL"
UNKNOWN_AREAS: Final = """
SELECT wanted FROM unnest(%(area_ids)s::bigint[]) AS wanted
WHERE NOT EXISTS (SELECT FROM areas a WHERE a.org_id = %(org_id)s AND a.area_id = wanted AND a.merged_into IS NULL)
"""
SET_ROLE: Final = "UPDATE staff SET role = %(role)s WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s"
SET_PHONE: Final = "UPDATE staff SET phone = %(phone)s WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s"
SET_ACTIVE: Final = "UPDATE staff SET is_active = %(is_active)s WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s"
ADD: Final = """
INSERT INTO staff_assignments (org_id, staff_id, area_id, starts_on, ends_on)
VALUES (%(org_id)s, %(staff_id)s, %(area_id)s, %(starts_on)s, %(ends_on)s) RETURNING assignment_id
"""
END: Final = """
UPDATE staff_assignments SET ends_on = %(ends_on)s
WHERE org_id = %(org_id)s AND assignment_id = %(assignment_id)s
"""
DROP: Final = "DELETE FROM staff_assignments WHERE org_id = %(org_id)s AND assignment_id = %(assignment_id)s"
END_SESSIONS: Final = "SELECT end_sessions_of_staff(%(staff_id)s, NULL, %(now)s)"
RESET_PASSWORD: Final = "SELECT reset_password_of_staff(%(staff_id)s, %(password_hash)s, %(now)s)"  # noqa: S105 a function's name
SET_EMAIL: Final = "SELECT set_email_of_staff(%(staff_id)s, %(email)s)"


def lock_heads(work: Work) -> list[int]:
    """The active head administrators with rights everywhere, locked, so that two of them cannot remove each other."""
    return [row[0] for row in work.execute(LOCK_HEADS).fetchall()]


def lock(work: Work, staff_id: int) -> Member | None:
    """A member, locked against other changes."""
    return work.one(Member, LOCK, staff_id=staff_id)


def given(work: Work, staff_id: int) -> list[Given]:
    """The assignments that hold or come."""
    return work.all(Given, GIVEN, staff_id=staff_id, today=work.today)


def area_name(work: Work, area_id: int) -> str | None:
    """What an area is called; None where there is none."""
    return work.scalar(AREA_NAME, area_id=area_id)


def has_unknown_area(work: Work, area_ids: Sequence[int]) -> bool:
    """Whether one of the areas is not there."""
    return bool(work.execute(UNKNOWN_AREAS, area_ids=list(area_ids)).fetchall())


def set_role(work: Work, staff_id: int, role: str) -> None:
    """Write the role."""
    work.execute(SET_ROLE, staff_id=staff_id, role=role)


def set_phone(work: Work, staff_id: int, phone: str | None) -> None:
    """Write the phone."""
    work.execute(SET_PHONE, staff_id=staff_id, phone=phone)


def set_email(work: Work, staff_id: int, email: str | None) -> bool:
    """Write the e-mail address of the person; False for who works elsewhere too."""
    return bool(work.scalar(SET_EMAIL, staff_id=staff_id, email=email))


def set_active(work: Work, staff_id: int, *, is_active: bool) -> None:
    """Let the person act here, or no longer."""
    work.execute(SET_ACTIVE, staff_id=staff_id, is_active=is_active)


def add(work: Work, staff_id: int, area_id: int, starts_on: date, ends_on: date | None) -> int:
    """Add an assignment; returns its id."""
    return work.scalar(ADD, staff_id=staff_id, area_id=area_id, starts_on=starts_on, ends_on=ends_on)


def end(work: Work, assignment_id: int, ends_on: date) -> None:
    """Let an assignment end on a day."""
    work.execute(END, assignment_id=assignment_id, ends_on=ends_on)


def drop(work: Work, assignment_id: int) -> None:
    """Take out an assignment that never held for a whole day."""
    work.execute(DROP, assignment_id=assignment_id)


def end_sessions(work: Work, staff_id: int) -> int:
    """End every session of a person in this organization; returns how many."""
    return work.scalar(END_SESSIONS, staff_id=staff_id)


def reset_password(work: Work, staff_id: int, password_hash: str) -> bool:
    """Give a person a first password again and end all their sessions; False for who works elsewhere too."""
    return work.scalar(RESET_PASSWORD, staff_id=staff_id, password_hash=password_hash)
