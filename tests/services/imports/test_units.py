"""Units from a file: added with their accounts, changed, left alone, refused with a reason, parked until what they name comes."""

from decimal import Decimal

import pytest

from services import accounts, survey_units
from services.paging import ListQuery
from services.permissions import Role
from services.work import begin
from tests import builders
from tests.builders import World
from tests.services.imports.bringing import brought, checked, counts, csv_bytes, error_rows, reasons, taken

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
        ("U-4", "NOWHERE", "Demo", "", "residential", "5", "", ""),
        ("U-5", "OKR-A", "Demo", "12", "residential", "5", "", ""),
        ("U-6", "OKR-A", "Demo", "", "castle", "5", "", ""),
        ("U-7", "OKR-A", "Demo", "", "residential", "-5", "", ""),
        ("U-8", "OKR-A", "Demo", "", "residential", "", "", ""),
        ("U-9", "OKR-A", "Demo", "", "commercial", "", "", ""),
        ("", "OKR-A", "Demo", "", "residential", "5", "", ""),
        ("U-1", "OKR-A", "Demo", "", "residential", "5", "", ""),
        ("3.52E+15", "OKR-A", "Demo", "", "residential", "5", "", ""),
        ("U-10", "", "Demo", "", "residential", "5", "", ""),
        ("U-11", "OKR-A", "Demo", "", "", "5", "", ""),
        ("U-12", "OKR-A", "Demo", "", "residential", "0", "", ""),
    )
    found = brought(here.admin, "units", csv_bytes(HEAD, (*GOOD, *bad)))
    assert found.status == "partial"
    assert counts(found) == (3, 0, 0, len(bad), 0)
    said = reasons(here.admin, found)
    labels = ["Area", "Phone", "Category", "Size in marla", "Size", "Business size", "Unit code", "Repeated", "Unit code",
              "Area", "Category", "Size"]  # fmt: skip
    assert [said[row_no].split(":")[0] for row_no in sorted(said)] == labels
    rows = error_rows(here.admin, found)
    # What a spreadsheet would run as a formula comes back behind an apostrophe, which is taken off again.
    assert [tuple(cell.removeprefix("'") for cell in row.values())[:8] for row in rows] == list(bad)
    assert [row["Why this row was left out"] for row in rows] == [said[row_no] for row_no in sorted(said)]


def test_a_unit_of_an_unknown_account_waits_for_it(here: World) -> None:
    head = ("Unit code", "Account", "Area", "Category", "Size in marla")
    found = brought(here.admin, "units", csv_bytes(head, [("U-1", "A-1", "OKR-A", "residential", "5")]))
    assert (found.status, counts(found)) == ("partial", (0, 0, 0, 0, 1))


def test_whoever_sees_some_areas_brings_units_of_these_only(here: World) -> None:
    somewhere = builders.person(here, Role.OPERATIONS, (here.ward_a,))
    brought(here.admin, "units", csv_bytes(HEAD, GOOD))
    rows = [("U-7", "OKR-B", "Demo", "", "residential", "5", "", ""), ("U-2", "OKR-A", "Demo", "", "residential", "5", "", ""),
            ("U-8", "OKR-A", "Demo", "", "residential", "5", "", "")]  # fmt: skip
    found = brought(somewhere, "units", csv_bytes(HEAD, rows))
    assert counts(found) == (1, 0, 0, 2, 0)
    said = reasons(somewhere, found)
    assert said[2] == "Area: OKR-B lies outside your areas."
    assert said[3].startswith("Unit code: U-2 is a unit outside your areas.")
