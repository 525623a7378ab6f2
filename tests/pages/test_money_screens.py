"""The screens of bills, payments, accounts and units: what they explain, where they lead, and what they record."""

import re
from urllib.parse import urlsplit

import pytest

from components import session
from components.screens import ACCOUNT, BILL, PAYMENT, PAYMENTS, UNIT
from services import bills, payments, sign_in
from services.bills import BillRow
from services.paging import ListQuery
from services.work import begin
from tests import town
from tests.builders import PASSWORD
from tests.money import pay
from tests.screens import opened, seen
from tests.town import Town


@pytest.fixture
def place(database: str, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A billed town, looked at by its clerk."""
    made = town.town()
    town.bill(made)
    token = sign_in.sign_in(made.clerk.username, PASSWORD, "127.0.0.1", "test").token
    monkeypatch.setattr(session, "token", lambda: token)
    return made


def first_bill(place: Town) -> BillRow:
    with begin(place.clerk) as work:
        return bills.page(work, ListQuery(filters={"account": str(place.account_ids["A-1"])})).rows[0]


def test_a_bill_says_why_it_asks_for_its_amount(place: Town) -> None:
    shown = seen(opened(BILL.link(bill=first_bill(place).bill_no)))
    assert "Why this amount" in shown
    assert "Residential, urban, up to 5 marla: Rs 300 per month" in shown


def test_every_link_of_a_bill_leads_to_a_record_that_is_there(place: Town) -> None:
    pay(place.here, "A-1", "100")
    shown = seen(opened(BILL.link(bill=first_bill(place).bill_no)))
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"]+\?[^"]+)"', shown)}
    paths = {urlsplit(link).path for link in links}
    assert {"/account", "/unit", "/tariff", "/bill-run", "/payment"} <= paths
    assert [link for link in sorted(links) if "There is no" in seen(opened(link))] == []


@pytest.mark.parametrize("made_up", ["zzz", "202608-9999999", "1 OR 1=1", "<script>alert(1)</script>", ""])
def test_a_made_up_bill_number_is_answered_in_a_sentence(place: Town, made_up: str) -> None:
    shown = seen(opened(BILL.link(bill=made_up)))
    assert "There is no bill" in shown
    assert "<script>" not in shown


@pytest.mark.parametrize(("screen", "name"), [(ACCOUNT, "account"), (UNIT, "unit"), (PAYMENT, "payment")])
@pytest.mark.parametrize("made_up", ["0", "-1", "999999999999999999999999", "x"])
def test_a_made_up_record_is_answered_in_a_sentence(place: Town, screen: object, name: str, made_up: str) -> None:
    assert f"There is no {name}" in seen(opened(f"/{name}?{name}={made_up}"))


def test_an_account_shows_its_balance_bills_and_statement(place: Town) -> None:
    pay(place.here, "A-1", "100")
    shown = seen(opened(ACCOUNT.link(account=place.account_ids["A-1"])))
    assert "Rs 200" in shown
    assert first_bill(place).bill_no in shown
    assert "Matched" in shown


def test_a_payment_with_a_wrong_amount_is_refused_and_what_was_typed_stays(place: Town) -> None:
    shown = opened(PAYMENTS.link())
    shown.text_input[0].input("A-1")
    shown.text_input[1].input("a lot")
    shown.button[0].click().run()
    assert "is not an amount" in seen(shown)
    assert (shown.text_input[0].value, shown.text_input[1].value) == ("A-1", "a lot")
    with begin(place.clerk) as work:
        assert payments.page(work, ListQuery()).count == 0


def test_a_reversal_asks_for_a_reason_and_then_makes_the_bill_unpaid(place: Town) -> None:
    paid = pay(place.here, "A-1", "300")
    shown = opened(PAYMENT.link(payment=paid.payment_id))
    shown.button[0].click().run()
    with begin(place.clerk) as work:
        assert payments.get(work, paid.payment_id).head.status == "posted"
    shown.text_input[0].input("wrong account")
    shown.button[0].click().run()
    with begin(place.clerk) as work:
        assert payments.get(work, paid.payment_id).head.status == "reversed"
    assert first_bill(place).outstanding == 300
