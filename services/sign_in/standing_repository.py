"""SQL of sessions that lie open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class LiveRow:
    """A live session; `rights` is a digest."""

    token_hash: bytes
    seen_at: datetime
    expires_at: datetime
    rights: str


LIVE = """
SELECT n.token_hash, n.seen_at, n.expires_at, md5(concat_ws('|', n.org_id, n.staff_id, s.role, s.is_limited, s.account_id,
    p.must_change_password, s.role = ANY (o.mfa_roles),
    (SELECT string_agg(g.area_id::text, ',' ORDER BY g.area_id) FROM staff_assignments g
     WHERE g.org_id = s.org_id AND g.staff_id = s.staff_id
        AND g.starts_on <= (%(now)s::timestamptz AT TIME ZONE o.time_zone)::date
        AND (g.ends_on IS NULL OR g.ends_on >= (%(now)s::timestamptz AT TIME ZONE o.time_zone)::date)))) AS rights
FROM sessions n
JOIN staff s ON s.org_id = n.org_id AND s.staff_id = n.staff_id
JOIN people p ON p.person_id = n.person_id
JOIN organizations o ON o.org_id = n.org_id
WHERE n.token_hash = ANY (%(hashes)s) AND n.revoked_at IS NULL AND n.expires_at > %(now)s AND n.seen_at > %(idle_since)s
    AND s.is_active AND NOT p.is_disabled
"""


def live(connection: Connection[Any], hashes: Sequence[bytes], now: datetime, idle_since: datetime) -> list[LiveRow]:
    """Those of the sessions that are live, of people who are active."""
    values = {"hashes": hashes, "now": now, "idle_since": idle_since}
    with connection.cursor(row_factory=class_row(LiveRow)) as cursor:
        return cursor.execute(LIVE, values).fetchall()
