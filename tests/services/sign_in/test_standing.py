"""How a session stands: what ends it, what changes its rights, and that asking does not keep it alive."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from database.connection import DatabaseRole, transaction
from services import sign_in, staff
from services.permissions import Role
from services.sign_in import Standing
from services.work import begin
from tests import builders
from tests.builders import PASSWORD, World
from utils import clock


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def token(here: World) -> str:
    person = builders.person(here, Role.SUPPORT, (here.ward_a,))
    return sign_in.sign_in(person.username, PASSWORD, "127.0.0.1", "test").token


def stands(token: str) -> Standing:
    found = sign_in.standing(token)
    assert found is not None
    return found


def test_a_fresh_session_has_half_an_hour_and_asking_takes_nothing_from_that(token: str) -> None:
    begun = clock.now()
    for minutes in (0, 10, 29):
        found = sign_in.standing(token, begun + timedelta(minutes=minutes))
        assert found is not None and found.is_idle
        assert abs(found.seconds_left - (30 - minutes) * 60) < 30
    assert sign_in.standing(token, begun + timedelta(minutes=31)) is None


def test_what_a_clock_looks_up_does_not_keep_a_session_alive_and_a_person_does(token: str) -> None:
    begun = clock.now()
    later = begun + timedelta(minutes=20)
    sign_in.actor_of(token, later, is_there=False)
    assert sign_in.standing(token, begun + timedelta(minutes=31)) is None
    sign_in.actor_of(token, later)
    assert sign_in.standing(token, begun + timedelta(minutes=31)) is not None


def test_the_end_after_twelve_hours_is_not_put_off(token: str) -> None:
    begun = clock.now()
    for quarters in range(1, 48):
        sign_in.actor_of(token, begun + timedelta(minutes=15 * quarters))
    found = sign_in.standing(token, begun + timedelta(hours=11, minutes=50))
    assert found is not None and not found.is_idle and found.seconds_left <= 600


def moved(here: World, staff_id: int) -> None:
    with begin(here.admin) as work:
        staff.assign(work, staff_id, here.ward_b, work.today, None)


def taken(here: World, staff_id: int) -> None:
    with begin(here.admin) as work:
        (given,) = staff.assignments(work, staff_id)
        staff.end_assignment(work, staff_id, given.assignment_id, None)


def promoted(here: World, staff_id: int) -> None:
    with begin(here.admin) as work:
        staff.change_role(work, staff_id, Role.MANAGER)


def held(here: World, staff_id: int) -> None:
    with begin(here.admin) as work:
        sign_in.require_second_factor(work, [Role.SUPPORT])


@pytest.mark.parametrize("change", [moved, taken, promoted, held])
def test_rights_read_otherwise_as_soon_as_they_are_changed(
    here: World, token: str, change: Callable[[World, int], None]
) -> None:
    before, staff_id = stands(token).rights, sign_in.actor_of(token).staff_id
    assert stands(token).rights == before
    change(here, staff_id)
    assert stands(token).rights != before


def test_a_session_that_was_ended_or_whose_person_left_does_not_stand(here: World, token: str) -> None:
    staff_id = sign_in.actor_of(token).staff_id
    with begin(here.admin) as work:
        staff.deactivate(work, staff_id, "Left")
    assert sign_in.standing(token) is None
    assert sign_in.standing("made-up") is None
    other = sign_in.sign_in(builders.person(here, Role.BILLING).username, PASSWORD, "127.0.0.1", "test").token
    assert set(sign_in.standings([token, other])) == {other}
    sign_in.sign_out(other)
    assert sign_in.standings([token, other]) == {}


def test_the_door_alone_reads_how_sessions_stand(token: str) -> None:
    with transaction(DatabaseRole.APP, {}) as connection, pytest.raises(Exception, match="permission denied"):
        connection.execute("SELECT count(*) FROM sessions")
