"""Cash in the field: what is refused, what it pays, the numbers of receipts, and what one may hold."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from services import accounts, audit, cash, ledger, payments
from services.cash import CashReceipt, NewCash
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, money
from tests.services.visits.field import HOUR, NINE, TODAY, Field, agent_of, field, started
from utils.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
def place(database: object) -> Field:
    return field()


def new(place: Field, code: str = "U-1", amount: str = "100", **values: object) -> NewCash:
    return replace(NewCash(place.unit_ids[code], Decimal(amount), uuid4()), **values)  # pyright: ignore[reportArgumentType]


def taken(place: Field, code: str = "U-1", amount: str = "100", actor: Actor | None = None, **values: object) -> CashReceipt:
    with begin(actor or place.agent, NINE) as work:
        return cash.collect(work, new(place, code, amount, **values))


def owe(place: Field, code: str, amount: str) -> int:
    with begin(place.here.admin, NINE) as work:
        account_id = accounts.find(work, code).account_id
    money.issue(place.here, account_id, date(2026, 9, 1), amount)
    return account_id


def test_cash_pays_the_oldest_debt_under_a_number_of_the_agents_own(place: Field) -> None:
    account_id = owe(place, "A-1", "300")
    visit_id = started(place)
    with begin(place.agent, NINE) as work:
        offered = cash.offer(work, place.unit_ids["U-1"])
    assert (offered.owed, offered.in_hand, offered.room) == (300, 0, 50_000)
    made = taken(place, amount="120", payer=" The tenant ", visit_id=visit_id)
    counter = f"A{place.agent.staff_id}"
    assert (made.row.receipt_no, made.row.status, made.row.payer) == (f"{counter}-0000001", "collected", "The tenant")
    assert (made.row.taken_on, made.row.visit_id, made.owed) == (TODAY, visit_id, 180)
    assert made.payment is not None
    assert [each.amount for each in made.payment.allocations] == [120]
    said = cash.receipt_text(made, "Suthra", "PKR")
    assert f"Receipt {counter}-0000001" in said
    assert "Still owed: Rs 180" in said
    assert "from The tenant" in said
    with begin(place.here.admin) as work:
        assert ledger.balance_of(work, account_id).due == 180
        (told,) = audit.history_of(work, f"payment {counter}-0000001")
        assert told.action == "payment.recorded"
    other = agent_of(place.here, place.here.ward_a)
    assert taken(place, "U-2", actor=other).row.receipt_no == f"A{other.staff_id}-0000001"
    assert taken(place, "U-2").row.receipt_no == f"{counter}-0000002"
    assert money.pay(place.here, "A-1", "1").receipt_no == "OFFICE-0000001"
    assert money.disagreements(place.here) == []


@pytest.mark.parametrize(
    ("changes", "field_name"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal(-5)}, "amount"),
        ({"amount": Decimal("1.005")}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"amount": Decimal(50_001)}, "amount"),
        ({"taken_on": TODAY + timedelta(days=1)}, "taken_on"),
        ({"taken_on": TODAY - timedelta(days=8)}, "taken_on"),
        ({"payer": "x" * 101}, "payer"),
        ({"payer": "two\nlines"}, "payer"),
        ({"note": "x" * 501}, "note"),
        ({"visit_id": 10**12}, "visit_id"),
    ],
)
def test_cash_that_breaks_a_rule_is_refused_at_its_field(place: Field, changes: dict[str, object], field_name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        taken(place, **changes)  # pyright: ignore[reportArgumentType]
    assert list(refusal.value.fields) == [field_name]
    assert taken(place).row.receipt_no.endswith("-0000001")


def test_a_unit_of_another_area_or_without_an_account_and_other_roles_take_no_cash(place: Field) -> None:
    with pytest.raises(NotFound):
        taken(place, "U-9")
    for actor in (place.operations, place.manager, builders.person(place.here, Role.SUPPORT)):
        with pytest.raises(Forbidden):
            taken(place, actor=actor)
    builders.account(place.here, "B-9", place.here.ward_b)
    builders.unit(place.here, "U-7", "B-9")
    with begin(place.here.admin) as work:
        work.connection.execute("UPDATE survey_units SET area_id = %s WHERE code = 'U-7'", (place.here.ward_a,))
        (unit_id,) = work.connection.execute("SELECT unit_id FROM survey_units WHERE code = 'U-7'").fetchone() or (0,)
    with pytest.raises(Invalid, match="U-7 has no account that you see"), begin(place.agent, NINE) as work:
        cash.collect(work, NewCash(unit_id, Decimal(1), uuid4()))


def test_the_same_cash_again_is_one_receipt_and_something_else_under_its_id_is_refused(place: Field) -> None:
    command = new(place, payer="The tenant")
    with ThreadPoolExecutor(8) as pool:

        def send(_: int) -> int:
            with begin(place.agent, NINE) as work:
                return cash.collect(work, command).row.receipt_id

        assert len(set(pool.map(send, range(16)))) == 1
    for changes in ({"amount": Decimal(101)}, {"payer": "Somebody"}, {"note": "x"}, {"unit_id": place.unit_ids["U-2"]}):
        with pytest.raises(Conflict, match=r"A\d+-0000001"), begin(place.agent, NINE) as work:
            cash.collect(work, replace(command, **changes))  # pyright: ignore[reportArgumentType]
    of_the_office = money.payment_of("A-1", "100", value_on=TODAY)
    with begin(place.here.admin, NINE) as work:
        payments.record(work, of_the_office)
    with pytest.raises(Conflict, match="OFFICE-0000001"), begin(place.agent, NINE) as work:
        cash.collect(work, new(place, client_uuid=of_the_office.client_uuid))
    assert taken(place, "U-2").row.receipt_no.endswith("-0000002")
    assert money.disagreements(place.here) == []


def test_nobody_holds_more_than_the_limit_however_many_come_at_once(place: Field) -> None:
    with begin(place.manager, NINE) as work:
        assert cash.set_limit(work, Decimal(250)) == 250
    with pytest.raises(Forbidden), begin(place.operations, NINE) as work:
        cash.set_limit(work, Decimal(1))
    for wrong in ("0", "-1", "10000001", "1.005"):
        with pytest.raises(Invalid), begin(place.manager, NINE) as work:
            cash.set_limit(work, Decimal(wrong))

    def take(code: str) -> str:
        try:
            return taken(place, code).row.receipt_no[-2:]
        except Invalid as error:
            return error.fields["amount"]

    with ThreadPoolExecutor(6) as pool:
        said = sorted(pool.map(take, ["U-1", "U-2", "U-3"] * 2))
    assert said[:2] == ["01", "02"]
    assert all("more than Rs 250 in cash, and you hold Rs 200; hand over" in each for each in said[2:])
    assert taken(place, amount="50").row.receipt_no.endswith("-0000003")
    with begin(place.agent, NINE) as work:
        assert cash.in_hand(work).amount == 250
        assert cash.offer(work, place.unit_ids["U-1"]).room == 0


def test_a_wrong_receipt_is_reversed_by_the_office_and_its_number_stays_used(place: Field) -> None:
    owe(place, "A-1", "300")
    made = taken(place, amount="5000")
    with begin(place.here.admin, NINE + HOUR) as work:
        payments.reverse(work, made.row.payment_id or 0, "A zero too many")
    with begin(place.agent, NINE) as work:
        assert cash.in_hand(work).amount == 0
        again = cash.get(work, made.row.receipt_id)
        assert (again.row.status, again.owed) == ("reversed", 300)
        assert "Reversed: A zero too many" in cash.receipt_text(again, "Suthra", "PKR")
    assert taken(place, amount="500").row.receipt_no.endswith("-0000002")
    assert money.disagreements(place.here) == []


def test_an_agent_sees_the_own_receipts_and_the_office_those_of_its_areas(place: Field) -> None:
    other = agent_of(place.here, place.here.ward_a)
    mine, theirs = taken(place).row, taken(place, "U-2", actor=other).row
    support = builders.person(place.here, Role.SUPPORT)
    elsewhere = builders.person(place.here, Role.OPERATIONS, (place.here.ward_b,))

    def seen(actor: Actor, search: str = "", **filters: str) -> list[str]:
        with begin(actor, NINE) as work:
            return [row.receipt_no for row in cash.page(work, ListQuery(search, filters)).rows]

    assert seen(place.agent) == [mine.receipt_no]
    assert seen(place.operations) == [theirs.receipt_no, mine.receipt_no]
    assert seen(place.operations, mine.receipt_no.lower()) == seen(place.operations, "U-1") == [mine.receipt_no]
    assert seen(place.operations, agent=str(other.staff_id), status="collected", taken=TODAY.isoformat()) == [theirs.receipt_no]
    assert seen(elsewhere) == []
    for actor in (support, builders.person(place.here, Role.CONSUMER, account_id=mine.account_id)):
        with pytest.raises(Forbidden):
            seen(actor)
    with begin(place.operations, NINE) as work:
        held = cash.holders(work)
        assert {(each.agent_name, each.amount) for each in held} == {(place.agent.full_name, 100), (other.full_name, 100)}
    with begin(place.agent, NINE) as work:
        assert [each.agent_id for each in cash.holders(work)] == [place.agent.staff_id]
        with pytest.raises(Forbidden):
            cash.in_hand(work, other.staff_id)
        with pytest.raises(NotFound):
            cash.get(work, theirs.receipt_id)
    moved = replace(place.agent, area_ids=(place.here.ward_b,))
    with begin(moved, NINE) as work:
        assert cash.in_hand(work).amount == 100
        kept = cash.get(work, mine.receipt_id)
        assert (kept.row.unit_code, kept.payment, kept.owed) == (None, None, None)


def test_a_receipt_that_is_not_its_payment_is_found_by_verify(place: Field) -> None:
    made = taken(place)
    with begin(place.here.admin, NINE) as work:
        work.connection.execute("UPDATE cash_receipts SET status = 'reversed'")
    (said,) = money.disagreements(place.here)
    assert said.startswith(f"a receipt of cash is its payment: receipt {made.row.receipt_no}: It is reversed with 100.00 in cash")
