"""Units from a file: added with their accounts, changed, left alone, refused with a reason, parked until what they name comes."""

from decimal import Decimal

import pytest

from services import accounts, survey_units
from services.paging import ListQuery
from services.permissions import Role
from services.work import begin
from tests import builders
from tests.builders import World
from tests.services.imports.bringing import brought, checked, counts, csv_bytes, deleted, error_rows, reasons, taken

HEAD = ("Unit code", "Area", "Consumer", "Phone", "Category", "Size in marla", "Business size", "Address")
GOOD = (
    ("u-1", "OKR-A", "Demo One", "0300-0000001", "House", "5 marla", "", "House 1"),
    ("U-2", "Ward B", "Demo Two", "3000000002", "commercial", "", "small", "Shop 2"),
    ("U-3", "okr-a", "ڈیمو", "+92 300 0000003", "residential", "1 kanal", "", "House 3"),
)


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def unit(here: World, code: str) -> survey_units.UnitRow:
    with begin(here.admin) as work:
        (row,) = [row for row in survey_units.page(work, ListQuery(search=code)).rows if row.code == code]
    return row


def test_units_come_with_their_accounts(here: World) -> None:
    found = brought(here.admin, "units", csv_bytes(HEAD, GOOD))
    assert found.status == "done"
    assert counts(found) == (3, 0, 0, 0, 0)
    first = unit(here, "U-1")
    assert (first.account_code, first.holder_name, first.phone) == ("U-1", "Demo One", "923000000001")
    assert (first.area_id, first.category, first.size_marla, first.settlement) == (here.ward_a, "residential", 5, "urban")
    assert (unit(here, "U-2").area_id, unit(here, "U-2").commercial_size) == (here.ward_b, "small")
    assert (unit(here, "U-3").size_marla, unit(here, "U-3").holder_name) == (Decimal(20), "ڈیمو")
    with begin(here.admin) as work:
        assert accounts.find(work, "U-2").area_id == here.ward_b


def test_the_same_file_twice_changes_nothing(here: World) -> None:
    contents = csv_bytes(HEAD, GOOD)
    brought(here.admin, "units", contents)
    assert counts(brought(here.admin, "units", contents)) == (0, 0, 3, 0, 0)


def test_changed_rows_say_what_was_there_before(here: World) -> None:
    brought(here.admin, "units", csv_bytes(HEAD, GOOD))
    rows = [("U-1", "OKR-B", "Demo One", "", "", "8", "", "House 1"), ("U-2", "", "Demo Zwei", "", "", "", "", "")]
    found = checked(here.admin, "units", csv_bytes(HEAD, rows))
    assert counts(found) == (0, 2, 0, 0, 0)
    assert unit(here, "U-1").size_marla == 5
    taken(here.admin, found)
    assert (unit(here, "U-1").size_marla, unit(here, "U-1").area_id) == (8, here.ward_b)
    assert unit(here, "U-2").holder_name == "Demo Zwei"
    with begin(here.admin) as work:
        assert accounts.find(work, "U-1").area_id == here.ward_b


def test_each_bad_row_is_refused_with_its_reason_and_hinders_no_other(here: World) -> None:
    bad = (
        ("U-4", "NOWHERE", "Demo", "", "residential", "5", "", "House"),
        ("U-5", "OKR-A", "Demo", "12", "residential", "5", "", "House"),
        ("U-6", "OKR-A", "Demo", "", "castle", "5", "", "House"),
        ("U-7", "OKR-A", "Demo", "", "residential", "-5", "", "House"),
        ("U-8", "OKR-A", "Demo", "", "residential", "", "", "House"),
        ("U-9", "OKR-A", "Demo", "", "commercial", "", "", "House"),
        ("", "OKR-A", "Demo", "", "residential", "5", "", "House"),
        ("U-1", "OKR-A", "Demo", "", "residential", "5", "", "House"),
        ("3.52E+15", "OKR-A", "Demo", "", "residential", "5", "", "House"),
        ("U-10", "", "Demo", "", "residential", "5", "", "House"),
        ("U-11", "OKR-A", "Demo", "", "", "5", "", "House"),
        ("U-12", "OKR-A", "Demo", "", "residential", "0", "", "House"),
    )
    found = brought(here.admin, "units", csv_bytes(HEAD, (*GOOD, *bad)))
    assert found.status == "partial"
    assert counts(found) == (3, 0, 0, len(bad), 0)
    said = reasons(here.admin, found)
    labels = ["Area", "Phone", "Category", "Size in marla", "Size in marla", "Business size", "Unit code", "Repeated",
              "Unit code", "Area", "Category", "Size in marla"]  # fmt: skip
    assert [said[row_no].split(":")[0] for row_no in sorted(said)] == labels
    rows = error_rows(here.admin, found)
    # What a spreadsheet would run as a formula comes back behind an apostrophe, which is taken off again.
    assert [tuple(cell.removeprefix("'") for cell in row.values())[:8] for row in rows] == list(bad)
    assert [row["Why this row was left out"] for row in rows] == [said[row_no] for row_no in sorted(said)]


