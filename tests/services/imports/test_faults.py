"""3,000 units of which 45 have each kind of fault: every faulty row comes back with its reason, and no good row does."""

import pytest

from services import survey_units
from services.paging import ListQuery
from services.work import begin
from tests import builders
from tests.builders import World
from tests.services.imports.bringing import brought, counts, csv_bytes, error_rows

SIZE, EVERY = 3_000, 67
HEAD = ("Unit code", "Area", "Consumer", "Phone", "Category", "Size in marla", "Business size", "Latitude", "Surveyed on",
        "Address", "Longitude")
REASON = "Why this row was left out"

Row = list[str]
# What is put into which column, and how the reason must begin.
FAULTS: dict[str, tuple[int, str, str]] = {
    "unknown area": (1, "NOWHERE", "Area: there is no area “NOWHERE”"),
    "no code": (0, "", "Unit code: this is empty"),
    "mangled code": (0, "3.52E+15", "Unit code: “3.52E+15” is a long number that a spreadsheet has cut"),
    "bad phone": (3, "12", "Phone: “12” is no phone number"),
    "unknown category": (4, "castle", "Category: “castle” is not one of"),
    "negative size": (5, "-5", "Size in marla: “-5” is below zero"),
    "no size": (5, "", "Size in marla: A residence needs its size in marla"),
    "off the earth": (7, "130.5", "Latitude: “130.5” is no latitude"),
    "half a position": (10, "", "Longitude: A position needs both latitude and longitude, or neither."),
    "no address": (9, "", "Address: Say where the premises are."),
    "long address": (9, "x" * 201, "Address: The text is longer than 200 characters."),
    "larger than any premises": (5, "100001", "Size in marla: "),
    "before the calendar": (8, "01/01/1900", "Surveyed on: “01/01/1900” is outside"),
    "still to come": (8, "01/01/2090", "Surveyed on: 2090-01-01 is still to come."),
}


def good(n: int) -> Row:
    area = "OKR-A" if n % 2 else "Ward B"
    return [f"U-{n:05}", area, f"ڈیمو {n}", f"0300-{n:07}", "house", "5 marla", "", "30.8", "5 Jan 2026",
            f"House {n}, نئی آبادی", "73.4"]


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def test_every_faulty_row_and_no_other_comes_back_with_its_reason(here: World) -> None:
    rows = [good(n) for n in range(SIZE)]
    expected: dict[int, str] = {}
    for place, (column, cell, reason) in enumerate(FAULTS.values()):
        for n in range(place, SIZE, EVERY):
            rows[n][column] = cell
            expected[n] = reason
    for n in range(len(FAULTS), SIZE, EVERY):
        rows[n][0] = rows[n + 20][0] if n + 20 < SIZE else rows[n][0]
        # The first of two rows with one code counts; the later one is the repeated one.
        expected[n + 20] = "Repeated: "
    expected = {n: reason for n, reason in expected.items() if n < SIZE}
    found = brought(here.admin, "units", csv_bytes(HEAD, rows))
    left = error_rows(here.admin, found)
    wrong = {n: rows[n] for n in expected}
    assert len(left) == len(wrong) == found.rejected_count
    for said, (n, row) in zip(left, sorted(wrong.items()), strict=True):
        assert [cell.removeprefix("'") for cell in list(said.values())[: len(HEAD)]] == row, n
        assert said[REASON].startswith(expected[n]), (n, said[REASON])
    assert counts(found) == (SIZE - len(wrong), 0, 0, len(wrong), 0)
    with begin(here.admin) as work:
        assert survey_units.page(work, ListQuery()).count == SIZE - len(wrong)


