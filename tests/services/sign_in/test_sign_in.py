"""Signing in: who gets a session, when it ends, and how guesses are slowed down."""

from datetime import timedelta

import pytest

from database.connection import DatabaseRole, transaction
from services import sign_in, staff
from services.permissions import Role
from services.work import begin
from tests import builders
from tests.builders import PASSWORD, World
from utils import clock
from utils.errors import Busy, Conflict, Invalid, Unauthenticated


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def signed_in(here: World, role: Role = Role.MANAGER) -> tuple[str, str]:
    person = builders.person(here, role, (here.ward_a,) if role is Role.FIELD_AGENT else ())
    return sign_in.sign_in(person.username, PASSWORD, "127.0.0.1", "test").token, person.username


def test_the_right_password_opens_a_session_for_the_person(here: World) -> None:
    token, username = signed_in(here)
    actor = sign_in.actor_of(token)
    assert (actor.username, actor.org_id, actor.role) == (username, here.org_id, Role.MANAGER)


def test_the_username_is_taken_in_any_case_and_with_spaces_around(here: World) -> None:
    _, username = signed_in(here)
    assert sign_in.sign_in(f"  {username.upper()} ", PASSWORD, "127.0.0.1", "test").token


def test_a_wrong_password_and_an_unknown_username_read_the_same(here: World) -> None:
    _, username = signed_in(here)
    said = set[str]()
    for name in (username, "nobody.at.all"):
        with pytest.raises(Unauthenticated) as refused:
            sign_in.sign_in(name, "wrong-password", "127.0.0.1", "test")
        said.add(str(refused.value))
    assert len(said) == 1


def test_the_token_is_not_kept_in_the_database(here: World) -> None:
    token, _ = signed_in(here)
    with transaction(DatabaseRole.OWNER, {}) as connection:
        rows = connection.execute("SELECT token_hash::text || user_agent || address FROM sessions").fetchall()
    assert rows and all(token not in row[0] for row in rows)


def test_sign_out_ends_the_session_at_once(here: World) -> None:
    token, _ = signed_in(here)
    sign_in.sign_out(token)
    with pytest.raises(Unauthenticated, match="has ended"):
        sign_in.actor_of(token)


def test_a_session_ends_after_thirty_idle_minutes_but_not_before(here: World) -> None:
    token, _ = signed_in(here)
    start = clock.now()
    sign_in.actor_of(token, start + timedelta(minutes=29))
    sign_in.actor_of(token, start + timedelta(minutes=58))
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(token, start + timedelta(minutes=89))


def test_a_session_ends_after_twelve_hours_however_busy(here: World) -> None:
    token, _ = signed_in(here)
    start = clock.now()
    for minutes in range(20, 12 * 60, 20):
        sign_in.actor_of(token, start + timedelta(minutes=minutes))
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(token, start + timedelta(hours=12, minutes=1))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE people SET is_disabled = true WHERE username = %s",
        "UPDATE staff SET is_active = false WHERE person_id = (SELECT person_id FROM people WHERE username = %s)",
    ],
)
def test_a_disabled_person_is_refused_at_the_next_look_and_cannot_come_back(here: World, change: str) -> None:
    token, username = signed_in(here)
    with transaction(DatabaseRole.OWNER, {}) as connection:
        connection.execute(change.encode(), (username,))
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(token)
    with pytest.raises(Unauthenticated):
        sign_in.sign_in(username, PASSWORD, "127.0.0.1", "test")


def test_a_changed_role_counts_at_the_next_look(here: World) -> None:
    token, _ = signed_in(here)
    staff_id = sign_in.actor_of(token).staff_id
    with transaction(DatabaseRole.OWNER, {}) as connection:
        connection.execute("UPDATE staff SET role = 'support' WHERE staff_id = %s", (staff_id,))
    assert sign_in.actor_of(token).role is Role.SUPPORT


def test_ten_tries_for_a_username_are_checked_and_the_eleventh_is_not(here: World) -> None:
    _, username = signed_in(here)
    for _ in range(10):
        with pytest.raises(Unauthenticated):
            sign_in.sign_in(username, "wrong-password", "127.0.0.1", "test")
    with pytest.raises(Busy, match="wait 15 minutes"):
        sign_in.sign_in(username, PASSWORD, "127.0.0.1", "test")


