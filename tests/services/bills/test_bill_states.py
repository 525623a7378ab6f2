"""What may happen to a bill: a table of states, and the people who hold and release."""

from datetime import date
from decimal import Decimal

import pytest

from services import accounts, audit, bills, ledger
from services.bills import BillStatus
from services.ledger import BillAmount
from services.permissions import Role
from services.work import begin
from tests import builders, money
from tests.builders import World
from tests.money import Made
from utils.errors import Conflict, Forbidden, Invalid, NotFound

PERIOD = date(2026, 9, 1)
ALLOWED = {
    ("draft", "held"), ("draft", "issued"), ("draft", "cancelled"), ("held", "draft"), ("held", "cancelled"),
    ("issued", "partly_paid"), ("issued", "paid"), ("issued", "voided"), ("issued", "written_off"),
    ("partly_paid", "issued"), ("partly_paid", "paid"), ("partly_paid", "voided"), ("partly_paid", "written_off"),
    ("paid", "partly_paid"), ("paid", "issued"), ("voided", "superseded"),
    ("written_off", "partly_paid"), ("written_off", "paid"),
}  # fmt: skip


@pytest.fixture
def here(database: object) -> World:
    here = builders.world()
    builders.account(here, "A-1")
    return here


def a_bill(here: World, held: str | None = None, run_status: str = "review") -> Made:
    with begin(here.admin, money.NOON) as work:
        return money.draft(work, accounts.find(work, "A-1").account_id, PERIOD, "100", held=held, run_status=run_status)


def status(here: World, made: Made) -> str:
    with begin(here.admin) as work:
        return bills.get(work, made.period, made.bill_id).head.status


@pytest.mark.parametrize("now", BillStatus)
@pytest.mark.parametrize("then", BillStatus)
def test_every_transition_is_in_the_table_or_refused_with_the_reason(now: BillStatus, then: BillStatus) -> None:
    if (now.value, then.value) in ALLOWED:
        bills.check_transition("202609-0000001", now, then)
        return
    with pytest.raises(Conflict, match=r"202609-0000001 cannot become .*: .+\."):
        bills.check_transition("202609-0000001", now, then)


def test_a_held_outlier_is_released_once_a_person_says_why(here: World) -> None:
    made = a_bill(here, held="outlier")
    with begin(here.admin, money.NOON) as work:
        assert bills.get(work, PERIOD, made.bill_id).can_be_released
        bills.release(work, PERIOD, made.bill_id, " A pool was filled. ")
        bill = bills.get(work, PERIOD, made.bill_id)
        assert bill.head.status == "draft"
        assert bill.exceptions[0].resolution == "A pool was filled."
        assert bill.exceptions[0].resolver_name == here.admin.full_name
        assert not bill.can_be_released
        assert audit.history_of(work, f"bill {bill.head.bill_no}")[0].action == "bill.released"
    assert money.disagreements(here) == []


@pytest.mark.parametrize("kind", ["no_tariff", "no_price"])
def test_a_bill_without_a_complete_price_is_not_released(here: World, kind: str) -> None:
    made = a_bill(here, held=kind)
    with pytest.raises(Conflict, match="no complete price"), begin(here.admin, money.NOON) as work:
        bills.release(work, PERIOD, made.bill_id, "Let it go.")
    assert status(here, made) == "held"


@pytest.mark.parametrize("run_status", ["draft", "calculating", "approved", "issuing", "issued", "closed"])
def test_bills_are_held_and_released_only_while_their_run_is_in_review(here: World, run_status: str) -> None:
    made = a_bill(here, held="outlier", run_status="review")
    other = a_bill_of_another_account(here)
    with begin(here.admin) as work:
        work.connection.execute("UPDATE bill_runs SET status = %s WHERE run_id = %s", (run_status, made.run_id))
    with pytest.raises(Conflict, match="in review"), begin(here.admin, money.NOON) as work:
        bills.release(work, PERIOD, made.bill_id, "Fine.")
    with pytest.raises(Conflict, match="in review"), begin(here.admin, money.NOON) as work:
        bills.hold(work, PERIOD, other.bill_id, "Look.")


