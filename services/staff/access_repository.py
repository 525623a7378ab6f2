"""SQL of who may do what where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.work import Work


@dataclass(frozen=True, slots=True)
class Access:
    """A person who reaches an area: by the assignment to `via_name`, or as one whom no area limits where that is None."""

    staff_id: int
    full_name: str
    username: str
    role: str
    via_id: int | None
    via_name: str | None
    via_kind: str | None
    starts_on: date | None
    ends_on: date | None


# Without an area a field agent, and whoever was ever limited to some, sees nothing; anybody else sees everything.
WHO_MAY = """
SELECT s.staff_id, p.full_name, p.username, s.role, v.area_id AS via_id, v.name AS via_name, v.kind AS via_kind, v.starts_on,
    v.ends_on
FROM staff s
JOIN people p ON p.person_id = s.person_id
LEFT JOIN LATERAL (
    SELECT a.area_id, a.name, a.kind, g.starts_on, g.ends_on
    FROM staff_assignments g JOIN areas a ON a.org_id = g.org_id AND a.area_id = g.area_id
    WHERE g.org_id = s.org_id AND g.staff_id = s.staff_id AND g.starts_on <= %(day)s
        AND (g.ends_on IS NULL OR g.ends_on >= %(day)s)
        AND %(path)s::text >= a.path AND %(path)s::text < a.path || '~'
    ORDER BY length(a.path) DESC, g.ends_on DESC NULLS FIRST LIMIT 1
) v ON true
WHERE s.org_id = %(org_id)s AND s.is_active AND NOT p.is_disabled AND s.role = ANY (%(roles)s::text[])
    AND (v.area_id IS NOT NULL OR (NOT s.is_limited AND s.role <> 'field_agent' AND NOT EXISTS (
        SELECT FROM staff_assignments g WHERE g.org_id = s.org_id AND g.staff_id = s.staff_id AND g.starts_on <= %(day)s
            AND (g.ends_on IS NULL OR g.ends_on >= %(day)s))))
ORDER BY v.area_id IS NULL, lower(p.full_name), s.staff_id
"""


def who_may(work: Work, roles: Sequence[str], path: str | None, day: date) -> list[Access]:
    """Those of the roles whose reach holds the area with that path, the nearest assignment first of each."""
    return work.all(Access, WHO_MAY, roles=list(roles), path=path, day=day)
