"""SQL of tickets that go on in another, and of tickets that belong together."""

from typing import Final

from services.tickets.models import Merged, Related
from services.work import Work

BY_NUMBER: Final = "SELECT ticket_id FROM tickets WHERE org_id = %(org_id)s AND ticket_number = %(number)s"
MERGE: Final = """
UPDATE tickets SET status = 'merged', merged_into_id = %(into_id)s, ended_at = %(now)s, resolution_due_at = NULL,
    version = version + 1
WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s
"""
# What was merged into it before goes on in the same one: no ticket leads to another that leads on.
POINT_ON: Final = """
UPDATE tickets SET merged_into_id = %(into_id)s WHERE org_id = %(org_id)s AND merged_into_id = %(ticket_id)s
"""
# When the earlier one stood still before the other was opened, the common clock stood still.
TAKE_PAUSES: Final = """
INSERT INTO ticket_pauses (org_id, ticket_id, started_at, ended_at)
SELECT p.org_id, %(into_id)s, p.started_at, least(coalesce(p.ended_at, %(until)s), %(until)s)
FROM ticket_pauses p
WHERE p.org_id = %(org_id)s AND p.ticket_id = %(ticket_id)s AND p.started_at < %(until)s
ON CONFLICT DO NOTHING
"""
COUNT_FROM: Final = """
UPDATE tickets SET promised_from = %(promised_from)s WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s
"""
MERGED: Final = """
SELECT t.ticket_id, ticket_no(t.ticket_number) AS ticket_no, t.subject, t.description, p.full_name AS opener_name, t.opened_at
FROM tickets t
JOIN staff s ON s.org_id = t.org_id AND s.staff_id = t.opened_by
JOIN people p ON p.person_id = s.person_id
WHERE t.org_id = %(org_id)s AND t.merged_into_id = %(ticket_id)s ORDER BY t.opened_at, t.ticket_id
"""
RELATED: Final = """
SELECT t.ticket_id, ticket_no(t.ticket_number) AS ticket_no, t.subject, t.status
FROM (SELECT related_id AS other_id FROM ticket_links WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s
    UNION ALL SELECT ticket_id FROM ticket_links WHERE org_id = %(org_id)s AND related_id = %(ticket_id)s) l
JOIN tickets t ON t.org_id = %(org_id)s AND t.ticket_id = l.other_id
ORDER BY t.ticket_id
"""
LINK: Final = """
INSERT INTO ticket_links (org_id, ticket_id, related_id, linked_by, linked_at)
VALUES (%(org_id)s, least(%(one_id)s::bigint, %(other_id)s::bigint), greatest(%(one_id)s::bigint, %(other_id)s::bigint),
    %(staff_id)s, %(now)s)
ON CONFLICT DO NOTHING RETURNING true
"""
UNLINK: Final = """
DELETE FROM ticket_links WHERE org_id = %(org_id)s AND ticket_id = least(%(one_id)s::bigint, %(other_id)s::bigint)
    AND related_id = greatest(%(one_id)s::bigint, %(other_id)s::bigint) RETURNING true
"""


def by_number(work: Work, number: int) -> int | None:
    """The ticket of a number within reach."""
    return work.scalar(BY_NUMBER, number=number)


def merge(work: Work, ticket_id: int, into_id: int) -> None:
    """Let it, and what went on in it, go on in another."""
    work.execute(MERGE, ticket_id=ticket_id, into_id=into_id)
    work.execute(POINT_ON, ticket_id=ticket_id, into_id=into_id)


def count_from_earlier(work: Work, ticket_id: int, into_id: int, promised_from: object, until: object) -> None:
    """Count the promises of the one that goes on from an earlier moment, without the earlier pauses of the other."""
    work.execute(TAKE_PAUSES, ticket_id=ticket_id, into_id=into_id, until=until)
    work.execute(COUNT_FROM, ticket_id=into_id, promised_from=promised_from)


def merged(work: Work, ticket_id: int) -> list[Merged]:
    """What was merged into it, the earliest opened first."""
    return work.all(Merged, MERGED, ticket_id=ticket_id)


def related(work: Work, ticket_id: int) -> list[Related]:
    """What is linked to it, as far as it is within reach."""
    return work.all(Related, RELATED, ticket_id=ticket_id)


def link(work: Work, one_id: int, other_id: int) -> bool:
    """Link two; False where they are linked already."""
    return work.scalar(LINK, one_id=one_id, other_id=other_id, staff_id=work.actor.staff_id) is not None


def unlink(work: Work, one_id: int, other_id: int) -> bool:
    """Part two; False where they are not linked."""
    return work.scalar(UNLINK, one_id=one_id, other_id=other_id) is not None
