"""A page of 50 bills through the service, the page far down and the count, beside the bare SQL."""

import time
from collections.abc import Callable
from functools import cache
from statistics import median

from bench.result import Result
from bench.world import PERIOD, Town, town
from database import connection
from database.connection import DatabaseRole, transaction
from services import bills, memory
from services.paging import ListQuery, encode_key
from services.permissions import Permission
from services.staff import actors_with
from services.work import begin
from utils import month

PERIODS = 12
ROUNDS = 60
FILTERS = {"period": f"{month.add(PERIOD, -1):%Y-%m}", "status": "issued", "service_kind": "waste"}

ADD_CYCLE_RUN = """
INSERT INTO bill_runs (org_id, cycle_id, period, status, created_by, created_at)
SELECT %(org_id)s, cycle_id, %(period)s, 'issued', %(staff_id)s, now() FROM billing_cycles WHERE org_id = %(org_id)s
RETURNING run_id
"""

ADD_BILLS = """
INSERT INTO bills (org_id, period, bill_id, account_id, area_id, run_id, service_kind, customer_class, status, demand,
    outstanding, due_on, issued_at)
SELECT org_id, %(period)s, row_number() OVER (ORDER BY area_id, account_id), account_id, area_id, %(run_id)s, 'waste',
    CASE WHEN account_id %% 12 = 0 THEN 'commercial' ELSE 'residential' END,
    (ARRAY['issued', 'issued', 'issued', 'partly_paid', 'paid'])[1 + account_id %% 5], 500,
    (ARRAY[500, 500, 500, 200, 0])[1 + account_id %% 5], '2026-09-30', '2026-09-15T07:00:00Z'
FROM accounts WHERE org_id = %(org_id)s
"""

COUNT_BILLS = """
INSERT INTO bill_counts (org_id, period, status, service_kind, area_id, bill_count)
SELECT org_id, period, status, service_kind, area_id, count(*) FROM bills WHERE org_id = %(org_id)s
GROUP BY org_id, period, status, service_kind, area_id ORDER BY period, status, service_kind, area_id
"""

BARE = """
SELECT b.period, b.bill_id, b.account_id, c.code, c.holder_name, a.name, b.status, b.demand, b.arrears, b.amount_due,
    b.outstanding, b.due_on
FROM bills b
JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id
JOIN areas a ON a.org_id = b.org_id AND a.area_id = b.area_id
WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.status = 'issued' AND b.service_kind = 'waste'
ORDER BY b.period DESC, b.bill_id DESC LIMIT 51
"""

DEEP = """
SELECT period, area_id, bill_id FROM bills WHERE org_id = %(org_id)s
ORDER BY period DESC, bill_id DESC OFFSET %(deep)s LIMIT 1
"""


def run(is_full: bool) -> list[Result]:
    """Two sizes ten apart: 12 bills for each of 10,000 and 100,000 accounts, or of 100,000 and a million."""
    results: list[Result] = []
    for accounts in (100_000, 1_000_000) if is_full else (10_000, 100_000):
        results += measured(billed(accounts))
    return results


@cache
def billed(accounts: int) -> Town:
    """A town with twelve issued periods, written without checks: only their being read is measured.

    The same one for all who ask, swept as autovacuum would have done by the next day.
    """
    made = town(accounts)
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute("SET LOCAL session_replication_role = replica")
        for back in range(PERIODS):
            given: dict[str, object] = {"org_id": made.org_id, "period": month.add(PERIOD, -back)}
            row = owner.execute(ADD_CYCLE_RUN, given | {"staff_id": made.maker.staff_id}).fetchone()
            assert row is not None
            owner.execute(ADD_BILLS, given | {"run_id": row[0]})
        owner.execute(COUNT_BILLS, {"org_id": made.org_id})
    with connection.connect(connection.direct_url()) as owner:
        owner.execute("VACUUM (ANALYZE) bills, bill_counts, accounts, survey_units, services")
    return made


def measured(made: Town) -> list[Result]:
    """Medians in milliseconds."""
    size = made.size * PERIODS
    (actor, *_) = actors_with(made.org_id, Permission.BILL_RELEASE, "screen")
    key = deep_key(made, size * 3 // 4)

    def page(query: ListQuery) -> Callable[[], None]:
        def once() -> None:
            memory.shared.forget(made.org_id)  # a count of moments ago counts for nothing here
            with begin(actor) as work:
                assert len(bills.page(work, query).rows) == query.size

        return once

    def bare() -> None:
        with transaction(DatabaseRole.OWNER) as owner:
            given = {"org_id": made.org_id, "period": month.add(PERIOD, -1)}
            assert len(owner.execute(BARE, given).fetchall()) == 51

    narrowed = ListQuery(filters=FILTERS, is_counted=False)
    sql, through = together(bare, page(narrowed))
    first, deep = together(page(ListQuery(is_counted=False)), page(ListQuery(after=key, is_counted=False)))
    uncounted, counted = together(page(narrowed), page(ListQuery(filters=FILTERS)))
    count = max(counted - uncounted, 0.0)
    is_fast = through <= 3 and through / sql <= 3
    return [
        Result("page of 50 bills, 3 filters", size, through, "ms", sql, through / sql, "3x bare SQL and 3 ms", is_fast),
        Result("page three quarters down", size, deep, "ms", first, deep / first, "1.5x the first page", deep / first <= 1.5),
        Result("count beside the page, capped", size, count, "ms", None, None, "at most 5 ms", count <= 5),
    ]


def deep_key(made: Town, deep: int) -> str:
    """The key that leads to the rows after so many."""
    with transaction(DatabaseRole.OWNER) as owner:
        row = owner.execute(DEEP, {"org_id": made.org_id, "deep": deep}).fetchone()
    assert row is not None
    return encode_key(row)


def together(*what: Callable[[], None]) -> list[float]:
    """The median of each in milliseconds, taken in turns so that all meet the same noise."""
    taken: list[list[float]] = [[] for _ in what]
    for place in range(ROUNDS + 10):
        for times, once in zip(taken, what, strict=True):
            started = time.perf_counter()
            once()
            if place >= 10:
                times.append((time.perf_counter() - started) * 1000)
    return [median(times) for times in taken]
