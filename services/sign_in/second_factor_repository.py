"""SQL of second factors, recovery codes and half sessions, run at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

from utils.sealing import Sealed


@dataclass(frozen=True, slots=True)
class FactorRow:
    """The second factor of a person; None throughout while none is enrolled, or none offered."""

    secret: bytes | None
    key_id: str | None
    enrolled_at: datetime | None
    last_step: int | None
    offered_secret: bytes | None
    offered_key_id: str | None
    offered_at: datetime | None

    @property
    def sealed(self) -> Sealed | None:
        """The secret in use."""
        return None if self.secret is None or self.key_id is None else Sealed(self.key_id, self.secret)

    @property
    def offered(self) -> Sealed | None:
        """The secret that a code has still to prove."""
        if self.offered_secret is None or self.offered_key_id is None:
            return None
        return Sealed(self.offered_key_id, self.offered_secret)


IS_REQUIRED: Final = """
SELECT EXISTS (SELECT FROM staff s JOIN organizations o ON o.org_id = s.org_id
    WHERE s.person_id = %(person_id)s AND s.is_active AND s.role = ANY (o.mfa_roles))
"""
REVOKE_ALL: Final = "UPDATE sessions SET revoked_at = %(now)s WHERE person_id = %(person_id)s AND revoked_at IS NULL"
IS_ENROLLED: Final = "SELECT EXISTS (SELECT FROM second_factors WHERE person_id = %(person_id)s AND secret IS NOT NULL)"
ADD_EMPTY: Final = "INSERT INTO second_factors (person_id) VALUES (%(person_id)s) ON CONFLICT DO NOTHING"
LOCK: Final = """
SELECT secret, key_id, enrolled_at, last_step, offered_secret, offered_key_id, offered_at FROM second_factors
WHERE person_id = %(person_id)s FOR UPDATE
"""
OFFER: Final = """
UPDATE second_factors SET offered_secret = %(box)s, offered_key_id = %(key_id)s, offered_at = %(now)s
WHERE person_id = %(person_id)s
"""
ENROL: Final = """
UPDATE second_factors SET secret = offered_secret, key_id = offered_key_id, enrolled_at = %(now)s, last_step = %(step)s,
    offered_secret = NULL, offered_key_id = NULL, offered_at = NULL
