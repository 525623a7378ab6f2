"""SQL of telling people and of what each has read."""

from collections.abc import Sequence
from typing import Final

from services.notices.models import About, Kind
from services.work import Work

# Told is who is active, whose role may know, and who sees where it happened; nobody twice of one event.
TELL: Final = """
INSERT INTO notifications (org_id, staff_id, kind, subject, noun, target, event, created_at)
SELECT s.org_id, s.staff_id, %(kind)s, %(subject)s, %(noun)s, %(target)s, %(event)s, %(now)s
FROM staff s JOIN people p ON p.person_id = s.person_id
WHERE s.org_id = %(org_id)s AND s.is_active AND NOT p.is_disabled AND s.role = ANY (%(roles)s::text[])
    AND (%(people)s::bigint[] IS NULL OR s.staff_id = ANY (%(people)s::bigint[]))
    AND s.staff_id IS DISTINCT FROM %(left_out)s::bigint
    AND CASE WHEN s.role = 'consumer' THEN s.account_id = %(account_id)s::bigint
        WHEN NOT s.is_limited AND s.role <> 'field_agent' THEN true
        WHEN %(is_for_all_areas)s THEN false
        WHEN %(area_id)s::bigint IS NULL THEN true
        ELSE EXISTS (SELECT FROM staff_assignments g
            JOIN areas i ON i.org_id = g.org_id AND i.area_id = g.area_id
            JOIN areas a ON a.org_id = g.org_id AND a.area_id = %(area_id)s
            WHERE g.org_id = s.org_id AND g.staff_id = s.staff_id AND g.starts_on <= %(today)s
                AND (g.ends_on IS NULL OR g.ends_on >= %(today)s) AND a.path >= i.path AND a.path < i.path || '~') END
ON CONFLICT DO NOTHING
"""
UNREAD: Final = """
SELECT count(*) FROM (SELECT FROM notifications
    WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s AND read_at IS NULL LIMIT %(most)s) AS unread
"""
READ: Final = """
UPDATE notifications SET read_at = %(now)s
WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s AND notice_id = %(notice_id)s AND read_at IS NULL
"""
READ_UP_TO: Final = """
UPDATE notifications SET read_at = %(now)s
WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s AND read_at IS NULL AND notice_id <= %(newest)s
"""


def tell(
    work: Work, kind: Kind, people: Sequence[int] | None, about: About, subject: str, event: str, roles: Sequence[str]
) -> None:
    """Tell these colleagues, or all of the roles."""
    work.execute(
        TELL,
        kind=kind.name,
        subject=subject,
        noun=about.noun,
        target=str(about.target),
        event=event,
        roles=list(roles),
        people=None if people is None else list(people),
        left_out=None if kind.tells_the_actor else work.actor.staff_id,
        area_id=about.area_id,
        account_id=about.account_id,
        is_for_all_areas=about.is_for_all_areas,
        today=work.today,
    )


def unread(work: Work, staff_id: int, most: int) -> int:
    """How many notices of a person are unread, counted up to `most`."""
    return work.scalar(UNREAD, staff_id=staff_id, most=most)


def mark_read(work: Work, notice_id: int) -> None:
    """One of the actor's has been read."""
    work.execute(READ, staff_id=work.actor.staff_id, notice_id=notice_id)


def mark_read_up_to(work: Work, newest: int) -> int:
    """All of the actor's up to one of them have been read; returns how many had not."""
    return work.execute(READ_UP_TO, staff_id=work.actor.staff_id, newest=newest).rowcount
