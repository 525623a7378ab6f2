"""SQL of what is looked at before a run is approved: totals and exceptions."""

from collections.abc import Sequence

from services.bill_runs.models import (
    AreaClassTotal,
    ExceptionCount,
    ExceptionRow,
    Run,
)
from services.bill_runs.shards_repository import numbers
from services.work import Work

TOTALS = """
SELECT b.area_id, b.customer_class, count(*)::int AS bill_count,
    coalesce(sum(b.demand) FILTER (WHERE NOT b.is_held), 0) AS demand,
    count(*) FILTER (WHERE b.is_held)::int AS held_count,
    coalesce(sum(b.demand) FILTER (WHERE b.is_held), 0) AS held_demand
FROM all_bills b
WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.bill_id BETWEEN %(first)s AND %(last)s
    AND b.run_id = %(run_id)s AND b.is_live
GROUP BY b.area_id, b.customer_class
"""

EXCEPTIONS_OF_RUN = """
FROM all_bills b
JOIN all_bill_exceptions x ON x.org_id = b.org_id AND x.period = b.period AND x.bill_id = b.bill_id
WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.bill_id BETWEEN %(first)s AND %(last)s
    AND b.run_id = %(run_id)s AND b.is_live AND (%(kind)s::text IS NULL OR x.kind = %(kind)s)
    AND (%(is_open)s::bool IS NULL OR (x.resolved_at IS NULL) = %(is_open)s)
"""

COUNT_EXCEPTIONS_BY_KIND = (
    "SELECT x.kind, count(DISTINCT b.bill_id)::int AS bill_count" + EXCEPTIONS_OF_RUN + "GROUP BY x.kind ORDER BY x.kind"
)

COUNT_EXCEPTIONS = "SELECT count(*) FROM (SELECT" + EXCEPTIONS_OF_RUN + "LIMIT 10001) counted"

EXCEPTION_COLUMNS = """
SELECT b.period, b.bill_id, x.exception_no, bill_no(b.period, b.bill_id) AS bill_no, b.account_id,
    c.code AS account_code, c.holder_name, a.name AS area_name, b.customer_class, x.kind, x.reason, m.meter_no,
    b.quantity, b.demand, b.status AS bill_status, x.resolved_at, x.resolution
FROM (SELECT b.org_id, b.period, b.bill_id, x.exception_no
"""

EXCEPTION_JOINS = """
LIMIT %(size)s + 1) p
JOIN all_bills b ON b.org_id = p.org_id AND b.period = p.period AND b.bill_id = p.bill_id
JOIN all_bill_exceptions x ON x.org_id = p.org_id AND x.period = p.period AND x.bill_id = p.bill_id
    AND x.exception_no = p.exception_no
JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id
JOIN areas a ON a.org_id = b.org_id AND a.area_id = b.area_id
LEFT JOIN meters m ON m.org_id = x.org_id AND m.meter_id = x.meter_id
"""

NEXT_EXCEPTIONS = (
    EXCEPTION_COLUMNS
    + EXCEPTIONS_OF_RUN
    + """
    AND (%(bill_id)s::bigint IS NULL OR (x.bill_id, x.exception_no) > (%(bill_id)s, %(exception_no)s))
ORDER BY x.bill_id, x.exception_no
"""
    + EXCEPTION_JOINS
    + "ORDER BY b.bill_id, x.exception_no"
)

PREVIOUS_EXCEPTIONS = (
    EXCEPTION_COLUMNS
    + EXCEPTIONS_OF_RUN
    + """
    AND (x.bill_id, x.exception_no) < (%(bill_id)s, %(exception_no)s)
ORDER BY x.bill_id DESC, x.exception_no DESC
"""
    + EXCEPTION_JOINS
    + "ORDER BY b.bill_id DESC, x.exception_no DESC"
)


def totals(work: Work, run: Run) -> list[AreaClassTotal]:
    """Sums of a run by area and class."""
    block = numbers(work, run.run_id)
    return work.all(AreaClassTotal, TOTALS, run_id=run.run_id, period=run.period, first=block.first, last=block.last)


def exception_counts(work: Work, run: Run) -> list[ExceptionCount]:
    """How many bills each rule holds back at present."""
    return work.all(ExceptionCount, COUNT_EXCEPTIONS_BY_KIND, **_of_run(work, run, None, is_open=True))


def exceptions_page(
    work: Work, run: Run, kind: str | None, is_open: bool | None, after: Sequence[int], before: Sequence[int], size: int
) -> list[ExceptionRow]:
    """Up to size + 1 exceptions by bill, in reading direction; a key is (bill id, exception number) or empty."""
    bill_id, exception_no = before or after or (None, None)
    place = {"bill_id": bill_id, "exception_no": exception_no, "size": size}
    sql = PREVIOUS_EXCEPTIONS if before else NEXT_EXCEPTIONS
    return work.all(ExceptionRow, sql, **_of_run(work, run, kind, is_open), **place)


def count_exceptions(work: Work, run: Run, kind: str | None, is_open: bool | None) -> int:
    """How many exceptions match, counted up to 10,001."""
    return work.scalar(COUNT_EXCEPTIONS, **_of_run(work, run, kind, is_open))


def _of_run(work: Work, run: Run, kind: str | None, is_open: bool | None) -> dict[str, object]:
    block = numbers(work, run.run_id)
    span = {"run_id": run.run_id, "period": run.period, "first": block.first, "last": block.last}
    return {**span, "kind": kind, "is_open": is_open}
