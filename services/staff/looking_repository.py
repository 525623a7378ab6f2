"""SQL of what the page of a person shows beside their row: the areas they were, are and will be assigned to."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from services.work import Work


@dataclass(frozen=True, slots=True)
class Assignment:
    """One area for some days; without `ends_on` until further notice. `state` is coming, current or ended."""

    assignment_id: int
    area_id: int
    area_code: str
    area_name: str
    area_kind: str
    starts_on: date
    ends_on: date | None
    state: str


ASSIGNMENTS: Final = """
SELECT g.assignment_id, g.area_id, a.code AS area_code, a.name AS area_name, a.kind AS area_kind, g.starts_on, g.ends_on,
    CASE WHEN g.starts_on > %(today)s THEN 'coming' WHEN g.ends_on < %(today)s THEN 'ended' ELSE 'current' END AS state
FROM staff_assignments g JOIN areas a ON a.org_id = g.org_id AND a.area_id = g.area_id
WHERE g.org_id = %(org_id)s AND g.staff_id = %(staff_id)s
ORDER BY coalesce(g.ends_on, 'infinity') < %(today)s, g.starts_on DESC, g.assignment_id DESC
"""


def assignments(work: Work, staff_id: int) -> list[Assignment]:
    """Every assignment of a person: what holds or comes first, then what has ended."""
    return work.all(Assignment, ASSIGNMENTS, staff_id=staff_id, today=work.today)
