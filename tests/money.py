"""Bills and payments for tests, made by the same postings that a bill run and the office make."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import LiteralString
from uuid import UUID, uuid4

from services import allocations, ledger, payments, verification
from services.payments import Payment, RecordPayment
from services.work import Actor, Work, begin
from tests.builders import World

NOON = datetime(2026, 9, 15, 7, 0, tzinfo=UTC)
TODAY = date(2026, 9, 15)

CYCLE: LiteralString = """
INSERT INTO billing_cycles (org_id, code, name, service_kind, basis, schedule, due_days)
VALUES (%(org_id)s, 'monthly', 'Monthly waste', 'waste', 'flat', 'monthly', 15) ON CONFLICT DO NOTHING
"""
RUN: LiteralString = """
INSERT INTO bill_runs (org_id, cycle_id, period, status, created_by, created_at)
SELECT %(org_id)s, c.cycle_id, %(period)s, %(status)s, %(staff_id)s, %(now)s
FROM billing_cycles c WHERE c.org_id = %(org_id)s AND c.code = 'monthly' ON CONFLICT DO NOTHING
"""
FIND_RUN: LiteralString = """
SELECT run_id FROM bill_runs WHERE org_id = %(org_id)s AND period = %(period)s AND status <> 'cancelled'
"""
NUMBER: LiteralString = """
INSERT INTO bill_number_counters (org_id, period, next_number) VALUES (%(org_id)s, %(period)s, 2)
ON CONFLICT (org_id, period) DO UPDATE SET next_number = bill_number_counters.next_number + 1
RETURNING next_number - 1
"""
BILL: LiteralString = """
INSERT INTO bills (org_id, period, bill_id, account_id, area_id, run_id, service_kind, customer_class, status, is_held,
    demand)
SELECT %(org_id)s, %(period)s, %(bill_id)s, a.account_id, a.area_id, %(run_id)s, %(service_kind)s, %(customer_class)s,
    %(status)s, %(status)s = 'held', %(demand)s
FROM accounts a WHERE a.org_id = %(org_id)s AND a.account_id = %(account_id)s
"""
LINE: LiteralString = """
INSERT INTO bill_lines (org_id, period, bill_id, line_no, customer_class, component, quantity, rate, amount)
VALUES (%(org_id)s, %(period)s, %(bill_id)s, 1, %(customer_class)s, 'fee', 1, %(demand)s, %(demand)s)
"""
EXCEPTION: LiteralString = """
INSERT INTO bill_exceptions (org_id, period, bill_id, exception_no, kind, reason)
VALUES (%(org_id)s, %(period)s, %(bill_id)s, 1, %(kind)s, 'The quantity is far above the others.')
"""
ISSUE: LiteralString = """
UPDATE bills b SET status = 'issued', issued_at = %(now)s, due_on = %(due_on)s, arrears = a.due,
    credit = least(a.advance, b.demand + a.due), outstanding = b.demand
FROM account_balances a
WHERE b.org_id = %(org_id)s AND b.period = %(period)s AND b.bill_id = %(bill_id)s AND b.status = 'draft'
    AND a.org_id = %(org_id)s AND a.account_id = b.account_id
"""
COUNT_RUN: LiteralString = """
UPDATE bill_runs SET bill_count = bill_count + 1, held_count = held_count + %(held)s, demand = demand + %(demand)s
WHERE org_id = %(org_id)s AND run_id = %(run_id)s
"""


@dataclass(frozen=True)
class Made:
    """A bill that a test made."""

    period: date
    bill_id: int
    run_id: int


def months(first: date = date(2025, 1, 1)) -> Iterator[date]:
    """Months from the first on, without end."""
    while True:
        yield first
        first = (first + timedelta(days=32)).replace(day=1)


def draft(
    work: Work, account_id: int, period: date, demand: str | Decimal, *, held: str | None = None,
    run_status: str = "review", customer_class: str = "residential", service_kind: str = "waste",
) -> Made:  # fmt: skip
    """A draft bill with one line; `held` is the kind of exception that holds it."""
    work.execute(CYCLE)
    work.execute(RUN, period=period, status=run_status, staff_id=work.actor.staff_id)
    run_id = work.scalar(FIND_RUN, period=period)
    bill_id = work.scalar(NUMBER, period=period)
    status, amount = "held" if held else "draft", Decimal(demand)
    work.execute(
        BILL, period=period, bill_id=bill_id, run_id=run_id, account_id=account_id, status=status, demand=amount,
        customer_class=customer_class, service_kind=service_kind,
    )  # fmt: skip
    work.execute(LINE, period=period, bill_id=bill_id, demand=amount, customer_class=customer_class)
    if held:
        work.execute(EXCEPTION, period=period, bill_id=bill_id, kind=held)
    work.execute(COUNT_RUN, run_id=run_id, held=int(held is not None), demand=amount)
    return Made(period, bill_id, run_id)


def issue(here: World, account_id: int, period: date, demand: str | Decimal, now: datetime = NOON) -> Made:
    """An issued bill, charged and settled as a run does it."""
    with begin(here.admin, now) as work:
        made = draft(work, account_id, period, demand, run_status="issued")
        ledger.lock_accounts(work, [account_id])
        work.execute(ISSUE, period=period, bill_id=made.bill_id, due_on=date(2026, 9, 30))
        ledger.post_demands(work, made.run_id, period, made.bill_id, made.bill_id)
        allocations.settle(work, [account_id])
        return made


def payment_of(code: str, amount: str | Decimal, client_uuid: UUID | None = None, value_on: date = TODAY) -> RecordPayment:
    """The command of a cash payment."""
    return RecordPayment(code, Decimal(amount), "cash", "", value_on, client_uuid or uuid4())


def pay(here: World, code: str, amount: str | Decimal, value_on: date = TODAY, actor: Actor | None = None) -> Payment:
    """A cash payment, recorded."""
    with begin(actor or here.admin, NOON) as work:
        return payments.record(work, payment_of(code, amount, value_on=value_on))


def disagreements(here: World) -> list[str]:
    """All that `verify` finds, as sentences."""
    with begin(here.admin, NOON) as work:
        return [f"{each.check}: {each.ref}: {each.sentence}" for each in verification.verify(work)]
