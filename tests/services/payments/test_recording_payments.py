"""Recording a payment: what is refused, which bills it pays, and that one command has one effect."""

from concurrent.futures import ThreadPoolExecutor
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
from utils.errors import Conflict, Forbidden, Invalid

GOOD = money.payment_of("A-1", "100")


@pytest.fixture
def here(database: object) -> World:
    here = builders.world()
    builders.account(here, "A-1")
    return here


def account_id(here: World, code: str = "A-1") -> int:
    from services import accounts

    with begin(here.admin) as work:
        return accounts.find(work, code).account_id


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("-5")}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"amount": Decimal("Infinity")}, "amount"),
        ({"amount": Decimal("10.005")}, "amount"),
        ({"amount": Decimal("1e-40")}, "amount"),
        ({"amount": Decimal(100_000_001)}, "amount"),
        ({"value_on": money.TODAY + timedelta(days=1)}, "value_on"),
        ({"value_on": date(1999, 12, 31)}, "value_on"),
        ({"channel": "barter"}, "channel"),
        ({"channel": "bank"}, "reference"),
        ({"channel": "wallet", "reference": "   "}, "reference"),
        ({"channel": "cheque"}, "reference"),
        ({"reference": "x" * 101}, "reference"),
        ({"reference": "a\x00b"}, "reference"),
        ({"account_code": " "}, "account_code"),
        ({"account_code": "NOBODY"}, "account_code"),
    ],
)
def test_a_payment_that_breaks_a_rule_is_refused_at_its_field(here: World, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal, begin(here.admin, money.NOON) as work:
        payments.record(work, replace(GOOD, client_uuid=uuid4(), **changes))  # pyright: ignore[reportArgumentType]
    assert list(refusal.value.fields) == [field]
    with begin(here.admin) as work:
        assert ledger.balance_of(work, account_id(here)).balance == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Decimal("0.01")},
        {"amount": Decimal(100_000_000)},
        {"value_on": money.TODAY},
        {"value_on": date(2000, 1, 1)},
        {"channel": "bank", "reference": "TRX 77"},
        {"channel": "card"},
        {"account_code": " a-1 "},
        {"reference": "x" * 100},
    ],
)
def test_a_payment_at_the_edge_of_a_rule_is_taken(here: World, changes: dict[str, object]) -> None:
    with begin(here.admin, money.NOON) as work:
        payment = payments.record(work, replace(GOOD, client_uuid=uuid4(), **changes))  # pyright: ignore[reportArgumentType]
        assert ledger.balance_of(work, payment.head.account_id).advance == payment.head.amount


def test_a_currency_without_decimals_takes_whole_amounts_only(database: object) -> None:
    here = builders.world(currency="JPY")
    builders.account(here, "A-1")
    with pytest.raises(Invalid), begin(here.admin, money.NOON) as work:
        payments.record(work, money.payment_of("A-1", "10.5"))
    assert money.pay(here, "A-1", "10").head.amount == 10


def test_a_payment_pays_the_oldest_debt_first_and_keeps_the_rest_as_an_advance(here: World) -> None:
    account = account_id(here)
    with begin(here.admin, money.NOON) as work:
        ledger.post_opening(work, "A-1", Decimal(50), date(2026, 1, 1), "From the old register")
    august = money.issue(here, account, date(2026, 8, 1), "300")
    july = money.issue(here, account, date(2026, 7, 1), "200")
    first = money.pay(here, "A-1", "120")
    assert [(each.period, each.amount) for each in first.allocations] == [(None, 50), (date(2026, 7, 1), 70)]
    with begin(here.admin) as work:
        assert bills.get(work, july.period, july.bill_id).head.status == "partly_paid"
        assert bills.get(work, august.period, august.bill_id).head.status == "issued"
    second = money.pay(here, "A-1", "500")
    assert [(each.amount) for each in second.allocations] == [130, 300]
    assert second.advance == 70
    with begin(here.admin) as work:
        paid = bills.get(work, july.period, july.bill_id)
        assert (paid.head.status, paid.head.outstanding, paid.paid) == ("paid", 0, 200)
        assert [each.receipt_no for each in paid.payments] == [first.receipt_no, second.receipt_no]
        assert ledger.balance_of(work, account).balance == -70
    september = money.issue(here, account, date(2026, 9, 1), "100")
    with begin(here.admin) as work:
        newest = bills.get(work, september.period, september.bill_id).head
        assert (newest.status, newest.outstanding, newest.credit, newest.amount_due) == ("partly_paid", 30, 70, 30)
        assert "Rs 70 to bill" in payments.receipt_text(payments.get(work, second.payment_id), "PKR")
    assert money.disagreements(here) == []


