"""Recording many payments at once: the same rules and effects as one by one, with the bad rows named."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from services import bills, ledger, payments
from services.permissions import Role
from services.work import begin
from tests import builders, money
from tests.builders import World
from utils.errors import Forbidden


@pytest.fixture
def here(database: object) -> World:
    here = builders.world()
    for n in range(1, 4):
        builders.account(here, f"A-{n}")
    return here


def test_good_rows_land_and_each_bad_row_is_named_with_its_reason(here: World) -> None:
    again = money.payment_of("A-2", "20")
    rows = [
        money.payment_of("A-1", "10"),
        money.payment_of("A-1", "0"),
        money.payment_of("NOBODY", "10"),
        again,
        again,
        money.payment_of("A-3", "10", value_on=money.TODAY + timedelta(days=1)),
        replace(money.payment_of("A-3", "7"), channel="bank"),
        money.payment_of("a-3", "30"),
    ]
    with begin(here.admin, money.NOON) as work:
        outcome = payments.record_many(work, rows)
    assert (outcome.accepted, outcome.repeated) == (3, 0)
    assert [each.row_no for each in outcome.rejected] == [2, 3, 5, 6, 7]
    assert "NOBODY" in outcome.rejected[1].reason
    assert money.pay(here, "A-1", "1").receipt_no == "OFFICE-0000004"
    assert money.disagreements(here) == []


def test_the_same_rows_again_change_nothing_and_changed_ones_are_refused(here: World) -> None:
    rows = [money.payment_of("A-1", "10"), money.payment_of("A-2", "20")]
    with begin(here.admin, money.NOON) as work:
        payments.record_many(work, rows)
    with begin(here.admin, money.NOON) as work:
        outcome = payments.record_many(work, [*rows, replace(rows[1], amount=Decimal(21))])
    assert (outcome.accepted, outcome.repeated, [each.row_no for each in outcome.rejected]) == (0, 2, [3])
    with begin(here.admin, money.NOON) as work:
        outcome = payments.record_many(work, [rows[0], replace(rows[1], amount=Decimal(21)), money.payment_of("A-3", "1")])
    assert (outcome.accepted, outcome.repeated) == (1, 1)
    assert "other particulars" in outcome.rejected[0].reason
    assert money.disagreements(here) == []


def test_many_payments_pay_the_same_bills_as_one_by_one(here: World) -> None:
    with begin(here.admin) as work:
        from services import accounts

        ids = [accounts.find(work, f"A-{n}").account_id for n in range(1, 4)]
    made = [money.issue(here, account, month, "100") for account in ids for month in (date(2026, 7, 1), date(2026, 8, 1))]
    rows = [
        money.payment_of("A-1", "150", value_on=date(2026, 9, 2)),
        money.payment_of("A-1", "100", value_on=date(2026, 9, 1)),
        money.payment_of("A-2", "100"),
    ]
    with begin(here.admin, money.NOON) as work:
        outcome = payments.record_many(work, rows)
        statuses = [bills.get(work, each.period, each.bill_id).head.status for each in made]
        assert outcome.accepted == 3
        assert statuses == ["paid", "paid", "paid", "issued", "issued", "issued"]
        assert ledger.balance_of(work, ids[0]).balance == -50
        oldest = bills.get(work, made[0].period, made[0].bill_id).payments
        assert [(each.value_on, each.amount) for each in oldest] == [(date(2026, 9, 1), 100)]
    assert money.disagreements(here) == []


def test_nothing_recorded_is_no_error_and_bulk_needs_rights_everywhere(here: World) -> None:
    with begin(here.admin, money.NOON) as work:
        assert payments.record_many(work, []).accepted == 0
    clerk = builders.person(here, Role.SUPPORT, (here.ward_a,))
    with pytest.raises(Forbidden), begin(clerk, money.NOON) as work:
        payments.record_many(work, [money.payment_of("A-1", "1")])
    assert money.disagreements(here) == []


def test_a_counter_of_its_own_numbers_receipts_of_its_own(here: World) -> None:
    with begin(here.admin, money.NOON) as work:
        payments.record_many(work, [replace(money.payment_of("A-1", "1"), client_uuid=uuid4())], counter="bank")
    assert money.pay(here, "A-1", "1").receipt_no == "OFFICE-0000001"
    assert money.disagreements(here) == []
