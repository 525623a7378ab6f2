"""SQL of merging an area into another: what lives goes over, what happened stays below its new place."""

from dataclasses import dataclass
from typing import Final

from services.areas.repository import Area
from services.work import Work

# Who is about to write a row that names the area waits, and so is seen or refused afterwards.
LOCK_AREA: Final = """
SELECT count(*) FROM (SELECT FROM areas WHERE org_id = %(org_id)s AND area_id = %(area_id)s FOR UPDATE) locked
"""
LOCK_BALANCES: Final = """
SELECT count(*) FROM (SELECT FROM account_balances b WHERE b.org_id = %(org_id)s AND b.account_id IN (SELECT c.account_id
    FROM accounts c WHERE c.org_id = %(org_id)s AND c.area_id = %(area_id)s) ORDER BY b.account_id FOR UPDATE) locked
"""
HOLDINGS: Final = """
SELECT (SELECT count(*) FROM accounts c WHERE c.org_id = %(org_id)s AND c.area_id = %(area_id)s) AS account_count,
    (SELECT count(*) FROM survey_units u WHERE u.org_id = %(org_id)s AND u.area_id = %(area_id)s) AS unit_count,
    (SELECT count(*) FROM areas d WHERE d.org_id = %(org_id)s AND d.parent_id = %(area_id)s AND d.merged_into IS NULL)
        AS child_count
"""
ASSIGNED: Final = """
SELECT DISTINCT p.full_name, s.staff_id FROM staff_assignments g
JOIN staff s ON s.org_id = g.org_id AND s.staff_id = g.staff_id AND s.is_active
JOIN people p ON p.person_id = s.person_id
WHERE g.org_id = %(org_id)s AND g.area_id = %(area_id)s AND (g.ends_on IS NULL OR g.ends_on >= %(today)s)
ORDER BY p.full_name, s.staff_id
"""
MOVE_ACCOUNTS: Final = "UPDATE accounts SET area_id = %(into_id)s WHERE org_id = %(org_id)s AND area_id = %(area_id)s"
MOVE_UNITS: Final = "UPDATE survey_units SET area_id = %(into_id)s WHERE org_id = %(org_id)s AND area_id = %(area_id)s"
MOVE_BALANCES: Final = """
UPDATE account_balances b SET area_id = %(into_id)s FROM accounts c
WHERE c.org_id = %(org_id)s AND c.area_id = %(area_id)s AND b.org_id = %(org_id)s AND b.account_id = c.account_id
"""
MOVE_METERS: Final = """
UPDATE meters m SET area_id = %(into_id)s FROM accounts c
WHERE c.org_id = %(org_id)s AND c.area_id = %(area_id)s AND m.org_id = %(org_id)s AND m.account_id = c.account_id
"""
# Whoever has the other area at that time already needs it no second time.
HAND_OVER_ASSIGNMENTS: Final = """
INSERT INTO staff_assignments (org_id, staff_id, area_id, starts_on, ends_on)
SELECT g.org_id, g.staff_id, %(into_id)s, greatest(g.starts_on, %(today)s::date), g.ends_on FROM staff_assignments g
WHERE g.org_id = %(org_id)s AND g.area_id = %(area_id)s AND (g.ends_on IS NULL OR g.ends_on >= %(today)s)
    AND NOT EXISTS (SELECT FROM staff_assignments h WHERE h.org_id = g.org_id AND h.staff_id = g.staff_id
        AND h.area_id = %(into_id)s AND h.starts_on <= greatest(g.starts_on, %(today)s::date)
        AND (h.ends_on IS NULL OR h.ends_on >= g.ends_on))
"""
DROP_ASSIGNMENTS: Final = """
DELETE FROM staff_assignments WHERE org_id = %(org_id)s AND area_id = %(area_id)s AND starts_on >= %(today)s
"""
END_ASSIGNMENTS: Final = """
UPDATE staff_assignments SET ends_on = %(today)s::date - 1
WHERE org_id = %(org_id)s AND area_id = %(area_id)s AND (ends_on IS NULL OR ends_on >= %(today)s)
"""
RETIRE: Final = """
UPDATE areas SET merged_into = %(into_id)s, path = %(new_path)s || substr(path, length(%(path)s) + 1),
    parent_id = CASE WHEN area_id = %(area_id)s THEN %(into_id)s ELSE parent_id END
WHERE org_id = %(org_id)s AND path >= %(path)s AND path < %(path)s || '~'
"""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What lies right in an area, deleted rows too, and how many areas lie below it."""

    account_count: int
    unit_count: int
    child_count: int


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who is assigned to an area, now or later."""

    full_name: str
    staff_id: int


def lock(work: Work, area_id: int) -> None:
    """Wait for who writes rows into an area, and for who posts to its accounts."""
    work.execute(LOCK_AREA, area_id=area_id)
    work.execute(LOCK_BALANCES, area_id=area_id)


def holdings(work: Work, area_id: int) -> Holdings | None:
    """What lies right in an area."""
    return work.one(Holdings, HOLDINGS, area_id=area_id)


def assigned(work: Work, area_id: int) -> list[Assigned]:
    """Who is assigned to an area now or later, by name."""
    return work.all(Assigned, ASSIGNED, area_id=area_id, today=work.today)


def merge(work: Work, area: Area, into: Area) -> None:
    """Hand everything that lives in an area over to another, and lay what is left below that."""
    of = {"area_id": area.area_id, "into_id": into.area_id, "today": work.today}
    for statement in (MOVE_BALANCES, MOVE_METERS, MOVE_UNITS, MOVE_ACCOUNTS):
        work.execute(statement, **of)
    for statement in (HAND_OVER_ASSIGNMENTS, DROP_ASSIGNMENTS, END_ASSIGNMENTS):
        work.execute(statement, **of)
    work.execute(RETIRE, **of, path=area.path, new_path=f"{into.path}{area.area_id}.")
