"""Bills of an earlier system: they live as bills here, add up, are never doubled, wait for their account, and are taken back."""

from datetime import date
from decimal import Decimal

import pytest

from services import accounts, bill_runs, bills, imports, verification
from services.bills import Bill
from services.paging import ListQuery
from services.work import begin
from tests import builders, town
from tests.services.imports.bringing import again, brought, checked, counts, csv_bytes, reasons, rolled_back, taken
from tests.town import Town
from utils.errors import Conflict

HEAD = ("Bill number", "Account", "Month", "Demand", "Unpaid", "Paid", "Issued on", "Due on")
GOOD = (
    ("OLD-1", "A-1", "2026-05", "300", "300", "", "01/06/2026", "15/06/2026"),
    ("OLD-2", "A-1", "Jun 2026", "300", "100", "", "", ""),
    ("Old-3", "A-2", "2026-05", "500.50", "", "500.50", "", ""),
    ("OLD-4", "B-1", "2026-05", "0", "0", "0", "", ""),
)


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


def balance(place: Town, code: str) -> Decimal:
    with begin(place.clerk) as work:
        return accounts.find(work, code).balance


def bills_of(place: Town, code: str) -> list[Bill]:
    with begin(place.here.admin) as work:
        rows = bills.page(work, ListQuery(filters={"account": str(place.account_ids[code])})).rows
        return [bills.get(work, row.period, row.bill_id) for row in reversed(rows)]


def verified(place: Town) -> None:
    with begin(place.here.admin) as work:
        assert verification.verify(work) == ()


def test_they_are_bills_that_add_up(place: Town) -> None:
    found = brought(place.clerk, "earlier_bills", csv_bytes(HEAD, GOOD))
    assert (found.status, counts(found)) == ("done", (4, 0, 0, 0, 0))
    verified(place)
    assert (balance(place, "A-1"), balance(place, "A-2")) == (400, 0)
    may, june = bills_of(place, "A-1")
    assert (may.head.period, may.head.status, may.head.outstanding) == (date(2026, 5, 1), "issued", 300)
    assert (may.head.due_on, may.head.customer_class) == (date(2026, 6, 15), "earlier_system")
    assert [(line.component, line.amount) for line in may.lines] == [("earlier_system: OLD-1", 300)]
    assert (june.head.status, june.head.outstanding, june.paid) == ("partly_paid", 100, 200)
    (other,) = bills_of(place, "A-2")
    assert (other.head.status, other.paid, other.lines[0].component) == ("paid", Decimal("500.50"), "earlier_system: Old-3")
    assert counts(brought(place.clerk, "earlier_bills", csv_bytes(HEAD, GOOD))) == (0, 0, 4, 0, 0)
    verified(place)


def test_money_that_waited_pays_them_and_later_money_does_too(place: Town) -> None:
    town.pay(place, "A-1", "350")
    brought(place.clerk, "earlier_bills", csv_bytes(HEAD, GOOD))
    assert balance(place, "A-1") == 50
    verified(place)
    town.pay(place, "A-1", "50")
    assert [bill.head.status for bill in bills_of(place, "A-1")] == ["paid", "paid"]
    town.bill(place)
    verified(place)


def test_a_month_is_billed_by_one_system(place: Town) -> None:
    brought(place.clerk, "earlier_bills", csv_bytes(HEAD, [("OLD-1", "A-1", "2026-08", "300", "300", "", "", "")]))
    with begin(place.clerk) as work:
        assert [cycle.code for cycle in bill_runs.list_cycles(work)] == ["monthly"]
        with pytest.raises(Conflict, match="Earlier system, waste"):
            bill_runs.create(work, "monthly", date(2026, 8, 1))
    town.bill(place, town.NEXT)
    found = checked(place.clerk, "earlier_bills", csv_bytes(HEAD, [("OLD-9", "A-2", "2026-09", "300", "300", "", "", "")]))
    assert reasons(place.clerk, found)[2].startswith("Month: September 2026 has a bill run here for waste")
    verified(place)


