"""SQL of cycles and runs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from services.bill_runs.models import (
    Cycle,
    NewCycle,
    Numbers,
    Run,
    UnfinishedRun,
)
from services.work import Work

CYCLES = """
SELECT cycle_id, code, name, service_kind, basis, schedule, due_days, outlier_above FROM billing_cycles
WHERE org_id = %(org_id)s AND NOT is_earlier AND (%(code)s::text IS NULL OR code = %(code)s) ORDER BY name, cycle_id
"""

ADD_CYCLE = """
INSERT INTO billing_cycles (org_id, code, name, service_kind, basis, schedule, due_days, outlier_above)
VALUES (%(org_id)s, %(code)s, %(name)s, %(service_kind)s, %(basis)s, %(schedule)s, %(due_days)s, %(outlier_above)s)
ON CONFLICT (org_id, code) DO NOTHING RETURNING cycle_id
"""

# The names looked up one by one: a join of eight tables takes twice as long to plan, and a run is asked for all the time.
SELECTED = """
SELECT r.run_id, r.cycle_id, c.code AS cycle_code, c.name AS cycle_name, c.service_kind, c.basis, c.due_days,
    c.outlier_above, r.period, r.status, r.created_by,
    (SELECT p.full_name FROM staff s JOIN people p ON p.person_id = s.person_id
        WHERE s.org_id = r.org_id AND s.staff_id = r.created_by) AS creator_name, r.created_at, r.calculated_at,
    r.approved_by,
    (SELECT p.full_name FROM staff s JOIN people p ON p.person_id = s.person_id
        WHERE s.org_id = r.org_id AND s.staff_id = r.approved_by) AS approver_name, r.approved_at, r.issued_by,
    (SELECT p.full_name FROM staff s JOIN people p ON p.person_id = s.person_id
        WHERE s.org_id = r.org_id AND s.staff_id = r.issued_by) AS issuer_name,
    r.issued_at, r.due_on, r.failure, r.bill_count, r.held_count, r.demand
FROM bill_runs r
JOIN billing_cycles c ON c.org_id = r.org_id AND c.cycle_id = r.cycle_id
"""

GET = SELECTED + "WHERE r.org_id = %(org_id)s AND r.run_id = %(run_id)s"

# Bills point at their run, which holds it shared; NO KEY lets that be, where FOR UPDATE would wait for every shard.
LOCK = GET + " FOR NO KEY UPDATE OF r"

LIVE = (
    SELECTED
    + """
WHERE r.org_id = %(org_id)s AND r.period = %(period)s AND r.status NOT IN ('cancelled', 'reversed')
    AND c.service_kind = %(service_kind)s ORDER BY (r.cycle_id = %(cycle_id)s) DESC LIMIT 1
"""
)

BEFORE = (
    SELECTED
    + """
WHERE r.org_id = %(org_id)s AND r.cycle_id = %(cycle_id)s AND r.period < %(period)s
    AND r.status IN ('issued', 'closed') ORDER BY r.period DESC LIMIT 1
"""
)

MATCHING = """
WHERE r.org_id = %(org_id)s AND (%(status)s::text IS NULL OR r.status = %(status)s)
    AND (%(cycle)s::text IS NULL OR c.code = %(cycle)s) AND (%(period)s::date IS NULL OR r.period = %(period)s)
"""

NEXT = (
    SELECTED
    + MATCHING
    + """
    AND (%(after)s::bigint IS NULL OR r.run_id < %(after)s) ORDER BY r.run_id DESC LIMIT %(size)s + 1
"""
)

PREVIOUS = SELECTED + MATCHING + "AND r.run_id > %(before)s ORDER BY r.run_id LIMIT %(size)s + 1"

COUNT = (
    """
