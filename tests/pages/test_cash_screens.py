"""Cash on its screens: taken at a unit, its receipt, and who holds how much."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import cash, payments
from services.cash import CashRow, NewCash
from services.paging import ListQuery
from services.work import Actor, begin
from tests.screens import opened as open_address
from tests.screens import seen
from tests.services.visits.field import Field, field

Open = Callable[[str, Actor], AppTest]


@pytest.fixture
def place(database: object) -> Field:
    return field()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(address: str, actor: Actor) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        return open_address(address)

    return open_page


def taken(place: Field, code: str = "U-1", amount: str = "120", payer: str = "<b>Tenant</b>") -> CashRow:
    with begin(place.agent) as work:
        return cash.collect(work, NewCash(place.unit_ids[code], Decimal(amount), uuid4(), payer)).row


def test_an_agent_reads_what_is_owed_and_finds_the_form_at_a_unit(place: Field, opened: Open) -> None:
    unit_id = place.unit_ids["U-1"]
    assert f'href="/take-cash?unit={unit_id}"' in seen(opened(f"/unit?unit={unit_id}", place.agent))
    assert "take-cash" not in seen(opened(f"/unit?unit={unit_id}", place.operations))
    said = seen(opened(f"/take-cash?unit={unit_id}", place.agent))
    assert 'data-post="/api/v1/cash/receipts"' in said
    assert 'inputmode="decimal"' in said
    assert "you hold Rs 0 of Rs 50,000" in said
    taken(place, amount="50000")
    full = seen(opened(f"/take-cash?unit={unit_id}", place.agent))
    assert "hand over at the office before you take more" in full
    assert "data-post" not in full
    assert "Cash is taken at a unit." in seen(opened("/take-cash", place.agent))
    assert "There is no unit" in seen(opened(f"/take-cash?unit={place.unit_ids['U-9']}", place.agent))


def test_a_receipt_can_be_shown_shared_and_printed(place: Field, opened: Open) -> None:
    row = taken(place)
    said = seen(opened(f"/receipt?receipt={row.receipt_id}", place.agent))
    assert f"Receipt {row.receipt_no}" in said
    assert 'data-share="' in said
    assert "data-print" in said
    assert "&lt;b&gt;Tenant&lt;/b&gt;" in said
    assert "Still owed" in said
    assert f'href="/receipt?receipt={row.receipt_id}"' in seen(opened(f"/payment?payment={row.payment_id}", place.here.admin))
    with begin(place.here.admin) as work:
        payments.reverse(work, row.payment_id or 0, "Counted wrongly")
    assert "Counted wrongly" in seen(opened(f"/receipt?receipt={row.receipt_id}", place.agent))


def test_the_office_reads_who_holds_cash_and_sets_the_limit(place: Field, opened: Open) -> None:
    row = taken(place)
    said = seen(opened("/cash", place.operations))
    assert place.agent.full_name in said
    assert row.receipt_no in said
    assert "Save limit" not in [button.label for button in opened("/cash", place.operations).button]
    shown = opened("/cash", place.manager)
    shown.text_input[0].input("a lot")
    assert "is not an amount" in seen(shown.button[0].click().run())
    shown.text_input[0].input("20,000")
    assert "Saved the most cash" in seen(shown.button[0].click().run())
    mine = seen(opened("/cash", place.agent))
    assert "Rs 20,000" in mine
    assert "Who holds cash?" not in mine


def test_the_office_counts_accepts_deposits_and_somebody_else_reconciles(place: Field, opened: Open) -> None:
    taken(place, amount="120")
    address = f"/cash-in-hand?agent={place.agent.staff_id}"
    assert f'href="{address}"' in seen(opened("/cash", place.operations))
    assert "Bring it to the office" in seen(opened("/cash-in-hand", place.agent))
    shown = opened(address, place.operations)
    shown.text_input(key="cash_counted").input("100")
    assert "Rs 20 less than the receipts" in seen(shown.button[0].click().run())
    shown.text_area(key="cash_reason").input("A torn note")
    shown.button[0].click().run()
    with begin(place.operations) as work:
        (row,) = cash.handovers(work, ListQuery()).rows
    page = f"/handover?handover={row.handover_id}"
    assert "A torn note" in seen(opened(page, place.agent))
    assert "There is no cash in hand." in seen(opened(address, place.operations))
    shown = opened("/handovers", place.operations)
    shown.text_input(key="deposit_bank_0").input("First Bank")
    assert "Name the slip." in seen(shown.button[0].click().run())
    shown.text_input(key="deposit_slip_0").input("s-1")
    assert "Recorded the deposit of 1 handover, slip S-1." in seen(shown.button[0].click().run())
    assert "somebody else looks for it" in seen(opened(page, place.operations))
    shown = opened(page, place.here.admin)
    assert "Slip S-1 is reconciled." in seen(shown.button[0].click().run())
    assert "First Bank" in seen(opened("/handovers?status=reconciled", place.operations))
