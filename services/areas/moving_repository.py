"""SQL of moving a subtree: what goes along, who sees it before and after, and the new paths."""

from dataclasses import dataclass
from typing import Final

from services.areas.repository import Area
from services.work import Work

SIZE: Final = """
WITH inside AS MATERIALIZED (
    SELECT a.area_id, a.merged_into FROM areas a WHERE a.org_id = %(org_id)s AND a.path >= %(path)s AND a.path < %(path)s || '~'
)
SELECT (SELECT count(*) FROM inside i WHERE i.merged_into IS NULL) AS area_count,
    (SELECT count(*) FROM survey_units u WHERE u.org_id = %(org_id)s AND u.deleted_at IS NULL
        AND u.area_id = ANY (ARRAY(SELECT i.area_id FROM inside i))) AS unit_count,
    (SELECT count(*) FROM accounts c WHERE c.org_id = %(org_id)s AND c.deleted_at IS NULL
        AND c.area_id = ANY (ARRAY(SELECT i.area_id FROM inside i))) AS account_count,
    (SELECT count(DISTINCT g.staff_id) FROM staff_assignments g
        JOIN staff s ON s.org_id = g.org_id AND s.staff_id = g.staff_id AND s.is_active
        WHERE g.org_id = %(org_id)s AND g.area_id = ANY (ARRAY(SELECT i.area_id FROM inside i))
            AND (g.ends_on IS NULL OR g.ends_on >= %(today)s)) AS assigned_count
"""

# Whoever holds an area of one way down and none of the other sees the subtree before the move or after it, not both times.
REACH: Final = """
SELECT s.staff_id, p.full_name, bool_or(g.area_id = ANY (%(before)s::bigint[])) AS loses
FROM staff_assignments g
JOIN staff s ON s.org_id = g.org_id AND s.staff_id = g.staff_id AND s.is_active
JOIN people p ON p.person_id = s.person_id
WHERE g.org_id = %(org_id)s AND g.area_id = ANY (%(before)s::bigint[] || %(after)s::bigint[])
    AND (g.ends_on IS NULL OR g.ends_on >= %(today)s)
GROUP BY s.staff_id, p.full_name
HAVING bool_or(g.area_id = ANY (%(before)s::bigint[])) <> bool_or(g.area_id = ANY (%(after)s::bigint[]))
ORDER BY p.full_name, s.staff_id
"""

PRICES: Final = """
SELECT DISTINCT t.name AS tariff_name, a.name AS area_name, v.area_id = ANY (%(before)s::bigint[]) AS ends
FROM tariff_versions v
JOIN tariffs t ON t.org_id = v.org_id AND t.tariff_id = v.tariff_id
JOIN areas a ON a.org_id = v.org_id AND a.area_id = v.area_id
WHERE v.org_id = %(org_id)s AND v.area_id = ANY (%(before)s::bigint[] || %(after)s::bigint[])
    AND (v.area_id = ANY (%(before)s::bigint[])) <> (v.area_id = ANY (%(after)s::bigint[]))
ORDER BY 3 DESC, 1, 2
"""

# Whoever would have a run calculated meanwhile waits: its prices go by where an area lies.
LOCK_RUNS: Final = """
SELECT count(*) FILTER (WHERE locked.status = 'calculating') FROM (SELECT g.status FROM bill_runs g WHERE g.org_id = %(org_id)s
    AND g.status IN ('draft', 'calculating', 'failed', 'review') ORDER BY g.run_id FOR SHARE) locked
"""

MOVE: Final = """
UPDATE areas SET path = %(new_path)s || substr(path, length(%(path)s) + 1),
    parent_id = CASE WHEN area_id = %(area_id)s THEN %(parent_id)s::bigint ELSE parent_id END
WHERE org_id = %(org_id)s AND path >= %(path)s AND path < %(path)s || '~'
"""


@dataclass(frozen=True, slots=True)
class Size:
    """What lies in a subtree, and how many people are assigned to it or within it now or later."""

    area_count: int
    unit_count: int
    account_count: int
    assigned_count: int


@dataclass(frozen=True, slots=True)
class Reached:
    """A person whose areas hold the subtree on one side of a move only."""

    staff_id: int
    full_name: str
    loses: bool


@dataclass(frozen=True, slots=True)
class Priced:
    """A tariff with an edition for an area above that holds on one side of a move only."""

    tariff_name: str
    area_name: str
    ends: bool


def size(work: Work, path: str) -> Size | None:
    """What is in a subtree."""
    return work.one(Size, SIZE, path=path, today=work.today)


def reach(work: Work, before: list[int], after: list[int]) -> list[Reached]:
    """Who holds an area of one list and none of the other, now or later, by name."""
    return work.all(Reached, REACH, before=before, after=after, today=work.today)


def prices(work: Work, before: list[int], after: list[int]) -> list[Priced]:
    """Which tariffs have editions for an area of one list only, those that end first."""
    return work.all(Priced, PRICES, before=before, after=after)


def is_calculating(work: Work) -> bool:
    """Whether a bill run is being calculated; none begins to be until the end of this work."""
    return bool(work.scalar(LOCK_RUNS))


def move(work: Work, area: Area, parent: Area | None) -> None:
    """Hang a subtree below another parent (the top for None): one statement for all its paths."""
    new_path = f"{parent.path if parent else ''}{area.area_id}."
    parent_id = parent.area_id if parent else None
    work.execute(MOVE, area_id=area.area_id, path=area.path, new_path=new_path, parent_id=parent_id)


