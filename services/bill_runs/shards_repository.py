"""SQL of the shards of a run: cut, priced from their inputs, written and issued."""

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, LiteralString

from services import planner_repository
from services.bill_runs.models import (
    Numbers,
    Progress,
    Run,
    Shard,
    ShardCounts,
)
from services.work import Work

# Accounts with something to bill in the period, by basis.
FLAT_ACCOUNTS = """
SELECT c.area_id, c.account_id FROM accounts c
WHERE c.org_id = %(org_id)s AND c.is_active AND c.deleted_at IS NULL AND c.account_id IN (SELECT s.account_id FROM services s
    LEFT JOIN survey_units u ON u.org_id = s.org_id AND u.unit_id = s.unit_id
    WHERE s.org_id = %(org_id)s AND s.kind = %(service_kind)s AND s.starts_on <= %(last_day)s
        AND (s.ends_on IS NULL OR s.ends_on >= %(period)s)
        AND (u.unit_id IS NULL OR u.status NOT IN ('inactive', 'duplicate_of') AND u.deleted_at IS NULL))
"""

METERED_ACCOUNTS = """
SELECT c.area_id, c.account_id FROM accounts c
WHERE c.org_id = %(org_id)s AND c.is_active AND c.deleted_at IS NULL AND c.account_id IN (SELECT r.account_id FROM readings r
    JOIN meters m ON m.org_id = r.org_id AND m.meter_id = r.meter_id
    JOIN services s ON s.org_id = m.org_id AND s.service_id = m.service_id
    WHERE r.org_id = %(org_id)s AND r.period = %(period)s AND r.status IN ('valid', 'accepted', 'edited')
        AND s.kind = %(service_kind)s AND coalesce(s.unit_id, 0) <> ALL (ARRAY(SELECT d.unit_id FROM survey_units d
        WHERE d.org_id = %(org_id)s AND d.deleted_at IS NOT NULL)))
"""

HAS_FLAT = "SELECT EXISTS (" + FLAT_ACCOUNTS + ")"

HAS_METERED = "SELECT EXISTS (" + METERED_ACCOUNTS + ")"

# The numbers of a shard count from 0 until the block is reserved.
CUT_BEGIN = "WITH billed AS ("

CUT_END = """
), placed AS (
    SELECT area_id, account_id, row_number() OVER (ORDER BY area_id, account_id) - 1 AS place, count(*) OVER () AS total
    FROM billed
), sized AS (
    -- A small run is cut smaller, so that several processes have something to do.
    SELECT area_id, account_id, place, total, least(%(size)s, greatest(total / 8, 2500)) AS size FROM placed
)
INSERT INTO bill_run_shards (org_id, run_id, shard_no, from_area_id, from_account_id, to_area_id, to_account_id,
    account_count, first_number)
SELECT %(org_id)s, %(run_id)s, place / size + 1,
    max(area_id) FILTER (WHERE place %% size = 0), max(account_id) FILTER (WHERE place %% size = 0),
    max(area_id) FILTER (WHERE place %% size = size - 1 OR place = total - 1),
    max(account_id) FILTER (WHERE place %% size = size - 1 OR place = total - 1),
    count(*), min(place)
FROM sized GROUP BY place / size
"""

CUT_FLAT = CUT_BEGIN + FLAT_ACCOUNTS + CUT_END

CUT_METERED = CUT_BEGIN + METERED_ACCOUNTS + CUT_END

RESERVE = """
INSERT INTO bill_number_counters AS c (org_id, period, next_number)
SELECT %(org_id)s, %(period)s, 1 + coalesce(sum(s.account_count), 0) FROM bill_run_shards s
WHERE s.org_id = %(org_id)s AND s.run_id = %(run_id)s
ON CONFLICT (org_id, period) DO UPDATE SET next_number = c.next_number + EXCLUDED.next_number - 1
RETURNING next_number
"""

NUMBER_SHARDS = """
UPDATE bill_run_shards SET first_number = first_number + %(next_number)s
    - (SELECT sum(o.account_count) FROM bill_run_shards o WHERE o.org_id = %(org_id)s AND o.run_id = %(run_id)s)
WHERE org_id = %(org_id)s AND run_id = %(run_id)s
"""

