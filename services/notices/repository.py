"""SQL of telling people, of how each wants to be told, and of what each has read."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, Final

from psycopg import Connection

from services.notices.models import About, Channel, Choice, Kind, Quiet
from services.work import Work

# Told is who is active, whose role may know, and who sees where it happened; nobody twice of one event.
TELL: Final = """
WITH told AS MATERIALIZED (
    SELECT s.staff_id, p.email, s.phone, q.starts_at, q.ends_at, %(now)s::timestamptz AT TIME ZONE %(zone)s AS local
    FROM staff s JOIN people p ON p.person_id = s.person_id
    LEFT JOIN quiet_hours q ON q.org_id = s.org_id AND q.staff_id = s.staff_id
    WHERE s.org_id = %(org_id)s AND s.is_active AND NOT p.is_disabled AND s.role = ANY (%(roles)s::text[])
        AND CASE WHEN %(is_for_followers)s THEN EXISTS (SELECT FROM follows f WHERE f.org_id = s.org_id
                AND (f.noun, f.target) IN (SELECT * FROM unnest(%(nouns)s::text[], %(targets)s::text[]))
                AND f.staff_id = s.staff_id)
            ELSE %(people)s::bigint[] IS NULL OR s.staff_id = ANY (%(people)s::bigint[]) END
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
), in_app AS (
    INSERT INTO notifications (org_id, staff_id, kind, subject, noun, target, event, created_at)
    SELECT %(org_id)s, t.staff_id, %(kind)s, %(subject)s, %(noun)s, %(target)s, %(event)s, %(now)s
    FROM told t
    WHERE NOT EXISTS (SELECT FROM notice_choices c WHERE c.org_id = %(org_id)s AND c.staff_id = t.staff_id
        AND c.kind = %(kind)s AND c.channel = 'app' AND NOT c.is_wanted)
    ON CONFLICT DO NOTHING
)
INSERT INTO messages (org_id, channel, staff_id, subject, href, event, next_try_at, created_by, created_at)
SELECT %(org_id)s, w.channel, t.staff_id, %(subject)s, %(href)s, %(event)s,
    CASE WHEN t.starts_at IS NOT NULL AND CASE WHEN t.starts_at < t.ends_at
            THEN t.local::time >= t.starts_at AND t.local::time < t.ends_at
            ELSE t.local::time >= t.starts_at OR t.local::time < t.ends_at END
        THEN (t.local::date + t.ends_at + CASE WHEN t.ends_at > t.local::time THEN interval '0' ELSE interval '1 day' END)
            AT TIME ZONE %(zone)s
        ELSE %(now)s::timestamptz END,
    %(actor_id)s, %(now)s
FROM told t
CROSS JOIN unnest(%(channels)s::text[]) AS w (channel)
LEFT JOIN notice_choices c ON c.org_id = %(org_id)s AND c.staff_id = t.staff_id AND c.kind = %(kind)s AND c.channel = w.channel
WHERE coalesce(c.is_wanted, w.channel = 'email' AND %(by_email)s)
    AND CASE w.channel WHEN 'email' THEN t.email IS NOT NULL ELSE t.phone IS NOT NULL END
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
CHOICES: Final = """
SELECT kind, channel, is_wanted FROM notice_choices WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s ORDER BY kind, channel
"""
CHOOSE: Final = """
INSERT INTO notice_choices (org_id, staff_id, kind, channel, is_wanted)
VALUES (%(org_id)s, %(staff_id)s, %(kind)s, %(channel)s, %(is_wanted)s)
ON CONFLICT (org_id, staff_id, kind, channel) DO UPDATE SET is_wanted = excluded.is_wanted
"""
QUIET: Final = "SELECT starts_at, ends_at FROM quiet_hours WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s"
BE_QUIET: Final = """
INSERT INTO quiet_hours (org_id, staff_id, starts_at, ends_at) VALUES (%(org_id)s, %(staff_id)s, %(starts_at)s, %(ends_at)s)
ON CONFLICT (org_id, staff_id) DO UPDATE SET starts_at = excluded.starts_at, ends_at = excluded.ends_at
"""
END_QUIET: Final = "DELETE FROM quiet_hours WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s"
FOLLOW: Final = """
INSERT INTO follows (org_id, noun, target, staff_id, followed_at) VALUES (%(org_id)s, %(noun)s, %(target)s, %(staff_id)s, %(now)s)
ON CONFLICT (org_id, noun, target, staff_id) DO NOTHING
"""
FOLLOW_ON: Final = """
INSERT INTO follows (org_id, noun, target, staff_id, followed_at)
SELECT %(org_id)s, %(noun)s, %(goes_on)s, w.staff_id, %(now)s
FROM (SELECT f.staff_id FROM follows f WHERE f.org_id = %(org_id)s AND f.noun = %(noun)s AND f.target = %(gone)s
    UNION SELECT unnest(%(people)s::bigint[])) w
ON CONFLICT (org_id, noun, target, staff_id) DO NOTHING
"""
UNFOLLOW: Final = """
DELETE FROM follows WHERE org_id = %(org_id)s AND noun = %(noun)s AND target = %(target)s AND staff_id = %(staff_id)s
"""
FOLLOWS: Final = """
SELECT EXISTS (SELECT FROM follows
    WHERE org_id = %(org_id)s AND noun = %(noun)s AND target = %(target)s AND staff_id = %(staff_id)s)
"""
FOLLOWED: Final = "SELECT DISTINCT target FROM follows WHERE org_id = %(org_id)s AND noun = %(noun)s"
UNITS_OF_ACCOUNT: Final = """
SELECT unit_id FROM survey_units WHERE org_id = %(org_id)s AND account_id = %(account_id)s AND deleted_at IS NULL
ORDER BY unit_id LIMIT 100
"""
FORGET: Final = """
DELETE FROM notifications n WHERE (n.org_id, n.notice_id) IN (SELECT o.org_id, o.notice_id FROM notifications o
    WHERE o.created_at < %(read_before)s AND (o.read_at IS NOT NULL OR o.created_at < %(before)s) LIMIT %(most)s)
"""


