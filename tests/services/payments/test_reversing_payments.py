"""Reversing a payment recorded by mistake: bills step back, other money moves up, nothing is lost."""

from datetime import date
from decimal import Decimal

import pytest

from services import accounts, audit, bills, ledger, payments
from services.paging import ListQuery
from services.permissions import Role
from services.work import begin
from tests import builders, money
from tests.builders import World
from utils.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
def here(database: object) -> World:
    here = builders.world()
    builders.account(here, "A-1")
    return here


def account_id(here: World) -> int:
    with begin(here.admin) as work:
        return accounts.find(work, "A-1").account_id


def test_a_reversed_payment_gives_its_bills_back(here: World) -> None:
    account = account_id(here)
    july = money.issue(here, account, date(2026, 7, 1), "200")
    august = money.issue(here, account, date(2026, 8, 1), "200")
    payment = money.pay(here, "A-1", "300")
    with begin(here.admin, money.NOON) as work:
        done = payments.reverse(work, payment.payment_id, " counted twice ")
        assert (done.head.status, done.head.reversal_reason, done.head.allocated) == ("reversed", "counted twice", 0)
        assert done.allocations == ()
        assert done.advance == 0
        for made in (july, august):
            head = bills.get(work, made.period, made.bill_id).head
            assert (head.status, head.outstanding) == ("issued", 200)
        assert ledger.balance_of(work, account).due == 400
        assert [row.action for row in audit.history_of(work, f"payment {payment.receipt_no}")] == [
            "payment.reversed",
            "payment.recorded",
        ]
    assert money.disagreements(here) == []


def test_money_that_waited_takes_the_place_of_a_reversed_payment(here: World) -> None:
    account = account_id(here)
    made = money.issue(here, account, date(2026, 7, 1), "200")
    wrong = money.pay(here, "A-1", "200")
    other = money.pay(here, "A-1", "150")
    assert other.advance == 150
    with begin(here.admin, money.NOON) as work:
        payments.reverse(work, wrong.payment_id, "another consumer's money")
        head = bills.get(work, made.period, made.bill_id).head
        assert (head.status, head.outstanding) == ("partly_paid", 50)
        assert payments.get(work, other.payment_id).advance == 0
        assert ledger.balance_of(work, account).balance == 50
    assert money.disagreements(here) == []


def test_a_payment_is_reversed_once_with_a_reason_by_who_may(here: World) -> None:
    payment = money.pay(here, "A-1", "10")
    with pytest.raises(Forbidden), begin(builders.person(here, Role.SUPPORT), money.NOON) as work:
        payments.reverse(work, payment.payment_id, "no")
    for reason in ("  ", "x" * 501):
        with pytest.raises(Invalid), begin(here.admin, money.NOON) as work:
            payments.reverse(work, payment.payment_id, reason)
    with begin(here.admin, money.NOON) as work:
        payments.reverse(work, payment.payment_id, "mistake")
    with pytest.raises(Conflict, match="reversed once"), begin(here.admin, money.NOON) as work:
        payments.reverse(work, payment.payment_id, "mistake")
    with pytest.raises(NotFound), begin(here.admin, money.NOON) as work:
        payments.reverse(work, 10**12, "mistake")
    assert money.pay(here, "A-1", "10").receipt_no == "OFFICE-0000002"


def test_the_statement_tells_the_whole_story_with_a_running_balance(here: World) -> None:
    account = account_id(here)
    with begin(here.admin, money.NOON) as work:
        ledger.post_opening(work, "A-1", Decimal("-30"), date(2026, 1, 1))
    money.issue(here, account, date(2026, 7, 1), "200")
    payment = money.pay(here, "A-1", "100")
    with begin(here.admin, money.NOON) as work:
        payments.reverse(work, payment.payment_id, "mistake")
        page = ledger.statement(work, account, ListQuery(size=3))
        lines = list(page.rows)
        while page.next_key:
            page = ledger.statement(work, account, ListQuery(size=3, after=page.next_key))
            lines += page.rows
        back = ledger.statement(work, account, ListQuery(size=200, before=page.previous_key))
    assert [(line.kind, line.amount, line.balance) for line in lines] == [
        ("payment_reversal", 100, 170),
        ("release", 0, 70),
        ("allocation", 0, 70),
        ("payment", -100, 70),
        ("allocation", 0, 170),
        ("demand", 200, 170),
        ("opening", -30, -30),
    ]
    assert lines[0].receipt_no == lines[3].receipt_no == payment.receipt_no
    assert lines[5].bill_no == "202607-0000001"
    assert list(back.rows) == lines[: len(back.rows)]
    assert page.count == 7
