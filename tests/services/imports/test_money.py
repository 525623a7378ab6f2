"""Payments and opening balances from files: once each, refused with a reason, parked until their account comes, taken back."""

from decimal import Decimal

import pytest

from services import accounts, imports, payments, verification
from services.paging import ListQuery
from services.work import begin
from tests import builders, town
from tests.services.imports.bringing import again, brought, checked, counts, csv_bytes, deleted, reasons, rolled_back, taken
from tests.town import Town
from utils.errors import Conflict

HEAD = ("Account", "Amount", "Channel", "Reference", "Paid on")


@pytest.fixture
def place(database: object) -> Town:
    made = town.town()
    town.bill(made)
    return made


def balance(place: Town, code: str) -> Decimal:
    with begin(place.clerk) as work:
        return accounts.find(work, code).balance


def test_payments_are_recorded_matched_and_never_twice(place: Town) -> None:
    owed = balance(place, "A-1")
    rows = [("a-1", "Rs 100", "Bank transfer", "TX-1", "2026-09-01"), ("A-1", "50", "cash", "", "01/09/2026"),
            ("A-1", "50", "cash", "", "01/09/2026"), ("A-2", "1,000.50", "easypaisa", "TX-1", "1 Sep 2026")]  # fmt: skip
    found = brought(place.clerk, "payments", csv_bytes(HEAD, rows))
    assert (found.status, counts(found)) == ("done", (4, 0, 0, 0, 0))
    assert balance(place, "A-1") == owed - 200
    with begin(place.clerk) as work:
        assert payments.page(work, ListQuery()).count == 4
    assert counts(brought(place.clerk, "payments", csv_bytes(HEAD, rows))) == (0, 0, 4, 0, 0)
    assert balance(place, "A-1") == owed - 200


def test_each_bad_payment_is_refused_with_its_reason(place: Town) -> None:
    rows = [
        ("A-1", "-5", "cash", "", "2026-09-01"),
        ("A-1", "5.555", "cash", "", "2026-09-01"),
        ("A-1", "5", "shells", "", "2026-09-01"),
        ("A-1", "5", "bank", "", "2026-09-01"),
        ("A-1", "5", "cash", "", "2090-01-01"),
        ("", "5", "cash", "", "2026-09-01"),
        ("A-1", "5", "cash", "", ""),
        ("A-2", "5", "bank", "R", "2026-09-01"),
        ("A-2", "5", "bank", "R", "2026-09-01"),
    ]
    found = brought(place.clerk, "payments", csv_bytes(HEAD, rows))
    assert counts(found) == (1, 0, 0, 8, 0)
    said = reasons(place.clerk, found)
    assert [said[row_no].split(":")[0] for row_no in sorted(said)] == [
        "Amount", "Amount", "Channel", "Reference", "Day", "Account", "Day the money came", "Repeated"]  # fmt: skip


def test_a_payment_waits_for_its_account(place: Town) -> None:
    found = brought(place.clerk, "payments", csv_bytes(HEAD, [("N-1", "100", "cash", "", "2026-09-01")]))
    assert counts(found) == (0, 0, 0, 0, 1)
    brought(place.clerk, "accounts", csv_bytes(("Account", "Consumer", "Area"), [("N-1", "New", "OKR-A")]))
    with begin(place.clerk) as work:
        assert imports.pick_up(work) == [found.import_id]
    assert taken(place.clerk, again(place.clerk, found)).status == "done"
    assert balance(place, "N-1") == -100


def test_a_roll_back_of_payments_reverses_them(place: Town) -> None:
    owed = balance(place, "A-1")
    found = brought(place.here.admin, "payments", csv_bytes(HEAD, [("A-1", "100", "cash", "", "2026-09-01")]))
    assert rolled_back(place.here, found).status == "rolled_back"
    assert balance(place, "A-1") == owed


def test_opening_balances_are_posted_once(place: Town) -> None:
    head = ("Account", "Opening balance", "As of")
    rows = [("A-1", "1,500.00", "30/06/2026"), ("A-2", "0", ""), ("A-3", "-5", "30/06/2026"), ("N-9", "5", ""),
            ("B-1", "many", "")]  # fmt: skip
    before = balance(place, "A-1")
    found = brought(place.clerk, "opening_balances", csv_bytes(head, rows))
    assert counts(found) == (1, 0, 1, 2, 1)
    assert balance(place, "A-1") == before + 1500
    assert counts(brought(place.clerk, "opening_balances", csv_bytes(head, rows[:2]))) == (0, 0, 2, 0, 0)
    changed = checked(place.clerk, "opening_balances", csv_bytes(head, [("A-1", "7", "")]))
    assert reasons(place.clerk, changed)[2].startswith("Amount: A-1 has an opening balance of 1500.00 already")


def test_opening_balances_are_taken_back_while_nothing_was_built_on_them(place: Town) -> None:
    head = ("Account", "Opening balance", "As of")
    before = balance(place, "A-1")
    rows = [("A-1", "1500", "30/06/2026"), ("B-1", "70", "30/06/2026")]
    found = brought(place.clerk, "opening_balances", csv_bytes(head, rows))
    assert rolled_back(place.here, found).status == "rolled_back"
    assert balance(place, "A-1") == before
    with begin(place.here.admin) as work:
        assert verification.verify(work) == ()
    assert counts(brought(place.clerk, "opening_balances", csv_bytes(head, [("A-1", "900", "30/06/2026")]))) == (1, 0, 0, 0, 0)
    assert balance(place, "A-1") == before + 900
    with begin(place.here.admin) as work:
        assert verification.verify(work) == ()


def test_an_opening_balance_that_was_paid_stays(place: Town) -> None:
    found = brought(place.clerk, "opening_balances", csv_bytes(("Account", "Opening balance"), [("A-1", "1500")]))
    brought(place.clerk, "payments", csv_bytes(HEAD, [("A-1", "100", "cash", "", "2026-09-01")]))
    with pytest.raises(Conflict, match="The opening balance A-1 was used since"):
        rolled_back(place.here, found)
    with begin(place.here.admin) as work:
        assert verification.verify(work) == ()


def test_money_for_an_account_that_was_deleted_is_refused(place: Town) -> None:
    account_id = builders.account(place.here, "GONE")
    deleted(place.here.admin, "accounts", account_id)
    found = checked(place.clerk, "payments", csv_bytes(HEAD, [("GONE", "100", "cash", "", "2026-09-01")]))
    assert reasons(place.clerk, found) == {2: "Account: GONE was deleted; restore it first, or name another account."}
    found = checked(place.clerk, "opening_balances", csv_bytes(("Account", "Opening balance"), [("GONE", "1500")]))
    assert reasons(place.clerk, found) == {2: "Account: GONE was deleted; restore it first, or name another account."}
