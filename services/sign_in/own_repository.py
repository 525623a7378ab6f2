"""SQL of one's own sessions, colours and language, run at the door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One session of a person, in whichever of their organizations; `is_this` is the one that asks."""

    session_id: int
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    address: str
    user_agent: str
    organization: str
    is_this: bool


OWN: Final = """
SELECT n.session_id, n.created_at, n.seen_at, n.expires_at, n.revoked_at, n.address, n.user_agent, o.name AS organization,
    n.token_hash = %(token_hash)s AS is_this
FROM sessions n JOIN organizations o ON o.org_id = n.org_id
WHERE n.person_id = %(person_id)s ORDER BY is_this DESC, n.seen_at DESC, n.session_id DESC LIMIT 100
"""
END: Final = """
UPDATE sessions SET revoked_at = %(now)s
WHERE person_id = %(person_id)s AND token_hash <> %(token_hash)s AND revoked_at IS NULL AND expires_at > %(now)s
    AND seen_at > %(idle_since)s AND (%(session_id)s::bigint IS NULL OR session_id = %(session_id)s)
"""
SET_COLOURS: Final = "UPDATE people SET colours = %(colours)s WHERE person_id = %(person_id)s AND colours <> %(colours)s"
SET_LANGUAGE: Final = "UPDATE people SET language = %(language)s WHERE person_id = %(person_id)s AND language <> %(language)s"


def sessions(connection: Connection[Any], person_id: int, token_hash: bytes) -> list[OwnRow]:
    """The newest hundred sessions, this one first."""
    with connection.cursor(row_factory=class_row(OwnRow)) as cursor:
        return cursor.execute(OWN, {"person_id": person_id, "token_hash": token_hash}).fetchall()


def end(
    connection: Connection[Any], person_id: int, token_hash: bytes, session_id: int | None, now: datetime, idle_since: datetime
) -> int:
    """End one other session, or all others; returns how many were live."""
    values: dict[str, object] = {"person_id": person_id, "token_hash": token_hash, "session_id": session_id}
    return connection.execute(END, values | {"now": now, "idle_since": idle_since}).rowcount


def set_colours(connection: Connection[Any], person_id: int, colours: str) -> None:
    """Keep the colours."""
    connection.execute(SET_COLOURS, {"person_id": person_id, "colours": colours})


def set_language(connection: Connection[Any], person_id: int, language: str) -> None:
    """Keep the language."""
    connection.execute(SET_LANGUAGE, {"person_id": person_id, "language": language})
