"""Cash from the hand to the bank: counted by one person, once, with every difference explained and visible."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest

from services import audit, cash, notices, payments
from services.cash import CashRow, Handover, NewCash, NewDeposit, NewHandover
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, money
from tests.services.visits.field import HOUR, NINE, TODAY, Field, agent_of, field
from utils.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
def place(database: object) -> Field:
    return field()


def taken(place: Field, code: str = "U-1", amount: str = "100", actor: Actor | None = None) -> CashRow:
    with begin(actor or place.agent, NINE) as work:
        return cash.collect(work, NewCash(place.unit_ids[code], Decimal(amount), uuid4())).row


def accepted(place: Field, counted: str, reason: str = "", agent: Actor | None = None, by: Actor | None = None) -> Handover:
    new = NewHandover((agent or place.agent).staff_id, Decimal(counted), uuid4(), reason)
    with begin(by or place.operations, NINE + HOUR) as work:
        return cash.accept(work, new)


def told(actor: Actor) -> list[str]:
    with begin(actor) as work:
        return [each.subject for each in notices.page(work, ListQuery()).rows]


def state_of(place: Field, row: CashRow) -> str:
    with begin(place.here.admin) as work:
        return cash.get(work, row.receipt_id).row.status


def test_cash_goes_from_the_hand_to_the_statement_of_the_bank(place: Field) -> None:
    first, second = taken(place), taken(place, "U-2", "50.50")
    made = accepted(place, "150.50")
    row = made.row
    assert (row.handover_no, row.expected, row.counted, row.difference, row.status) == (
        "H-000001", Decimal("150.50"), Decimal("150.50"), 0, "handed_over")  # fmt: skip
    assert [each.receipt_no for each in made.receipts] == [second.receipt_no, first.receipt_no]
    assert state_of(place, first) == "handed_over"
    with begin(place.agent, NINE) as work:
        assert cash.in_hand(work).amount == 0
        assert cash.handover(work, row.handover_id).row == row
    assert told(place.agent) == [f"{place.operations.full_name} accepted Rs 150.50 from you, H-000001"]
    later = taken(place, "U-3", "20")
    other = accepted(place, "20").row
    clerk = builders.person(place.here, Role.BILLING)
    new = NewDeposit((other.handover_id, row.handover_id), " First  Bank ", "s-77", TODAY, uuid4())
    with begin(clerk, NINE + 2 * HOUR) as work:
        deposit = cash.deposit(work, new)
        assert (deposit.amount, deposit.bank, deposit.slip_no) == (Decimal("170.50"), "First Bank", "S-77")
        assert cash.deposit(work, new) == deposit
        with pytest.raises(Conflict, match="other particulars"):
            cash.deposit(work, replace(new, bank="Second"))
        with pytest.raises(Conflict, match="somebody else looks for it"):
            cash.reconcile(work, deposit.deposit_id, TODAY)
    assert [state_of(place, each) for each in (first, later)] == ["deposited", "deposited"]
    with begin(place.operations, NINE + 30 * HOUR) as work:
        with pytest.raises(Invalid):
            cash.reconcile(work, deposit.deposit_id, TODAY - timedelta(days=1))
        cash.reconcile(work, deposit.deposit_id, TODAY + timedelta(days=1))
        with pytest.raises(Conflict, match=f"{place.operations.full_name} has found slip S-77"):
            cash.reconcile(work, deposit.deposit_id, TODAY + timedelta(days=1))
        kept = cash.handover(work, row.handover_id).row
    assert (kept.status, kept.slip_no, kept.depositor_name, kept.reconciler_name) == (
        "reconciled", "S-77", clerk.full_name, place.operations.full_name)  # fmt: skip
    assert state_of(place, first) == "reconciled"
    with begin(place.here.admin) as work:
        assert [each.action for each in audit.history_of(work, "deposit S-77")] == ["cash.reconciled", "cash.deposited"]
    assert money.disagreements(place.here) == []


def test_a_difference_needs_a_reason_stays_visible_and_is_told(place: Field) -> None:
    taken(place, amount="500")
    with pytest.raises(Invalid, match="Rs 20 less than the receipts, which are Rs 500"):
        accepted(place, "480")
    with pytest.raises(Invalid, match="nothing to explain"):
        accepted(place, "500", "A torn note")
    for wrong in ("-1", "1.005", "NaN"):
        with pytest.raises(Invalid):
            accepted(place, wrong)
    row = accepted(place, "480", " A torn note ").row
    assert (row.difference, row.reason) == (-20, "A torn note")
    said = f"{place.operations.full_name} accepted Rs 480 from you, H-000001: Rs 20 less than your receipts. A torn note"
    assert told(place.agent) == [said]
    with begin(place.manager) as work:
        assert [each.handover_no for each in cash.handovers(work, ListQuery(filters={"differs": "yes"})).rows] == ["H-000001"]
        assert cash.handovers(work, ListQuery("h-1", {"differs": "no"})).rows == ()
    taken(place, "U-2", "30")
    assert accepted(place, "0", "Robbed on the way").row.difference == -30
    assert money.disagreements(place.here) == []


def test_two_people_at_once_accept_the_same_cash_once(place: Field) -> None:
    for code in ("U-1", "U-2", "U-3"):
        taken(place, code)
    people = [place.operations, builders.person(place.here, Role.BILLING)]

    def accept(by: Actor) -> str:
        try:
            return accepted(place, "300", by=by).row.handover_no
        except Conflict as error:
            return str(error)

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(accept, people * 3))
    assert said.count("H-000001") == 1
    assert all(f"has accepted the cash of {place.agent.full_name} at 10:00: Rs 300, H-000001" in each
               for each in said if each != "H-000001")  # fmt: skip
    assert money.disagreements(place.here) == []


def test_what_was_counted_is_what_is_accepted_and_the_same_again_is_one_handover(place: Field) -> None:
    taken(place)
    with begin(place.operations, NINE) as work:
        seen = cash.holder(work, place.agent.staff_id)
        assert seen is not None
    taken(place, "U-2")
    new = NewHandover(place.agent.staff_id, Decimal(100), uuid4(), "", seen.mark)
    with pytest.raises(Conflict, match="it is Rs 200 from 2 receipts now"), begin(place.operations, NINE) as work:
        cash.accept(work, new)
    again = replace(new, counted=Decimal(200), seen=None)
    for _ in range(2):
        with begin(place.operations, NINE) as work:
            assert cash.accept(work, again).row.handover_no == "H-000001"
    with pytest.raises(Conflict, match="other particulars"), begin(place.operations, NINE) as work:
        cash.accept(work, replace(again, counted=Decimal(199), reason="x"))


def test_who_accepts_sees_the_whole_organization_and_never_the_own_cash(place: Field) -> None:
    taken(place)
    for actor in (place.agent, place.manager, builders.person(place.here, Role.OPERATIONS, (place.here.ward_a,))):
        with pytest.raises(Forbidden):
            accepted(place, "100", by=actor)
    admin = place.here.admin
    taken(place, "U-2", actor=admin)
    with pytest.raises(Conflict, match="Somebody else counts"):
        accepted(place, "100", agent=admin, by=admin)
    with pytest.raises(Conflict, match="has no cash in hand"):
        accepted(place, "100", agent=place.manager)
    with pytest.raises(NotFound), begin(place.operations, NINE) as work:
        cash.accept(work, NewHandover(10**12, Decimal(1), uuid4()))
    made = accepted(place, "100").row
    for actor in (agent_of(place.here, place.here.ward_a), builders.person(place.here, Role.OPERATIONS, (place.here.ward_a,))):
        with pytest.raises(NotFound), begin(actor) as work:
            cash.handover(work, made.handover_id)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(admin) as work:
        work.connection.execute("UPDATE cash_handovers SET counted = 1")


def test_a_deposit_that_cannot_be_is_refused_and_nothing_moves(place: Field) -> None:
    taken(place)
    row = accepted(place, "100").row
    good = NewDeposit((row.handover_id,), "First", "S-1", TODAY, uuid4())
    for changes, name in (({"handover_ids": ()}, "handover_ids"), ({"bank": " "}, "bank"), ({"slip_no": "x" * 61}, "slip_no"),
                          ({"deposited_on": TODAY + timedelta(days=1)}, "deposited_on"),
                          ({"deposited_on": TODAY - timedelta(days=1)}, "deposited_on")):  # fmt: skip
        with pytest.raises(Invalid) as refusal, begin(place.operations, NINE + HOUR) as work:
            cash.deposit(work, replace(good, **changes))  # pyright: ignore[reportArgumentType]
        assert list(refusal.value.fields) == [name]
    with pytest.raises(NotFound), begin(place.operations, NINE + HOUR) as work:
        cash.deposit(work, replace(good, handover_ids=(row.handover_id, 10**12)))
    with begin(place.operations, NINE + HOUR) as work:
        cash.deposit(work, good)
        with pytest.raises(Conflict, match="H-000001 was deposited before"):
            cash.deposit(work, replace(good, slip_no="S-2", client_uuid=uuid4()))
    taken(place)
    second = accepted(place, "100").row
    with pytest.raises(Invalid, match="was recorded before"), begin(place.operations, NINE + HOUR) as work:
        cash.deposit(work, replace(good, handover_ids=(second.handover_id,), client_uuid=uuid4()))


def test_a_receipt_reversed_after_its_handover_leaves_the_handover_as_it_was_counted(place: Field) -> None:
    row = taken(place)
    made = accepted(place, "100").row
    with begin(place.here.admin) as work:
        payments.reverse(work, row.payment_id or 0, "Of another house")
        kept = cash.handover(work, made.handover_id)
    assert (kept.row.expected, kept.receipts[0].status) == (100, "reversed")
    assert money.disagreements(place.here) == []
    with begin(place.here.admin) as work:
        work.connection.execute("UPDATE cash_handovers SET status = 'handed_over', deposit_id = NULL")
        work.connection.execute("UPDATE cash_receipts SET status = 'collected', handover_id = NULL")
    said = [each.split(": ")[0] for each in money.disagreements(place.here)]
    assert said == ["a receipt of cash is its payment", "a handover is the sum of its receipts",
                    "cash in hand is what was collected and not handed over"]  # fmt: skip
