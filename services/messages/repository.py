"""SQL of the outbox: written by any work, sent at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import class_row

from services.messages.models import Due, Given
from services.work import Work


@dataclass(frozen=True, slots=True)
class Waiting:
    """An organization with messages that are due, and in whose name they are sent."""

    org_id: int
    staff_id: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages there are in each state."""

    waiting: int
    sent: int
    given_up: int
    trouble: str | None


ADD: Final = """
INSERT INTO messages (org_id, channel, staff_id, address, subject, body, href, key_id, box, event, next_try_at, expires_at,
    created_by, created_at)
VALUES (%(org_id)s, 'email', %(to_staff_id)s, %(address)s, %(subject)s, %(body)s, %(href)s, %(key_id)s, %(box)s, %(event)s,
    %(now)s, %(expires_at)s, %(created_by)s, %(now)s)
ON CONFLICT DO NOTHING
"""
# Taken for a while, not for good: who dies over a message leaves it to the next.
TAKE: Final = """
WITH due AS (
    SELECT m.org_id, m.message_id FROM messages m
    WHERE m.org_id = %(org_id)s AND m.channel = %(channel)s AND m.status = 'waiting' AND m.next_try_at <= %(now)s
    ORDER BY m.next_try_at, m.message_id LIMIT %(size)s FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE messages m SET attempts = m.attempts + 1, next_try_at = %(until)s
    FROM due WHERE m.org_id = due.org_id AND m.message_id = due.message_id
    RETURNING m.org_id, m.message_id, m.token, m.channel, m.staff_id, m.address, m.subject, m.body, m.href, m.key_id, m.box,
        m.event, m.attempts, m.expires_at
)
SELECT t.org_id, t.message_id, t.token, t.channel,
    coalesce(t.address, CASE t.channel WHEN 'email' THEN p.email ELSE s.phone END) AS to, p.full_name, o.name AS organization,
    t.subject, t.body, t.href, t.key_id, t.box, t.event, t.attempts, t.expires_at,
    t.staff_id IS NULL OR (s.is_active AND NOT p.is_disabled) AS is_wanted
FROM taken t
JOIN organizations o ON o.org_id = t.org_id
LEFT JOIN staff s ON s.org_id = t.org_id AND s.staff_id = t.staff_id
LEFT JOIN people p ON p.person_id = s.person_id
ORDER BY t.message_id
"""
SENT: Final = """
UPDATE messages SET status = 'sent', ended_at = %(now)s, failure = NULL, key_id = NULL, box = NULL
WHERE org_id = %(org_id)s AND message_id = %(message_id)s AND status = 'waiting'
"""
GIVEN_UP: Final = """
UPDATE messages SET status = 'given_up', ended_at = %(now)s, failure = %(failure)s, key_id = NULL, box = NULL
WHERE org_id = %(org_id)s AND message_id = %(message_id)s AND status = 'waiting'
"""
PUT_OFF: Final = """
UPDATE messages SET next_try_at = %(until)s, failure = %(failure)s
WHERE org_id = %(org_id)s AND message_id = %(message_id)s AND status = 'waiting'
"""
FORGET: Final = "DELETE FROM messages WHERE org_id = %(org_id)s AND status <> 'waiting' AND ended_at < %(before)s"
WAITING: Final = """
SELECT org_id, min(created_by) AS staff_id FROM messages
WHERE status = 'waiting' AND next_try_at <= %(now)s AND channel = ANY (%(channels)s::text[]) GROUP BY org_id ORDER BY org_id
"""
COUNTS: Final = """
SELECT count(*) FILTER (WHERE status = 'waiting') AS waiting,
    count(*) FILTER (WHERE status = 'sent' AND ended_at > %(since)s) AS sent,
    count(*) FILTER (WHERE status = 'given_up') AS given_up,
    (SELECT f.failure FROM messages f WHERE f.org_id = %(org_id)s AND f.status = 'waiting' AND f.failure IS NOT NULL
     ORDER BY f.message_id LIMIT 1) AS trouble
FROM messages WHERE org_id = %(org_id)s
"""
LAST_GIVEN_UP: Final = """
SELECT m.channel, p.full_name, m.attempts, m.failure, m.created_at, m.ended_at
FROM messages m
LEFT JOIN staff s ON s.org_id = m.org_id AND s.staff_id = m.staff_id
LEFT JOIN people p ON p.person_id = s.person_id
WHERE m.org_id = %(org_id)s AND m.status = 'given_up' ORDER BY m.ended_at DESC, m.message_id DESC LIMIT %(size)s
"""


def add_at_door(connection: Connection[Any], values: dict[str, object]) -> None:
    """Write an e-mail to a member of staff, or to an address."""
    connection.execute(ADD, values)


def take(connection: Connection[Any], org_id: int, channel: str, now: datetime, lease: timedelta, size: int) -> list[Due]:
    """Messages that are due, taken for a while."""
    values = {"org_id": org_id, "channel": channel, "now": now, "until": now + lease, "size": size}
    with connection.cursor(row_factory=class_row(Due)) as cursor:
        return cursor.execute(TAKE, values).fetchall()


def mark_sent(connection: Connection[Any], due: Due, now: datetime) -> None:
    """It is out."""
    connection.execute(SENT, {"org_id": due.org_id, "message_id": due.message_id, "now": now})


def mark_given_up(connection: Connection[Any], due: Due, now: datetime, failure: str) -> None:
    """It will not be tried again."""
    connection.execute(GIVEN_UP, {"org_id": due.org_id, "message_id": due.message_id, "now": now, "failure": failure})


def put_off(connection: Connection[Any], due: Due, until: datetime, failure: str) -> None:
    """It is tried again from a moment on."""
    connection.execute(PUT_OFF, {"org_id": due.org_id, "message_id": due.message_id, "until": until, "failure": failure})


def forget(connection: Connection[Any], org_id: int, before: datetime) -> None:
    """Remove what ended long ago."""
    connection.execute(FORGET, {"org_id": org_id, "before": before})


def waiting_everywhere(connection: Connection[Any], now: datetime, channels: Sequence[str]) -> list[Waiting]:
    """The organizations with messages that are due."""
    with connection.cursor(row_factory=class_row(Waiting)) as cursor:
        return cursor.execute(WAITING, {"now": now, "channels": list(channels)}).fetchall()


def counts(work: Work, since: datetime) -> Counts:
    """How many there are."""
    return work.one(Counts, COUNTS, since=since) or Counts(0, 0, 0, None)


def last_given_up(work: Work, size: int) -> list[Given]:
    """The newest that were given up."""
    return work.all(Given, LAST_GIVEN_UP, size=size)
