"""Moving a subtree: what hangs on it follows, who sees it changes with it, and nothing moves in between."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from services import accounts, areas, audit, bill_runs, bills, staff, survey_units, tariffs
from services.areas import AreaFields, Moving
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, town
from tests.builders import World
from tests.money import disagreements
from tests.town import Town
from tests.working import on_queue, until
from utils.errors import Conflict, Forbidden, Invalid, NotFound

SOMEBODY_WAITS = """
SELECT count(*)::int FROM pg_locks l JOIN pg_database d ON d.oid = l.database
WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted
"""


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def added(here: World, parent: int | None, code: str, kind: str) -> int:
    with begin(here.admin) as work:
        return areas.add(work, parent, code, AreaFields(f"Area {code}", kind, None, None, None)).area_id


def moved(here: World, area_id: int, parent_id: int | None, seen: str | None = None) -> Moving:
    with begin(here.admin) as work:
        return areas.move(work, area_id, parent_id, seen)


def refused(here: World, area_id: int, parent_id: int | None) -> str:
    with pytest.raises(Invalid) as found, begin(here.admin) as work:
        areas.move(work, area_id, parent_id)
    return found.value.fields["parent"]


def units_below(actor: Actor, area_id: int) -> list[str]:
    with begin(actor) as work:
        return [row.code for row in survey_units.page(work, ListQuery(filters={"area": str(area_id)})).rows]


def now(here: World, person: Actor) -> Actor:
    return replace(staff.actor_for(here.org_id, person.staff_id), origin="screen")


def paths(here: World) -> dict[str, list[str]]:
    """The codes on the way down to each area, by its code."""
    with begin(here.admin) as work:
        return {area.code: [each.code for each in areas.trail(work, area.area_id)] for area in areas.list_all(work)}


def test_a_subtree_goes_with_all_below_it_and_what_hangs_on_it(here: World) -> None:
    lane = added(here, here.ward_a, "LANE", "mohalla")
    builders.account(here, "IN-LANE", lane)
    builders.unit(here, "U-LANE", "IN-LANE")
    builders.account(here, "IN-B", here.ward_b)
    other = added(here, here.division, "PAK", "district")
    done = moved(here, here.ward_a, other)
    assert (done.size.area_count, done.size.unit_count, done.size.account_count) == (2, 1, 1)
    assert paths(here) == {
        "SHW": ["SHW"], "OKR": ["SHW", "OKR"], "OKR-B": ["SHW", "OKR", "OKR-B"], "PAK": ["SHW", "PAK"],
        "OKR-A": ["SHW", "PAK", "OKR-A"], "LANE": ["SHW", "PAK", "OKR-A", "LANE"],
    }  # fmt: skip
    assert (units_below(here.admin, other), units_below(here.admin, here.district)) == (["U-LANE"], [])
    with begin(here.admin) as work:
        assert [(row.name, row.unit_count) for row in areas.children(work, here.division)] == [("Area PAK", 1), ("Okara", 0)]
        assert accounts.find(work, "IN-LANE").area_id == lane
        (entry,) = [each for each in audit.history_of(work, "area OKR-A") if each.action == "area.moved"]
    assert (entry.before["lies_in"], entry.after["lies_in"], entry.after["units"]) == ("Okara", "Area PAK", 1)


def test_an_area_goes_to_the_top_and_back(here: World) -> None:
    moved(here, here.ward_a, None)
    assert paths(here)["OKR-A"] == ["OKR-A"]
    moved(here, here.ward_a, here.district)
    assert paths(here)["OKR-A"] == ["SHW", "OKR", "OKR-A"]


def test_the_preview_says_who_loses_and_gains_and_then_it_is_so(here: World) -> None:
    other = added(here, here.division, "PAK", "district")
    builders.account(here, "IN-A", here.ward_a)
    builders.unit(here, "U-A", "IN-A")
    okara = builders.person(here, Role.FIELD_AGENT, (here.district,))
    pak = builders.person(here, Role.FIELD_AGENT, (other,))
    ward = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    both = builders.person(here, Role.FIELD_AGENT, (here.district, here.ward_a))
    above = builders.person(here, Role.FIELD_AGENT, (here.division,))
    gone = builders.person(here, Role.FIELD_AGENT, (here.district,))
    with begin(here.admin) as work:
        staff.deactivate(work, gone.staff_id, "Left")
        preview = areas.moving(work, here.ward_a, other)
        assert areas.get(work, here.ward_a).parent_id == here.district
    assert (preview.losing, preview.gaining, preview.size.assigned_count) == ([okara.full_name], [pak.full_name], 2)
    moved(here, here.ward_a, other, preview.mark)
    seen = {person.full_name: units_below(now(here, person), here.division) for person in (okara, pak, ward, both, above)}
    assert seen == {person.full_name: ["U-A"] for person in (pak, ward, both, above)} | {okara.full_name: []}


def test_an_assignment_to_an_area_that_moved_still_holds(here: World) -> None:
    other = added(here, here.division, "PAK", "district")
    person = builders.person(here, Role.FIELD_AGENT, (here.district,))
    lane = added(here, here.ward_a, "LANE", "mohalla")
    moved(here, here.ward_a, other)
    with begin(here.admin) as work:
        staff.assign(work, person.staff_id, here.ward_a, work.today)
    assert now(here, person).area_ids == (here.district, here.ward_a, here.ward_b, lane)


def test_what_cannot_be_is_refused_with_a_sentence(here: World) -> None:
    tehsil = added(here, here.district, "TEH", "tehsil")
    elsewhere = builders.world()
    assert refused(here, here.district, here.district) == "Okara cannot lie in itself."
    assert "lies within Okara itself" in refused(here, here.district, tehsil)
    assert refused(here, here.ward_a, here.district) == "Ward A lies in Okara already."
    assert refused(here, here.division, None) == "Sahiwal lies at the top of the tree already."
    assert refused(here, tehsil, here.ward_a) == "A tehsil does not lie below a ward."
    assert "not there" in refused(here, here.ward_a, 10**12)
    assert "not there" in refused(here, here.ward_a, elsewhere.district)
    with pytest.raises(NotFound), begin(here.admin) as work:
        areas.move(work, elsewhere.ward_a, here.district)


@pytest.mark.parametrize("what", ["area", "place", "person"])
def test_what_changed_after_the_preview_is_looked_at_again(here: World, what: str) -> None:
    other, third = added(here, here.division, "PAK", "district"), added(here, None, "LHR", "division")
    with begin(here.admin) as work:
        seen = areas.moving(work, here.ward_a, other).mark
    if what == "person":
        builders.person(here, Role.FIELD_AGENT, (other,))
    else:
        moved(here, *((here.ward_a, third) if what == "area" else (other, third)))
    with pytest.raises(Conflict, match="look again"):
        moved(here, here.ward_a, other, seen)


def test_of_two_moves_into_each_other_the_second_waits_and_is_refused(here: World) -> None:
    one, two = added(here, here.district, "ONE", "tehsil"), added(here, here.district, "TWO", "ward")
    with ThreadPoolExecutor(1) as people:
        with begin(here.admin) as work:
            areas.move(work, two, one)
            second = people.submit(moved, here, one, two)
            until(lambda: on_queue(SOMEBODY_WAITS) == 1, "the second did not wait")
        with pytest.raises(Invalid, match="lies within Area ONE itself"):
            second.result()
    assert paths(here)["TWO"] == ["SHW", "OKR", "ONE", "TWO"]


def test_who_opens_an_account_there_does_not_wait_for_a_move(here: World) -> None:
    other = added(here, here.division, "PAK", "district")
    with begin(here.admin) as work:
        areas.move(work, here.ward_a, other)
        with ThreadPoolExecutor(1) as people:
            people.submit(builders.account, here, "MEANWHILE", here.ward_a).result(timeout=5)


def test_only_who_may_lay_out_the_whole_organization_moves_or_looks(here: World) -> None:
    for person in (builders.person(here, Role.MANAGER), builders.person(here, Role.HEAD_ADMINISTRATOR, (here.division,))):
        for use_case in (areas.move, areas.moving):
            with pytest.raises(Forbidden), begin(person) as work:
                use_case(work, here.ward_a, here.division)


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


def test_while_a_run_is_calculated_nothing_moves(place: Town) -> None:
    with begin(place.clerk) as work:
        run = bill_runs.create(work, "monthly", town.PERIOD)
        bill_runs.calculate(work, run.run_id)
    with pytest.raises(Conflict, match="bill run is being calculated"):
        moved(place.here, place.here.ward_a, place.here.division)
    bill_runs.work_off(place.clerk, run.run_id)
    moved(place.here, place.here.ward_a, place.here.division)


def test_bills_and_totals_follow_and_the_books_still_agree(place: Town) -> None:
    town.bill(place)
    town.pay(place, "A-1", "50")
    other = added(place.here, place.here.division, "PAK", "district")
    run = town.review(place, town.NEXT)
    moved(place.here, place.here.ward_a, other)
    with begin(place.here.admin) as work:
        in_place = ListQuery(filters={"area": str(other), "period": "2026-08"})
        assert sorted(row.account_code for row in bills.page(work, in_place).rows) == ["A-1", "A-2", "A-3"]
    with begin(place.second) as work:
        bill_runs.approve(work, run.run_id)
    with begin(place.clerk) as work:
        bill_runs.issue(work, run.run_id)
    bill_runs.work_off(place.clerk, run.run_id)
    assert disagreements(place.here) == []


def test_the_tariff_of_the_old_place_ends_and_that_of_the_new_one_holds(place: Town) -> None:
    other = added(place.here, place.here.division, "PAK", "district")
    with begin(place.here.admin) as work:
        version = tariffs.get_version(work, place.version_id)
        for area_id in (place.here.district, other):
            tariffs.add_version(work, "sanitation", date(2026, 1, 1), area_id, version.definition, "Notified")
        preview = areas.moving(work, place.here.ward_a, other)
    assert [(each.area_name, each.ends) for each in preview.priced] == [("Okara", True), ("Area PAK", False)]
