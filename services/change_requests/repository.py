"""SQL of change requests: what they are about, adding them, and the steps of a decision."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from services.change_requests.models import NewRequest, Place, RequestStatus, State
from services.work import Work

PLACE_OF_UNIT: Final = """
SELECT u.unit_id, u.code AS unit_code, u.status AS unit_status, s.code AS survivor_code, u.deleted_at IS NOT NULL AS is_deleted,
    u.account_id, c.code AS account_code, u.area_id
FROM survey_units u
JOIN accounts c ON c.org_id = u.org_id AND c.account_id = u.account_id
LEFT JOIN survey_units s ON s.org_id = u.org_id AND s.unit_id = u.merged_into
WHERE u.org_id = %(org_id)s AND CASE WHEN %(unit_id)s::bigint IS NULL THEN u.code = %(code)s ELSE u.unit_id = %(unit_id)s END
"""
PLACE_OF_ACCOUNT: Final = """
SELECT NULL::bigint AS unit_id, NULL::text AS unit_code, NULL::text AS unit_status, NULL::text AS survivor_code,
    c.deleted_at IS NOT NULL AS is_deleted, c.account_id, c.code AS account_code, c.area_id
FROM accounts c WHERE c.org_id = %(org_id)s AND c.account_id = %(account_id)s
"""
# Of two with one id the second waits for the first, and then sees it.
TAKE_TURN: Final = "SELECT pg_advisory_xact_lock(hashtextextended('change request ' || %(client_uuid)s::text, %(org_id)s))"
SENT: Final = "SELECT request_id, mark FROM change_requests WHERE org_id = %(org_id)s AND client_uuid = %(client_uuid)s"
# What is proposed of one account waits for each other: the same by two people is one request.
LOCK_PROPOSALS: Final = "SELECT pg_advisory_xact_lock(hashtextextended('proposals ' || %(account_id)s::text, %(org_id)s))"
ALIKE: Final = """
SELECT change_request_no(request_number) FROM change_requests
WHERE org_id = %(org_id)s AND account_id = %(account_id)s AND unit_id IS NOT DISTINCT FROM %(unit_id)s::bigint
    AND kind = %(kind)s AND duplicate_of IS NOT DISTINCT FROM %(duplicate_of)s::bigint AND after = %(after)s::jsonb
    AND status IN ('pending', 'approved') LIMIT 1
"""
NEXT_NUMBER: Final = """
INSERT INTO change_request_counters (org_id, last_number) VALUES (%(org_id)s, 1)
ON CONFLICT (org_id) DO UPDATE SET last_number = change_request_counters.last_number + 1 RETURNING last_number
"""
ADD: Final = """
INSERT INTO change_requests (org_id, request_number, kind, unit_id, account_id, area_id, duplicate_of, before, after, note,
    status, proposed_by, proposed_at, client_uuid, mark)
VALUES (%(org_id)s, %(number)s, %(kind)s, %(unit_id)s, %(account_id)s, %(area_id)s, %(duplicate_of)s, %(before)s::jsonb,
    %(after)s::jsonb, %(note)s, 'pending', %(staff_id)s, %(now)s, %(client_uuid)s, %(mark)s)
ON CONFLICT (org_id, client_uuid) DO NOTHING RETURNING request_id
"""
# Who decided is read after the lock is had, not joined to the row as it was before the wait.
LOCK: Final = """
WITH locked AS MATERIALIZED (
    SELECT q.org_id, q.request_id, q.request_number, q.kind, q.unit_id, q.account_id, q.area_id, q.duplicate_of, q.before,
        q.after, q.status, q.proposed_by, q.decided_by, q.version
    FROM change_requests q WHERE q.org_id = %(org_id)s AND q.request_id = %(request_id)s FOR UPDATE
)
SELECT q.request_id, change_request_no(q.request_number) AS request_no, q.kind, q.unit_id, q.account_id, q.area_id,
    q.duplicate_of, q.before, q.after, q.status, q.proposed_by,
    (SELECT p.full_name FROM staff s JOIN people p ON p.person_id = s.person_id
        WHERE s.org_id = q.org_id AND s.staff_id = q.decided_by) AS decider_name, q.version
