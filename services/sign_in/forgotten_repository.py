"""SQL of links that let in who forgot a password, and of one's own e-mail address, run at the door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import class_row, scalar_row


@dataclass(frozen=True, slots=True)
class Reachable:
    """A person with an address, as their first organization knows them."""

    person_id: int
    username: str
    org_id: int
    staff_id: int


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a link lets in."""

    person_id: int
    username: str


REACHABLE: Final = """
SELECT p.person_id, p.username, m.org_id, m.staff_id
FROM people p
CROSS JOIN LATERAL (SELECT s.org_id, s.staff_id FROM staff s WHERE s.person_id = p.person_id AND s.is_active
    ORDER BY s.created_at, s.staff_id LIMIT 1) m
WHERE (p.username = %(named)s OR lower(p.email) = %(named)s) AND p.email IS NOT NULL AND NOT p.is_disabled
    AND (SELECT count(*) FROM password_resets r WHERE r.person_id = p.person_id AND r.expires_at > %(now)s) < %(most)s
ORDER BY p.person_id LIMIT %(people)s
"""
ADD: Final = """
INSERT INTO password_resets (token_hash, person_id, asked_at, expires_at)
VALUES (%(token_hash)s, %(person_id)s, %(now)s, %(expires_at)s)
"""
CLEAR: Final = "DELETE FROM password_resets WHERE expires_at <= %(now)s"
HOLDER: Final = """
SELECT p.person_id, p.username FROM password_resets r JOIN people p ON p.person_id = r.person_id
WHERE r.token_hash = %(token_hash)s AND r.expires_at > %(now)s AND NOT p.is_disabled
"""
LOCK: Final = "SELECT person_id FROM password_resets WHERE token_hash = %(token_hash)s FOR UPDATE"
REVOKE_ALL: Final = "UPDATE sessions SET revoked_at = %(now)s WHERE person_id = %(person_id)s AND revoked_at IS NULL"
EMAIL: Final = "SELECT email FROM people WHERE person_id = %(person_id)s"
SET_EMAIL: Final = "UPDATE people SET email = %(email)s WHERE person_id = %(person_id)s"


def reachable(connection: Connection[Any], named: str, now: datetime, most: int, people: int) -> list[Reachable]:
    """The active people of a username or address who have an address and fewer than `most` links that are good still."""
    values = {"named": named, "now": now, "most": most, "people": people}
    with connection.cursor(row_factory=class_row(Reachable)) as cursor:
        return cursor.execute(REACHABLE, values).fetchall()


def add(connection: Connection[Any], token_hash: bytes, person_id: int, now: datetime, expires_at: datetime) -> None:
    """Keep a link by its hash."""
    connection.execute(ADD, {"token_hash": token_hash, "person_id": person_id, "now": now, "expires_at": expires_at})


def clear(connection: Connection[Any], now: datetime) -> None:
    """Remove the links that are over."""
    connection.execute(CLEAR, {"now": now})


def holder(connection: Connection[Any], token_hash: bytes, now: datetime, *, is_locked: bool = False) -> Holder | None:
    """Whom a link that is good still lets in; of two who come with it at once the second finds none."""
    if is_locked:
        connection.execute(LOCK, {"token_hash": token_hash})
    with connection.cursor(row_factory=class_row(Holder)) as cursor:
        return cursor.execute(HOLDER, {"token_hash": token_hash, "now": now}).fetchone()


def end_sessions(connection: Connection[Any], person_id: int, now: datetime) -> int:
    """End every session of a person; returns how many."""
    return connection.execute(REVOKE_ALL, {"person_id": person_id, "now": now}).rowcount


def email(connection: Connection[Any], person_id: int) -> str | None:
    """The address of a person."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(EMAIL, {"person_id": person_id}).fetchone()


def set_email(connection: Connection[Any], person_id: int, email: str | None) -> None:
    """Keep another address."""
    connection.execute(SET_EMAIL, {"person_id": person_id, "email": email})