SHARD_COLUMNS = """
SELECT run_id, shard_no, from_area_id, from_account_id, to_area_id, to_account_id, account_count, first_number,
    calculated_at, issued_at FROM bill_run_shards
"""

# Neighbours share an area, whose totals make them wait for each other: odd ones go first, then even ones.
SHARDS = SHARD_COLUMNS + "WHERE org_id = %(org_id)s AND run_id = %(run_id)s ORDER BY shard_no %% 2 DESC, shard_no"

LOCK_SHARDS = SHARDS + " FOR UPDATE"

LOCK_SHARD = SHARD_COLUMNS + "WHERE org_id = %(org_id)s AND run_id = %(run_id)s AND shard_no = %(shard_no)s FOR UPDATE"

TAKE_UNCALCULATED = (
    SHARD_COLUMNS
    + """
WHERE org_id = %(org_id)s AND run_id = %(run_id)s AND calculated_at IS NULL
ORDER BY shard_no %% 2 DESC, shard_no LIMIT 1 FOR UPDATE SKIP LOCKED
"""
)

TAKE_UNISSUED = (
    SHARD_COLUMNS
    + """
WHERE org_id = %(org_id)s AND run_id = %(run_id)s AND issued_at IS NULL
ORDER BY shard_no %% 2 DESC, shard_no LIMIT 1 FOR UPDATE SKIP LOCKED
"""
)

DELETE_SHARDS = "DELETE FROM bill_run_shards WHERE org_id = %(org_id)s AND run_id = %(run_id)s"

SHARD_CALCULATED = """
UPDATE bill_run_shards SET calculated_at = %(now)s, bill_count = %(bill_count)s, held_count = %(held_count)s
WHERE org_id = %(org_id)s AND run_id = %(run_id)s AND shard_no = %(shard_no)s
"""

SHARD_ISSUED = """
UPDATE bill_run_shards SET issued_at = %(now)s
WHERE org_id = %(org_id)s AND run_id = %(run_id)s AND shard_no = %(shard_no)s
"""

PROGRESS = """
SELECT r.status, r.failure,
    count(*) FILTER (WHERE s.is_done)::int AS done_shards, count(s.shard_no)::int AS total_shards,
    coalesce(sum(s.account_count) FILTER (WHERE s.is_done), 0)::int AS done_accounts,
    coalesce(sum(s.account_count), 0)::int AS total_accounts
FROM bill_runs r
LEFT JOIN LATERAL (SELECT h.shard_no, h.account_count, CASE WHEN r.status IN ('issuing', 'issued', 'closed')
        THEN h.issued_at IS NOT NULL ELSE h.calculated_at IS NOT NULL END AS is_done
    FROM bill_run_shards h WHERE h.org_id = r.org_id AND h.run_id = r.run_id) s ON true
WHERE r.org_id = %(org_id)s AND r.run_id = %(run_id)s GROUP BY r.status, r.failure
"""

CANCEL_BILLS = """
UPDATE bills b SET status = 'cancelled', is_live = false, is_held = false
FROM bill_run_shards s
WHERE s.org_id = %(org_id)s AND s.run_id = %(run_id)s AND b.org_id = %(org_id)s AND b.period = %(period)s
    AND b.bill_id BETWEEN s.first_number AND s.first_number + s.account_count - 1
    AND b.run_id = %(run_id)s AND b.status IN ('draft', 'held')
"""

TARIFFS = "SELECT coalesce(array_agg(tariff_id), '{}') FROM tariffs WHERE org_id = %(org_id)s"

