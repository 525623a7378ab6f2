"""SQL of single bills and of what allocations and people do to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.bills.models import BillException, BillHead, BillLine, BillPayment
from services.work import Work

GET = """
SELECT b.period, b.bill_id, bill_no(b.period, b.bill_id) AS bill_no, b.account_id, c.code AS account_code,
    c.holder_name, b.area_id, a.name AS area_name, b.run_id, b.service_kind, b.customer_class, b.status, b.quantity,
    b.demand, b.arrears, b.credit, b.amount_due, b.outstanding, b.due_on, b.issued_at, b.is_archived, c.phone, u.unit_id,
    u.code AS unit_code, u.address AS unit_address, b.tariff_version_id, t.code AS tariff_code, t.name AS tariff_name,
    v.version_no, y.name AS cycle_name, r.status AS run_status
FROM all_bills b
JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id
JOIN areas a ON a.org_id = b.org_id AND a.area_id = b.area_id
JOIN bill_runs r ON r.org_id = b.org_id AND r.run_id = b.run_id
JOIN billing_cycles y ON y.org_id = r.org_id AND y.cycle_id = r.cycle_id
LEFT JOIN tariff_versions v ON v.org_id = b.org_id AND v.version_id = b.tariff_version_id
LEFT JOIN tariffs t ON t.org_id = v.org_id AND t.tariff_id = v.tariff_id
LEFT JOIN LATERAL (SELECT s.unit_id, s.code, s.address FROM survey_units s
    WHERE s.org_id = b.org_id AND s.account_id = b.account_id ORDER BY s.unit_id LIMIT 1) u ON true
WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.bill_id = %(bill_id)s
    AND (NOT %(is_issued_only)s OR b.issued_at IS NOT NULL)
"""

LINES = """
SELECT l.line_no, l.component, l.meter_id, m.meter_no, l.unit_id, u.code AS unit_code, l.reading_id, g.read_on,
    g.source AS reading_source, l.customer_class, l.quantity, l.rate, l.amount, l.tier_no, l.season, l.multiplier
FROM all_bill_lines l
LEFT JOIN meters m ON m.org_id = l.org_id AND m.meter_id = l.meter_id
LEFT JOIN survey_units u ON u.org_id = l.org_id AND u.unit_id = l.unit_id
LEFT JOIN readings g ON g.org_id = l.org_id AND g.reading_id = l.reading_id
WHERE l.org_id = %(org_id)s AND l.period = %(period)s AND l.bill_id = %(bill_id)s
ORDER BY l.line_no
"""

PRICED_OF = """
SELECT DISTINCT l.unit_id, l.reading_id, r.quantity, m.unit_of_measure, m.size AS meter_size, u.settlement, u.category,
    u.size_marla, u.commercial_size
FROM all_bill_lines l
LEFT JOIN readings r ON r.org_id = l.org_id AND r.reading_id = l.reading_id
LEFT JOIN meters m ON m.org_id = l.org_id AND m.meter_id = l.meter_id
LEFT JOIN survey_units u ON u.org_id = l.org_id AND u.unit_id = l.unit_id
WHERE l.org_id = %(org_id)s AND l.period = %(period)s AND l.bill_id = %(bill_id)s
"""

EXCEPTIONS = """
SELECT x.exception_no, x.kind, x.reason, x.meter_id, m.meter_no, x.resolved_at, n.full_name AS resolver_name,
    x.resolution
FROM all_bill_exceptions x
LEFT JOIN meters m ON m.org_id = x.org_id AND m.meter_id = x.meter_id
LEFT JOIN staff s ON s.org_id = x.org_id AND s.staff_id = x.resolved_by
LEFT JOIN people n ON n.person_id = s.person_id
WHERE x.org_id = %(org_id)s AND x.period = %(period)s AND x.bill_id = %(bill_id)s
ORDER BY x.exception_no
"""

# The account is named, because entries are found by account.
PAYMENTS = """
SELECT e.payment_id, receipt_no(p.counter, p.receipt_number) AS receipt_no,
    CASE WHEN (e.kind = 'earlier_paid') THEN 'earlier system' ELSE p.channel END AS channel,
    coalesce(p.value_on, min(e.value_on)) AS value_on, -sum(e.due) AS amount
