"""SQL of colleagues: who sees the area of a ticket, and what waits for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.tickets.models import Candidate, Colleague
from services.work import Work

# Whoever sees the area: everything, or an area assigned today that is it or holds it.
WORKS_THERE: Final = """EXISTS (SELECT FROM staff_assignments g
        JOIN areas i ON i.org_id = g.org_id AND i.area_id = g.area_id
        JOIN areas a ON a.org_id = g.org_id AND a.area_id = %(area_id)s
        WHERE g.org_id = s.org_id AND g.staff_id = s.staff_id AND g.starts_on <= %(today)s
            AND (g.ends_on IS NULL OR g.ends_on >= %(today)s) AND a.path >= i.path AND a.path < i.path || '~')"""
SEES: Final = (
    """s.org_id = %(org_id)s AND s.is_active AND NOT p.is_disabled AND s.role = ANY (%(roles)s::text[])
    AND ((NOT s.is_limited AND s.role <> 'field_agent') OR """
    + WORKS_THERE
    + ")"
)
CANDIDATES: Final = (
    """
SELECT s.staff_id, p.full_name, (SELECT count(*) FROM tickets t WHERE t.org_id = s.org_id AND t.assignee_id = s.staff_id
    AND t.ended_at IS NULL) AS open_count, """
    + WORKS_THERE
    + """ AS works_there
FROM staff s
JOIN people p ON p.person_id = s.person_id
WHERE (%(staff_id)s::bigint IS NULL OR s.staff_id = %(staff_id)s) AND """
    + SEES
    + """
ORDER BY works_there DESC, open_count, p.full_name, s.staff_id
LIMIT 200
"""
)
COLLEAGUES: Final = (
    """
SELECT s.staff_id, p.username, p.full_name
FROM staff s
JOIN people p ON p.person_id = s.person_id
WHERE (%(usernames)s::text[] IS NULL OR p.username = ANY (%(usernames)s::text[])) AND """
    + SEES
    + """
ORDER BY lower(p.full_name), s.staff_id
LIMIT 500
"""
)
# Whoever sees some areas works beside those sent to any of them today; whoever sees everything, beside those who do as well.
TEAM: Final = """
SELECT s.staff_id FROM staff s
WHERE s.org_id = %(org_id)s AND s.role <> 'consumer' AND (s.staff_id = %(own_staff_id)s OR CASE
    WHEN %(own_area_ids)s::bigint[] IS NULL THEN NOT s.is_limited AND s.role <> 'field_agent'
    ELSE EXISTS (SELECT FROM staff_assignments g
        JOIN areas i ON i.org_id = g.org_id AND i.area_id = g.area_id
        JOIN areas a ON a.org_id = g.org_id AND a.area_id = ANY (%(own_area_ids)s::bigint[])
        WHERE g.org_id = s.org_id AND g.staff_id = s.staff_id AND g.starts_on <= %(today)s
            AND (g.ends_on IS NULL OR g.ends_on >= %(today)s) AND a.path >= i.path AND a.path < i.path || '~') END)
"""


@dataclass(frozen=True, slots=True)
class _Person:
    staff_id: int


def team(work: Work) -> list[int]:
    """Oneself and those who work beside one."""
    reach = None if work.actor.area_ids is None else list(work.actor.area_ids)
    found = work.all(_Person, TEAM, own_staff_id=work.actor.staff_id, own_area_ids=reach, today=work.today)
    return [each.staff_id for each in found]


def candidates(work: Work, area_id: int, roles: Sequence[str], staff_id: int | None = None) -> list[Candidate]:
    """Who may be given a ticket of an area: those who were sent there first, of them those with the fewest open ones."""
    return work.all(Candidate, CANDIDATES, area_id=area_id, roles=roles, staff_id=staff_id, today=work.today)


def colleagues(work: Work, area_id: int, roles: Sequence[str], usernames: Sequence[str] | None = None) -> list[Colleague]:
    """Who sees tickets of an area, by name; of these usernames only, where some are named."""
    return work.all(Colleague, COLLEAGUES, area_id=area_id, roles=roles, usernames=usernames, today=work.today)
