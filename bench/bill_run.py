"""A sanitation run from price to balances in two processes, beside the same rows by bare INSERT … SELECT."""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.pool import Pool

from bench.result import Result
from bench.world import NOW, PERIOD, Town, town
from database import connection
from database.connection import DatabaseRole, transaction
from services import bill_runs
from services.work import Actor, begin

PROCESSES = 2
RATIO = 1.5
AIM = 25_000

TABLES = ("account_balances", "bills", "bill_lines", "ledger_entries")

COPIES = """
CREATE SCHEMA bare;
CREATE TABLE bare.account_balances (LIKE account_balances INCLUDING ALL);
CREATE TABLE bare.bills (LIKE bills INCLUDING ALL);
CREATE TABLE bare.bill_lines (LIKE bill_lines INCLUDING ALL);
CREATE TABLE bare.ledger_entries (LIKE ledger_entries INCLUDING ALL);
ALTER TABLE bare.account_balances ADD FOREIGN KEY (org_id, account_id) REFERENCES accounts;
ALTER TABLE bare.bills ADD FOREIGN KEY (org_id, account_id) REFERENCES accounts;
ALTER TABLE bare.bills ADD FOREIGN KEY (org_id, run_id) REFERENCES bill_runs;
ALTER TABLE bare.bill_lines ADD FOREIGN KEY (org_id, period, bill_id) REFERENCES bare.bills;
ALTER TABLE bare.ledger_entries ADD FOREIGN KEY (org_id, account_id) REFERENCES accounts;
CREATE TABLE bare.billing_totals (LIKE billing_totals INCLUDING ALL);
CREATE FUNCTION bare.add_to_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bare.billing_totals AS t (org_id, period, area_id, service_kind, bill_count, paid_count, demand, allocated)
    SELECT org_id, period, area_id, service_kind, count(*), count(*) FILTER (WHERE outstanding = 0), sum(demand),
        sum(demand - outstanding)
    FROM added WHERE counts_as_billed(status)
    GROUP BY org_id, period, area_id, service_kind ORDER BY org_id, period, area_id, service_kind
    ON CONFLICT (org_id, period, area_id, service_kind) DO UPDATE
    SET bill_count = t.bill_count + excluded.bill_count, paid_count = t.paid_count + excluded.paid_count,
        demand = t.demand + excluded.demand, allocated = t.allocated + excluded.allocated;
    RETURN NULL;
END $$;
CREATE TRIGGER totals_follow_new_bills AFTER INSERT ON bare.bills
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION bare.add_to_totals();
CREATE FUNCTION bare.keep_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE bare.account_balances b SET due = b.due + e.due, advance = b.advance + e.advance
    FROM (SELECT org_id, account_id, sum(due) AS due, sum(advance) AS advance FROM entered GROUP BY 1, 2) e
    WHERE b.org_id = e.org_id AND b.account_id = e.account_id;
    RETURN NULL;
END $$;
CREATE TRIGGER balances_follow_the_ledger AFTER INSERT ON bare.ledger_entries
    REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION bare.keep_balances();
"""

OPEN_BALANCES = """
INSERT INTO bare.account_balances (org_id, account_id, area_id, due, advance)
SELECT org_id, account_id, area_id, 0, 0 FROM account_balances WHERE org_id = %(org_id)s
"""

BARE_BILLS = """
INSERT INTO bare.bills (org_id, period, bill_id, account_id, area_id, tariff_version_id, run_id, service_kind,
    customer_class, status, is_live, is_held, quantity, demand, arrears, credit, outstanding, due_on, issued_at)
SELECT org_id, period, bill_id, account_id, area_id, tariff_version_id, run_id, service_kind,
    customer_class, status, is_live, is_held, quantity, demand, arrears, credit, outstanding, due_on, issued_at
FROM bills WHERE org_id = %(org_id)s
"""