# What is priced, in the order of (area, account): who, under which tariff, what was measured, then the attributes.
FLAT_INPUTS = """
SELECT c.account_id, c.area_id, s.unit_id, NULL::bigint, NULL::bigint, s.tariff_id, t.name,
    coalesce(u.category, 'without premises'), NULL::numeric, '', u.settlement, u.category, u.size_marla,
    u.commercial_size
FROM accounts c
JOIN services s ON s.org_id = c.org_id AND s.account_id = c.account_id
JOIN tariffs t ON t.org_id = s.org_id AND t.tariff_id = s.tariff_id
LEFT JOIN survey_units u ON u.org_id = s.org_id AND u.unit_id = s.unit_id
WHERE c.org_id = %(org_id)s AND (c.area_id, c.account_id) >= (%(from_area_id)s, %(from_account_id)s)
    AND (c.area_id, c.account_id) <= (%(to_area_id)s, %(to_account_id)s) AND c.is_active AND c.deleted_at IS NULL
    AND s.kind = %(service_kind)s AND s.starts_on <= %(last_day)s AND (s.ends_on IS NULL OR s.ends_on >= %(period)s)
    AND (u.unit_id IS NULL OR u.status NOT IN ('inactive', 'duplicate_of') AND u.deleted_at IS NULL)
ORDER BY c.area_id, c.account_id, s.service_id
"""

METERED_INPUTS = """
SELECT c.account_id, c.area_id, s.unit_id, r.meter_id, r.reading_id, s.tariff_id, t.name, r.customer_class, r.quantity,
    m.unit_of_measure, r.customer_class, m.size
FROM accounts c
JOIN readings r ON r.org_id = c.org_id AND r.account_id = c.account_id AND r.period = %(period)s
JOIN meters m ON m.org_id = r.org_id AND m.meter_id = r.meter_id
JOIN services s ON s.org_id = m.org_id AND s.service_id = m.service_id
JOIN tariffs t ON t.org_id = s.org_id AND t.tariff_id = s.tariff_id
WHERE c.org_id = %(org_id)s AND (c.area_id, c.account_id) >= (%(from_area_id)s, %(from_account_id)s)
    AND (c.area_id, c.account_id) <= (%(to_area_id)s, %(to_account_id)s) AND c.is_active AND c.deleted_at IS NULL
    AND r.status IN ('valid', 'accepted', 'edited') AND s.kind = %(service_kind)s
    AND coalesce(s.unit_id, 0) <> ALL (ARRAY(SELECT d.unit_id FROM survey_units d
        WHERE d.org_id = %(org_id)s AND d.deleted_at IS NOT NULL))
ORDER BY c.area_id, c.account_id, r.meter_id, r.reading_id
"""

CREATE_STAGED_BILLS = """
CREATE TEMPORARY TABLE staged_bills (bill_id bigint, account_id bigint, area_id bigint, version_id bigint,
    customer_class text, is_held boolean, quantity numeric, demand numeric) ON COMMIT DROP
"""

CREATE_STAGED_LINES = """
CREATE TEMPORARY TABLE staged_lines (bill_id bigint, line_no smallint, meter_id bigint, reading_id bigint,
    unit_id bigint, customer_class text, component text, quantity numeric, rate numeric, amount numeric,
    tier_no smallint, season text, multiplier numeric) ON COMMIT DROP
"""

CREATE_STAGED_EXCEPTIONS = """
CREATE TEMPORARY TABLE staged_exceptions (bill_id bigint, exception_no smallint, kind text, reason text,
    meter_id bigint) ON COMMIT DROP
"""

DROP_STAGED = "DROP TABLE staged_bills, staged_lines, staged_exceptions"

COPY_BILLS = """
COPY staged_bills (bill_id, account_id, area_id, version_id, customer_class, is_held, quantity, demand) FROM STDIN
"""

COPY_LINES = """
COPY staged_lines (bill_id, line_no, meter_id, reading_id, unit_id, customer_class, component, quantity, rate, amount,
    tier_no, season, multiplier) FROM STDIN
"""

COPY_EXCEPTIONS = "COPY staged_exceptions (bill_id, exception_no, kind, reason, meter_id) FROM STDIN"

ADD_BILLS = """
INSERT INTO bills (org_id, period, bill_id, account_id, area_id, tariff_version_id, run_id, service_kind,
    customer_class, status, is_held, quantity, demand)
SELECT %(org_id)s, %(period)s, s.bill_id, s.account_id, s.area_id, s.version_id, %(run_id)s, %(service_kind)s,
    s.customer_class, CASE WHEN s.is_held THEN 'held' ELSE 'draft' END, s.is_held, s.quantity, s.demand
FROM staged_bills s
"""