def test_the_same_command_again_returns_the_same_payment(here: World) -> None:
    with begin(here.admin, money.NOON) as work:
        first = payments.record(work, GOOD)
    with begin(here.admin, money.NOON + timedelta(days=3)) as work:
        assert payments.record(work, replace(GOOD, amount=Decimal("100.00"))) == first
        assert ledger.balance_of(work, first.head.account_id).advance == 100


@pytest.mark.parametrize("changes", [{"amount": Decimal(101)}, {"channel": "card"}, {"reference": "other"},
                                     {"value_on": date(2026, 9, 1)}, {"account_code": "A-2"}])  # fmt: skip
def test_another_payment_under_the_same_id_is_refused(here: World, changes: dict[str, object]) -> None:
    builders.account(here, "A-2")
    command = replace(GOOD, client_uuid=uuid4())
    with begin(here.admin, money.NOON) as work:
        payments.record(work, command)
    with pytest.raises(Conflict, match="OFFICE-0000001"), begin(here.admin, money.NOON) as work:
        payments.record(work, replace(command, **changes))  # pyright: ignore[reportArgumentType]
    assert money.pay(here, "A-1", "1").receipt_no == "OFFICE-0000002"


def test_an_id_used_where_the_person_cannot_see_is_refused_and_uses_no_receipt_number(here: World) -> None:
    builders.account(here, "B-1", here.ward_b)
    clerk = builders.person(here, Role.SUPPORT, (here.ward_b,))
    command = replace(GOOD, client_uuid=uuid4())
    with begin(here.admin, money.NOON) as work:
        payments.record(work, command)
    with pytest.raises(Conflict), begin(clerk, money.NOON) as work:
        payments.record(work, replace(command, account_code="B-1"))
    with pytest.raises(Invalid), begin(clerk, money.NOON) as work:
        payments.record(work, money.payment_of("A-1", "5"))
    assert money.pay(here, "B-1", "1", actor=clerk).receipt_no == "OFFICE-0000002"


def test_fifty_identical_commands_at_once_have_one_effect(here: World) -> None:
    command = replace(GOOD, client_uuid=uuid4())

    def send(_: int) -> str:
        with begin(here.admin, money.NOON) as work:
            return payments.record(work, command).receipt_no

    with ThreadPoolExecutor(50) as threads:
        answers = set(threads.map(send, range(50)))
    assert answers == {"OFFICE-0000001"}
    with begin(here.admin) as work:
        assert ledger.balance_of(work, account_id(here)).advance == 100
    assert money.disagreements(here) == []


def test_many_different_payments_at_once_get_receipts_without_gap_or_repeat(here: World) -> None:
    for n in range(2, 6):
        builders.account(here, f"A-{n}")

    def send(n: int) -> str:
        return money.pay(here, f"A-{n % 5 + 1}", "10").receipt_no

    with ThreadPoolExecutor(8) as threads:
        numbers = sorted(threads.map(send, range(40)))
    assert numbers == [f"OFFICE-{n:07}" for n in range(1, 41)]
    assert money.disagreements(here) == []


def test_who_may_not_record_is_refused(here: World) -> None:
    for role in (Role.MANAGER, Role.OPERATIONS):
        with pytest.raises(Forbidden), begin(builders.person(here, role), money.NOON) as work:
            payments.record(work, GOOD)