WHERE person_id = %(person_id)s
"""
MARK_STEP: Final = """
UPDATE second_factors SET last_step = %(step)s, secret = %(box)s, key_id = %(key_id)s WHERE person_id = %(person_id)s
"""
REMOVE: Final = "DELETE FROM second_factors WHERE person_id = %(person_id)s"
REMOVE_CODES: Final = "DELETE FROM recovery_codes WHERE person_id = %(person_id)s"
ADD_CODES: Final = """
INSERT INTO recovery_codes (person_id, code_hash, created_at)
SELECT %(person_id)s, code_hash, %(now)s FROM unnest(%(hashes)s::bytea[]) AS code_hash
"""
USE_CODE: Final = """
UPDATE recovery_codes SET used_at = %(now)s
WHERE person_id = %(person_id)s AND code_hash = %(code_hash)s AND used_at IS NULL
"""
COUNT_CODES: Final = "SELECT count(*) FROM recovery_codes WHERE person_id = %(person_id)s AND used_at IS NULL"
FORGET_HALVES: Final = "DELETE FROM half_sessions WHERE expires_at <= %(now)s"
ADD_HALF: Final = """
INSERT INTO half_sessions (token_hash, person_id, created_at, expires_at)
VALUES (%(token_hash)s, %(person_id)s, %(now)s, %(expires_at)s)
"""
HALF: Final = """
SELECT p.username FROM half_sessions h JOIN people p ON p.person_id = h.person_id
WHERE h.token_hash = %(token_hash)s AND h.expires_at > %(now)s AND NOT p.is_disabled
"""
TAKE_HALF: Final = "DELETE FROM half_sessions WHERE token_hash = %(token_hash)s AND expires_at > %(now)s RETURNING person_id"
REMOVE_HALVES: Final = "DELETE FROM half_sessions WHERE person_id = %(person_id)s"
AUDIT: Final = """
INSERT INTO audit_log (org_id, recorded_at, staff_id, action, ref, after, origin)
SELECT s.org_id, %(now)s, CASE WHEN %(is_own)s THEN s.staff_id END, %(action)s, 'staff ' || p.username, %(after)s, %(origin)s
FROM staff s JOIN people p ON p.person_id = s.person_id WHERE s.person_id = %(person_id)s
"""


def is_enrolled(connection: Connection[Any], person_id: int) -> bool:
    """Whether the password of the person is not enough."""
    return bool(_scalar(connection, IS_ENROLLED, person_id=person_id))


def is_required(connection: Connection[Any], person_id: int) -> bool:
    """Whether the role of the person needs one, in any of their organizations."""
    return bool(_scalar(connection, IS_REQUIRED, person_id=person_id))


def end_sessions(connection: Connection[Any], person_id: int, now: datetime) -> None:
    """End every session of the person."""
    connection.execute(REVOKE_ALL, {"person_id": person_id, "now": now})


def lock(connection: Connection[Any], person_id: int) -> FactorRow | None:
    """The second factor of a person, locked until the transaction ends, so that no code is taken twice."""
    with connection.cursor(row_factory=class_row(FactorRow)) as cursor:
        return cursor.execute(LOCK, {"person_id": person_id}).fetchone()


def lock_or_add(connection: Connection[Any], person_id: int) -> FactorRow:
    """The same, with an empty row where there was none."""
    connection.execute(ADD_EMPTY, {"person_id": person_id})
    found = lock(connection, person_id)
    if found is None:
        raise LookupError(person_id)
    return found


def offer(connection: Connection[Any], person_id: int, sealed: Sealed, now: datetime) -> None:
    """Keep a secret that a code has still to prove."""
    connection.execute(OFFER, {"person_id": person_id, "box": sealed.box, "key_id": sealed.key_id, "now": now})


def enrol(connection: Connection[Any], person_id: int, step: int, now: datetime) -> None:
    """Let what was offered be the second factor from now on."""
    connection.execute(ENROL, {"person_id": person_id, "step": step, "now": now})


def mark_step(connection: Connection[Any], person_id: int, step: int, sealed: Sealed) -> None:
    """Note the step of a code that was used, and the secret as it is sealed now."""
    values: dict[str, object] = {"person_id": person_id, "step": step, "box": sealed.box, "key_id": sealed.key_id}
    connection.execute(MARK_STEP, values)


def remove(connection: Connection[Any], person_id: int) -> None:
    """Take the second factor and its recovery codes away."""
    for statement in (REMOVE, REMOVE_CODES, REMOVE_HALVES):
        connection.execute(statement, {"person_id": person_id})


def replace_codes(connection: Connection[Any], person_id: int, hashes: Sequence[bytes], now: datetime) -> None:
    """Put new recovery codes in the place of all earlier ones."""
    connection.execute(REMOVE_CODES, {"person_id": person_id})
    connection.execute(ADD_CODES, {"person_id": person_id, "hashes": list(hashes), "now": now})


def use_code(connection: Connection[Any], person_id: int, code_hash: bytes, now: datetime) -> bool:
    """Use a recovery code up; False when it is none of the person's, or was used."""
    return connection.execute(USE_CODE, {"person_id": person_id, "code_hash": code_hash, "now": now}).rowcount == 1


def codes_left(connection: Connection[Any], person_id: int) -> int:
    """How many recovery codes were not used yet."""
    return _scalar(connection, COUNT_CODES, person_id=person_id)


def add_half(connection: Connection[Any], token_hash: bytes, person_id: int, now: datetime, expires_at: datetime) -> None:
    """Keep that the password was right; clears away what has expired."""
    connection.execute(FORGET_HALVES, {"now": now})
    values: dict[str, object] = {"token_hash": token_hash, "person_id": person_id, "now": now, "expires_at": expires_at}
    connection.execute(ADD_HALF, values)


def username_of_half(connection: Connection[Any], token_hash: bytes, now: datetime) -> str | None:
    """Whose code is awaited; None when the time is over."""
    return _scalar(connection, HALF, token_hash=token_hash, now=now)


def take_half(connection: Connection[Any], token_hash: bytes, now: datetime) -> int | None:
    """End a half session within the transaction that makes it a whole one; the person, or None when it is over."""
    return _scalar(connection, TAKE_HALF, token_hash=token_hash, now=now)


def audit(
    connection: Connection[Any],
    person_id: int,
    action: str,
    now: datetime,
    after: dict[str, object],
    *,
    is_own: bool,
    origin: str,
) -> None:
    """Write in each organization of the person what was done to the second factor, by themselves or by the operator."""
    values: dict[str, object] = {"person_id": person_id, "action": action, "now": now, "after": Jsonb(after)}
    connection.execute(AUDIT, values | {"is_own": is_own, "origin": origin})


def _scalar(connection: Connection[Any], statement: Any, **values: object) -> Any:
    with connection.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(statement, values).fetchone()
