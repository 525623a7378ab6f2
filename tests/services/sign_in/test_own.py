"""One's own sessions, colours, language and phone."""

import pytest

from services import audit, sign_in, staff
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.builders import PASSWORD, World
from utils.errors import Conflict, Invalid, Unauthenticated


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def person(here: World) -> Actor:
    return builders.person(here, Role.FIELD_AGENT, (here.ward_a,))


def token_of(person: Actor, agent: str = "Phone") -> str:
    return sign_in.sign_in(person.username, PASSWORD, "10.0.0.1", agent).token


def test_one_sees_all_own_sessions_and_nobody_elses(here: World, person: Actor) -> None:
    mine, other = token_of(person), token_of(person, "Desk")
    token_of(builders.person(here, Role.MANAGER))
    sign_in.sign_out(other)
    assert [(each.user_agent, each.state) for each in sign_in.own_sessions(mine)] == [("Phone", "this"), ("Desk", "ended")]


def test_one_other_session_is_ended_and_the_rest_stay(here: World, person: Actor) -> None:
    mine, desk, tablet = token_of(person), token_of(person, "Desk"), token_of(person, "Tablet")
    (chosen,) = [each for each in sign_in.own_sessions(mine) if each.user_agent == "Desk"]
    sign_in.end_own_session(mine, chosen.session_id)
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(desk)
    assert sign_in.actor_of(tablet)
    with pytest.raises(Conflict, match="over already"):
        sign_in.end_own_session(mine, chosen.session_id)
    with begin(here.admin) as work:
        row = audit.history_of(work, f"staff {person.username}")[0]
    assert (row.action, row.after, row.staff_name) == ("session.ended", {"sessions": 1}, person.full_name)


def test_everywhere_else_leaves_only_this_one(person: Actor) -> None:
    mine, others = token_of(person), [token_of(person) for _ in range(3)]
    assert sign_in.end_other_sessions(mine) == 3
    for token in others:
        with pytest.raises(Unauthenticated):
            sign_in.actor_of(token)
    assert sign_in.actor_of(mine)
    with pytest.raises(Conflict, match="nowhere else"):
        sign_in.end_other_sessions(mine)


def test_nobody_ends_the_session_of_somebody_else_or_this_one(here: World, person: Actor) -> None:
    mine, other = token_of(person), token_of(builders.person(here, Role.MANAGER))
    for session in (sign_in.own_sessions(other)[0], sign_in.own_sessions(mine)[0]):
        with pytest.raises(Conflict):
            sign_in.end_own_session(mine, session.session_id)
    assert sign_in.actor_of(other)
    assert sign_in.actor_of(mine)


def test_colours_come_along_to_the_next_session(person: Actor) -> None:
    assert sign_in.actor_of(token_of(person)).colours == "System"
    sign_in.keep_colours(token_of(person), "Dark")
    assert sign_in.actor_of(token_of(person)).colours == "Dark"
    for wrong in ("dark", "", "Pink"):
        with pytest.raises(Invalid):
            sign_in.keep_colours(token_of(person), wrong)
    with pytest.raises(Unauthenticated):
        sign_in.keep_colours("made-up", "Dark")


@pytest.mark.parametrize("role", list(Role))
def test_everybody_changes_their_own_phone(here: World, role: Role) -> None:
    account_id = builders.account(here, "A-1") if role is Role.CONSUMER else None
    person = builders.person(here, role, (here.ward_a,) if role is Role.FIELD_AGENT else (), account_id)
    with begin(person) as work:
        staff.change_own_phone(work, "0300-1234567")
        with pytest.raises(Invalid, match="no phone number"):
            staff.change_own_phone(work, "call me")
    with begin(person) as work:
        own = staff.own(work)
        assert own.phone is not None
        assert own.phone.endswith("3001234567")
        staff.change_own_phone(work, " ")
    with begin(person) as work:
        assert staff.own(work).phone is None
        assert staff.own(work).areas == (["Ward A"] if role is Role.FIELD_AGENT else [])
    with begin(here.admin) as work:
        assert [row.action for row in audit.history_of(work, f"staff {person.username}")][:2] == ["staff.changed"] * 2


def test_the_language_comes_along_to_the_next_session(person: Actor) -> None:
    assert sign_in.actor_of(token_of(person)).language == "en"
    sign_in.keep_language(token_of(person), "ur")
    assert sign_in.actor_of(token_of(person)).language == "ur"
    for wrong in ("UR", "", "fr"):
        with pytest.raises(Invalid):
            sign_in.keep_language(token_of(person), wrong)
    with pytest.raises(Unauthenticated):
        sign_in.keep_language("made-up", "ur")
