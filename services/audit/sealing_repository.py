"""SQL of the seals over the audit trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import class_row

from services.work import Work

SEAL = "SELECT seal_audit(%(now)s, %(most)s)"
TO_SEAL = "SELECT org_id, staff_id FROM organizations_to_seal(%(written_before)s)"
COLUMNS: Final = """
SELECT s.seal_no, s.upto_audit_id, s.entry_count, s.sealed_at, encode(s.digest, 'hex') AS fingerprint FROM audit_seals s
WHERE s.org_id = %(org_id)s"""
NEWEST: Final = COLUMNS + " ORDER BY s.seal_no DESC LIMIT 1"
OF_ENTRY: Final = COLUMNS + " AND s.upto_audit_id >= %(audit_id)s ORDER BY s.seal_no LIMIT 1"
WITH_DIGEST: Final = COLUMNS + " AND starts_with(encode(s.digest, 'hex'), %(digest)s) ORDER BY s.seal_no LIMIT 1"

# A day is sealed apart from the next, so what the retention rule takes are the first entries of few seals.
BROKEN = """
WITH chain AS (
    SELECT s.seal_no, s.upto_audit_id, s.entry_count, s.oldest_at, s.digest, s.sealed_at,
        lag(s.seal_no, 1, 0::bigint) OVER w AS seal_before, lag(s.upto_audit_id, 1, 0::bigint) OVER w AS upto_before,
        lag(s.digest, 1, ''::bytea) OVER w AS digest_before
    FROM audit_seals s WHERE s.org_id = %(org_id)s WINDOW w AS (ORDER BY s.seal_no)
), weighed AS (
    SELECT c.*, e.found, sha256(c.digest_before || convert_to(coalesce(e.spelt, ''), 'UTF8')) AS digest_now,
        c.upto_before + 1 || ' to ' || c.upto_audit_id AS span,
        e.found < c.entry_count AND c.oldest_at < %(now)s - make_interval(days => retention_minimum('audit'))
            AND EXISTS (SELECT FROM retention_runs r WHERE r.org_id = %(org_id)s
                AND (r.removed ->> 'audit')::bigint > 0) AS is_retired
    FROM chain c, LATERAL (
        SELECT count(*) AS found, string_agg(audit_text(l), E'\\x1e' ORDER BY l.audit_id) AS spelt
        FROM audit_log l WHERE l.org_id = %(org_id)s AND l.audit_id > c.upto_before AND l.audit_id <= c.upto_audit_id
    ) e
)
SELECT 'seal ' || seal_no AS ref, CASE
    WHEN seal_no <> seal_before + 1 THEN 'The seal before it is missing.'
    WHEN found < entry_count THEN
        (entry_count - found) || ' of its ' || entry_count || ' audit entries (' || span || ') are gone.'
    WHEN found > entry_count THEN (found - entry_count) || ' audit entries were slipped in among ' || span || '.'
    ELSE 'An audit entry among ' || span || ' was changed after it was sealed.' END AS sentence
FROM weighed WHERE seal_no <> seal_before + 1 OR (digest <> digest_now AND NOT is_retired)
ORDER BY seal_no LIMIT 100
"""


@dataclass(frozen=True, slots=True)
class Seal:
    """One link of the chain: the entries up to `upto_audit_id` after the seal before; `fingerprint` in 64 hexadecimal digits."""

    seal_no: int
    upto_audit_id: int
    entry_count: int
    sealed_at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A seal that does not fit, and why."""

    ref: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ToSeal:
    """An organization with entries to seal, and its first head administrator."""

    org_id: int
    staff_id: int


def seal(work: Work, most: int) -> int | None:
    """How many entries were sealed, None while somebody is writing."""
    return work.scalar(SEAL, most=most)


def to_seal(door: Connection[Any], written_before: datetime) -> list[ToSeal]:
    """Where entries from before a moment wait."""
    with door.cursor(row_factory=class_row(ToSeal)) as cursor:
        return cursor.execute(TO_SEAL, {"written_before": written_before}).fetchall()


def newest(work: Work) -> Seal | None:
    """The last seal."""
    return work.one(Seal, NEWEST)


def of_entry(work: Work, audit_id: int) -> Seal | None:
    """The seal over an entry."""
    return work.one(Seal, OF_ENTRY, audit_id=audit_id)


def with_digest(work: Work, digest: str) -> Seal | None:
    """The seal whose digest begins so."""
    return work.one(Seal, WITH_DIGEST, digest=digest)


def broken(work: Work) -> list[Broken]:
    """The seals that do not fit."""
    return work.all(Broken, BROKEN)
