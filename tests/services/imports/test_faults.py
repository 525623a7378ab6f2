"""3,000 units of which each kind of fault has 1.5%: every faulty row comes back with its reason, and no good row does."""

import pytest

from services import survey_units
from services.paging import ListQuery
from services.work import begin
from tests import builders
from tests.builders import World
from tests.services.imports import faulty
from tests.services.imports.bringing import brought, counts, csv_bytes, error_rows

SIZE = 3_000
REASON = "Why this row was left out"


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def test_every_faulty_row_and_no_other_comes_back_with_its_reason(here: World) -> None:
    made = list(faulty.rows(SIZE))
    expected = [(row, reason) for row, reason in made if reason is not None]
    # One row in 67 of each kind.
    assert len(expected) >= len(faulty.FAULTS) * (SIZE // faulty.EVERY)
    contents = csv_bytes(faulty.HEAD, [row for row, _ in made])
    found = brought(here.admin, "units", contents)
    left = error_rows(here.admin, found)
    assert len(left) == len(expected) == found.rejected_count
    for said, (row, reason) in zip(left, expected, strict=True):
        assert said["Unit code"].removeprefix("'") == row[0].replace("NULL", "") or row[0] == "NULL"
        assert said[REASON].startswith(reason), (row, said[REASON])
    assert counts(found) == (SIZE - len(expected), 0, 0, len(expected), 0)
    with begin(here.admin) as work:
        assert survey_units.page(work, ListQuery()).count == SIZE - len(expected)
