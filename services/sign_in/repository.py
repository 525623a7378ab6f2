"""SQL of sessions, sign-in attempts and password hashes, run at the door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row, scalar_row


@dataclass(frozen=True, slots=True)
class Person:
    """Who a username belongs to."""

    person_id: int
    username: str
    password_hash: str
    must_change_password: bool
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A session that has neither ended nor been revoked."""

    person_id: int
    org_id: int
    staff_id: int
    seen_at: datetime
    address: str = ""
    user_agent: str = ""


LOCK_ATTEMPTS = "SELECT pg_advisory_xact_lock(hashtextextended(%(key)s, 20261))"

COUNT_ATTEMPTS = """
SELECT greatest(
    (SELECT count(*) FROM sign_in_attempts WHERE username = %(username)s AND attempted_at > %(since)s)
        >= %(per_username)s,
    (SELECT count(*) FROM sign_in_attempts WHERE address = %(address)s AND attempted_at > %(since)s)
        >= %(per_address)s)
"""

ADD_ATTEMPT = """
INSERT INTO sign_in_attempts (username, address, attempted_at) VALUES (%(username)s, %(address)s, %(now)s)
"""

FORGET_ATTEMPTS = "DELETE FROM sign_in_attempts WHERE username = %(username)s OR attempted_at < %(since)s"

PERSON = """
SELECT person_id, username, password_hash, must_change_password, is_disabled FROM people WHERE username = %(username)s
"""

PERSON_BY_ID = """
SELECT person_id, username, password_hash, must_change_password, is_disabled FROM people
WHERE person_id = %(person_id)s FOR UPDATE
"""

ADD_SESSION = """
INSERT INTO sessions (token_hash, person_id, org_id, staff_id, created_at, seen_at, expires_at, address, user_agent)
VALUES (%(token_hash)s, %(person_id)s, %(org_id)s, %(staff_id)s, %(now)s, %(now)s, %(expires_at)s, %(address)s,
    %(user_agent)s)
"""

LIVE_SESSION = """
SELECT person_id, org_id, staff_id, seen_at, address, user_agent FROM sessions
WHERE token_hash = %(token_hash)s AND revoked_at IS NULL AND expires_at > %(now)s AND seen_at > %(idle_since)s
"""

TOUCH = "UPDATE sessions SET seen_at = %(now)s WHERE token_hash = %(token_hash)s AND seen_at < %(now)s"

REVOKE = "UPDATE sessions SET revoked_at = %(now)s WHERE token_hash = %(token_hash)s AND revoked_at IS NULL"

REVOKE_OTHERS = """
UPDATE sessions SET revoked_at = %(now)s
WHERE person_id = %(person_id)s AND token_hash <> %(token_hash)s AND revoked_at IS NULL
"""

SWITCH = "UPDATE sessions SET org_id = %(org_id)s, staff_id = %(staff_id)s WHERE token_hash = %(token_hash)s"

MARK_CHANGED = """
UPDATE people SET password_hash = %(password_hash)s, must_change_password = false, password_changed_at = %(now)s
WHERE person_id = %(person_id)s
"""

MARK_FIRST = """
UPDATE people SET password_hash = %(password_hash)s, must_change_password = true, password_changed_at = %(now)s
WHERE person_id = %(person_id)s
"""

REVOKE_ALL = "UPDATE sessions SET revoked_at = %(now)s WHERE person_id = %(person_id)s AND revoked_at IS NULL"

AUDIT_RESET = """
INSERT INTO audit_log (org_id, recorded_at, action, ref, origin)
SELECT s.org_id, %(now)s, 'staff.password_reset', 'staff ' || p.username, 'command'
FROM staff s JOIN people p ON p.person_id = s.person_id WHERE s.person_id = %(person_id)s
"""


def may_try(
    connection: Connection[Any], username: str, address: str, since: datetime, now: datetime, limits: tuple[int, int]
) -> bool:
    """Count one attempt and say yes, or say no without counting; limits are per username and per address."""
    values = {"username": username, "address": address, "since": since, "now": now}
    values |= {"per_username": limits[0], "per_address": limits[1]}
    for key in sorted((f"username {username}", f"address {address}")):
        connection.execute(LOCK_ATTEMPTS, {"key": key})
    with connection.cursor(row_factory=scalar_row) as cursor:
        if cursor.execute(COUNT_ATTEMPTS, values).fetchone():
            return False
        cursor.execute(ADD_ATTEMPT, values)
    return True


def forget_attempts(connection: Connection[Any], username: str, since: datetime) -> None:
    """Drop a person's attempts and everybody's old ones."""
    connection.execute(FORGET_ATTEMPTS, {"username": username, "since": since})


def person(connection: Connection[Any], username: str) -> Person | None:
    """Who a username belongs to."""
    with connection.cursor(row_factory=class_row(Person)) as cursor:
        return cursor.execute(PERSON, {"username": username}).fetchone()


def lock_person(connection: Connection[Any], person_id: int) -> Person | None:
    """A person, locked until the transaction ends."""
    with connection.cursor(row_factory=class_row(Person)) as cursor:
        return cursor.execute(PERSON_BY_ID, {"person_id": person_id}).fetchone()


def add_session(
    connection: Connection[Any],
    token_hash: bytes,
    session: Session,
    expires_at: datetime,
    address: str,
    user_agent: str,
) -> None:
    """Insert a session seen at its start."""
    values: dict[str, object] = {"token_hash": token_hash, "person_id": session.person_id, "org_id": session.org_id}
    values |= {"staff_id": session.staff_id, "now": session.seen_at, "expires_at": expires_at}
    connection.execute(ADD_SESSION, values | {"address": address, "user_agent": user_agent})


def live_session(connection: Connection[Any], token_hash: bytes, now: datetime, idle_since: datetime) -> Session | None:
    """The session of a token unless it ended, was revoked or was idle too long."""
    values = {"token_hash": token_hash, "now": now, "idle_since": idle_since}
    with connection.cursor(row_factory=class_row(Session)) as cursor:
        return cursor.execute(LIVE_SESSION, values).fetchone()


def touch(connection: Connection[Any], token_hash: bytes, now: datetime) -> None:
    """Note that the session was used."""
    connection.execute(TOUCH, {"token_hash": token_hash, "now": now})


def revoke(connection: Connection[Any], token_hash: bytes, now: datetime) -> None:
    """End a session."""
    connection.execute(REVOKE, {"token_hash": token_hash, "now": now})


def revoke_others(connection: Connection[Any], person_id: int, token_hash: bytes, now: datetime) -> None:
    """End every other session of a person."""
    connection.execute(REVOKE_OTHERS, {"person_id": person_id, "token_hash": token_hash, "now": now})


def switch(connection: Connection[Any], token_hash: bytes, org_id: int, staff_id: int) -> None:
    """Let the session act in another organization."""
    connection.execute(SWITCH, {"token_hash": token_hash, "org_id": org_id, "staff_id": staff_id})


def set_password(connection: Connection[Any], person_id: int, password_hash: str, now: datetime) -> None:
    """Keep a new password's hash."""
    connection.execute(MARK_CHANGED, {"person_id": person_id, "password_hash": password_hash, "now": now})


def set_first_password(connection: Connection[Any], person_id: int, password_hash: str, now: datetime) -> None:
    """Keep the hash of a first password, end every session of the person, and note it in each of their organizations."""
    values: dict[str, object] = {"person_id": person_id, "password_hash": password_hash, "now": now}
    for statement in (MARK_FIRST, REVOKE_ALL, AUDIT_RESET):
        connection.execute(statement, values)
