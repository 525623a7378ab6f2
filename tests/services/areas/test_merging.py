"""Merging an area into another: what lives goes over, what happened stays readable, and nothing new comes to lie there."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from uuid import uuid4

import pytest

from services import accounts, areas, audit, bill_runs, bills, bulk_changes, payments, staff, survey_units
from services.areas import AreaFields, Merging
from services.bulk_changes import Action, Chosen, NewChange
from services.imports.models import ImportNoun, Verdict
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, town
from tests.builders import World
from tests.money import disagreements
from tests.services.imports.bringing import brought, csv_bytes, reasons
from tests.town import Town
from tests.working import on_queue, until
from utils.errors import Busy, Conflict, Forbidden, Invalid, NotFound

A_WRITER_WAITS = """
SELECT count(*)::int FROM pg_locks l JOIN pg_stat_activity s ON s.pid = l.pid
WHERE s.datname = current_database() AND l.locktype IN ('tuple', 'transactionid') AND NOT l.granted
"""


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


@pytest.fixture
def here(place: Town) -> World:
    return place.here


def merged(here: World, area_id: int, into_id: int, seen: str | None = None) -> Merging:
    with begin(here.admin) as work:
        return areas.merge(work, area_id, into_id, seen)


def units_in(actor: Actor, area_id: int) -> list[str]:
    with begin(actor) as work:
        return [row.code for row in survey_units.page(work, ListQuery(filters={"area": str(area_id)})).rows]


def now(here: World, person: Actor) -> Actor:
    return replace(staff.actor_for(here.org_id, person.staff_id), origin="screen")


def test_what_lives_goes_over_and_what_happened_is_seen_from_its_new_place(place: Town, here: World) -> None:
    town.bill(place)
    town.pay(place, "A-1", "50")
    of_b = builders.person(here, Role.FIELD_AGENT, (here.ward_b,))
    done = merged(here, here.ward_a, here.ward_b)
    assert (done.holdings.account_count, done.holdings.unit_count) == (3, 3)
    assert units_in(here.admin, here.ward_b) == ["U-A-1", "U-A-2", "U-A-3", "U-B-1", "U-B-2"]
    assert units_in(here.admin, here.ward_a) == []
    seen = now(here, of_b)
    with begin(seen) as work:
        in_b = ListQuery(filters={"area": str(here.ward_b)})
        assert bills.page(work, in_b).count == 5
        assert payments.page(work, in_b).count == 1
        assert accounts.find(work, "A-1").area_id == here.ward_b
    run = town.bill(place, town.NEXT)
    assert run.status == "issued"
    assert disagreements(here) == []
    with begin(here.admin) as work:
        assert [(row.name, row.account_count) for row in areas.children(work, here.district)] == [("Ward B", 5)]
        assert [area.name for area in areas.trail(work, here.ward_a)] == ["Sahiwal", "Okara", "Ward B", "Ward A"]
        (entry,) = [each for each in audit.history_of(work, "area OKR-A") if each.action == "area.merged"]
    assert (entry.after["into"], entry.after["accounts"], entry.after["came_along"]) == ("Ward B", 3, [])


def test_who_was_assigned_comes_along_and_none_twice(here: World) -> None:
    of_a, both, later = (builders.person(here, Role.FIELD_AGENT, given) for given in
                         ((here.ward_a,), (here.ward_a, here.ward_b), (here.ward_b,)))  # fmt: skip
    with begin(here.admin) as work:
        staff.assign(work, later.staff_id, here.ward_a, work.today.replace(year=work.today.year + 1))
        preview = areas.merging(work, here.ward_a, here.ward_b)
    assert set(preview.assigned) == {of_a.full_name, both.full_name, later.full_name}
    merged(here, here.ward_a, here.ward_b, preview.mark)
    for person in (of_a, both, later):
        assert set(now(here, person).area_ids or ()) == {here.ward_a, here.ward_b}
        with begin(here.admin) as work:
            held = [each.area_id for each in staff.assignments(work, person.staff_id) if each.state != "ended"]
        assert held == [here.ward_b]


def test_a_merged_area_is_chosen_and_changed_no_more(here: World) -> None:
    person = builders.person(here, Role.FIELD_AGENT, (here.ward_b,))
    merged(here, here.ward_a, here.ward_b)
    with begin(here.admin) as work:
        assert here.ward_a not in {area.area_id for area in areas.list_all(work)}
        assert here.ward_a in {area.area_id for area in areas.list_all(work, everything=True)}
    refusals = (
        (Invalid, lambda work: staff.assign(work, person.staff_id, here.ward_a, work.today)),
        (Invalid, lambda work: areas.add(work, here.ward_a, "LANE", AreaFields("Lane", "mohalla", None, None, None))),
        (Conflict, lambda work: areas.change(work, here.ward_a, {"name": "X"})),
        (Conflict, lambda work: areas.move(work, here.ward_a, here.division)),
        (Conflict, lambda work: areas.merge(work, here.ward_a, here.ward_b)),
        (Conflict, lambda work: areas.merge(work, here.ward_b, here.ward_a)),
        (Invalid, lambda work: areas.add(work, here.district, "OKR-A", AreaFields("Again", "ward", None, None, None))),
        (Busy, lambda work: accounts.add_many(work, [accounts.NewAccount("N", "New", None, here.ward_a)])),
    )  # fmt: skip
    for kind, use_case in refusals:
        with pytest.raises(kind), begin(here.admin) as work:
            use_case(work)
    with pytest.raises(Invalid, match="merged into another"), begin(here.admin) as work:
        chosen, action = Chosen(("1",)), Action("area", {"area": str(here.ward_a)})
        bulk_changes.start(work, NewChange("accounts", action, chosen, "Move them", uuid4()))


def test_a_file_that_names_it_means_the_area_that_it_is_part_of(here: World) -> None:
    merged(here, here.ward_a, here.ward_b)
    brought(here.admin, ImportNoun.ACCOUNTS, csv_bytes(("Account", "Consumer", "Area"), [("N-1", "New", "OKR-A")]))
    head = ("Area code", "Name", "Kind", "Parent code")
    rows = [("OKR-A", "Again", "ward", ""), ("L", "Lane", "mohalla", "OKR-A")]
    found = brought(here.admin, ImportNoun.AREAS, csv_bytes(head, rows))
    with begin(here.admin) as work:
        assert accounts.find(work, "N-1").area_id == here.ward_b
        assert areas.find(work, "L").parent_id == here.ward_b
    assert "was merged into another area" in "".join(reasons(here.admin, found, Verdict.REJECTED).values())


def test_a_move_of_many_that_came_from_there_is_not_undone(place: Town, here: World) -> None:
    action, chosen = Action("area", {"area": str(here.ward_b)}), Chosen((str(place.account_ids["A-1"]),))
    new = NewChange("accounts", action, chosen, "Move it", uuid4())
    with begin(here.admin) as work:
        change_id = bulk_changes.start(work, new).change_id
    bulk_changes.run(here.admin, change_id)
    merged(here, here.ward_a, here.ward_b)
    with begin(here.admin) as work:
        bulk_changes.undo(work, change_id)
    bulk_changes.run(here.admin, change_id)
    with begin(here.admin) as work:
        assert accounts.find(work, "A-1").area_id == here.ward_b


def test_areas_merge_one_into_the_next(here: World) -> None:
    with begin(here.admin) as work:
        third = areas.add(work, here.division, "PAK", AreaFields("Pakpattan", "district", None, None, None)).area_id
    merged(here, here.ward_a, here.ward_b)
    merged(here, here.ward_b, third)
    with begin(here.admin) as work:
        assert {areas.get(work, each).merged_into for each in (here.ward_a, here.ward_b)} == {third}
        assert [each.area_id for each in areas.trail(work, here.ward_a)] == [here.division, third, here.ward_b, here.ward_a]
    assert len(units_in(here.admin, third)) == 5


def test_what_cannot_be_merged_is_refused_with_a_sentence(place: Town, here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = builders.world()
    with pytest.raises(Conflict, match="has areas within it"):
        merged(here, here.district, here.division)
    with pytest.raises(Invalid, match="into itself"):
        merged(here, here.ward_a, here.ward_a)
    with pytest.raises(NotFound):
        merged(here, here.ward_a, elsewhere.ward_a)
    with pytest.raises(Conflict, match="look again"):
        merged(here, here.ward_a, here.ward_b, "of another time")
    monkeypatch.setattr(import_module("services.areas.merging"), "MOST_AT_ONCE", 5)
    with pytest.raises(Conflict, match="6 accounts and units lie in Ward A, more than 5"):
        merged(here, here.ward_a, here.ward_b)
    for person in (builders.person(here, Role.MANAGER), builders.person(here, Role.HEAD_ADMINISTRATOR, (here.district,))):
        with pytest.raises(Forbidden), begin(person) as work:
            areas.merge(work, here.ward_a, here.ward_b)


def test_while_a_run_is_calculated_nothing_is_merged(place: Town, here: World) -> None:
    with begin(place.clerk) as work:
        run = bill_runs.create(work, "monthly", town.PERIOD)
        bill_runs.calculate(work, run.run_id)
    with pytest.raises(Conflict, match="bill run is being calculated"):
        merged(here, here.ward_a, here.ward_b)
    assert units_in(here.admin, here.ward_a) == ["U-A-1", "U-A-2", "U-A-3"]


def test_who_opens_an_account_there_during_the_merge_is_told_to_try_again(here: World) -> None:
    with ThreadPoolExecutor(1) as people:
        with begin(here.admin) as work:
            areas.merge(work, here.ward_a, here.ward_b)
            opened = people.submit(builders.account, here, "LATE", here.ward_a)
            until(lambda: on_queue(A_WRITER_WAITS) >= 1, "the account did not wait")
        with pytest.raises(Busy):
            opened.result()
    with begin(here.admin) as work, pytest.raises(NotFound):
        accounts.find(work, "LATE")
