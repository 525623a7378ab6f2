"""Challans: paid whole and once with a receipt, cancelled with a reason, and never a part of an account."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest

from services import accounts, audit, cash, challans, ledger
from services.cash import NewCash, NewChallanCash, NewHandover
from services.challans import ChallanRow, PayChallan
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, money
from tests.services.visits.field import HOUR, NINE, TODAY, Field, agent_of, field, submitted, what
from utils.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
def place(database: object) -> Field:
    return field()


def issued(place: Field, code: str = "U-1", fine: str = "littering") -> int:
    return submitted(place, code, found=what("challan_issued", fine_code=fine)).row.challan_id or 0


def row_of(place: Field, challan_id: int) -> ChallanRow:
    with begin(place.manager, NINE) as work:
        return challans.get(work, challan_id).row


def of_office(challan_id: int, **values: object) -> PayChallan:
    return replace(PayChallan(challan_id, "cash", "", TODAY, uuid4()), **values)  # pyright: ignore[reportArgumentType]


def test_an_agent_takes_cash_for_a_challan_with_the_next_number_of_the_own_book(place: Field) -> None:
    challan_id = issued(place)
    with begin(place.agent, NINE) as work:
        first = cash.collect(work, NewCash(place.unit_ids["U-1"], Decimal(10), uuid4()))
        new = NewChallanCash(challan_id, uuid4(), "The owner")
        made, again = (cash.collect_challan(work, new) for _ in range(2))
    counter = f"A{place.agent.staff_id}"
    assert made.row == again.row
    assert (first.row.receipt_no, made.row.receipt_no) == (f"{counter}-0000001", f"{counter}-0000002")
    assert (made.row.amount, made.row.challan_no, made.payment) == (500, "C-000001", None)
    assert "Rs 500 in cash for challan C-000001" in cash.receipt_text(made, "Suthra", "PKR")
    assert (row_of(place, challan_id).status, row_of(place, challan_id).receipt_no) == ("paid", made.row.receipt_no)
    with pytest.raises(Conflict, match="is paid, with receipt"), begin(place.agent, NINE) as work:
        cash.collect_challan(work, replace(new, client_uuid=uuid4()))
    with pytest.raises(Conflict, match="other particulars"), begin(place.agent, NINE) as work:
        cash.collect_challan(work, replace(new, payer="Somebody"))
    with begin(place.here.admin) as work:
        account = accounts.find(work, "A-1")
        assert ledger.balance_of(work, account.account_id).advance == 10
    with begin(place.operations, NINE + HOUR) as work:
        assert cash.accept(work, NewHandover(place.agent.staff_id, Decimal(510), uuid4())).row.receipt_count == 2
    assert money.disagreements(place.here) == []


def test_the_office_takes_the_money_once_and_reverses_what_was_wrong(place: Field) -> None:
    challan_id = issued(place)
    support = builders.person(place.here, Role.SUPPORT)
    tomorrow = TODAY + timedelta(days=1)
    for changes, name in (({"channel": "bank"}, "reference"), ({"channel": "barter"}, "channel"),
                          ({"value_on": tomorrow}, "value_on"), ({"reference": "x" * 101}, "reference")):  # fmt: skip
        with pytest.raises(Invalid) as refusal, begin(support, NINE) as work:
            challans.pay(work, of_office(challan_id, **changes))
        assert list(refusal.value.fields) == [name]

    def pay(_: int) -> str:
        try:
            with begin(support, NINE) as work:
                return challans.pay(work, of_office(challan_id)).row.receipt_no or ""
        except Conflict as error:
            return str(error)

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(pay, range(6)))
    assert said.count("OFFICE-0000001") == 1
    assert sum("is paid, with receipt OFFICE-0000001" in each for each in said) == 5
    assert money.pay(place.here, "A-1", "5").receipt_no == "OFFICE-0000002"
    with begin(place.manager, NINE) as work:
        with pytest.raises(Invalid):
            challans.reverse(work, challan_id, " ")
        back = challans.reverse(work, challan_id, "Of another house")
        assert (back.row.status, back.row.paid, back.payments[0].reversal_reason) == ("unpaid", 0, "Of another house")
        with pytest.raises(Conflict, match="nothing to reverse"):
            challans.reverse(work, challan_id, "Again")
        assert [each.action for each in audit.history_of(work, "challan C-000001")][:2] == [
            "challan.payment_reversed", "challan.paid"]  # fmt: skip
    assert pay(0) == "OFFICE-0000003"
    assert money.disagreements(place.here) == []


def test_cash_of_a_reversed_challan_is_in_nobodys_hand_and_the_limit_holds(place: Field) -> None:
    challan_id, other = issued(place), issued(place, "U-2", "dumping")
    with begin(place.manager, NINE) as work:
        cash.set_limit(work, Decimal(600))
    with begin(place.agent, NINE) as work:
        cash.collect_challan(work, NewChallanCash(challan_id, uuid4()))
        with pytest.raises(Invalid, match="more than Rs 600"):
            cash.collect_challan(work, NewChallanCash(other, uuid4()))
    with begin(place.manager, NINE) as work:
        challans.reverse(work, challan_id, "Never paid")
    with begin(place.agent, NINE) as work:
        assert cash.in_hand(work).amount == 0
    assert money.disagreements(place.here) == []


def test_a_challan_is_cancelled_by_somebody_else_and_then_not_paid(place: Field) -> None:
    challan_id = issued(place)
    with pytest.raises(Forbidden), begin(place.agent, NINE) as work:
        challans.cancel(work, challan_id, "No")
    with begin(place.manager, NINE) as work:
        with pytest.raises(Invalid):
            challans.cancel(work, challan_id, "")
        assert challans.cancel(work, challan_id, "Not their waste").row.canceller_name == place.manager.full_name
    with pytest.raises(Conflict, match="has cancelled challan C-000001: Not their waste"), begin(place.agent, NINE) as work:
        cash.collect_challan(work, NewChallanCash(challan_id, uuid4()))
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(place.here.admin) as work:
        work.connection.execute("UPDATE challans SET amount = 1")


def test_each_sees_the_challans_of_the_visits_that_they_see(place: Field) -> None:
    challan_id = issued(place)

    def seen(actor: Actor, search: str = "", **filters: str) -> list[str]:
        with begin(actor, NINE) as work:
            return [row.challan_no for row in challans.page(work, ListQuery(search, filters)).rows]

    area = str(place.here.district)
    assert seen(place.agent) == seen(place.manager, "c-1") == ["C-000001"]
    assert seen(place.manager, "U-1", status="unpaid", area=area) == ["C-000001"]
    assert seen(place.manager, status="paid") == seen(agent_of(place.here, place.here.ward_a)) == []
    assert seen(builders.person(place.here, Role.OPERATIONS, (place.here.ward_b,))) == []
    with begin(builders.person(place.here, Role.SUPPORT), NINE) as work:
        challans.pay(work, of_office(challan_id))
    assert seen(place.manager, "OFFICE-0000001") == ["C-000001"]
    assert seen(place.manager, status="paid", unit=str(place.unit_ids["U-1"])) == ["C-000001"]
    with pytest.raises(NotFound), begin(agent_of(place.here, place.here.ward_a), NINE) as work:
        cash.collect_challan(work, NewChallanCash(challan_id, uuid4()))
