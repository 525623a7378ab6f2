"""Second factors that an organization requires, sees and takes away."""

from dataclasses import replace

import psycopg
import pytest

from services import audit, sign_in, staff
from services.permissions import Role
from services.sign_in import CodeWanted, totp
from services.work import Actor, begin
from tests import builders
from tests.builders import PASSWORD, World
from tests.services.sign_in.factors import enrol
from utils import clock
from utils.errors import Conflict, Forbidden, NotFound, Unauthenticated

ADDRESS = ("127.0.0.1", "test")


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def require(here: World, *roles: Role) -> None:
    with begin(here.admin) as work:
        sign_in.require_second_factor(work, roles)


def token_of(person: Actor) -> str:
    return sign_in.sign_in(person.username, PASSWORD, *ADDRESS).token


def test_a_required_factor_holds_an_open_session_at_its_next_look_and_lets_go_once_it_is_set_up(here: World) -> None:
    manager, clerk = builders.person(here, Role.MANAGER), builders.person(here, Role.BILLING)
    held, free = token_of(manager), token_of(clerk)
    assert not sign_in.actor_of(held).is_held
    require(here, Role.MANAGER)
    assert sign_in.actor_of(held).must_set_up_factor
    assert sign_in.actor_of(held).is_held
    assert not sign_in.actor_of(free).is_held
    enrol(manager)
    with pytest.raises(CodeWanted):
        sign_in.sign_in(manager.username, PASSWORD, *ADDRESS)
    with pytest.raises(Unauthenticated):  # setting it up ended the other sessions
        sign_in.actor_of(held)
    require(here)
    assert not sign_in.actor_of(token_of(builders.person(here, Role.MANAGER))).is_held


def test_what_one_organization_requires_does_not_hold_a_person_in_another(here: World) -> None:
    there = builders.world()
    person = builders.person(here, Role.MANAGER)
    with begin(there.admin) as work:
        staff.join(work, person.username, Role.MANAGER)
    require(there, Role.MANAGER)
    token = token_of(person)
    assert not sign_in.actor_of(token).is_held
    sign_in.switch_organization(token, there.org_id)
    assert sign_in.actor_of(token).is_held


def test_where_the_role_needs_it_nobody_removes_their_own(here: World) -> None:
    person = builders.person(here, Role.MANAGER)
    secret = enrol(person)
    with pytest.raises(CodeWanted) as wanted:
        sign_in.sign_in(person.username, PASSWORD, *ADDRESS)
    code = totp.code_at(secret, totp.step_of(clock.now()))
    token = sign_in.with_code(wanted.value.half, code, *ADDRESS).token
    require(here, Role.MANAGER)
    assert not sign_in.actor_of(token).is_held
    with pytest.raises(Conflict, match="Your role needs"):
        sign_in.remove(token, PASSWORD)
    require(here)
    sign_in.remove(token, PASSWORD)
    assert sign_in.second_factor_of(token) is None


def test_the_cover_counts_people_and_factors_by_role(here: World) -> None:
    first, _ = builders.person(here, Role.MANAGER), builders.person(here, Role.MANAGER)
    enrol(first)
    require(here, Role.MANAGER, Role.CONSUMER)
    with begin(here.admin) as work:
        rows = {row.role: row for row in sign_in.cover(work)}
    assert list(rows) == list(Role)
    assert (rows[Role.MANAGER].people, rows[Role.MANAGER].with_factor, rows[Role.MANAGER].is_required) == (2, 1, True)
    assert (rows[Role.BILLING].people, rows[Role.BILLING].is_required) == (0, False)
    there = builders.world()
    with begin(there.admin) as work:
        assert sum(row.people for row in sign_in.cover(work)) == 1
        assert not any(row.is_required for row in sign_in.cover(work))


def test_a_change_of_the_roles_is_on_record_and_none_is_not(here: World) -> None:
    require(here, Role.MANAGER)
    require(here, Role.MANAGER)
    with begin(here.admin) as work:
        rows = audit.history_of(work, "second factor")
    assert [(row.action, row.before, row.after) for row in rows] == [
        ("second_factor.required", {"roles": []}, {"roles": ["manager"]})
    ]


