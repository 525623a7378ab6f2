"""The list of staff: who is in it, for whom, in which order, and what it says of each."""

import csv
import io
from datetime import timedelta

import pytest

from services import listing, sign_in, staff
from services.paging import ListQuery, Page
from services.permissions import GRANTS, Permission, Role
from services.staff import StaffRow
from services.work import Actor, begin
from tests import builders
from tests.builders import PASSWORD, World
from utils import clock
from utils.errors import Forbidden, Invalid, NotFound


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def crew(here: World) -> dict[str, Actor]:
    """An agent in each ward, a manager of the district, a clerk everywhere, and a consumer."""
    own = builders.account(here, "A-1")
    return {
        "a": builders.person(here, Role.FIELD_AGENT, (here.ward_a,)),
        "b": builders.person(here, Role.FIELD_AGENT, (here.ward_b,)),
        "district": builders.person(here, Role.MANAGER, (here.district,)),
        "clerk": builders.person(here, Role.BILLING),
        "consumer": builders.person(here, Role.CONSUMER, account_id=own),
    }


def walked(actor: Actor, size: int = 200, search: str = "", sort: str = "", **filters: str) -> list[StaffRow]:
    """Every row by pages, forward; the way back shows the same pages."""

    def page(**at: str | None) -> Page[StaffRow]:
        return staff.page(work, ListQuery(search, filters, sort, size=size, **at))  # pyright: ignore

    with begin(actor) as work:
        pages = [page()]
        while pages[-1].next_key:
            pages.append(page(after=pages[-1].next_key))
        back = pages[-1]
        for earlier in reversed(pages[:-1]):
            back = page(before=back.previous_key)
            assert back.rows == earlier.rows
    rows = [row for each in pages for row in each.rows]
    assert {each.count for each in pages} == {len(rows)}
    return rows


def names(rows: list[StaffRow]) -> set[int]:
    return {row.staff_id for row in rows}


@pytest.mark.parametrize("sort", [each.key for each in staff.STAFF.sorts])
def test_pages_show_everybody_once_in_every_order(here: World, crew: dict[str, Actor], sort: str) -> None:
    sign_in.sign_in(crew["a"].username, PASSWORD, "10.0.0.1", "Phone")
    whole = walked(here.admin, sort=sort)
    assert names(whole) == {here.admin.staff_id, *(crew[name].staff_id for name in ("a", "b", "district", "clerk"))}
    wanted = staff.STAFF.sort(sort)
    assert wanted is not None
    keys = [tuple(getattr(row, attribute) for _, attribute in wanted.by) for row in whole]
    assert keys == sorted(set(keys), reverse=wanted.is_descending)
    assert walked(here.admin, 2, sort=sort) == whole


def test_a_row_says_where_rights_reach_and_when_the_person_was_seen(here: World, crew: dict[str, Actor]) -> None:
    before = clock.now()
    sign_in.sign_in(crew["a"].username, PASSWORD, "10.0.0.1", "Phone")
    rows = {row.staff_id: row for row in walked(here.admin)}
    agent, clerk = rows[crew["a"].staff_id], rows[crew["clerk"].staff_id]
    assert (agent.areas, clerk.areas) == ("Ward A", "Everywhere")
    assert rows[crew["district"].staff_id].areas == "Okara"
    assert agent.seen_at is not None
    assert before <= agent.seen_at <= clock.now()
    assert clerk.seen_at is None
    (consumer,) = walked(here.admin, consumer="yes")
    assert (consumer.staff_id, consumer.areas) == (crew["consumer"].staff_id, "Own account")


def test_filters_and_search_leave_in_what_they_say(here: World, crew: dict[str, Actor]) -> None:
    sign_in.sign_in(crew["b"].username, PASSWORD, "10.0.0.1", "Phone")
    id_of = {name: actor.staff_id for name, actor in crew.items()}
    assert names(walked(here.admin, role="field_agent,billing")) == {id_of["a"], id_of["b"], id_of["clerk"]}
    assert names(walked(here.admin, area=str(here.ward_a))) == {id_of["a"], id_of["district"]}
    assert names(walked(here.admin, area=str(here.division))) == {id_of["a"], id_of["b"], id_of["district"]}
    assert names(walked(here.admin, seen="today")) == {id_of["b"]}
    assert names(walked(here.admin, since="today", role="manager")) == {id_of["district"]}
    assert names(walked(here.admin, search=crew["clerk"].username.upper())) == {id_of["clerk"]}
    assert names(walked(here.admin, search=" FIELD_AGENT ")) == {id_of["a"], id_of["b"]}
    with begin(here.admin) as work:
        work.connection.execute("UPDATE staff SET is_active = false WHERE staff_id = %s", (id_of["a"],))
    assert names(walked(here.admin, active="no")) == {id_of["a"]}
    with begin(here.admin) as work, pytest.raises(Invalid):
        staff.page(work, ListQuery(filters={"role": "consumer"}))


