"""Changing a premises by hand: one verdict for every face, no lost change, a history by field."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services import audit, survey_units
from services.paging import ListQuery
from services.permissions import Role
from services.survey_units import UnitFields, faults
from services.work import begin
from tests import builders
from tests.builders import World
from utils.errors import Conflict, Forbidden, Invalid, NotFound

GOOD = UnitFields("House 1", "urban", "residential", Decimal(5), None, 30.8, 73.4, "listed")


@pytest.fixture
def here(database: object) -> World:
    here = builders.world()
    builders.account(here, "A-1")
    return here


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address": " "}, "address"),
        ({"address": "x" * 201}, "address"),
        ({"address": "House\n1"}, "address"),
        ({"settlement": "city"}, "settlement"),
        ({"category": "palace"}, "category"),
        ({"status": "gone"}, "status"),
        ({"commercial_size": "huge"}, "commercial_size"),
        ({"size_marla": None}, "size_marla"),
        ({"size_marla": Decimal(-1)}, "size_marla"),
        ({"size_marla": Decimal("NaN")}, "size_marla"),
        ({"size_marla": Decimal("1e9")}, "size_marla"),
        ({"size_marla": Decimal("5.123")}, "size_marla"),
        ({"category": "commercial"}, "commercial_size"),
        ({"latitude": None}, "latitude"),
        ({"latitude": 91.0}, "latitude"),
        ({"longitude": float("nan")}, "longitude"),
    ],
)
def test_each_fault_is_told_at_its_field(change: dict[str, object], field: str) -> None:
    assert list(faults(replace(GOOD, **change))) == [field]  # pyright: ignore[reportArgumentType]


def test_what_is_right_has_no_fault() -> None:
    assert faults(GOOD) == {}
    assert faults(replace(GOOD, latitude=None, longitude=None)) == {}
    assert faults(replace(GOOD, category="commercial", commercial_size="small", size_marla=None)) == {}


@pytest.mark.parametrize(
    ("was", "now", "is_allowed"),
    [
        ("surveyed", "verified", True),
        ("surveyed", "billed", False),
        ("listed", "billed", True),
        ("billed", "listed", False),
        ("billed", "inactive", True),
        ("verified", "duplicate_of", True),
        ("inactive", "billed", False),
        ("duplicate_of", "surveyed", False),
        ("billed", "billed", True),
    ],
)
def test_states_follow_each_other_as_the_table_says(was: str, now: str, is_allowed: bool) -> None:
    assert (faults(replace(GOOD, status=now), replace(GOOD, status=was)) == {}) is is_allowed


def test_a_change_writes_only_what_differs_and_remembers_it_by_field(here: World) -> None:
    unit_id = builders.unit(here, "U-1", "A-1")
    with begin(here.admin) as work:
        changed = survey_units.change(work, unit_id, {"address": " House 7 ", "size_marla": Decimal("5.00"), "status": "billed"})
        assert (changed.address, changed.size_marla, changed.status) == ("House 7", 5, "billed")
        (row,) = audit.history_of(work, "unit U-1")
    assert row.before == {"address": "House 1", "status": "listed"}
    assert row.after == {"address": "House 7", "status": "billed"}
    with begin(here.admin) as work:
        survey_units.change(work, unit_id, {"address": "House 7"})
        assert len(audit.history_of(work, "unit U-1")) == 1


def test_a_change_under_an_old_mark_is_refused_and_changes_nothing(here: World) -> None:
    unit_id = builders.unit(here, "U-1", "A-1")
    with begin(here.admin) as work:
        seen = survey_units.fields_of(survey_units.get(work, unit_id)).mark
    with begin(here.admin) as work:
        survey_units.change(work, unit_id, {"address": "House 2"}, seen)
    with pytest.raises(Conflict, match="somebody else"), begin(here.admin) as work:
        survey_units.change(work, unit_id, {"address": "House 3"}, seen)
    with begin(here.admin) as work:
        assert survey_units.get(work, unit_id).address == "House 2"


def test_a_field_that_is_not_to_be_changed_is_refused(here: World) -> None:
    unit_id = builders.unit(here, "U-1", "A-1")
    with pytest.raises(Invalid) as refused, begin(here.admin) as work:
        survey_units.change(work, unit_id, {"account_id": 5})
    assert list(refused.value.fields) == ["account_id"]


def test_only_who_may_write_accounts_changes_units_and_only_within_reach(here: World) -> None:
    unit_id = builders.unit(here, "U-1", "A-1")
    with pytest.raises(Forbidden), begin(builders.person(here, Role.SUPPORT)) as work:
        survey_units.change(work, unit_id, {"address": "House 2"})
    with pytest.raises(NotFound), begin(replace(here.admin, area_ids=(here.ward_b,))) as work:
        survey_units.change(work, unit_id, {"address": "House 2"})


def test_the_nearest_premises_of_the_area_come_first(here: World) -> None:
    for number in range(1, 5):
        builders.account(here, f"N-{number}", here.ward_b if number == 4 else None)
        builders.unit(here, f"N-{number}", f"N-{number}")
    unit_id = builders.unit(here, "U-1", "A-1")
    with begin(here.admin) as work:
        ids = {row.code: row.unit_id for row in survey_units.page(work, ListQuery()).rows}
        survey_units.change(work, ids["N-1"], {"latitude": 30.9, "longitude": 73.4})
        survey_units.change(work, ids["N-3"], {"latitude": None, "longitude": None})
        near = survey_units.nearby(work, survey_units.get(work, unit_id), 10)
    assert [each.code for each in near] == ["N-2", "N-1"]
    assert near[0].metres == 0
    assert 11_000 < near[1].metres < 11_300
