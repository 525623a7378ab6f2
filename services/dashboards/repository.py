"""SQL of the figures on home screens, read from rollups."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.work import Work


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """What was billed for a period and how much of it has been paid since, in the currency of the organization.

    Current collection efficiency is `allocated` ÷ `demand`; arrears are in neither.
    """

    period: date
    bill_count: int
    paid_count: int
    demand: Decimal
    allocated: Decimal


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """The same for one area with all that lies in it."""

    area_id: int
    name: str
    kind: str
    bill_count: int
    demand: Decimal
    allocated: Decimal


@dataclass(frozen=True, slots=True)
class Collected:
    """Money of posted payments by value date."""

    payment_count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Collecting:
    """Whether money comes in: the newest periods, what came in this month, where most is unpaid of the newest; as of."""

    trend: tuple[PeriodFigures, ...]
    came_in: Collected
    leaks: tuple[AreaFigures, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """Runs that wait for a person: their state, how many there are, and how many of their bills are held."""

    run_id: int
    cycle_name: str
    period: date
    status: str
    created_by: int
    bill_count: int
    held_count: int


TREND = """
SELECT period, sum(bill_count)::bigint AS bill_count, sum(paid_count)::bigint AS paid_count, sum(demand) AS demand,
    sum(allocated) AS allocated
FROM billing_totals WHERE org_id = %(org_id)s
GROUP BY period HAVING sum(bill_count) > 0 ORDER BY period DESC LIMIT %(limit)s
"""

LEAKS = """
SELECT a.area_id, a.name, a.kind, sum(t.bill_count)::bigint AS bill_count, sum(t.demand) AS demand,
    sum(t.allocated) AS allocated
FROM areas a
JOIN areas i ON i.org_id = a.org_id AND i.path >= a.path AND i.path < a.path || '~'
JOIN billing_totals t ON t.org_id = i.org_id AND t.area_id = i.area_id AND t.period = %(period)s
WHERE a.org_id = %(org_id)s AND a.kind = ANY (%(kinds)s)
GROUP BY a.area_id, a.name, a.kind HAVING sum(t.demand) > 0
ORDER BY sum(t.demand - t.allocated) DESC, a.area_id LIMIT %(limit)s
"""

COLLECTED = """
SELECT count(*)::int AS payment_count, coalesce(sum(amount), 0) AS amount
FROM payments
WHERE org_id = %(org_id)s AND value_on BETWEEN %(from_on)s AND %(to_on)s AND status = 'posted'
"""

WAITING = """
SELECT r.run_id, c.name AS cycle_name, r.period, r.status, r.created_by, r.bill_count, r.held_count
FROM bill_runs r JOIN billing_cycles c ON c.org_id = r.org_id AND c.cycle_id = r.cycle_id
WHERE r.org_id = %(org_id)s
    AND r.status IN ('draft', 'calculating', 'failed', 'review', 'approved', 'issuing', 'reversing')
ORDER BY r.period DESC, r.run_id DESC LIMIT 10
"""


def trend(work: Work, limit: int) -> list[PeriodFigures]:
    """The newest billed periods, newest first."""
    return work.all(PeriodFigures, TREND, limit=limit)


def leaks(work: Work, period: date, kinds: tuple[str, ...], limit: int) -> list[AreaFigures]:
    """Areas of some kinds by what is unpaid of a period's demand, most first."""
    return work.all(AreaFigures, LEAKS, period=period, kinds=list(kinds), limit=limit)


def collected(work: Work, from_on: date, to_on: date) -> Collected:
    """Posted payments with a value date in the span, both ends included."""
    return work.one(Collected, COLLECTED, from_on=from_on, to_on=to_on) or Collected(0, Decimal(0))


def waiting(work: Work) -> list[Waiting]:
    """Runs that are not finished, newest period first."""
    return work.all(Waiting, WAITING)
