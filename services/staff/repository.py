"""SQL of staff, the people behind them and the areas they are assigned to."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row, scalar_row

from services.work import Work


@dataclass(frozen=True, slots=True)
class ActorRow:
    """What an actor is made of; `area_ids` is None when nothing is assigned."""

    person_id: int
    staff_id: int
    org_id: int
    org_code: str
    organization: str
    username: str
    full_name: str
    role: str
    area_ids: list[int] | None
    account_id: int | None
    currency: str
    time_zone: str
    must_change_password: bool
    is_limited: bool
    must_set_up_factor: bool
    colours: str
    language: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One organization that a person belongs to."""

    org_id: int
    staff_id: int
    organization: str
    role: str


@dataclass(frozen=True, slots=True)
class NewAdmin:
    """The head administrator of an organization, who is there before anybody acts for it."""

    org_id: int
    username: str
    full_name: str
    password_hash: str
    must_change_password: bool


ACTOR = """
SELECT p.person_id, s.staff_id, s.org_id, o.code AS org_code, o.name AS organization, p.username, p.full_name, s.role,
    s.account_id, o.currency, o.time_zone, p.must_change_password, s.is_limited, p.colours, p.language,
    s.role = ANY (o.mfa_roles) AND NOT EXISTS (SELECT FROM second_factors f
        WHERE f.person_id = p.person_id AND f.secret IS NOT NULL) AS must_set_up_factor,
    (SELECT array_agg(DISTINCT inner_area.area_id)
     FROM staff_assignments g
     JOIN areas a ON a.org_id = g.org_id AND a.area_id = g.area_id
     JOIN areas inner_area ON inner_area.org_id = a.org_id
         AND inner_area.path >= a.path AND inner_area.path < a.path || '~'
     WHERE g.org_id = s.org_id AND g.staff_id = s.staff_id
         AND g.starts_on <= (%(now)s::timestamptz AT TIME ZONE o.time_zone)::date
         AND (g.ends_on IS NULL OR g.ends_on >= (%(now)s::timestamptz AT TIME ZONE o.time_zone)::date)) AS area_ids
FROM staff s
JOIN people p ON p.person_id = s.person_id
JOIN organizations o ON o.org_id = s.org_id
WHERE s.org_id = %(org_id)s AND s.staff_id = %(staff_id)s AND s.is_active AND NOT p.is_disabled
"""

MEMBERSHIPS = """
SELECT s.org_id, s.staff_id, o.name AS organization, s.role
FROM staff s JOIN organizations o ON o.org_id = s.org_id
WHERE s.person_id = %(person_id)s AND s.is_active ORDER BY s.created_at, s.staff_id
"""

STAFF_OF_ROLES = """
SELECT s.staff_id FROM staff s JOIN people p ON p.person_id = s.person_id
WHERE s.org_id = %(org_id)s AND s.role = ANY (%(roles)s) AND s.is_active AND NOT p.is_disabled ORDER BY s.staff_id
"""

ADD_PERSON_AT_DOOR = """
INSERT INTO people (username, full_name, password_hash, must_change_password, password_changed_at, created_at)
VALUES (%(username)s, %(full_name)s, %(password_hash)s, %(must_change_password)s, %(now)s, %(now)s)
ON CONFLICT (username) DO NOTHING RETURNING person_id
"""

ADD_STAFF = """
INSERT INTO staff (org_id, person_id, role, account_id, phone, created_at)
VALUES (%(org_id)s, %(person_id)s, %(role)s, %(account_id)s, %(phone)s, %(now)s)
ON CONFLICT (org_id, person_id) DO NOTHING RETURNING staff_id
"""

ADD_PERSON = """
SELECT add_person(%(username)s, %(full_name)s, %(password_hash)s, %(must_change_password)s, %(now)s)
"""

FIND_PERSON = "SELECT find_person(%(username)s)"

ADD_ASSIGNMENT = """
INSERT INTO staff_assignments (org_id, staff_id, area_id, starts_on)
VALUES (%(org_id)s, %(staff_id)s, %(area_id)s, %(starts_on)s)
"""

MARK_LIMITED = """
UPDATE staff SET is_limited = %(is_limited)s
WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s AND is_limited <> %(is_limited)s
"""

DROP_ASSIGNMENTS = """
DELETE FROM staff_assignments WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s AND starts_on >= %(today)s
    AND area_id <> ALL (%(kept)s::bigint[])
"""