ADD_LINES = """
INSERT INTO bill_lines (org_id, period, bill_id, line_no, meter_id, reading_id, unit_id, customer_class, component,
    quantity, rate, amount, tier_no, season, multiplier)
SELECT %(org_id)s, %(period)s, s.bill_id, s.line_no, s.meter_id, s.reading_id, s.unit_id, s.customer_class,
    s.component, s.quantity, s.rate, s.amount, s.tier_no, s.season, s.multiplier
FROM staged_lines s
"""

ADD_EXCEPTIONS = """
INSERT INTO bill_exceptions (org_id, period, bill_id, exception_no, kind, reason, meter_id)
SELECT %(org_id)s, %(period)s, s.bill_id, s.exception_no, s.kind, s.reason, s.meter_id FROM staged_exceptions s
"""

LOCK_ACCOUNTS = """
WITH locked AS (
    SELECT a.account_id FROM account_balances a
    WHERE a.org_id = %(org_id)s AND a.account_id IN (SELECT b.account_id FROM bills b
        WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.bill_id BETWEEN %(first)s AND %(last)s
            AND b.run_id = %(run_id)s AND b.status = 'draft')
    ORDER BY a.account_id FOR UPDATE
)
SELECT count(*) FROM locked
"""

# What the account owed and had before this demand is printed on the bill; the demand itself never contains it.
ISSUE = """
WITH issued AS (
    UPDATE bills b SET status = 'issued', issued_at = %(issued_at)s, due_on = %(due_on)s, arrears = a.due,
        credit = least(a.advance, b.demand + a.due), outstanding = b.demand
    FROM account_balances a
    WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.bill_id BETWEEN %(first)s AND %(last)s
        AND b.run_id = %(run_id)s AND b.status = 'draft' AND a.org_id = %(org_id)s AND a.account_id = b.account_id
    RETURNING b.account_id, b.credit
)
SELECT coalesce(array_agg(account_id) FILTER (WHERE credit > 0), '{}') FROM issued
"""

NUMBERS = """
SELECT coalesce(min(first_number), 0) AS first, coalesce(max(first_number + account_count - 1), -1) AS last,
    count(*) FILTER (WHERE calculated_at IS NULL)::int AS uncalculated,
    count(*) FILTER (WHERE issued_at IS NULL)::int AS unissued
FROM bill_run_shards WHERE org_id = %(org_id)s AND run_id = %(run_id)s
"""


FETCH_SIZE = 5000


def has_accounts(work: Work, basis: str, service_kind: str, period: date, last_day: date) -> bool:
    """Whether anybody has something to bill."""
    sql = HAS_METERED if basis == "metered" else HAS_FLAT
    return bool(work.scalar(sql, service_kind=service_kind, period=period, last_day=last_day))


def cut_shards(work: Work, run: Run, last_day: date, size: int) -> None:
    """Divide the accounts with something to bill into shards, and reserve a number for each account."""
    sql = CUT_METERED if run.basis == "metered" else CUT_FLAT
    span = {"service_kind": run.service_kind, "period": run.period, "last_day": last_day}
    with planner_repository.by_hash(work):
        work.execute(sql, run_id=run.run_id, size=size, **span)
    next_number = work.scalar(RESERVE, run_id=run.run_id, period=run.period)
    work.execute(NUMBER_SHARDS, run_id=run.run_id, next_number=next_number)


def shards(work: Work, run_id: int) -> list[Shard]:
    """All shards in the order in which they are best worked on."""
    return work.all(Shard, SHARDS, run_id=run_id)


def lock_shards(work: Work, run_id: int) -> list[Shard]:
    """All shards, once whoever works on one has ended."""
    return work.all(Shard, LOCK_SHARDS, run_id=run_id)


def lock_shard(work: Work, run_id: int, shard_no: int) -> Shard | None:
    """One shard, once whoever works on it has ended."""
    return work.one(Shard, LOCK_SHARD, run_id=run_id, shard_no=shard_no)


