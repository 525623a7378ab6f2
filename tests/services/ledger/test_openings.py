"""What an earlier system left is posted once an account, owed or in advance."""

from datetime import date
from decimal import Decimal

import pytest

from services import accounts, ledger
from services.ledger import NewOpening
from services.permissions import Role
from services.work import begin
from tests import builders, money
from tests.builders import World
from utils.errors import Conflict, Forbidden, Invalid, NotFound

DAY = date(2026, 1, 1)


@pytest.fixture
def here(database: object) -> World:
    here = builders.world()
    for n in range(1, 4):
        builders.account(here, f"A-{n}")
    return here


def balance(here: World, code: str) -> Decimal:
    with begin(here.admin) as work:
        return ledger.balance_of(work, accounts.find(work, code).account_id).balance


def test_an_opening_is_owed_or_in_advance_by_its_sign(here: World) -> None:
    with begin(here.admin, money.NOON) as work:
        ledger.post_opening(work, "a-1", Decimal("120.50"), DAY, "Register of 2025")
        ledger.post_opening(work, "A-2", Decimal(-80), DAY)
    assert (balance(here, "A-1"), balance(here, "A-2")) == (Decimal("120.50"), -80)
    assert money.disagreements(here) == []


@pytest.mark.parametrize(
    ("opening", "field"),
    [
        (NewOpening("A-1", Decimal(0), DAY), "amount"),
        (NewOpening("A-1", Decimal("NaN"), DAY), "amount"),
        (NewOpening("A-1", Decimal("0.001"), DAY), "amount"),
        (NewOpening("A-1", Decimal(100_000_001), DAY), "amount"),
        (NewOpening("A-1", Decimal(1), date(2026, 9, 16)), "value_on"),
        (NewOpening("A-1", Decimal(1), date(1999, 1, 1)), "value_on"),
        (NewOpening("A-1", Decimal(1), DAY, "x" * 201), "note"),
        (NewOpening("", Decimal(1), DAY), "account_code"),
    ],
)
def test_an_opening_that_breaks_a_rule_is_refused_at_its_field(here: World, opening: NewOpening, field: str) -> None:
    with pytest.raises(Invalid) as refusal, begin(here.admin, money.NOON) as work:
        ledger.post_opening(work, opening.account_code, opening.amount, opening.value_on, opening.note)
    assert list(refusal.value.fields) == [field]


def test_an_account_is_opened_once(here: World) -> None:
    with begin(here.admin, money.NOON) as work:
        ledger.post_opening(work, "A-1", Decimal(10), DAY)
    with pytest.raises(Conflict, match="once"), begin(here.admin, money.NOON) as work:
        ledger.post_opening(work, "A-1", Decimal(10), DAY)
    with pytest.raises(Conflict, match="no account"), begin(here.admin, money.NOON) as work:
        ledger.post_opening(work, "NOBODY", Decimal(10), DAY)
    assert balance(here, "A-1") == 10


def test_a_late_opening_debt_is_paid_by_waiting_money_and_a_late_credit_is_a_payment(here: World) -> None:
    money.pay(here, "A-1", "100")
    with begin(here.admin, money.NOON) as work:
        ledger.post_opening(work, "A-1", Decimal(70), DAY)
        account = accounts.find(work, "A-2").account_id
    assert balance(here, "A-1") == -30
    money.issue(here, account, date(2026, 8, 1), "50")
    with pytest.raises(Conflict, match="record it as a payment"), begin(here.admin, money.NOON) as work:
        ledger.post_opening(work, "A-2", Decimal(-10), DAY)
    assert money.disagreements(here) == []


def test_many_openings_are_posted_and_the_bad_rows_named(here: World) -> None:
    rows = [
        NewOpening("A-1", Decimal(5), DAY),
        NewOpening("A-2", Decimal(0), DAY),
        NewOpening("NOBODY", Decimal(5), DAY),
        NewOpening("A-3", Decimal(5), DAY),
        NewOpening("A-3", Decimal(6), DAY),
        NewOpening("A-2", Decimal(-7), DAY),
    ]
    with begin(here.admin, money.NOON) as work:
        outcome = ledger.post_openings(work, rows)
        again = ledger.post_openings(work, rows[:1])
    assert (outcome.accepted, [each.row_no for each in outcome.rejected]) == (2, [2, 3, 4, 5])
    assert (again.accepted, [each.row_no for each in again.rejected]) == (0, [1])
    assert [balance(here, f"A-{n}") for n in (1, 2, 3)] == [5, -7, 0]
    assert money.disagreements(here) == []


def test_opening_and_reading_need_their_rights(here: World) -> None:
    with pytest.raises(Forbidden), begin(builders.person(here, Role.SUPPORT), money.NOON) as work:
        ledger.post_opening(work, "A-1", Decimal(5), DAY)
    with begin(here.admin) as work:
        mine, other = accounts.find(work, "A-1").account_id, accounts.find(work, "A-2").account_id
    consumer = builders.person(here, Role.CONSUMER, account_id=mine)
    with begin(consumer) as work:
        assert ledger.balance_of(work, mine).balance == 0
        with pytest.raises(NotFound):
            ledger.balance_of(work, other)