FROM ledger_entries e
LEFT JOIN payments p ON p.org_id = e.org_id AND p.payment_id = e.payment_id
WHERE e.org_id = %(org_id)s AND e.account_id = %(account_id)s AND e.period = %(period)s
    AND e.bill_id = %(bill_id)s AND e.kind IN ('allocation', 'release', 'earlier_paid')
GROUP BY e.payment_id, p.counter, p.receipt_number, (e.kind = 'earlier_paid'), p.channel, p.value_on
HAVING sum(e.due) <> 0
ORDER BY 4, 1
"""

# The run is locked before its bill, as approving and issuing do, so that neither can pass the other.
LOCK_RUN = """
SELECT r.status FROM bill_runs r
WHERE r.org_id = %(org_id)s AND r.run_id = (SELECT b.run_id FROM bills b
    WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.bill_id = %(bill_id)s)
FOR UPDATE
"""

IS_ARCHIVED = """
SELECT EXISTS (SELECT FROM archived_bills b
    WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.bill_id = %(bill_id)s)
"""

LOCK = """
SELECT bill_no(b.period, b.bill_id) AS bill_no, b.run_id, b.status, b.demand FROM bills b
WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.bill_id = %(bill_id)s FOR UPDATE
"""

MARK_RELEASED = """
UPDATE bills SET status = 'draft', is_held = false
WHERE org_id = %(org_id)s AND period = %(period)s AND bill_id = %(bill_id)s
"""

MARK_HELD = """
UPDATE bills SET status = 'held', is_held = true
WHERE org_id = %(org_id)s AND period = %(period)s AND bill_id = %(bill_id)s
"""

RESOLVE = """
UPDATE bill_exceptions SET resolved_at = %(now)s, resolved_by = %(staff_id)s, resolution = %(reason)s
WHERE org_id = %(org_id)s AND period = %(period)s AND bill_id = %(bill_id)s AND resolved_at IS NULL
"""

ADD_EXCEPTION = """
INSERT INTO bill_exceptions (org_id, period, bill_id, exception_no, kind, reason)
SELECT %(org_id)s, %(period)s, %(bill_id)s, coalesce(max(x.exception_no), 0) + 1, 'by_hand', %(reason)s
FROM bill_exceptions x WHERE x.org_id = %(org_id)s AND x.period = %(period)s AND x.bill_id = %(bill_id)s
"""

COUNT_HELD = """
UPDATE bill_runs SET held_count = held_count + %(change)s
WHERE org_id = %(org_id)s AND run_id = %(run_id)s
"""

COUNT_HELD_IN_SHARD = """
UPDATE bill_run_shards SET held_count = held_count + %(change)s
WHERE org_id = %(org_id)s AND run_id = %(run_id)s AND shard_no = (SELECT s.shard_no FROM bill_run_shards s
    WHERE s.org_id = %(org_id)s AND s.run_id = %(run_id)s AND s.first_number <= %(bill_id)s
    ORDER BY s.first_number DESC LIMIT 1)
"""

# rules.status_for, said in SQL for many bills at once.
APPLY = """
UPDATE bills b SET outstanding = b.outstanding - m.amount, status = CASE
    WHEN b.outstanding - m.amount = b.demand THEN 'issued'
    WHEN b.outstanding - m.amount = 0 THEN 'paid' ELSE 'partly_paid' END
FROM unnest(%(periods)s::date[], %(bill_ids)s::bigint[], %(amounts)s::numeric[]) AS m (period, bill_id, amount)
WHERE b.org_id = %(org_id)s AND b.period = m.period AND b.bill_id = m.bill_id
    AND b.status IN ('issued', 'partly_paid', 'paid', 'written_off')