def tell(
    work: Work,
    kind: Kind,
    people: Sequence[int] | None,
    about: About,
    subject: str,
    event: str,
    roles: Sequence[str],
    href: str,
    channels: Sequence[str],
    *,
    followed: Sequence[About] = (),
) -> bool:
    """Tell these colleagues, all of the roles, or who of them follows one of these records; True where messages wait."""
    told = work.execute(
        TELL,
        kind=kind.name,
        by_email=kind.by_email,
        subject=subject,
        noun=about.noun,
        target=str(about.target),
        href=href,
        event=event,
        roles=list(roles),
        people=None if people is None else list(people),
        is_for_followers=bool(followed),
        nouns=[each.noun for each in followed],
        targets=[str(each.target) for each in followed],
        left_out=None if kind.tells_the_actor else work.actor.staff_id,
        area_id=about.area_id,
        account_id=about.account_id,
        is_for_all_areas=about.is_for_all_areas,
        channels=list(channels),
        zone=work.actor.time_zone,
        actor_id=work.actor.staff_id,
        today=work.today,
    )
    return told.rowcount > 0


def forget(connection: Connection[Any], read_before: datetime, before: datetime, most: int) -> int:
    """Remove, in every organization, notices that were read and told before a moment, and all before another; how many."""
    return connection.execute(FORGET, {"read_before": read_before, "before": before, "most": most}).rowcount


def unread(work: Work, staff_id: int, most: int) -> int:
    """How many notices of a person are unread, counted up to `most`."""
    return work.scalar(UNREAD, staff_id=staff_id, most=most)


def mark_read(work: Work, notice_id: int) -> None:
    """One of the actor's has been read."""
    work.execute(READ, staff_id=work.actor.staff_id, notice_id=notice_id)


def mark_read_up_to(work: Work, newest: int) -> int:
    """All of the actor's up to one of them have been read; returns how many had not."""
    return work.execute(READ_UP_TO, staff_id=work.actor.staff_id, newest=newest).rowcount


def choices(work: Work) -> list[Choice]:
    """What the actor chose."""
    return work.all(Choice, CHOICES, staff_id=work.actor.staff_id)


def choose(work: Work, kind: str, channel: Channel, *, is_wanted: bool) -> None:
    """Keep one choice of the actor."""
    work.execute(CHOOSE, staff_id=work.actor.staff_id, kind=kind, channel=channel, is_wanted=is_wanted)


def quiet(work: Work) -> Quiet | None:
    """The actor's quiet hours."""
    return work.one(Quiet, QUIET, staff_id=work.actor.staff_id)


def be_quiet(work: Work, starts_at: time, ends_at: time) -> None:
    """Keep the actor's quiet hours."""
    work.execute(BE_QUIET, staff_id=work.actor.staff_id, starts_at=starts_at, ends_at=ends_at)


def end_quiet(work: Work) -> None:
    """The actor has no quiet hours."""
    work.execute(END_QUIET, staff_id=work.actor.staff_id)


def follow(work: Work, noun: str, target: str) -> None:
    """The actor follows a record."""
    work.execute(FOLLOW, noun=noun, target=target, staff_id=work.actor.staff_id)


def follow_on(work: Work, noun: str, gone: str, goes_on: str, people: Sequence[int]) -> None:
    """Those who follow one record, and these people, follow another."""
    work.execute(FOLLOW_ON, noun=noun, gone=gone, goes_on=goes_on, people=list(people))


def unfollow(work: Work, noun: str, target: str) -> None:
    """The actor follows a record no longer."""
    work.execute(UNFOLLOW, noun=noun, target=target, staff_id=work.actor.staff_id)


def follows(work: Work, noun: str, target: str) -> bool:
    """Whether the actor follows a record."""
    return bool(work.scalar(FOLLOWS, noun=noun, target=target, staff_id=work.actor.staff_id))


def units_of_account(work: Work, account_id: int) -> list[int]:
    """The premises of an account that the actor sees."""
    return [row[0] for row in work.execute(UNITS_OF_ACCOUNT, account_id=account_id).fetchall()]


def followed(work: Work, noun: str) -> list[str]:
    """The records of a noun that anybody follows."""
    return [row[0] for row in work.execute(FOLLOWED, noun=noun).fetchall()]
