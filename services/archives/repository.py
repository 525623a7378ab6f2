"""SQL of the archive: moving bills with all that belongs to them, and keeping how far a move is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, LiteralString

from psycopg import Connection
from psycopg.rows import class_row

from services import planner_repository
from services.archives.models import ArchivedMonth, MonthPreview, Move
from services.work import Work

# Nothing can happen to such a bill any more unless a payment is reversed, which brings it back first.
SETTLED: Final = "b.outstanding = 0 AND NOT b.is_held AND b.status IN ('issued', 'paid', 'cancelled', 'voided', 'superseded')"
CHARGED: Final = "status IN ('issued', 'paid')"
OVER: Final = "('issued', 'closed', 'cancelled', 'reversed')"

BILLS: Final = (
    "org_id, period, bill_id, account_id, area_id, tariff_version_id, run_id, service_kind, customer_class, status, is_live,"
    " is_held, quantity, demand, arrears, credit, outstanding, due_on, issued_at"
)
LINES: Final = (
    "org_id, period, bill_id, line_no, meter_id, reading_id, unit_id, customer_class, component, quantity, rate, amount,"
    " tier_no, season, multiplier"
)
EXCEPTIONS: Final = (
    "org_id, period, bill_id, exception_no, kind, reason, meter_id, resolved_at, resolved_by, resolution"
)
MOVED_COUNTS: Final = """
SELECT count(*) AS bills, coalesce(sum(demand) FILTER (WHERE """ + CHARGED + """), 0) AS demand,
    coalesce(array_agg(bill_id ORDER BY bill_id), '{}') AS bill_ids FROM moved
"""
# A bill that somebody works on at this moment is passed over.
OUT: Final = (
    "WITH moved AS (INSERT INTO archived_bills (" + BILLS + ") SELECT " + BILLS + " FROM bills b"
    " WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.bill_id > %(after)s AND " + SETTLED
    + " ORDER BY b.bill_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED RETURNING bill_id, status, demand)" + MOVED_COUNTS
)
BACK: Final = "WITH moved AS (INSERT INTO bills (" + BILLS + ") SELECT " + BILLS + " FROM archived_bills b"
BACK_END: Final = (
    " ON CONFLICT (org_id, period, bill_id) DO NOTHING RETURNING bill_id, status, demand)" + MOVED_COUNTS
)
BACK_SPAN: Final = (
    BACK + " WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.bill_id > %(after)s"
    " ORDER BY b.bill_id LIMIT %(limit)s" + BACK_END
)
BACK_CHOSEN: Final = (
    BACK + " WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.bill_id = ANY (%(bill_ids)s::bigint[])" + BACK_END
)
CHOSEN: Final = " WHERE org_id = %(org_id)s AND period = %(period)s AND bill_id = ANY (%(bill_ids)s::bigint[])"
LINES_OUT: Final = "INSERT INTO archived_bill_lines (" + LINES + ") SELECT " + LINES + " FROM bill_lines" + CHOSEN
LINES_BACK: Final = "INSERT INTO bill_lines (" + LINES + ") SELECT " + LINES + " FROM archived_bill_lines" + CHOSEN
# Those of the lines come first, and their count is what is told.
OUT_AFTER: Final[tuple[LiteralString, ...]] = (
    "INSERT INTO archived_bill_exceptions (" + EXCEPTIONS + ") SELECT " + EXCEPTIONS + " FROM bill_exceptions" + CHOSEN,
    "SELECT leave_for_archive(%(period)s, %(bill_ids)s::bigint[])",
)
BACK_AFTER: Final[tuple[LiteralString, ...]] = (
    "INSERT INTO bill_exceptions (" + EXCEPTIONS + ") SELECT " + EXCEPTIONS + " FROM archived_bill_exceptions" + CHOSEN,
    "SELECT leave_archive(%(period)s, %(bill_ids)s::bigint[])",
)
COUNT_IN = """
INSERT INTO archived_periods AS p (org_id, period, bill_count, line_count, demand, archived_at)
VALUES (%(org_id)s, %(period)s, %(bills)s, %(lines)s, %(demand)s, %(now)s)
ON CONFLICT (org_id, period) DO UPDATE SET bill_count = p.bill_count + excluded.bill_count,
    line_count = p.line_count + excluded.line_count, demand = p.demand + excluded.demand, archived_at = excluded.archived_at
"""
FORGET_EMPTY = """
DELETE FROM archived_periods WHERE org_id = %(org_id)s AND period = %(period)s AND bill_count <= %(bills)s
"""
COUNT_OUT = """
UPDATE archived_periods SET bill_count = bill_count - %(bills)s, line_count = line_count - %(lines)s,
    demand = demand - %(demand)s