FROM locked q
"""
APPROVE: Final = """
UPDATE change_requests SET status = 'approved', decided_by = %(staff_id)s, decided_at = %(now)s, version = version + 1
WHERE org_id = %(org_id)s AND request_id = %(request_id)s
"""
APPLY: Final = """
UPDATE change_requests SET status = 'applied', decided_by = coalesce(decided_by, %(staff_id)s),
    decided_at = coalesce(decided_at, %(now)s), applied_by = %(staff_id)s, applied_at = %(now)s, version = version + 1
WHERE org_id = %(org_id)s AND request_id = %(request_id)s
"""
REJECT: Final = """
UPDATE change_requests SET status = 'rejected', decided_by = %(staff_id)s, decided_at = %(now)s, reason = %(reason)s,
    version = version + 1
WHERE org_id = %(org_id)s AND request_id = %(request_id)s
"""
STEPS: Final[Mapping[RequestStatus, LiteralString]] = {
    RequestStatus.APPROVED: APPROVE,
    RequestStatus.APPLIED: APPLY,
    RequestStatus.REJECTED: REJECT,
}
NUMBERS: Final = """
SELECT request_id FROM change_requests WHERE org_id = %(org_id)s AND request_id = ANY (%(request_ids)s::bigint[])
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came under an id of a client before."""

    request_id: int
    mark: str


def place_of_unit(work: Work, unit_id: int | None, code: str = "") -> Place | None:
    """A unit by id, or by code, with its account."""
    return work.one(Place, PLACE_OF_UNIT, unit_id=unit_id, code=code)


def place_of_account(work: Work, account_id: int) -> Place | None:
    """An account alone."""
    return work.one(Place, PLACE_OF_ACCOUNT, account_id=account_id)


def sent(work: Work, new: NewRequest) -> Sent | None:
    """What was sent under the id before; whoever sends it at this moment is waited for."""
    work.execute(TAKE_TURN, client_uuid=new.client_uuid)
    return work.one(Sent, SENT, client_uuid=new.client_uuid)


def alike(work: Work, place: Place, kind: str, duplicate_of: int | None, after: dict[str, Any]) -> str | None:
    """The number of an open request that proposes the same."""
    work.execute(LOCK_PROPOSALS, account_id=place.account_id)
    return work.scalar(
        ALIKE, account_id=place.account_id, unit_id=place.unit_id, kind=kind, duplicate_of=duplicate_of, after=json.dumps(after)
    )


def add(
    work: Work, new: NewRequest, place: Place, duplicate_of: int | None, before: dict[str, Any], after: dict[str, Any], mark: str
) -> int | None:
    """Keep a request under the next number; its id, None where another person used the id of the client."""
    return work.scalar(
        ADD,
        number=work.scalar(NEXT_NUMBER),
        kind=new.kind,
        unit_id=place.unit_id,
        account_id=place.account_id,
        area_id=place.area_id,
        duplicate_of=duplicate_of,
        before=json.dumps(before),
        after=json.dumps(after),
        note=new.note.strip(),
        staff_id=work.actor.staff_id,
        client_uuid=new.client_uuid,
        mark=mark,
    )


def lock(work: Work, request_id: int) -> State | None:
    """One request, locked against other decisions."""
    return work.one(State, LOCK, request_id=request_id)


def mark(work: Work, request_id: int, status: RequestStatus, reason: str | None = None) -> None:
    """The actor approved, applied or rejected it."""
    work.execute(STEPS[status], request_id=request_id, staff_id=work.actor.staff_id, reason=reason)


def known(work: Work, request_ids: Sequence[int]) -> set[int]:
    """Which of these are there for the actor."""
    return {row[0] for row in work.execute(NUMBERS, request_ids=list(request_ids)).fetchall()}