RETURNING b.period, b.bill_id
"""


@dataclass(frozen=True, slots=True)
class PricedOf:
    """What some lines of a bill were priced from: a reading, or a premises as it is now."""

    unit_id: int | None
    reading_id: int | None
    quantity: Decimal | None
    unit_of_measure: str | None
    meter_size: str | None
    settlement: str | None
    category: str | None
    size_marla: Decimal | None
    commercial_size: str | None


@dataclass(frozen=True, slots=True)
class BillKey:
    """What a bill is known by within its organization."""

    period: date
    bill_id: int


@dataclass(frozen=True, slots=True)
class LockedBill:
    """What a decision about a bill looks at."""

    bill_no: str
    run_id: int
    status: str
    demand: Decimal


def get(work: Work, period: date, bill_id: int) -> BillHead | None:
    """One bill; a consumer sees it once it is issued."""
    is_issued_only = work.actor.account_id is not None
    return work.one(BillHead, GET, period=period, bill_id=bill_id, is_issued_only=is_issued_only)


def lines(work: Work, period: date, bill_id: int) -> list[BillLine]:
    """The lines of a bill in their order."""
    return work.all(BillLine, LINES, period=period, bill_id=bill_id)


def priced_of(work: Work, period: date, bill_id: int) -> list[PricedOf]:
    """What the lines of a bill were priced from."""
    return work.all(PricedOf, PRICED_OF, period=period, bill_id=bill_id)


def exceptions(work: Work, period: date, bill_id: int) -> list[BillException]:
    """Why a bill was held back, open or resolved."""
    return work.all(BillException, EXCEPTIONS, period=period, bill_id=bill_id)


def payments(work: Work, account_id: int, period: date, bill_id: int) -> list[BillPayment]:
    """The money that is matched to a bill, by payment."""
    return work.all(BillPayment, PAYMENTS, account_id=account_id, period=period, bill_id=bill_id)


def lock_run(work: Work, period: date, bill_id: int) -> str | None:
    """Lock the run of a bill and return its status."""
    return work.scalar(LOCK_RUN, period=period, bill_id=bill_id)


def is_archived(work: Work, period: date, bill_id: int) -> bool:
    """Whether a bill lies in the archive."""
    return bool(work.scalar(IS_ARCHIVED, period=period, bill_id=bill_id))


def lock(work: Work, period: date, bill_id: int) -> LockedBill | None:
    """Lock a bill."""
    return work.one(LockedBill, LOCK, period=period, bill_id=bill_id)


def mark_released(work: Work, period: date, bill_id: int, reason: str) -> None:
    """Resolve what held the bill and make it a draft."""
    work.execute(RESOLVE, period=period, bill_id=bill_id, reason=reason, staff_id=work.actor.staff_id)
    work.execute(MARK_RELEASED, period=period, bill_id=bill_id)


def mark_held(work: Work, period: date, bill_id: int, reason: str) -> None:
    """Hold a draft and keep why."""
    work.execute(ADD_EXCEPTION, period=period, bill_id=bill_id, reason=reason)
    work.execute(MARK_HELD, period=period, bill_id=bill_id)


def count_held(work: Work, run_id: int, bill_id: int, change: int) -> None:
    """Keep the counts of the run and the shard of a bill."""
    work.execute(COUNT_HELD, run_id=run_id, change=change)
    work.execute(COUNT_HELD_IN_SHARD, run_id=run_id, bill_id=bill_id, change=change)


def apply(work: Work, periods: Sequence[date], bill_ids: Sequence[int], amounts: Sequence[Decimal]) -> set[tuple[date, int]]:
    """Take amounts off what is outstanding on charged bills; returns the bills that changed."""
    changed = work.all(BillKey, APPLY, periods=list(periods), bill_ids=list(bill_ids), amounts=list(amounts))
    return {(each.period, each.bill_id) for each in changed}