WHERE org_id = %(org_id)s AND period = %(period)s
"""
# Making a run for a month and archiving that month take turns.
LOCK_PERIOD = "SELECT pg_advisory_xact_lock(hashtextextended('archive ' || %(period)s::date || ' ' || %(org_id)s, 0))"

PREVIEW = """
WITH runs AS (
    SELECT period, min(status) FILTER (WHERE status NOT IN """ + OVER + """) AS open_run
    FROM bill_runs WHERE org_id = %(org_id)s AND period < %(before)s GROUP BY period
), judged AS (
    SELECT b.period, b.bill_id, b.demand, b.outstanding, b.status, """ + SETTLED + """ AS is_settled
    FROM bills b WHERE b.org_id = %(org_id)s AND b.period < %(before)s
), counted AS (
    SELECT period, count(*) FILTER (WHERE is_settled) AS bill_count,
        coalesce(sum(demand) FILTER (WHERE is_settled AND """ + CHARGED + """), 0) AS demand,
        count(*) FILTER (WHERE outstanding > 0) AS unpaid_count, sum(outstanding) AS unpaid,
        count(*) FILTER (WHERE NOT is_settled AND outstanding = 0) AS unsettled_count
    FROM judged GROUP BY period
), lined AS (
    SELECT l.period, count(*) AS line_count FROM bill_lines l
    JOIN judged j ON j.period = l.period AND j.bill_id = l.bill_id AND j.is_settled
    WHERE l.org_id = %(org_id)s AND l.period < %(before)s GROUP BY l.period
)
SELECT c.period, c.bill_count, coalesce(l.line_count, 0) AS line_count, c.demand, c.unpaid_count, c.unpaid,
    c.unsettled_count, r.open_run
