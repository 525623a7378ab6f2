"""Adding an area and changing one: by the rules, one after the other, remembered."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from services import areas, audit
from services.areas import AreaFields
from services.imports.models import ImportNoun
from services.permissions import Permission, Role
from services.work import begin
from tests import builders
from tests.builders import World
from tests.services.imports.bringing import brought, csv_bytes
from tests.working import on_queue, until
from utils.errors import Conflict, Forbidden, Invalid, NotFound

PLAIN = AreaFields("Ward C", "ward", 1200, 30.8, 73.4)


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def fields(name: str = "Ward C", kind: str = "ward") -> AreaFields:
    return AreaFields(name, kind, None, None, None)


def test_an_area_is_added_below_another_and_remembered(here: World) -> None:
    with begin(here.admin) as work:
        added = areas.add(work, here.district, " okr-c ", PLAIN)
        assert [area.name for area in areas.trail(work, added.area_id)] == ["Sahiwal", "Okara", "Ward C"]
        (entry,) = audit.history_of(work, "area OKR-C")
    assert (added.code, added.parent_id, areas.fields_of(added)) == ("OKR-C", here.district, PLAIN)
    assert (entry.action, entry.after["lies_in"], entry.after["kind"]) == ("area.added", "Okara", "ward")


def test_a_second_top_of_the_tree_may_be_added(here: World) -> None:
    with begin(here.admin) as work:
        added = areas.add(work, None, "LHR", fields("Lahore", "division"))
        assert added.path == f"{added.area_id}."
        assert [area.name for area in areas.below(work, None)] == ["Lahore", "Sahiwal"]


@pytest.mark.parametrize(
    ("code", "new", "wrong", "says"),
    [
        ("OKR-A", fields(), "code", "The code OKR-A is taken: Ward A has it."),
        ("okr-a", fields(), "code", "Ward A has it"),
        ("  ", fields(), "code", "Give the area a code"),
        ("A;B", fields(), "code", "parted by those"),
        ("A\nB", fields(), "code", "one line"),
        ("X" * 61, fields(), "code", "at most 60"),
        ("C", fields("   "), "name", "Say what the area is called."),
        ("C", fields("W" * 121), "name", "at most 120"),
        ("C", fields("Ward\x07C"), "name", "one line"),
        ("C", fields(kind="galaxy"), "kind", "Kind is one of"),
        ("C", fields(kind="division"), "kind", "A division does not lie below a district."),
        ("C", AreaFields("C", "ward", -1, None, None), "census_households", "from 0"),
        ("C", AreaFields("C", "ward", None, 91.0, 73.0), "latitude", "between −90 and 90"),
        ("C", AreaFields("C", "ward", None, float("nan"), 73.0), "latitude", "between"),
        ("C", AreaFields("C", "ward", None, 30.0, None), "longitude", "both"),
    ],
)
def test_what_no_area_may_be_is_refused_with_a_sentence(
    here: World, code: str, new: AreaFields, wrong: str, says: str
) -> None:
    with pytest.raises(Invalid) as refused, begin(here.admin) as work:
        areas.add(work, here.district, code, new)
    assert says in refused.value.fields[wrong]


def test_a_parent_that_is_not_there_is_refused(here: World) -> None:
    elsewhere = builders.world()
    for parent in (10**12, elsewhere.district):
        with pytest.raises(Invalid) as refused, begin(here.admin) as work:
            areas.add(work, parent, "C", fields())
        assert "not there" in refused.value.fields["parent"]


def test_an_area_is_renamed_and_what_it_was_called_is_kept(here: World) -> None:
    with begin(here.admin) as work:
        before = areas.fields_of(areas.get(work, here.ward_a))
        after = areas.change(work, here.ward_a, {"name": "  Ward   One "}, before.mark)
        assert after.name == "Ward One"
        (entry,) = [each for each in audit.history_of(work, "area OKR-A") if each.action == "area.changed"]
        assert (entry.before, entry.after) == ({"name": "Ward A"}, {"name": "Ward One"})
        areas.change(work, here.ward_a, {"name": "Ward One"})
        assert len(audit.history_of(work, "area OKR-A")) == 1


def test_a_change_over_somebody_elses_is_refused(here: World) -> None:
    with begin(here.admin) as work:
        seen = areas.fields_of(areas.get(work, here.ward_a)).mark
        areas.change(work, here.ward_a, {"name": "Ward One"}, seen)
    with pytest.raises(Conflict, match="changed by somebody else"), begin(here.admin) as work:
        areas.change(work, here.ward_a, {"name": "Ward Uno"}, seen)


def test_a_kind_fits_between_what_lies_above_and_below(here: World) -> None:
    with begin(here.admin) as work:
        assert areas.change(work, here.district, {"kind": "tehsil"}).kind == "tehsil"
        assert areas.kinds_between("division", ["ward"])[0] == "district"
        for kind, says in (("division", "does not lie below a division"), ("ward", "does not lie above a ward")):
            with pytest.raises(Invalid) as refused:
                areas.change(work, here.district, {"kind": kind})
            assert says in refused.value.fields["kind"]


def test_code_and_place_do_not_change_by_hand(here: World) -> None:
    with pytest.raises(Invalid) as refused, begin(here.admin) as work:
        areas.change(work, here.ward_a, {"code": "X", "parent_id": here.division})
    assert set(refused.value.fields) == {"code", "parent_id"}


def test_only_who_may_lay_out_the_whole_organization_changes_its_tree(here: World) -> None:
    for person, says in (
        (builders.person(here, Role.MANAGER), "may not write areas"),
        (builders.person(here, Role.HEAD_ADMINISTRATOR, (here.ward_a,)), "whole organization"),
    ):
        with pytest.raises(Forbidden, match=says), begin(person) as work:
            areas.add(work, here.district, "C", fields())
        with pytest.raises(Forbidden, match=says), begin(person) as work:
            areas.change(work, here.ward_a, {"name": "X"})
    assert here.admin.may(Permission.AREA_WRITE)


def test_an_area_of_another_organization_is_not_there(here: World) -> None:
    with pytest.raises(NotFound), begin(builders.world().admin) as work:
        areas.change(work, here.ward_a, {"name": "X"})


SOMEBODY_WAITS = """
SELECT count(*)::int FROM pg_locks l JOIN pg_database d ON d.oid = l.database
WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted
"""


def test_of_two_people_with_one_code_the_second_waits_and_is_refused(here: World) -> None:
    def add(name: str) -> None:
        with begin(here.admin) as work:
            areas.add(work, here.district, "SAME", fields(name))

    with ThreadPoolExecutor(1) as people:
        with begin(here.admin) as work:
            areas.add(work, here.district, "SAME", fields("Ward W"))
            second = people.submit(add, "Ward X")
            until(lambda: on_queue(SOMEBODY_WAITS) == 1, "the second did not wait")
        with pytest.raises(Invalid, match="The code SAME is taken: Ward W has it"):
            second.result()


def test_a_file_may_build_on_an_area_added_by_hand(here: World) -> None:
    with begin(here.admin) as work:
        areas.add(work, here.district, "TOWN", fields("Town", "city"))
    head = ("Area code", "Name", "Kind", "Parent code")
    brought(here.admin, ImportNoun.AREAS, csv_bytes(head, [("TOWN-1", "Ward 1", "ward", "TOWN")]))
    with begin(here.admin) as work:
        ward = areas.find(work, "TOWN-1")
        assert [area.name for area in areas.trail(work, ward.area_id)] == ["Sahiwal", "Okara", "Town", "Ward 1"]