SELECT count(*) FROM (SELECT FROM bill_runs r
JOIN billing_cycles c ON c.org_id = r.org_id AND c.cycle_id = r.cycle_id
"""
    + MATCHING
    + "LIMIT 10001) counted"
)

ADD = """
INSERT INTO bill_runs (org_id, cycle_id, period, status, created_by, created_at)
VALUES (%(org_id)s, %(cycle_id)s, %(period)s, 'draft', %(staff_id)s, %(now)s)
ON CONFLICT (org_id, cycle_id, period) WHERE status NOT IN ('cancelled', 'reversed') DO NOTHING
RETURNING run_id
"""

MARK = """
UPDATE bill_runs SET status = %(status)s, failure = %(failure)s WHERE org_id = %(org_id)s AND run_id = %(run_id)s
"""

MARK_APPROVED = """
UPDATE bill_runs SET status = 'approved', approved_by = %(staff_id)s, approved_at = %(now)s
WHERE org_id = %(org_id)s AND run_id = %(run_id)s
"""

MARK_ISSUING = """
UPDATE bill_runs SET status = 'issuing', issued_by = %(staff_id)s, issued_at = %(now)s, due_on = %(due_on)s
WHERE org_id = %(org_id)s AND run_id = %(run_id)s
"""

MARK_CALCULATED = """
UPDATE bill_runs r SET status = 'review', calculated_at = %(now)s, failure = NULL, bill_count = s.bill_count,
    held_count = s.held_count, demand = s.demand
FROM (SELECT count(*) AS bill_count, count(*) FILTER (WHERE is_held) AS held_count, coalesce(sum(demand), 0) AS demand
    FROM bills WHERE org_id = %(org_id)s AND period = %(period)s AND run_id = %(run_id)s AND is_live
        AND bill_id BETWEEN %(first)s AND %(last)s) s
WHERE r.org_id = %(org_id)s AND r.run_id = %(run_id)s
"""

MARK_ISSUED = """
UPDATE bill_runs r SET status = 'issued', failure = NULL, demand = s.demand
FROM (SELECT coalesce(sum(demand), 0) AS demand
    FROM bills WHERE org_id = %(org_id)s AND period = %(period)s AND run_id = %(run_id)s AND is_live AND NOT is_held
        AND bill_id BETWEEN %(first)s AND %(last)s) s
WHERE r.org_id = %(org_id)s AND r.run_id = %(run_id)s
"""

UNFINISHED_EVERYWHERE = """
SELECT org_id, run_id, CASE status WHEN 'issuing' THEN issued_by ELSE created_by END AS staff_id
FROM bill_runs WHERE status IN ('calculating', 'issuing') AND failure IS NULL ORDER BY org_id, run_id
"""


def cycles(work: Work, code: str | None = None) -> list[Cycle]:
    """Every cycle by name, or that of a code."""
    return work.all(Cycle, CYCLES, code=code)


def add_cycle(work: Work, new: NewCycle) -> int | None:
    """Insert a cycle; None when the code is taken."""
    return work.scalar(
        ADD_CYCLE,
        code=new.code,
        name=new.name.strip(),
        service_kind=new.service_kind,
        basis=new.basis,
        schedule=new.schedule,
        due_days=new.due_days,
        outlier_above=new.outlier_above,
    )


def get(work: Work, run_id: int) -> Run | None:
    """One run."""
    return work.one(Run, GET, run_id=run_id)


def lock(work: Work, run_id: int) -> Run | None:
    """One run, locked against other changes of its state."""
    return work.one(Run, LOCK, run_id=run_id)


def live(work: Work, cycle: Cycle, period: date) -> Run | None:
    """The run that bills this kind of service in a period, that of the same cycle first."""
    return work.one(Run, LIVE, cycle_id=cycle.cycle_id, service_kind=cycle.service_kind, period=period)


def before(work: Work, run: Run) -> Run | None:
    """The newest issued run of the cycle before this one."""
    return work.one(Run, BEFORE, cycle_id=run.cycle_id, period=run.period)


def list_page(work: Work, filters: Mapping[str, object], after: int | None, before: int | None, size: int) -> list[Run]:
    """Up to size + 1 runs, newest first (the other way when `before` is given)."""
    if before is not None:
        return work.all(Run, PREVIOUS, before=before, size=size, **filters)
    return work.all(Run, NEXT, after=after, size=size, **filters)


def count(work: Work, filters: Mapping[str, object]) -> int:
    """How many runs match, counted up to 10,001."""
    return work.scalar(COUNT, **filters)


def add(work: Work, cycle_id: int, period: date) -> int | None:
    """Insert a draft run; None when there is a live one of that cycle and period."""
    return work.scalar(ADD, cycle_id=cycle_id, period=period, staff_id=work.actor.staff_id)


def mark(work: Work, run_id: int, status: str, failure: str | None = None) -> None:
    """Set status and failure."""
    work.execute(MARK, run_id=run_id, status=status, failure=failure)


def mark_approved(work: Work, run_id: int) -> None:
    """Approved by the actor, now."""
    work.execute(MARK_APPROVED, run_id=run_id, staff_id=work.actor.staff_id)


def mark_issuing(work: Work, run_id: int, due_on: date) -> None:
    """Issued by the actor, now: the moment that all its bills will carry."""
    work.execute(MARK_ISSUING, run_id=run_id, staff_id=work.actor.staff_id, due_on=due_on)


def mark_calculated(work: Work, run: Run, numbers: Numbers) -> None:
    """Ready for review, with its counts and demand."""
    work.execute(MARK_CALCULATED, run_id=run.run_id, period=run.period, first=numbers.first, last=numbers.last)


def mark_issued(work: Work, run: Run, numbers: Numbers) -> None:
    """All issued, with the demand of what was."""
    work.execute(MARK_ISSUED, run_id=run.run_id, period=run.period, first=numbers.first, last=numbers.last)


def unfinished_everywhere(connection: Connection[Any]) -> list[UnfinishedRun]:
    """The runs of all organizations that are in the middle of their work, within a transaction at the door."""
    with connection.cursor(row_factory=class_row(UnfinishedRun)) as cursor:
        return cursor.execute(UNFINISHED_EVERYWHERE).fetchall()