def test_whoever_sees_some_areas_sees_those_assigned_there_and_themselves(here: World, crew: dict[str, Actor]) -> None:
    manager = builders.person(here, Role.MANAGER, (here.ward_a,))
    assert names(walked(manager, 1)) == {manager.staff_id, crew["a"].staff_id}
    with begin(manager) as work:
        with pytest.raises(NotFound):
            staff.get(work, crew["b"].staff_id)
        with pytest.raises(NotFound):
            staff.assignments(work, crew["clerk"].staff_id)
        text = b"".join(listing.copied(work, staff.STAFF, ListQuery(), ["username"])).decode()
    assert {row["username"] for row in csv.DictReader(io.StringIO(text))} == {manager.username, crew["a"].username}


def test_who_no_longer_works_in_the_area_is_not_seen_there(here: World, crew: dict[str, Actor]) -> None:
    manager = builders.person(here, Role.MANAGER, (here.ward_a,))
    with begin(here.admin, clock.now() + timedelta(days=3)) as work:
        staff.change(work, crew["a"].staff_id, Role.FIELD_AGENT, None, [here.ward_b])
    with begin(manager, clock.now() + timedelta(days=3)) as work:
        assert names(list(staff.page(work, ListQuery()).rows)) == {manager.staff_id}


def test_nobody_of_another_organization_is_seen(here: World, crew: dict[str, Actor]) -> None:
    other = builders.world()
    assert names(walked(other.admin)) == {other.admin.staff_id}
    with begin(other.admin) as work, pytest.raises(NotFound):
        staff.get(work, crew["clerk"].staff_id)


@pytest.mark.parametrize("role", list(Role))
def test_only_roles_of_the_table_look_at_staff(here: World, role: Role) -> None:
    own = builders.account(here, "A-1") if role is Role.CONSUMER else None
    person = builders.person(here, role, (here.ward_a,) if role is Role.FIELD_AGENT else (), own)
    with begin(person) as work:
        if Permission.STAFF_READ in GRANTS[role]:
            assert staff.get(work, person.staff_id).username == person.username
        else:
            for ask in (lambda: staff.page(work, ListQuery()), lambda: staff.assignments(work, person.staff_id)):
                with pytest.raises(Forbidden):
                    ask()


def test_assignments_are_listed_with_what_holds_first(here: World, crew: dict[str, Actor]) -> None:
    later = clock.now() + timedelta(days=2)
    with begin(here.admin, later) as work:
        staff.change(work, crew["a"].staff_id, Role.FIELD_AGENT, None, [here.ward_b])
        found = staff.assignments(work, crew["a"].staff_id)
    assert [(each.area_name, each.state) for each in found] == [("Ward B", "current"), ("Ward A", "ended")]
    assert found[1].ends_on == clock.local_date(later, "Asia/Karachi") - timedelta(days=1)
    with begin(here.admin) as work:
        assert [each.state for each in staff.assignments(work, crew["a"].staff_id)] == ["coming", "current"]


def test_whoever_was_limited_to_areas_sees_nothing_once_they_have_run_out(here: World, crew: dict[str, Actor]) -> None:
    with begin(here.admin) as work:
        work.connection.execute(
            "UPDATE staff_assignments SET starts_on = '2026-01-01', ends_on = '2026-01-31' WHERE staff_id = %s",
            (crew["district"].staff_id,),
        )
    assert staff.actor_for(here.org_id, crew["district"].staff_id).area_ids == ()
    assert next(row.areas for row in walked(here.admin) if row.staff_id == crew["district"].staff_id) == "Nowhere"
    with begin(here.admin) as work:
        staff.change(work, crew["district"].staff_id, Role.MANAGER, None, [])
    assert staff.actor_for(here.org_id, crew["district"].staff_id).area_ids is None