def a_bill_of_another_account(here: World) -> Made:
    builders.account(here, "A-2")
    with begin(here.admin, money.NOON) as work:
        return money.draft(work, accounts.find(work, "A-2").account_id, PERIOD, "50")


def test_a_person_holds_a_draft_and_releases_it_again(here: World) -> None:
    made = a_bill(here)
    with begin(here.admin, money.NOON) as work:
        bills.hold(work, PERIOD, made.bill_id, "The house is empty.")
        bill = bills.get(work, PERIOD, made.bill_id)
        assert (bill.head.status, bill.exceptions[0].kind, bill.lines[0].amount) == ("held", "by_hand", 100)
    assert money.disagreements(here) == []
    with pytest.raises(Conflict, match="held back"), begin(here.admin, money.NOON) as work:
        bills.hold(work, PERIOD, made.bill_id, "Again.")
    with begin(here.admin, money.NOON) as work:
        bills.release(work, PERIOD, made.bill_id, "Somebody lives there.")
    with pytest.raises(Conflict, match="cannot become draft"), begin(here.admin, money.NOON) as work:
        bills.release(work, PERIOD, made.bill_id, "Again.")
    assert money.disagreements(here) == []


def test_holding_needs_a_reason_a_right_and_a_bill(here: World) -> None:
    made = a_bill(here)
    for reason in (" ", "x" * 501):
        with pytest.raises(Invalid), begin(here.admin, money.NOON) as work:
            bills.hold(work, PERIOD, made.bill_id, reason)
    with pytest.raises(Forbidden), begin(builders.person(here, Role.SUPPORT), money.NOON) as work:
        bills.hold(work, PERIOD, made.bill_id, "Look.")
    with pytest.raises(NotFound, match="202609-0000099"), begin(here.admin, money.NOON) as work:
        bills.hold(work, PERIOD, 99, "Look.")


def test_money_is_never_matched_to_a_bill_that_is_not_issued(here: World) -> None:
    made = a_bill(here)
    with pytest.raises(Conflict), begin(here.admin, money.NOON) as work:
        bills.apply_allocations(work, [BillAmount(PERIOD, made.bill_id, Decimal(1))])


def test_a_bill_is_charged_once_however_often_it_is_posted(here: World) -> None:
    with begin(here.admin) as work:
        account = accounts.find(work, "A-1").account_id
    made = money.issue(here, account, PERIOD, "100")
    with begin(here.admin, money.NOON) as work:
        assert ledger.post_demands(work, made.run_id, PERIOD, 1, 99) == 0
        assert ledger.balance_of(work, account).due == 100
    assert money.disagreements(here) == []


def test_a_demand_of_nothing_is_charged_and_stays_issued(here: World) -> None:
    with begin(here.admin) as work:
        account = accounts.find(work, "A-1").account_id
    made = money.issue(here, account, PERIOD, "0")
    money.pay(here, "A-1", "10")
    assert status(here, made) == "issued"
    assert money.disagreements(here) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("202609-0000123", (date(2026, 9, 1), 123)),
        (" 202612-12345678 ", (date(2026, 12, 1), 12345678)),
        ("202613-0000123", None),
        ("202609-123", None),
        ("202609-0000000", None),
        ("000001-0000001", None),
        ("２０２６09-0000123", None),
        ("x", None),
    ],
)
def test_a_bill_number_is_read_back(text: str, expected: tuple[date, int] | None) -> None:
    assert bills.parse_bill_no(text) == expected


def test_the_database_writes_a_bill_number_as_the_code_does(here: World) -> None:
    with begin(here.admin) as work:
        for bill_id in (1, 9_999_999, 10_000_000, 123_456_789):
            written = work.scalar("SELECT bill_no(%(period)s, %(bill_id)s)", period=PERIOD, bill_id=bill_id)
            assert written == bills.bill_no(PERIOD, bill_id)
            assert bills.parse_bill_no(written) == (PERIOD, bill_id)