def test_an_administrator_takes_a_lost_one_away_and_every_session_with_it(here: World) -> None:
    person = builders.person(here, Role.MANAGER)
    before = token_of(person)
    enrol(person)
    with pytest.raises(CodeWanted) as wanted:
        sign_in.sign_in(person.username, PASSWORD, *ADDRESS)
    with begin(here.admin) as work:
        sign_in.reset_second_factor(work, person.staff_id)
    for token in (before, wanted.value.half):
        with pytest.raises(Unauthenticated):
            sign_in.actor_of(token)
    with pytest.raises(Unauthenticated):
        sign_in.awaited(wanted.value.half)
    assert token_of(person)
    with begin(here.admin) as work:
        assert not sign_in.has_second_factor(work, person.staff_id)
        assert audit.history_of(work, f"staff {person.username}")[0].action == "second_factor.reset"
        with pytest.raises(Conflict, match="has no second factor"):
            sign_in.reset_second_factor(work, person.staff_id)


def test_nobody_takes_their_own_away_or_that_of_somebody_elsewhere(here: World) -> None:
    there = builders.world()
    shared, other = builders.person(here, Role.MANAGER), builders.person(there, Role.MANAGER)
    with begin(there.admin) as work:
        staff.join(work, shared.username, Role.MANAGER)
    enrol(shared)
    with begin(here.admin) as work:
        with pytest.raises(Conflict, match="own second factor"):
            sign_in.reset_second_factor(work, here.admin.staff_id)
        with pytest.raises(Conflict, match="another organization too"):
            sign_in.reset_second_factor(work, shared.staff_id)
        for use in (sign_in.reset_second_factor, sign_in.has_second_factor):
            with pytest.raises(NotFound):
                use(work, other.staff_id)
    with pytest.raises(CodeWanted):
        sign_in.sign_in(shared.username, PASSWORD, *ADDRESS)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.HEAD_ADMINISTRATOR, Role.CONSUMER)])
def test_only_head_administrators_with_rights_everywhere_see_and_set_it(here: World, role: Role) -> None:
    person = builders.person(here, role, (here.ward_a,))
    for actor in (person, replace(here.admin, area_ids=(here.ward_a,))):
        with begin(actor) as work:
            for use in (
                lambda: sign_in.cover(work),
                lambda: sign_in.require_second_factor(work, [Role.SUPPORT]),
                lambda: sign_in.has_second_factor(work, here.admin.staff_id),
                lambda: sign_in.reset_second_factor(work, here.admin.staff_id),
            ):
                with pytest.raises(Forbidden):
                    use()


def test_the_walls_below_hold_without_any_use_case(here: World) -> None:
    there = builders.world()
    person = builders.person(there, Role.MANAGER)
    enrol(person)
    with begin(here.admin) as work:
        assert work.scalar("SELECT has_second_factor(%(wanted)s)", wanted=person.staff_id) is False
        assert work.scalar("SELECT reset_second_factor_of_staff(%(wanted)s, now())", wanted=person.staff_id) == "none"
        changed = work.execute("UPDATE organizations SET mfa_roles = '{manager}' WHERE org_id = %(there)s", there=there.org_id)
        assert changed.rowcount == 0
    limited = replace(here.admin, area_ids=(here.ward_a,))
    with begin(limited) as work:
        assert work.execute("UPDATE organizations SET mfa_roles = '{manager}'").rowcount == 0
        assert work.execute("SELECT FROM second_factors_by_role()").fetchall() == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(here.admin) as work:
        work.execute("UPDATE organizations SET name = 'x'")


def test_the_operator_takes_a_lost_one_away_for_any_organization(here: World) -> None:
    person = builders.person(here, Role.MANAGER)
    before = token_of(person)
    enrol(person)
    sign_in.reset_lost(f" {person.username.upper()} ")
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(before)
    assert token_of(person)
    with begin(here.admin) as work:
        row = audit.history_of(work, f"staff {person.username}")[0]
    assert (row.action, row.origin, row.staff_name) == ("second_factor.reset", "command", None)
    with pytest.raises(Conflict):
        sign_in.reset_lost(person.username)
    with pytest.raises(NotFound):
        sign_in.reset_lost("nobody")