def test_a_unit_of_an_unknown_account_waits_for_it(here: World) -> None:
    head = ("Unit code", "Account", "Area", "Category", "Size in marla", "Address")
    found = brought(here.admin, "units", csv_bytes(head, [("U-1", "A-1", "OKR-A", "residential", "5", "House 1")]))
    assert (found.status, counts(found)) == ("partial", (0, 0, 0, 0, 1))


def test_whoever_sees_some_areas_brings_units_of_these_only(here: World) -> None:
    somewhere = builders.person(here, Role.OPERATIONS, (here.ward_a,))
    brought(here.admin, "units", csv_bytes(HEAD, GOOD))
    rows = [("U-7", "OKR-B", "Demo", "", "residential", "5", "", "House"),
            ("U-2", "OKR-A", "Demo", "", "residential", "5", "", "House"),
            ("U-8", "OKR-A", "Demo", "", "residential", "5", "", "House")]  # fmt: skip
    found = brought(somewhere, "units", csv_bytes(HEAD, rows))
    assert counts(found) == (1, 0, 0, 2, 0)
    said = reasons(somewhere, found)
    assert said[2] == "Area: OKR-B lies outside your areas."
    assert said[3].startswith("Unit code: U-2 is a unit outside your areas.")


def test_rows_that_a_form_would_refuse_are_refused_with_its_sentences(here: World) -> None:
    head = (*HEAD, "Latitude", "Longitude", "State")
    fine = ("OKR-A", "Demo 👨‍👩‍👧 علی", "", "residential", "5", "", "House 1", "30.8", "73.4")
    brought(here.admin, "units", csv_bytes(head, [("U-1", *fine, "surveyed"), ("U-2", *fine, "inactive")]))
    bad = (
        ("U-1", "", "", "", "", "", "", "", "", "", "billed"),
        ("U-2", "", "", "", "", "", "", "", "", "", "listed"),
        ("U-3", *fine[:7], "30.8", "", "listed"),
        ("U-4", *fine[:6], "", *fine[7:], "listed"),
        ("U-5", *fine[:4], "100000.5", *fine[5:], "listed"),
        ("U-6", *fine[:4], "5.555", *fine[5:], "listed"),
        ("U-7", "OKR-A", "x" * 121, *fine[2:], "listed"),
    )
    found = checked(here.admin, "units", csv_bytes(head, bad))
    said = reasons(here.admin, found)
    assert list(said.values()) == [
        "State: A unit that is surveyed becomes verified, inactive, duplicate of, not billed.",
        "State: A unit that is inactive does not become listed by hand; it is surveyed again.",
        "Longitude: A position needs both latitude and longitude, or neither.",
        "Address: Say where the premises are.",
        "Size in marla: A size is more than 0 and at most 100,000 marla.",
        said[7],
        "Consumer: The text is longer than 120 characters.",
    ]
    assert said[7].startswith("Size in marla: ")
    moved = brought(here.admin, "units", csv_bytes(("Unit code", "State"), [("U-1", "verified")]))
    assert (moved.status, unit(here, "U-1").status) == ("done", "verified")


def test_the_code_of_a_deleted_unit_or_account_is_not_used_again(here: World) -> None:
    brought(here.admin, "units", csv_bytes(HEAD, GOOD))
    gone = unit(here, "U-1")
    deleted(here.admin, "units", gone.unit_id)
    found = checked(here.admin, "units", csv_bytes(HEAD, GOOD[:1]))
    assert reasons(here.admin, found) == {2: "Unit code: U-1 was deleted; restore it first, or give this unit another code."}
    deleted(here.admin, "accounts", gone.account_id)
    head = (*HEAD, "Account")
    found = checked(here.admin, "units", csv_bytes(head, [("U-9", *GOOD[0][1:], "U-1")]))
    assert reasons(here.admin, found) == {2: "Account: U-1 was deleted; restore it first, or name another account."}
    found = checked(here.admin, "accounts", csv_bytes(("Account", "Consumer", "Area"), [("U-1", "Anew", "OKR-A")]))
    assert reasons(here.admin, found) == {2: "Account: U-1 was deleted; restore it first, or give this account another code."}
