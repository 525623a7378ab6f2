"""Changing colleagues: what is done, what is refused with which sentence, and that it holds at the very next step."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from services import sign_in, staff
from services.paging import ListQuery
from services.permissions import GRANTS, Permission, Role
from services.staff import NewStaff
from services.work import Actor, Work, begin
from tests import builders
from tests.api.talking import as_program, error_of
from tests.builders import PASSWORD, World
from utils import clock
from utils.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated

Act = Callable[[Work, int], Any]

ACTS: dict[str, Act] = {
    "change_role": lambda work, who: staff.change_role(work, who, Role.SUPPORT),
    "change_phone": lambda work, who: staff.change_phone(work, who, "0300-7654321"),
    "assign": lambda work, who: staff.assign(work, who, 1, work.today),
    "end_assignment": lambda work, who: staff.end_assignment(work, who, 1),
    "open_everywhere": staff.open_everywhere,
    "deactivate": lambda work, who: staff.deactivate(work, who, "Left"),
    "reactivate": staff.reactivate,
    "reset_password": staff.reset_password,
    "sessions_of": sign_in.sessions_of,
    "end_session": lambda work, who: sign_in.end_session(work, who, 1),
    "end_sessions": sign_in.end_sessions,
}


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def today() -> date:
    return clock.local_date(clock.now(), "Asia/Karachi")


def did(here: World, act: Callable[[Work], Any]) -> Any:
    with begin(here.admin) as work:
        return act(work)


def last_audit(here: World) -> tuple[str, str, Any, Any]:
    with begin(here.admin) as work:
        row = work.execute(
            "SELECT action, ref, before, after FROM audit_log WHERE org_id = %(org_id)s ORDER BY audit_id DESC LIMIT 1"
        ).fetchone()
    assert row is not None
    return row


def signed_in(person: Actor) -> str:
    return sign_in.sign_in(person.username, PASSWORD, "10.0.0.1", "Phone").token


def second_head(here: World) -> Actor:
    return builders.person(here, Role.HEAD_ADMINISTRATOR)


def test_who_is_invited_signs_in_with_the_password_shown_and_must_change_it(here: World) -> None:
    made = did(here, lambda work: staff.invite(work, " Sana.Iqbal ", "Sana  Iqbal", Role.MANAGER, "0300-1234567", [here.ward_a]))
    assert (made.username, made.full_name) == ("sana.iqbal", "Sana Iqbal")
    assert sign_in.sign_in("sana.iqbal", made.password, "10.0.0.1", "Phone").must_change_password
    row = did(here, lambda work: staff.get(work, made.staff_id))
    assert (row.role, row.phone, row.areas) == ("manager", "923001234567", "Ward A")
    action, ref, _, after = last_audit(here)
    assert (action, ref) == ("staff.added", "staff sana.iqbal")
    assert made.password not in repr(after)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"username": "no spaces please"}, "username"),
        ({"username": ""}, "username"),
        ({"full_name": "  "}, "full_name"),
        ({"full_name": "x" * 121}, "full_name"),
        ({"full_name": "Sana\x07Iqbal"}, "full_name"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "123"}, "phone"),
        ({"role": Role.FIELD_AGENT}, "area_ids"),
        ({"role": Role.CONSUMER}, "role"),
        ({"area_ids": [10**12]}, "area_ids"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused_at_its_field(here: World, asked: dict[str, Any], field: str) -> None:
    given = {"username": "sana.iqbal", "full_name": "Sana Iqbal", "role": Role.SUPPORT, "phone": "", "area_ids": [], **asked}
    with pytest.raises(Invalid) as refused, begin(here.admin) as work:
        staff.invite(work, **given)
    assert field in refused.value.fields


def test_a_username_is_given_once_across_organizations(here: World) -> None:
    other = builders.world()
    with pytest.raises(Conflict, match="is taken"), begin(here.admin) as work:
        staff.invite(work, other.admin.username, "Somebody Else", Role.SUPPORT)


def test_another_role_holds_at_the_next_step(here: World) -> None:
    person = builders.person(here, Role.MANAGER)
    token, talk = signed_in(person), as_program(person)
    assert talk.get("/api/v1/staff").status_code == 200
    did(here, lambda work: staff.change_role(work, person.staff_id, Role.SUPPORT))
    assert sign_in.actor_of(token).role is Role.SUPPORT
    error_of(talk.get("/api/v1/staff"), 403)
    assert last_audit(here)[0] == "staff.role_changed"
    assert last_audit(here)[2:] == ({"role": "manager"}, {"role": "support"})


def test_an_area_given_or_taken_holds_at_the_next_step(here: World) -> None:
    builders.account(here, "IN-A", here.ward_a)
    builders.account(here, "IN-B", here.ward_b)
    person = builders.person(here, Role.SUPPORT)
    talk = as_program(person)

    def seen() -> list[str]:
        return [row["code"] for row in talk.get("/api/v1/accounts").json()["rows"]]

    assert seen() == ["IN-A", "IN-B"]
    given = did(here, lambda work: staff.assign(work, person.staff_id, here.ward_a, work.today))
    assert seen() == ["IN-A"]
    assert last_audit(here)[3] == {"area": "Ward A", "from": str(today()), "until": None}
    did(here, lambda work: staff.end_assignment(work, person.staff_id, given))
    assert seen() == []
    did(here, lambda work: staff.open_everywhere(work, person.staff_id))
    assert seen() == ["IN-A", "IN-B"]


def test_an_assignment_holds_on_its_days_and_on_no_other(here: World) -> None:
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    first, last = today() + timedelta(days=2), today() + timedelta(days=4)
    did(here, lambda work: staff.assign(work, agent.staff_id, here.ward_b, first, last))

    def reach(days: int) -> set[int]:
        token = sign_in.sign_in(agent.username, PASSWORD, "10.0.0.1", "Phone", clock.now() + timedelta(days=days)).token
        return set(sign_in.actor_of(token, clock.now() + timedelta(days=days)).area_ids or ())

    assert [here.ward_b in reach(days) for days in (0, 1, 2, 4, 5)] == [False, False, True, True, False]


def test_an_assignment_ends_after_its_last_day(here: World) -> None:
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    (held,) = did(here, lambda work: staff.assignments(work, agent.staff_id))
    did(here, lambda work: staff.end_assignment(work, agent.staff_id, held.assignment_id, today() + timedelta(days=1)))
    (held,) = did(here, lambda work: staff.assignments(work, agent.staff_id))
    assert (held.state, held.ends_on) == ("current", today() + timedelta(days=1))
    with begin(here.admin, clock.now() + timedelta(days=3)) as work:
        assert staff.assignments(work, agent.staff_id)[0].state == "ended"
        with pytest.raises(Conflict, match="ended already"):
            staff.end_assignment(work, agent.staff_id, held.assignment_id)


def test_whoever_is_deactivated_is_out_at_the_next_step_and_comes_back_as_they_were(here: World) -> None:
    person = builders.person(here, Role.SUPPORT, (here.ward_a,))
    token, talk = signed_in(person), as_program(person)
    did(here, lambda work: staff.deactivate(work, person.staff_id, " Left  the company "))
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(token)
    error_of(talk.get("/api/v1/accounts"), 401)
    with pytest.raises(Unauthenticated):
        signed_in(person)
    assert last_audit(here)[3] == {"reason": "Left the company", "sessions_ended": 2}
    with pytest.raises(Conflict, match="inactive already"):
        did(here, lambda work: staff.deactivate(work, person.staff_id, "Again"))
    did(here, lambda work: staff.reactivate(work, person.staff_id))
    with pytest.raises(Conflict, match="active already"):
        did(here, lambda work: staff.reactivate(work, person.staff_id))
    back = sign_in.actor_of(signed_in(person))
    assert (back.role, back.area_ids) == (Role.SUPPORT, (here.ward_a,))


def test_a_password_reset_signs_out_everywhere_and_asks_for_a_new_one(here: World) -> None:
    person = builders.person(here, Role.SUPPORT)
    tokens = [signed_in(person) for _ in range(2)]
    for _ in range(10):
        with pytest.raises(Unauthenticated):
            sign_in.sign_in(person.username, "forgotten-it-again", "10.0.0.1", "Phone")
    password = did(here, lambda work: staff.reset_password(work, person.staff_id))
    for token in tokens:
        with pytest.raises(Unauthenticated):
            sign_in.actor_of(token)
    with pytest.raises(Unauthenticated):
        signed_in(person)
    assert sign_in.sign_in(person.username, password, "10.0.0.1", "Phone").must_change_password
    action, _, before, after = last_audit(here)
    assert action == "staff.password_reset"
    assert password not in repr((before, after))


def test_one_organization_does_not_open_the_door_of_another(here: World) -> None:
    other = builders.world()
    person = builders.person(other, Role.MANAGER)
    did(here, lambda work: staff.join(work, person.username, Role.MANAGER))
    (joined,) = did(here, lambda work: staff.page(work, ListQuery(search=person.username))).rows
    with pytest.raises(Conflict, match="another organization too"):
        did(here, lambda work: staff.reset_password(work, joined.staff_id))
    token = signed_in(person)  # opens in the organization of old
    assert did(here, lambda work: sign_in.sessions_of(work, joined.staff_id)) == []
    with pytest.raises(Conflict, match="no session"):
        did(here, lambda work: sign_in.end_sessions(work, joined.staff_id))
    assert sign_in.actor_of(token).org_id == other.org_id


def test_whoever_runs_the_machine_resets_any_password(here: World) -> None:
    token = signed_in(builders.person(here, Role.SUPPORT))
    username = sign_in.actor_of(token).username
    password = sign_in.reset_password(f" {username.upper()} ")
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(token)
    assert sign_in.sign_in(username, password, "10.0.0.1", "Phone").must_change_password
    assert last_audit(here)[:2] == ("staff.password_reset", f"staff {username}")
    with pytest.raises(NotFound):
        sign_in.reset_password("nobody.at.all")


def test_a_session_is_listed_and_ended_alone(here: World) -> None:
    person = builders.person(here, Role.SUPPORT)
    phone = sign_in.sign_in(person.username, PASSWORD, "10.0.0.7", "Phone").token
    desk = sign_in.sign_in(person.username, PASSWORD, "10.0.0.8", "Desk").token
    found = {each.user_agent: each for each in did(here, lambda work: sign_in.sessions_of(work, person.staff_id))}
    assert {name: (each.address, each.state) for name, each in found.items()} == {
        "Phone": ("10.0.0.7", "live"), "Desk": ("10.0.0.8", "live"),
    }  # fmt: skip
    did(here, lambda work: sign_in.end_session(work, person.staff_id, found["Phone"].session_id))
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(phone)
    assert sign_in.actor_of(desk).staff_id == person.staff_id
    with pytest.raises(Conflict, match="over already"):
        did(here, lambda work: sign_in.end_session(work, person.staff_id, found["Phone"].session_id))
    assert did(here, lambda work: sign_in.end_sessions(work, person.staff_id)) == 1
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(desk)
    assert {each.state for each in did(here, lambda work: sign_in.sessions_of(work, person.staff_id))} == {"ended"}


def test_a_session_of_somebody_else_is_not_ended_under_a_wrong_name(here: World) -> None:
    first, second = builders.person(here, Role.SUPPORT), builders.person(here, Role.SUPPORT)
    token = signed_in(first)
    (held,) = did(here, lambda work: sign_in.sessions_of(work, first.staff_id))
    with pytest.raises(Conflict):
        did(here, lambda work: sign_in.end_session(work, second.staff_id, held.session_id))
    assert sign_in.actor_of(token).staff_id == first.staff_id


@pytest.mark.parametrize("name", ["change_role", "assign", "end_assignment", "open_everywhere", "deactivate", "reset_password"])
def test_nobody_does_it_to_themselves(here: World, name: str) -> None:
    second_head(here)
    with pytest.raises(Conflict, match=r"Nobody|your own"):
        did(here, lambda work: ACTS[name](work, here.admin.staff_id))
    assert staff.actor_for(here.org_id, here.admin.staff_id).role is Role.HEAD_ADMINISTRATOR


@pytest.mark.parametrize("name", ["change_role", "deactivate"])
def test_the_last_head_administrator_stays(here: World, name: str) -> None:
    """Two head administrators remove each other: the second one is refused, although it began with both there."""
    second = second_head(here)
    did(here, lambda work: ACTS[name](work, second.staff_id))
    with pytest.raises(Conflict, match="last head administrator"), begin(second) as work:
        ACTS[name](work, here.admin.staff_id)


def test_the_last_head_administrator_is_not_limited_to_an_area_either(here: World) -> None:
    second = second_head(here)
    did(here, lambda work: staff.assign(work, second.staff_id, here.ward_a, work.today))
    with pytest.raises(Conflict, match="last head administrator"), begin(second) as work:
        staff.assign(work, here.admin.staff_id, here.ward_a, work.today)


@pytest.mark.parametrize("role", [role for role in Role if Permission.STAFF_WRITE not in GRANTS[role]])
@pytest.mark.parametrize("name", list(ACTS))
def test_a_role_without_the_permission_changes_nobody(here: World, name: str, role: Role) -> None:
    own = builders.account(here, "A-1") if role is Role.CONSUMER else None
    person = builders.person(here, role, (here.ward_a,) if role is Role.FIELD_AGENT else (), own)
    with pytest.raises(Forbidden), begin(person) as work:
        ACTS[name](work, here.admin.staff_id)


@pytest.mark.parametrize("name", list(ACTS))
def test_whoever_sees_some_areas_changes_nobody(here: World, name: str) -> None:
    limited = builders.person(here, Role.HEAD_ADMINISTRATOR, (here.ward_a,))
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    with pytest.raises(Forbidden, match="whole organization"), begin(limited) as work:
        ACTS[name](work, agent.staff_id)


@pytest.mark.parametrize("name", list(ACTS))
def test_somebody_of_another_organization_is_not_there(here: World, name: str) -> None:
    other = builders.person(builders.world(), Role.SUPPORT)
    token = signed_in(other)
    for who in (other.staff_id, 10**12):
        with pytest.raises(NotFound):
            did(here, lambda work, who=who: ACTS[name](work, who))
    assert sign_in.actor_of(token).role is Role.SUPPORT


@pytest.mark.parametrize(
    ("area", "first", "last", "field"),
    [("none", 0, None, "area_id"), ("other", 0, None, "area_id"), ("ward", -1, None, "starts_on"), ("ward", 2, 1, "ends_on")],
)
def test_an_assignment_that_makes_no_sense_is_refused_at_its_field(
    here: World, area: str, first: int, last: int | None, field: str
) -> None:
    person = builders.person(here, Role.SUPPORT)
    area_id = {"none": 10**12, "other": builders.world().ward_a, "ward": here.ward_a}[area]
    until = None if last is None else today() + timedelta(days=last)
    with pytest.raises(Invalid) as refused, begin(here.admin) as work:
        staff.assign(work, person.staff_id, area_id, today() + timedelta(days=first), until)
    assert set(refused.value.fields) == {field}
    assert staff.actor_for(here.org_id, person.staff_id).area_ids is None


def test_an_area_is_given_once_for_the_same_days(here: World) -> None:
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    with pytest.raises(Conflict, match="assigned to Ward A in that time already"):
        did(here, lambda work: staff.assign(work, agent.staff_id, here.ward_a, work.today + timedelta(days=9)))


def test_a_field_agent_needs_an_area_and_never_sees_everything(here: World) -> None:
    person = builders.person(here, Role.SUPPORT)
    with pytest.raises(Invalid, match="assign the first one"):
        did(here, lambda work: staff.change_role(work, person.staff_id, Role.FIELD_AGENT))
    did(here, lambda work: staff.assign(work, person.staff_id, here.ward_a, work.today))
    did(here, lambda work: staff.change_role(work, person.staff_id, Role.FIELD_AGENT))
    with pytest.raises(Invalid, match="never sees the whole organization"):
        did(here, lambda work: staff.open_everywhere(work, person.staff_id))


def test_a_consumer_stays_one_and_nobody_becomes_one(here: World) -> None:
    consumer = builders.person(here, Role.CONSUMER, account_id=builders.account(here, "A-1"))
    clerk = builders.person(here, Role.SUPPORT)
    for who, role in ((consumer, Role.SUPPORT), (clerk, Role.CONSUMER)):
        with pytest.raises(Invalid, match="stays a consumer"):
            did(here, lambda work, who=who, role=role: staff.change_role(work, who.staff_id, role))
    with pytest.raises(Invalid, match="own account"):
        did(here, lambda work: staff.assign(work, consumer.staff_id, here.ward_a, work.today))


def test_a_person_is_added_to_areas_that_are_there(here: World) -> None:
    new = NewStaff("sana.iqbal", "Sana Iqbal", Role.SUPPORT, PASSWORD, (10**12,))
    with pytest.raises(Invalid, match="not there any more"), begin(here.admin) as work:
        staff.add(work, new)