def test_refused_tries_do_not_keep_a_person_out_longer(here: World) -> None:
    _, username = signed_in(here)
    start = clock.now()
    for minute in range(14):
        with pytest.raises((Unauthenticated, Busy)):
            sign_in.sign_in(username, "wrong-password", "127.0.0.1", "test", start + timedelta(minutes=minute))
    assert sign_in.sign_in(username, PASSWORD, "127.0.0.1", "test", start + timedelta(minutes=16)).token


def test_an_address_has_thirty_tries_over_all_usernames(here: World) -> None:
    for number in range(30):
        with pytest.raises(Unauthenticated):
            sign_in.sign_in(f"guess.{number}", "wrong-password", "10.1.1.1", "test")
    with pytest.raises(Busy):
        sign_in.sign_in("guess.31", "wrong-password", "10.1.1.1", "test")
    with pytest.raises(Unauthenticated):
        sign_in.sign_in("guess.31", "wrong-password", "10.1.1.2", "test")


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(here: World) -> None:
    token, username = signed_in(here)
    other = sign_in.sign_in(username, PASSWORD, "127.0.0.1", "phone").token
    sign_in.change_password(token, PASSWORD, "a-new-horse-77-battery")
    assert not sign_in.actor_of(token).must_change_password
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(other)
    with pytest.raises(Unauthenticated):
        sign_in.sign_in(username, PASSWORD, "127.0.0.1", "test")
    assert sign_in.sign_in(username, "a-new-horse-77-battery", "127.0.0.1", "test").token


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("short", "at least 10"),
        ("ا" * 40, "72 bytes"),
        (PASSWORD, "present one"),
        ("aaaaaaaaaaaa", "five different"),
        ("with\x00zero-character", "zero character"),
    ],
)
def test_a_bad_new_password_is_refused_with_its_reason(here: World, new: str, reason: str) -> None:
    token, username = signed_in(here)
    with pytest.raises(Invalid, match=reason):
        sign_in.change_password(token, PASSWORD, new)
    assert sign_in.sign_in(username, PASSWORD, "127.0.0.1", "test").token


def test_a_password_longer_than_bcrypt_reads_never_matches_its_beginning(here: World) -> None:
    person = builders.person(here, Role.SUPPORT)
    token = sign_in.sign_in(person.username, PASSWORD, "127.0.0.1", "test").token
    longest = "abcdefgh" * 9
    sign_in.change_password(token, PASSWORD, longest)
    with pytest.raises(Unauthenticated):
        sign_in.sign_in(person.username, longest + "x", "127.0.0.1", "test")


def test_a_person_of_two_organizations_switches_between_them_and_nowhere_else(here: World) -> None:
    there, elsewhere = builders.world(), builders.world()
    token, username = signed_in(here)
    with begin(there.admin) as work:
        staff.join(work, username, Role.BILLING)
    assert {m.org_id for m in sign_in.memberships(token)} == {here.org_id, there.org_id}
    sign_in.switch_organization(token, there.org_id)
    actor = sign_in.actor_of(token)
    assert (actor.org_id, actor.role) == (there.org_id, Role.BILLING)
    with pytest.raises(Invalid, match="do not belong"):
        sign_in.switch_organization(token, elsewhere.org_id)


def test_a_first_password_must_be_changed(here: World) -> None:
    password = staff.create_admin(here.code, "fresh.admin", "Fresh Admin")
    signed = sign_in.sign_in("fresh.admin", password, "127.0.0.1", "test")
    assert signed.must_change_password
    sign_in.change_password(signed.token, password, "a-new-horse-77-battery")
    assert not sign_in.sign_in("fresh.admin", "a-new-horse-77-battery", "127.0.0.1", "test").must_change_password


def test_a_username_is_taken_in_all_organizations(here: World) -> None:
    there = builders.world()
    staff.create_admin(here.code, "same.name", "One")
    with pytest.raises(Conflict, match="unique across organizations"):
        staff.create_admin(there.code, "same.name", "Two")