FROM counted c JOIN runs r ON r.period = c.period LEFT JOIN lined l ON l.period = c.period ORDER BY c.period
"""
NEXT_PERIOD = """
SELECT period FROM bill_runs WHERE org_id = %(org_id)s AND period < %(before)s AND period > %(after)s
GROUP BY period HAVING bool_and(status IN """ + OVER + """) ORDER BY period LIMIT 1
"""
IS_OVER = """
SELECT NOT EXISTS (SELECT FROM bill_runs WHERE org_id = %(org_id)s AND period = %(period)s AND status NOT IN """ + OVER + ")"
MONTHS = """
SELECT period, bill_count, line_count, demand, archived_at FROM archived_periods
WHERE org_id = %(org_id)s AND (%(period)s::date IS NULL OR period = %(period)s) ORDER BY period DESC
"""
SELECTED: Final = """
SELECT m.move_id, m.kind, m.period, m.older_than, m.status, m.failure, m.expected_count, m.at_period, m.at_bill,
    m.period_count, m.bill_count, m.line_count, m.demand, m.created_by, n.full_name AS creator_name, m.created_at,
    m.finished_at
FROM archive_moves m
JOIN staff s ON s.org_id = m.org_id AND s.staff_id = m.created_by
JOIN people n ON n.person_id = s.person_id
WHERE m.org_id = %(org_id)s"""
GET: Final = SELECTED + " AND m.move_id = %(move_id)s"
LOCK: Final = GET + " FOR UPDATE OF m"
LATEST: Final = SELECTED + " ORDER BY m.move_id DESC LIMIT %(limit)s"
RUNNING: Final = SELECTED + " AND m.status = 'running'"
ADD = """
INSERT INTO archive_moves (org_id, kind, period, older_than, status, expected_count, created_by, created_at)
VALUES (%(org_id)s, %(kind)s, %(period)s, %(older_than)s, 'running', %(expected)s, %(staff_id)s, %(now)s)
ON CONFLICT (org_id) WHERE status = 'running' DO NOTHING RETURNING move_id
"""
ADVANCE = """
UPDATE archive_moves SET at_period = %(at_period)s, at_bill = %(at_bill)s, period_count = period_count + %(periods)s,
    bill_count = bill_count + %(bills)s, line_count = line_count + %(lines)s, demand = demand + %(demand)s
WHERE org_id = %(org_id)s AND move_id = %(move_id)s
"""
MARK_DONE = """
UPDATE archive_moves SET status = 'done', finished_at = %(now)s WHERE org_id = %(org_id)s AND move_id = %(move_id)s
"""
MARK_STOPPED = """
UPDATE archive_moves SET status = 'stopped', failure = %(failure)s WHERE org_id = %(org_id)s AND move_id = %(move_id)s
"""
MARK_RUNNING = """
UPDATE archive_moves SET status = 'running', failure = NULL WHERE org_id = %(org_id)s AND move_id = %(move_id)s
"""
UNFINISHED_EVERYWHERE = """
SELECT org_id, move_id, created_by AS staff_id FROM archive_moves WHERE status = 'running' ORDER BY org_id, move_id
"""


@dataclass(frozen=True, slots=True)
class MovedBills:
    """The bills that a statement moved, and what they charged."""

    bills: int
    demand: Decimal
    bill_ids: list[int]


@dataclass(frozen=True, slots=True)
class Moved:
    """What one batch moved."""

    bills: int
    lines: int
    demand: Decimal
    last_bill: int


@dataclass(frozen=True, slots=True)
class UnfinishedMove:
    """A move in the middle of its work, of whatever organization, and whom it works for."""

    org_id: int
    move_id: int
    staff_id: int


def lock_period(work: Work, period: date) -> None:
    """Wait for whoever archives this month or makes a run for it."""
    work.execute(LOCK_PERIOD, period=period)


def move_out(work: Work, period: date, after: int, limit: int) -> Moved:
    """Move up to `limit` settled bills of a month after a number into the archive, with all that belongs to them."""
    found = work.one(MovedBills, OUT, period=period, after=after, limit=limit)
    moved = _move_rest(work, period, found, LINES_OUT, OUT_AFTER)
    if moved.bills:
        work.execute(COUNT_IN, period=period, bills=moved.bills, lines=moved.lines, demand=moved.demand)
    return moved


def move_back(work: Work, period: date, after: int, limit: int) -> Moved:
    """The other way: up to `limit` bills of a month out of the archive."""
    found = work.one(MovedBills, BACK_SPAN, period=period, after=after, limit=limit)
    return _count_out(work, period, _move_rest(work, period, found, LINES_BACK, BACK_AFTER))


def move_chosen_back(work: Work, period: date, bill_ids: Sequence[int]) -> list[int]:
    """Take chosen bills of a month out of the archive; returns those that lay there."""
    found = work.one(MovedBills, BACK_CHOSEN, period=period, bill_ids=list(bill_ids))
    _count_out(work, period, _move_rest(work, period, found, LINES_BACK, BACK_AFTER))
    return found.bill_ids if found else []


def _move_rest(
    work: Work, period: date, found: MovedBills | None, lines: LiteralString, after: Sequence[LiteralString]
) -> Moved:
    if found is None or not found.bill_ids:
        return Moved(0, 0, Decimal(0), 0)
    chosen = {"period": period, "bill_ids": found.bill_ids}
    line_count = work.execute(lines, **chosen).rowcount
    for each in after:
        work.execute(each, **chosen)
    return Moved(found.bills, line_count, found.demand, found.bill_ids[-1])


def _count_out(work: Work, period: date, moved: Moved) -> Moved:
    if moved.bills:
        work.execute(FORGET_EMPTY, period=period, bills=moved.bills)
        work.execute(COUNT_OUT, period=period, bills=moved.bills, lines=moved.lines, demand=moved.demand)
    return moved


def preview(work: Work, before: date) -> list[MonthPreview]:
    """What would move of each month before this one, and what would stay."""
    with planner_repository.by_hash(work):
        return work.all(MonthPreview, PREVIEW, before=before)


def next_period(work: Work, before: date, after: date) -> date | None:
    """The oldest month after one, and before another, whose runs are all over."""
    return work.scalar(NEXT_PERIOD, before=before, after=after)


def is_over(work: Work, period: date) -> bool:
    """Whether no run of a month is under way."""
    return bool(work.scalar(IS_OVER, period=period))


def months(work: Work, period: date | None = None) -> list[ArchivedMonth]:
    """What the archive holds, the newest month first; or of one month."""
    return work.all(ArchivedMonth, MONTHS, period=period)


def get(work: Work, move_id: int) -> Move | None:
    """One move."""
    return work.one(Move, GET, move_id=move_id)


def lock(work: Work, move_id: int) -> Move | None:
    """One move, locked: its batches are worked off one after the other."""
    return work.one(Move, LOCK, move_id=move_id)


def latest(work: Work, limit: int) -> list[Move]:
    """The latest moves, the newest first."""
    return work.all(Move, LATEST, limit=limit)


def running(work: Work) -> Move | None:
    """The move that is under way."""
    return work.one(Move, RUNNING)


def add(work: Work, kind: str, period: date, older_than: int | None, expected: int) -> int | None:
    """Begin a move; None while another one is under way."""
    staff_id = work.actor.staff_id
    return work.scalar(ADD, kind=kind, period=period, older_than=older_than, expected=expected, staff_id=staff_id)


def advance(work: Work, move_id: int, moved: Moved, at_period: date | None, at_bill: int, *, periods: int) -> None:
    """Keep what a batch moved, and where the next one begins."""
    at = {"at_period": at_period, "at_bill": at_bill, "periods": periods}
    counts = {"bills": moved.bills, "lines": moved.lines, "demand": moved.demand}
    work.execute(ADVANCE, move_id=move_id, **at, **counts)


def mark_done(work: Work, move_id: int) -> None:
    """All that can be moved is moved."""
    work.execute(MARK_DONE, move_id=move_id)


def mark_stopped(work: Work, move_id: int, failure: str) -> None:
    """Keep why the work on a move stopped."""
    work.execute(MARK_STOPPED, move_id=move_id, failure=failure)


def mark_running(work: Work, move_id: int) -> None:
    """The work on a move goes on."""
    work.execute(MARK_RUNNING, move_id=move_id)


def unfinished_everywhere(door: Connection[Any]) -> list[UnfinishedMove]:
    """The moves of all organizations that are under way."""
    with door.cursor(row_factory=class_row(UnfinishedMove)) as cursor:
        return cursor.execute(UNFINISHED_EVERYWHERE).fetchall()