BARE_LINES = """
INSERT INTO bare.bill_lines (org_id, period, bill_id, line_no, meter_id, reading_id, unit_id, customer_class,
    component, quantity, rate, amount, tier_no, season, multiplier)
SELECT org_id, period, bill_id, line_no, meter_id, reading_id, unit_id, customer_class,
    component, quantity, rate, amount, tier_no, season, multiplier
FROM bill_lines WHERE org_id = %(org_id)s
"""

BARE_ENTRIES = """
INSERT INTO bare.ledger_entries (org_id, account_id, area_id, kind, due, advance, period, bill_id, payment_id,
    value_on, recorded_at, staff_id, note)
SELECT org_id, account_id, area_id, kind, due, advance, period, bill_id, payment_id, value_on, recorded_at, staff_id,
    note
FROM ledger_entries WHERE org_id = %(org_id)s
"""

DROP_COPIES = "DROP SCHEMA IF EXISTS bare CASCADE"
COUNT = "SELECT count(*) FROM bills WHERE org_id = %(org_id)s AND status = 'issued'"


def run(full: bool) -> list[Result]:
    """Two sizes ten apart: 10,000 and 100,000 units, or 100,000 and 1,000,000."""
    results: list[Result] = []
    with workers() as pool:
        for size in (100_000, 1_000_000) if full else (10_000, 100_000):
            results += measure(pool, town(size))
    return results


def measure(pool: Pool, here: Town) -> list[Result]:
    """One run of a whole organization, then the limit."""
    started = time.perf_counter()
    with begin(here.maker, NOW) as work:
        run_id = bill_runs.calculate(work, bill_runs.create(work, "monthly", PERIOD).run_id).run_id
        bill_runs.plan(work, run_id)
    share(pool, here.maker, run_id)
    calculated = time.perf_counter()
    with begin(here.checker, NOW) as work:
        bill_runs.approve(work, run_id)
        bill_runs.issue(work, run_id)
    share(pool, here.checker, run_id)
    ours = time.perf_counter() - started
    with begin(here.checker, NOW) as work:
        assert bill_runs.get(work, run_id).status == "issued"
    print(f"    calculate {calculated - started:.2f} s, issue {started + ours - calculated:.2f} s", flush=True)
    limit = bare(here.org_id, here.size)
    rate, ratio = here.size / ours, ours / limit
    return [
        Result("bill run", here.size, ours, "s", limit, ratio, f"at most {RATIO}x bare INSERT", ratio <= RATIO),
        Result("bill run, bills a second", here.size, rate, "bills/s", None, None, f"at least {AIM:,}", rate >= AIM),
    ]


def bare(org_id: int, size: int) -> float:
    """Seconds that the same rows take by INSERT … SELECT into the same tables with their keys, indexes and trigger."""
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute(DROP_COPIES)
        owner.execute(COPIES)
        owner.execute(OPEN_BALANCES, {"org_id": org_id})
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute("ANALYZE bills, bill_lines, ledger_entries, bare.account_balances")
        counted = owner.execute(COUNT, {"org_id": org_id}).fetchone()
        assert counted == (size,), counted
    started = time.perf_counter()
    with transaction(DatabaseRole.OWNER) as owner:
        for statement in (BARE_BILLS, BARE_LINES, BARE_ENTRIES):
            owner.execute(statement, {"org_id": org_id})
    taken = time.perf_counter() - started
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute(DROP_COPIES)
    return taken


def share(pool: Pool, actor: Actor, run_id: int) -> None:
    """Let every process do what is left of the run's stage."""
    pool.starmap(work_off, [(actor, run_id)] * PROCESSES, chunksize=1)


def work_off(actor: Actor, run_id: int) -> None:
    """In a process of the pool."""
    bill_runs.work_off(actor, run_id, NOW)


@contextmanager
def workers() -> Iterator[Pool]:
    """Processes that are started, imported and connected before anything is measured."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(PROCESSES, initializer=connection.use, initargs=(connection.direct_url(),)) as pool:
        pool.map(_connect, range(PROCESSES), chunksize=1)
        yield pool


def _connect(_: int) -> None:
    with transaction(DatabaseRole.DOOR):
        time.sleep(0.2)