def test_those_that_cannot_be_say_why(place: Town) -> None:
    brought(place.clerk, "opening_balances", csv_bytes(("Account", "Opening balance"), [("A-3", "900")]))
    rows = [
        ("B-1", "A-1", "2026-05", "300", "400", "", "", ""), ("B-2", "A-1", "2026-05", "300", "", "400", "", ""),
        ("B-3", "A-1", "2026-05", "300", "100", "100", "", ""), ("B-4", "A-1", "2026-05", "300", "", "", "", ""),
        ("B-5", "A-1", "2090-05", "300", "0", "", "", ""), ("B-6", "A-1", "2026-05", "-1", "0", "", "", ""),
        ("B-7", "A-1", "2026-05", "300", "0", "", "01/01/2026", ""), ("B-8", "A-1", "", "300", "0", "", "", ""),
        ("B-9", "A-3", "2026-05", "300", "1", "", "", ""), ("B-10", "A-3", "2026-05", "300", "0", "", "", ""),
        ("B-11", "A-1", "2026-05", "300", "0", "", "", ""), ("B-12", "A-1", "2026-05", "300", "0", "", "", ""),
        ("B-13", "N-1", "2026-05", "300", "0", "", "", ""),
    ]  # fmt: skip
    found = brought(place.clerk, "earlier_bills", csv_bytes(HEAD, rows))
    assert counts(found) == (2, 0, 0, 10, 1)
    said = reasons(place.clerk, found)
    assert [said[row_no].split(":")[0] for row_no in sorted(said)] == [
        "Unpaid", "Paid", "Unpaid", "Unpaid", "Month", "Demand", "Issued on", "Month", "Unpaid", "Repeated"]  # fmt: skip
    assert said[10].startswith("Unpaid: A-3 has an opening balance of 900.00, which holds its old debts already")
    changed = checked(place.clerk, "earlier_bills", csv_bytes(HEAD, [("B-11", "A-1", "2026-05", "301", "0", "", "", "")]))
    assert reasons(place.clerk, changed)[2].endswith("a file does not change a bill.")
    verified(place)


def test_an_opening_balance_does_not_count_them_twice(place: Town) -> None:
    brought(place.clerk, "earlier_bills", csv_bytes(HEAD, GOOD))
    found = checked(place.clerk, "opening_balances", csv_bytes(("Account", "Opening balance"), [("A-1", "400"), ("A-2", "10")]))
    assert reasons(place.clerk, found)[2].startswith("Amount: A-1 has 400.00 unpaid on bills of the earlier system already")
    assert counts(found) == (1, 0, 0, 1, 0)


def test_they_wait_for_their_account(place: Town) -> None:
    rows = [("OLD-1", "N-1", "2026-05", "300", "300", "", "", "")]
    found = brought(place.clerk, "earlier_bills", csv_bytes(HEAD, rows))
    assert counts(found) == (0, 0, 0, 0, 1)
    brought(place.clerk, "accounts", csv_bytes(("Account", "Consumer", "Area"), [("N-1", "New", "OKR-A")]))
    with begin(place.clerk) as work:
        assert imports.pick_up(work) == [found.import_id]
    assert taken(place.clerk, again(place.clerk, found)).status == "done"
    assert balance(place, "N-1") == 300
    verified(place)


def test_they_are_voided_by_a_roll_back_while_nothing_was_built_on_them(place: Town) -> None:
    found = brought(place.clerk, "earlier_bills", csv_bytes(HEAD, GOOD))
    assert rolled_back(place.here, found).status == "rolled_back"
    verified(place)
    assert (balance(place, "A-1"), [bill.head.status for bill in bills_of(place, "A-1")]) == (0, ["voided", "voided"])
    again_in = brought(place.clerk, "earlier_bills", csv_bytes(HEAD, GOOD))
    assert counts(again_in) == (4, 0, 0, 0, 0)
    assert balance(place, "A-1") == 400
    verified(place)
    town.pay(place, "A-1", "10")
    with pytest.raises(Conflict, match="The bill of an earlier system A-1 2026-05 waste was used since"):
        rolled_back(place.here, again_in)
    verified(place)


def test_several_services_need_to_be_told_apart(place: Town) -> None:
    code = "X-1"
    builders.account(place.here, code)
    head = ("Bill number", "Account", "Month", "Service", "Demand", "Paid")
    rows = [("W-1", code, "2026-05", "water", "70", "0"), ("S-1", code, "2026-05", "sanitation", "30", "30")]
    assert counts(brought(place.clerk, "earlier_bills", csv_bytes(head, rows))) == (2, 0, 0, 0, 0)
    assert balance(place, code) == 70
    verified(place)
