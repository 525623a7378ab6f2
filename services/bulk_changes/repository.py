"""SQL of bulk changes: keeping them, their rows and their progress, and writing a batch of rows at once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from services.bulk_changes.judging_repository import OF_BATCH, PLACES, WAYS, judged, judged_to_undo
from services.bulk_changes.models import BulkChange, NewChange, Refusal, Sample
from services.work import Work

Params = Mapping[str, object]

SELECTED: Final = """
SELECT k.change_id, k.client_uuid, k.noun, k.action, k.query, k.reason, k.status, k.failure, k.total_count, k.done_upto,
    k.changed_count, k.unchanged_count, k.refused_count, k.undone_upto, k.undone_count, k.left_count, k.created_by,
    maker.full_name AS creator_name, k.created_at, k.finished_at, k.undone_by, undoer.full_name AS undoer_name,
    k.undone_at, k.undo_finished_at
FROM bulk_changes k
JOIN staff s ON s.org_id = k.org_id AND s.staff_id = k.created_by
JOIN people maker ON maker.person_id = s.person_id
LEFT JOIN staff t ON t.org_id = k.org_id AND t.staff_id = k.undone_by
LEFT JOIN people undoer ON undoer.person_id = t.person_id
"""
GET: Final = SELECTED + "WHERE k.org_id = %(org_id)s AND k.change_id = %(change_id)s"
LOCK: Final = GET + " FOR UPDATE OF k"
FIND: Final = SELECTED + "WHERE k.org_id = %(org_id)s AND k.client_uuid = %(client_uuid)s"

ADD = """
INSERT INTO bulk_changes (org_id, client_uuid, noun, action, query, reason, status, total_count, created_by, created_at)
VALUES (%(org_id)s, %(client_uuid)s, %(noun)s, %(action)s::jsonb, %(query)s::jsonb, %(reason)s, 'running', 0,
    %(staff_id)s, %(now)s)
ON CONFLICT (org_id, client_uuid) DO NOTHING RETURNING change_id
"""

ADD_ROWS_BEGIN: Final = "WITH chosen (row_id, period, ref) AS ("
ADD_ROWS_END: Final = """)
INSERT INTO bulk_change_rows (org_id, change_id, row_no, row_id, period, ref)
SELECT %(org_id)s, %(change_id)s, row_number() OVER (ORDER BY period, row_id), row_id, period, ref FROM chosen
"""
COUNTED = """
UPDATE bulk_changes SET total_count = %(total)s WHERE org_id = %(org_id)s AND change_id = %(change_id)s
"""

JUDGE_CHOSEN_BEGIN: Final = """
CREATE TEMPORARY TABLE judged_rows ON COMMIT DROP AS
WITH listed (row_id, period, ref) AS ("""
JUDGE_CHOSEN_END: Final = """
), chosen AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY period, row_id) AS row_no, row_id, period, ref FROM listed
)"""
COUNT_JUDGED = """
SELECT count(*)::int AS total, count(*) FILTER (WHERE verdict = 'changed')::int AS changed,
    count(*) FILTER (WHERE verdict = 'unchanged')::int AS unchanged,
    count(*) FILTER (WHERE verdict = 'refused')::int AS refused
FROM judged_rows
"""
SAMPLES = """
SELECT ref, fields_in_words(%(org_id)s, before) AS before, fields_in_words(%(org_id)s, after) AS after
FROM judged_rows WHERE verdict = 'changed' ORDER BY row_no LIMIT 20
"""
LISTED: Final = "WITH listed (row_id, period, ref) AS MATERIALIZED ("
LISTED_END: Final = """)
SELECT (SELECT count(*) FROM listed)::int,
    ARRAY(SELECT ref FROM (SELECT ref FROM listed ORDER BY period, row_id LIMIT 5) first)