def take_shard(work: Work, run_id: int, *, is_issuing: bool) -> Shard | None:
    """The first shard to calculate, or to issue, that nobody works on, locked."""
    return work.one(Shard, TAKE_UNISSUED if is_issuing else TAKE_UNCALCULATED, run_id=run_id)


def delete_shards(work: Work, run_id: int) -> None:
    """Forget the shards of an earlier calculation."""
    work.execute(DELETE_SHARDS, run_id=run_id)


def numbers(work: Work, run_id: int) -> Numbers:
    """The block of bill ids of a run, and how many shards wait."""
    return work.all(Numbers, NUMBERS, run_id=run_id)[0]


def progress(work: Work, run_id: int) -> Progress | None:
    """How far the present stage is."""
    return work.one(Progress, PROGRESS, run_id=run_id)


def mark_shard_calculated(work: Work, shard: Shard, counts: ShardCounts) -> None:
    """Done, with what it made."""
    made = {"run_id": shard.run_id, "bill_count": counts.bill_count, "held_count": counts.held_count}
    work.execute(SHARD_CALCULATED, shard_no=shard.shard_no, **made)


def mark_shard_issued(work: Work, shard: Shard) -> None:
    """Done."""
    work.execute(SHARD_ISSUED, run_id=shard.run_id, shard_no=shard.shard_no)


def cancel_bills(work: Work, run: Run) -> int:
    """Cancel the drafts and held bills of a run, whose accounts are then free for another; returns how many."""
    return work.execute(CANCEL_BILLS, run_id=run.run_id, period=run.period).rowcount


def tariff_ids(work: Work) -> list[int]:
    """Every tariff."""
    return work.scalar(TARIFFS)


@contextmanager
def inputs(work: Work, run: Run, shard: Shard, last_day: date) -> Generator[Iterable[tuple[Any, ...]]]:
    """What a shard prices, in the order of area and account, fetched a few thousand rows at a time."""
    parameters: dict[str, object] = {
        "org_id": work.org_id,
        "from_area_id": shard.from_area_id,
        "from_account_id": shard.from_account_id,
        "to_area_id": shard.to_area_id,
        "to_account_id": shard.to_account_id,
        "service_kind": run.service_kind,
        "period": run.period,
        "last_day": last_day,
    }
    with work.connection.cursor(name="shard_inputs") as cursor:
        cursor.itersize = FETCH_SIZE
        yield cursor.execute(METERED_INPUTS if run.basis == "metered" else FLAT_INPUTS, parameters)


def add_bills(work: Work, run: Run, bills: Sequence[str], lines: Sequence[str], exceptions: Sequence[str]) -> None:
    """Insert bills with their lines and exceptions, each given as a line of COPY text."""
    work.execute(CREATE_STAGED_BILLS)
    work.execute(CREATE_STAGED_LINES)
    work.execute(CREATE_STAGED_EXCEPTIONS)
    _copy(work, COPY_BILLS, bills)
    _copy(work, COPY_LINES, lines)
    work.execute(ADD_BILLS, run_id=run.run_id, period=run.period, service_kind=run.service_kind)
    work.execute(ADD_LINES, period=run.period)
    if exceptions:
        _copy(work, COPY_EXCEPTIONS, exceptions)
        work.execute(ADD_EXCEPTIONS, period=run.period)
    work.execute(DROP_STAGED)


def issue(work: Work, run: Run, shard: Shard) -> list[int]:
    """Lock the accounts of a shard's drafts and issue these; returns the accounts with money for them."""
    block = {"run_id": run.run_id, "period": run.period, "first": shard.first_number, "last": shard.last_number}
    work.execute(LOCK_ACCOUNTS, **block)
    return work.scalar(ISSUE, issued_at=run.issued_at, due_on=run.due_on, **block)


def _copy(work: Work, copy: LiteralString, lines: Sequence[str]) -> None:
    with work.connection.cursor() as cursor, cursor.copy(copy) as out:
        for start in range(0, len(lines), FETCH_SIZE):
            out.write("".join(lines[start : start + FETCH_SIZE]))
