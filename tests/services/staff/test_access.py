"""Who may what where agrees with what each person's own sign-in gives them."""

from datetime import timedelta
from itertools import product

import pytest

from components import permission_words
from services import areas, staff
from services.permissions import GRANTS, Permission, Role
from services.staff import Access
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from utils.errors import Forbidden, NotFound

P = Permission


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def people(here: World) -> list[Actor]:
    """Everywhere, in one ward, in the division above both, in none; of every role, one of them gone and one not come yet."""
    found = [here.admin]
    for role, reach in product((Role.MANAGER, Role.SUPPORT, Role.FIELD_AGENT), ((), (here.ward_a,), (here.division,))):
        if reach or role is not Role.FIELD_AGENT:
            found.append(builders.person(here, role, reach))
    gone, coming = builders.person(here, Role.BILLING), builders.person(here, Role.BILLING, (here.ward_b,))
    with begin(here.admin) as work:
        staff.deactivate(work, gone.staff_id, "Left")
        (given,) = staff.assignments(work, coming.staff_id)
        staff.assign(work, coming.staff_id, here.ward_a, work.today + timedelta(days=3), None)
        staff.end_assignment(work, coming.staff_id, given.assignment_id, work.today + timedelta(days=1))
    builders.account(here, "A-1")
    builders.person(here, Role.CONSUMER, account_id=builders.account(here, "A-2"))
    return [*found, gone, coming]


def asked(here: World, may: Permission, area_id: int | None, days: int = 0) -> dict[int, Access]:
    with begin(here.admin) as work:
        return {each.staff_id: each for each in staff.who_may(work, may, area_id, work.today + timedelta(days=days))}


@pytest.mark.parametrize("may", [P.ACCOUNT_READ, P.PAYMENT_RECORD, P.VISIT_MAKE, P.STAFF_WRITE])
def test_it_names_those_whose_own_rights_reach_there_and_nobody_else(here: World, people: list[Actor], may: Permission) -> None:
    for area_id in (here.ward_a, here.ward_b, here.division):
        expected = set[int]()
        for each in people[:-2] + people[-1:]:
            now = staff.actor_for(here.org_id, each.staff_id)
            if now.may(may) and (now.area_ids is None or area_id in now.area_ids):
                expected.add(now.staff_id)
        assert set(asked(here, may, area_id)) == expected


def test_it_says_why_the_nearest_assignment_first(here: World, people: list[Actor]) -> None:
    manager = next(each for each in people if each.role is Role.MANAGER and each.area_ids and here.division in each.area_ids)
    with begin(here.admin) as work:
        assert asked(here, Permission.ACCOUNT_READ, here.ward_a)[manager.staff_id].via_name == areas.get(work, here.division).name
        staff.assign(work, manager.staff_id, here.ward_a, work.today, None)
    found = asked(here, Permission.ACCOUNT_READ, here.ward_a)
    assert (found[manager.staff_id].via_id, found[here.admin.staff_id].via_id) == (here.ward_a, None)


def test_another_day_has_other_people(here: World, people: list[Actor]) -> None:
    coming = people[-1].staff_id
    reached = [(coming in asked(here, Permission.BILL_READ, ward, days)) for days in (0, 2, 3)
               for ward in (here.ward_b, here.ward_a)]  # fmt: skip
    assert reached == [True, False, False, False, False, True]


def test_without_an_area_it_names_those_whom_none_limits(here: World, people: list[Actor]) -> None:
    assert set(asked(here, Permission.ACCOUNT_READ, None)) == {
        each.staff_id for each in people[:-2] if each.area_ids is None and each.role is not Role.FIELD_AGENT
    }


def test_only_who_sees_the_whole_organization_may_ask(here: World, people: list[Actor]) -> None:
    other = builders.world()
    with pytest.raises(NotFound), begin(here.admin) as work:
        staff.who_may(work, Permission.UNIT_READ, other.ward_a)
    for role, reach in ((Role.SUPPORT, ()), (Role.MANAGER, (here.ward_a,))):
        with pytest.raises(Forbidden), begin(builders.person(here, role, reach)) as work:
            staff.who_may(work, Permission.UNIT_READ, here.ward_a)


def test_every_right_is_in_words_and_stands_with_every_role() -> None:
    assert set(permission_words.WORDS) == set(Permission)
    assert len({permission_words.word(each) for each in Permission}) == len(Permission)
    for role in Role:
        assert {permission for permission, is_granted in staff.may_in(role) if is_granted} == GRANTS[role]