"""
REFUSALS = """
SELECT reason, count(*)::int AS count FROM judged_rows WHERE verdict = 'refused' GROUP BY reason ORDER BY 2 DESC, 1 LIMIT 20
"""
DROP_JUDGED = "DROP TABLE judged_rows"

OF_BATCH_TO_JUDGE: Final = """
WITH chosen AS MATERIALIZED (SELECT r.row_no, r.row_id, r.period, r.ref, r.before, r.after FROM bulk_change_rows r
    WHERE """ + OF_BATCH
JUDGE_BEGIN: Final = OF_BATCH_TO_JUDGE + " AND r.verdict = 'waiting'), judged AS ("
JUDGE_END: Final = """
)
UPDATE bulk_change_rows r SET before = j.before, after = j.after, verdict = j.verdict, reason = j.reason
FROM judged j WHERE r.org_id = %(org_id)s AND r.change_id = %(change_id)s AND r.row_no = j.row_no
"""
JUDGE_UNDO_BEGIN: Final = OF_BATCH_TO_JUDGE + " AND r.verdict = 'changed'), judged AS ("
JUDGE_UNDO_END: Final = """
)
UPDATE bulk_change_rows r SET verdict = CASE WHEN j.reason IS NULL THEN 'undone' ELSE 'left' END, reason = j.reason
FROM judged j WHERE r.org_id = %(org_id)s AND r.change_id = %(change_id)s AND r.row_no = j.row_no
"""
WRITTEN: Final = """
WITH written AS (SELECT r.row_id, CASE WHEN r.verdict = 'changed' THEN r.after ELSE r.before END AS fields
    FROM bulk_change_rows r WHERE """ + OF_BATCH + " AND r.verdict = %(verdict)s)"

# Who posts to an account waits, and so does a run that would be calculated meanwhile.
LOCK_BALANCES_BEGIN: Final = """
SELECT count(*) FROM (SELECT FROM account_balances b WHERE b.org_id = %(org_id)s AND b.account_id IN ("""
LOCK_BALANCES_END: Final = ") ORDER BY b.account_id FOR UPDATE) locked"
LOCK_RUNS = """
SELECT count(*) FROM (SELECT FROM bill_runs WHERE org_id = %(org_id)s
    AND status IN ('draft', 'calculating', 'failed', 'review') ORDER BY run_id FOR SHARE) locked
"""

# An account and what hangs on it lie in one area: what is now follows, what happened stays where it happened.
MOVE_ACCOUNTS: Final = """
UPDATE accounts c SET area_id = v.area_id FROM bulk_change_rows r
JOIN survey_units v ON v.org_id = r.org_id AND v.unit_id = r.row_id
WHERE """ + OF_BATCH + """ AND r.verdict = %(verdict)s AND c.org_id = r.org_id AND c.account_id = v.account_id
    AND c.area_id <> v.area_id
"""
MOVE_BALANCES: Final = """
UPDATE account_balances b SET area_id = c.area_id FROM accounts c
WHERE b.org_id = %(org_id)s AND c.org_id = %(org_id)s AND c.account_id = b.account_id AND b.area_id <> c.area_id
    AND b.account_id IN ("""
MOVE_METERS: Final = """
UPDATE meters m SET area_id = c.area_id FROM accounts c
WHERE m.org_id = %(org_id)s AND c.org_id = %(org_id)s AND c.account_id = m.account_id AND m.area_id <> c.area_id
    AND m.account_id IN ("""
MOVE_UNITS: Final = """
UPDATE survey_units u SET area_id = c.area_id FROM accounts c
WHERE u.org_id = %(org_id)s AND c.org_id = %(org_id)s AND c.account_id = u.account_id AND u.area_id <> c.area_id
    AND u.account_id IN ("""
OF_VERDICT: Final = " AND r.verdict = %(verdict)s)"

BATCH_BILLS = """
SELECT r.row_no, r.period, r.row_id AS bill_id FROM bulk_change_rows r
WHERE r.org_id = %(org_id)s AND r.change_id = %(change_id)s AND r.row_no > %(first)s AND r.row_no <= %(last)s
    AND r.verdict = %(verdict)s ORDER BY r.row_no
"""
MARK_ROW = """
UPDATE bulk_change_rows SET verdict = %(verdict)s, reason = %(reason)s
WHERE org_id = %(org_id)s AND change_id = %(change_id)s AND row_no = %(row_no)s
"""

ADVANCE = """
UPDATE bulk_changes k SET done_upto = %(last)s, failure = NULL, changed_count = k.changed_count + n.changed,
    unchanged_count = k.unchanged_count + n.unchanged, refused_count = k.refused_count + n.refused
FROM (SELECT count(*) FILTER (WHERE r.verdict = 'changed') AS changed,
        count(*) FILTER (WHERE r.verdict = 'unchanged') AS unchanged, count(*) FILTER (WHERE r.verdict = 'refused') AS refused
    FROM bulk_change_rows r WHERE r.org_id = %(org_id)s AND r.change_id = %(change_id)s AND r.row_no > %(first)s
        AND r.row_no <= %(last)s) n
WHERE k.org_id = %(org_id)s AND k.change_id = %(change_id)s
"""
ADVANCE_UNDO = """
UPDATE bulk_changes k SET undone_upto = %(last)s, failure = NULL, undone_count = k.undone_count + n.undone,
    left_count = k.left_count + n.left_alone
FROM (SELECT count(*) FILTER (WHERE r.verdict = 'undone') AS undone, count(*) FILTER (WHERE r.verdict = 'left') AS left_alone
    FROM bulk_change_rows r WHERE r.org_id = %(org_id)s AND r.change_id = %(change_id)s AND r.row_no > %(first)s
        AND r.row_no <= %(last)s) n
WHERE k.org_id = %(org_id)s AND k.change_id = %(change_id)s
"""
MARK_DONE = """
UPDATE bulk_changes SET status = 'done', finished_at = %(now)s WHERE org_id = %(org_id)s AND change_id = %(change_id)s
"""
MARK_UNDOING = """
UPDATE bulk_changes SET status = 'undoing', failure = NULL, undone_by = %(staff_id)s, undone_at = %(now)s
WHERE org_id = %(org_id)s AND change_id = %(change_id)s
"""
MARK_UNDONE = """
UPDATE bulk_changes SET status = 'undone', undo_finished_at = %(now)s
WHERE org_id = %(org_id)s AND change_id = %(change_id)s
"""
MARK_FAILED = """
UPDATE bulk_changes SET failure = %(failure)s WHERE org_id = %(org_id)s AND change_id = %(change_id)s
"""
REFUSALS_OF = """
SELECT reason, count(*)::int AS count FROM bulk_change_rows
WHERE org_id = %(org_id)s AND change_id = %(change_id)s AND verdict = %(verdict)s GROUP BY reason ORDER BY 2 DESC, 1 LIMIT 20
"""
UNFINISHED_EVERYWHERE = """
SELECT org_id, change_id, CASE status WHEN 'undoing' THEN undone_by ELSE created_by END AS staff_id
FROM bulk_changes WHERE status IN ('running', 'undoing') AND failure IS NULL ORDER BY org_id, change_id
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows a change would change, leave and refuse."""

    total: int
    changed: int
    unchanged: int
    refused: int


@dataclass(frozen=True, slots=True)
class BillOfBatch:
    """A bill to hold or release, and its place in the change."""

    row_no: int
    period: date
    bill_id: int


@dataclass(frozen=True, slots=True)
class UnfinishedChange:
    """A change in the middle of its work, of whatever organization, and whom it works for."""

    org_id: int
    change_id: int
    staff_id: int


def get(work: Work, change_id: int) -> BulkChange | None:
    """One change."""
    return work.one(BulkChange, GET, change_id=change_id)


def lock(work: Work, change_id: int) -> BulkChange | None:
    """One change, locked: its batches are worked off one after the other."""
    return work.one(BulkChange, LOCK, change_id=change_id)


def find(work: Work, client_uuid: UUID) -> BulkChange | None:
    """The change that a client gave this id."""
    return work.one(BulkChange, FIND, client_uuid=client_uuid)


def add(work: Work, new: NewChange, words: str, query: Mapping[str, object]) -> int | None:
    """Insert a change without rows; None when its client's id is taken."""
    action = {"kind": new.action.kind, "values": dict(new.action.values), "words": words}
    return work.scalar(
        ADD,
        client_uuid=new.client_uuid,
        noun=new.noun,
        action=json.dumps(action),
        query=json.dumps(dict(query)),
        reason=new.reason,
        staff_id=work.actor.staff_id,
    )


def add_rows(work: Work, change_id: int, selection: LiteralString, params: Params) -> int:
    """Keep the rows of a selection in the order of their ids, in one statement; returns how many."""
    total = work.execute(ADD_ROWS_BEGIN + selection + ADD_ROWS_END, **params, change_id=change_id).rowcount
    work.execute(COUNTED, change_id=change_id, total=total)
    return total


def packed(fields: Mapping[str, object]) -> str:
    """Fields as JSON text; a number keeps its digits."""
    texts = {name: str(value) if isinstance(value, Decimal) else json.dumps(value) for name, value in fields.items()}
    return "{" + ", ".join(f"{json.dumps(name)}: {text}" for name, text in texts.items()) + "}"


def look(work: Work, selection: LiteralString, params: Params) -> tuple[int, list[str]]:
    """How many rows a selection has, and what the first five are called."""
    row = work.execute(LISTED + selection + LISTED_END, **params).fetchone()
    return (row[0], row[1]) if row else (0, [])


def preview(
    work: Work, noun: str, kind: str, selection: LiteralString, params: Params
) -> tuple[Counts, list[Sample], list[Refusal]]:
    """What would become of a selection: counts, up to 20 samples, and the commonest reasons of refusals."""
    sql = JUDGE_CHOSEN_BEGIN + selection + JUDGE_CHOSEN_END + judged(PLACES[noun], WAYS[noun, kind])
    work.execute(sql, **params)
    counts = work.one(Counts, COUNT_JUDGED) or Counts(0, 0, 0, 0)
    found = counts, work.all(Sample, SAMPLES), work.all(Refusal, REFUSALS)
    work.execute(DROP_JUDGED)
    return found


def do_batch(work: Work, change: BulkChange, first: int, last: int, params: Params) -> None:
    """Judge the waiting rows after `first` up to `last` under lock, and write those that change."""
    place, way = PLACES[change.noun], WAYS[change.noun, change.kind]
    span: Params = {**params, "change_id": change.change_id, "first": first, "last": last, "verdict": "changed"}
    _lock(work, change, span)
    work.execute(JUDGE_BEGIN + judged(place, way) + JUDGE_END, **span)
    _write(work, change, span)


def undo_batch(work: Work, change: BulkChange, first: int, last: int, params: Params) -> None:
    """Give the changed rows after `first` up to `last` back what they were, unless something speaks against it."""
    place, way = PLACES[change.noun], WAYS[change.noun, change.kind]
    span: Params = {**params, "change_id": change.change_id, "first": first, "last": last, "verdict": "undone"}
    _lock(work, change, span)
    work.execute(JUDGE_UNDO_BEGIN + judged_to_undo(place, way) + JUDGE_UNDO_END, **span)
    _write(work, change, span)


def _lock(work: Work, change: BulkChange, span: Params) -> None:
    place, way = PLACES[change.noun], WAYS[change.noun, change.kind]
    if way.needs_balance:
        work.execute(LOCK_RUNS)
    if place.lock:
        work.execute(place.lock, **span)
    if way.needs_balance:
        work.execute(LOCK_BALANCES_BEGIN + place.among + LOCK_BALANCES_END, **span)


def _write(work: Work, change: BulkChange, span: Params) -> None:
    place, way = PLACES[change.noun], WAYS[change.noun, change.kind]
    if place.write:
        work.execute(WRITTEN + place.write, **span)
    if way.moves:
        if change.noun == "units":
            work.execute(MOVE_ACCOUNTS, **span)
        work.execute(MOVE_BALANCES + place.among + OF_VERDICT, **span)
        work.execute(MOVE_METERS + place.among + OF_VERDICT, **span)
        work.execute(MOVE_UNITS + place.among + OF_VERDICT, **span)


def bills_of_batch(work: Work, change_id: int, first: int, last: int, verdict: str) -> list[BillOfBatch]:
    """The bills of a batch that were judged so."""
    return work.all(BillOfBatch, BATCH_BILLS, change_id=change_id, first=first, last=last, verdict=verdict)


def mark_row(work: Work, change_id: int, row_no: int, verdict: str, reason: str) -> None:
    """Judge one row anew, after its own use case refused it."""
    work.execute(MARK_ROW, change_id=change_id, row_no=row_no, verdict=verdict, reason=reason)


def advance(work: Work, change: BulkChange, first: int, last: int, *, is_undo: bool) -> None:
    """Count what became of a batch."""
    work.execute(ADVANCE_UNDO if is_undo else ADVANCE, change_id=change.change_id, first=first, last=last)


def mark_done(work: Work, change_id: int) -> None:
    """All rows are worked off."""
    work.execute(MARK_DONE, change_id=change_id)


def mark_undoing(work: Work, change_id: int) -> None:
    """The actor takes it back, from now on."""
    work.execute(MARK_UNDOING, change_id=change_id, staff_id=work.actor.staff_id)


def mark_undone(work: Work, change_id: int) -> None:
    """All rows that could be are taken back."""
    work.execute(MARK_UNDONE, change_id=change_id)


def mark_failed(work: Work, change_id: int, failure: str | None) -> None:
    """Say why the work stopped, or that it goes on."""
    work.execute(MARK_FAILED, change_id=change_id, failure=failure)


def refusals_of(work: Work, change_id: int, verdict: str) -> list[Refusal]:
    """Why rows of a change were refused, or left alone by its undo: the commonest reasons with their counts."""
    return work.all(Refusal, REFUSALS_OF, change_id=change_id, verdict=verdict)


def unfinished_everywhere(connection: Connection[Any]) -> list[UnfinishedChange]:
    """The changes of all organizations that are in the middle of their work, within a transaction at the door."""
    with connection.cursor(row_factory=class_row(UnfinishedChange)) as cursor:
        return cursor.execute(UNFINISHED_EVERYWHERE).fetchall()