END_ASSIGNMENTS = """
UPDATE staff_assignments SET ends_on = %(today)s::date - 1 WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s
    AND (ends_on IS NULL OR ends_on >= %(today)s) AND area_id <> ALL (%(kept)s::bigint[])
"""

IN_USE = "SELECT used FROM staff_in_use(%(staff_ids)s::bigint[]) AS used"

REMOVE_NEW = "SELECT remove_new_staff(%(staff_ids)s::bigint[])"

AUDIT_ADMIN = """
INSERT INTO audit_log (org_id, recorded_at, action, ref, origin)
VALUES (%(org_id)s, %(now)s, 'staff.added', %(ref)s, 'command')
"""


def actor(connection: Connection[Any], org_id: int, staff_id: int, now: datetime) -> ActorRow | None:
    """An active staff member of an undisabled person, with the areas assigned at `now`."""
    with connection.cursor(row_factory=class_row(ActorRow)) as cursor:
        return cursor.execute(ACTOR, {"org_id": org_id, "staff_id": staff_id, "now": now}).fetchone()


def memberships(connection: Connection[Any], person_id: int) -> list[Membership]:
    """The organizations in which a person is active."""
    with connection.cursor(row_factory=class_row(Membership)) as cursor:
        return cursor.execute(MEMBERSHIPS, {"person_id": person_id}).fetchall()


def staff_of_roles(connection: Connection[Any], org_id: int, roles: list[str]) -> list[int]:
    """Ids of the active staff in any of the roles, oldest first."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(STAFF_OF_ROLES, {"org_id": org_id, "roles": roles}).fetchall()


def add_admin(connection: Connection[Any], new: NewAdmin, now: datetime) -> bool:
    """Insert a person and their head administrator's row; False when the username is taken."""
    values: dict[str, object] = {"role": "head_administrator", "account_id": None, "phone": None, "now": now, **asdict(new)}
    with connection.cursor(row_factory=scalar_row) as cursor:
        person_id = cursor.execute(ADD_PERSON_AT_DOOR, values).fetchone()
        if person_id is None:
            return False
        cursor.execute(ADD_STAFF, values | {"person_id": person_id})
        cursor.execute(AUDIT_ADMIN, values | {"ref": f"staff {new.username}"})
    return True


def add_person(work: Work, username: str, full_name: str, password_hash: str, must_change_password: bool) -> int | None:
    """Insert a person; None when the username is taken."""
    return work.scalar(
        ADD_PERSON,
        username=username,
        full_name=full_name,
        password_hash=password_hash,
        must_change_password=must_change_password,
    )


def find_person(work: Work, username: str) -> int | None:
    """The person of a username, of whatever organization."""
    return work.scalar(FIND_PERSON, username=username)


def add_staff(work: Work, person_id: int, role: str, account_id: int | None, phone: str | None) -> int | None:
    """Make a person a member of the organization; None when they are one already."""
    return work.scalar(ADD_STAFF, person_id=person_id, role=role, account_id=account_id, phone=phone)


def end_assignments(work: Work, staff_id: int, kept: Sequence[int], today: date) -> None:
    """End today what is assigned beside the areas kept; what began today has not been."""
    values = {"staff_id": staff_id, "kept": list(kept), "today": today}
    work.execute(DROP_ASSIGNMENTS, **values)
    work.execute(END_ASSIGNMENTS, **values)


def in_use(work: Work, staff_ids: Sequence[int]) -> list[int]:
    """Which of the colleagues have signed in, or work elsewhere too."""
    return [row[0] for row in work.execute(IN_USE, staff_ids=list(staff_ids)).fetchall()]


def remove_new(work: Work, staff_ids: Sequence[int]) -> int:
    """Delete colleagues who never signed in; returns how many."""
    return work.scalar(REMOVE_NEW, staff_ids=list(staff_ids))


def add_assignment(work: Work, staff_id: int, area_id: int, starts_on: date) -> None:
    """Give a staff member one subtree from a day on; from now on nothing beside what is assigned."""
    work.execute(ADD_ASSIGNMENT, staff_id=staff_id, area_id=area_id, starts_on=starts_on)
    mark_limited(work, staff_id, is_limited=True)


def mark_limited(work: Work, staff_id: int, *, is_limited: bool) -> None:
    """Whether a staff member sees only what is assigned."""
    work.execute(MARK_LIMITED, staff_id=staff_id, is_limited=is_limited)
