"""Forgotten passwords: a link that works once and for half an hour, and tells nobody who has an account."""

import re
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from database.connection import DatabaseRole, transaction
from services import activity, messages, sign_in, staff
from services.paging import ListQuery
from services.permissions import Role
from services.sign_in import CodeWanted
from services.work import Actor, begin
from tests import builders
from tests.builders import PASSWORD, World
from tests.posting import Post, mail_server, set_up
from tests.services.sign_in.factors import enrol
from tests.working import work_until_idle
from utils import clock, settings
from utils.errors import Busy, Conflict, Invalid, Unauthenticated

ADDRESS = "amna@example.org"
NEW = "four quiet green boats"
LINK = re.compile(r"https://suthra\.test/auth/new-password\?token=([A-Za-z0-9_-]{43})")


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def clerk(here: World) -> Actor:
    person = builders.person(here, Role.SUPPORT)
    set_email(person, ADDRESS)
    return person


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Generator[Post]:
    with mail_server(monkeypatch) as opened:
        yield opened
    settings.current.cache_clear()


def as_owner(statement: str, *values: object) -> list[tuple[Any, ...]]:
    with transaction(DatabaseRole.OWNER) as owner:
        cursor = owner.execute(statement.encode(), values)
        return cursor.fetchall() if cursor.description else []


def set_email(person: Actor, address: str | None) -> None:
    as_owner("UPDATE people SET email = %s WHERE person_id = %s", address, person.person_id)


def link(post: Post, place: int = -1) -> str:
    work_until_idle()
    found = LINK.search(post.taken[place].get_body(("plain",)).get_content())  # pyright: ignore
    assert found
    return found[1]


def enter(person: Actor, password: str) -> str:
    return sign_in.sign_in(person.username, password, "10.0.0.1", "test").token


@pytest.mark.parametrize("named", ["username", "address", "address in capitals"])
def test_a_link_comes_by_e_mail_and_takes_a_new_password_once(clerk: Actor, post: Post, named: str) -> None:
    before = enter(clerk, PASSWORD)
    said = {"username": f" {clerk.username.upper()} ", "address": ADDRESS, "address in capitals": ADDRESS.upper()}[named]
    sign_in.ask_for_password(said, "10.0.0.1")
    token = link(post)
    assert post.recipients == [ADDRESS]
    assert clerk.username in post.taken[0].get_body(("plain",)).get_content()  # pyright: ignore
    assert sign_in.who_forgot(token) == clerk.username
    with pytest.raises(Invalid):
        sign_in.set_forgotten(token, "short")
    sign_in.set_forgotten(token, NEW)
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(before)
    with pytest.raises(Unauthenticated):
        enter(clerk, PASSWORD)
    assert sign_in.actor_of(enter(clerk, NEW)).staff_id == clerk.staff_id
    with pytest.raises(Conflict, match="used already"):
        sign_in.set_forgotten(token, "another long password 7")
    work_until_idle()
    assert post.taken[-1]["Subject"] == "Your password was changed"


def test_the_token_lies_nowhere_as_it_is(clerk: Actor, post: Post) -> None:
    sign_in.ask_for_password(clerk.username, "10.0.0.1")
    kept = as_owner("SELECT m::text FROM messages m") + as_owner("SELECT r::text FROM password_resets r")
    token = link(post)
    assert not [row for row in kept if token in row[0]]
    assert as_owner("SELECT box, key_id FROM messages") == [(None, None)]
    assert not [row for row in as_owner("SELECT a::text FROM audit_log a") if token in row[0]]


def test_after_half_an_hour_a_link_is_over_and_is_not_sent_any_more(clerk: Actor, post: Post) -> None:
    late = clock.now() - timedelta(minutes=30)
    sign_in.ask_for_password(clerk.username, "10.0.0.1", late + timedelta(minutes=2))
    token = link(post)
    assert sign_in.who_forgot(token, clock.now() + timedelta(minutes=3)) is None
    with pytest.raises(Conflict):
        sign_in.set_forgotten(token, NEW, clock.now() + timedelta(minutes=3))
    sign_in.ask_for_password(clerk.username, "10.0.0.1", late)
    work_until_idle()
    assert len(post.taken) == 1
    assert as_owner("SELECT failure FROM messages WHERE status = 'given_up'") == [
        ("It could not be sent before its link was over.",)
    ]


def test_nobody_and_who_has_no_address_and_who_is_shut_out_get_nothing(here: World, clerk: Actor, post: Post) -> None:
    without = builders.person(here, Role.SUPPORT)
    gone, disabled = builders.person(here, Role.SUPPORT), builders.person(here, Role.SUPPORT)
    for each in (gone, disabled):
        set_email(each, f"{each.staff_id}@example.org")
    with begin(here.admin) as work:
        staff.deactivate(work, gone.staff_id, "Left")
    as_owner("UPDATE people SET is_disabled = true WHERE person_id = %s", disabled.person_id)
    for name in ("nobody", "nobody@example.org", without.username, gone.username, disabled.username, "%", "a' OR '1'='1"):
        sign_in.ask_for_password(name, "10.0.0.1")
    work_until_idle()
    assert post.taken == []
    assert as_owner("SELECT count(*) FROM password_resets") == [(0,)]


def test_all_who_share_an_address_get_a_link_each(here: World, clerk: Actor, post: Post) -> None:
    other = builders.person(here, Role.SUPPORT)
    set_email(other, ADDRESS)
    sign_in.ask_for_password(ADDRESS, "10.0.0.1")
    tokens = [link(post, place) for place in (0, 1)]
    assert sorted(filter(None, map(sign_in.who_forgot, tokens))) == sorted([clerk.username, other.username])
    sign_in.set_forgotten(tokens[0], NEW)
    assert sign_in.who_forgot(tokens[1])


def test_asking_is_slowed_down_and_fills_nobodys_mailbox(clerk: Actor, post: Post) -> None:
    for number in range(10):
        sign_in.ask_for_password(clerk.username, f"10.0.0.{number}")
    with pytest.raises(Busy):
        sign_in.ask_for_password(clerk.username, "10.0.1.1")
    for _ in range(10):
        sign_in.ask_for_password("nobody", "10.0.1.2")
    with pytest.raises(Busy):
        sign_in.ask_for_password("nobody", "10.0.1.2")
    work_until_idle()
    assert len(post.taken) == 3
    assert enter(clerk, PASSWORD)  # signing in is counted for itself


def test_of_two_who_come_with_one_link_at_once_one_is_let_in(clerk: Actor, post: Post) -> None:
    sign_in.ask_for_password(clerk.username, "10.0.0.1")
    token = link(post)

    def come(number: int) -> bool:
        try:
            sign_in.set_forgotten(token, f"{NEW} {number}")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(come, range(4))) == 1


def test_signing_in_afterwards_still_asks_for_the_second_factor(clerk: Actor, post: Post) -> None:
    enrol(clerk)
    sign_in.ask_for_password(clerk.username, "10.0.0.1")
    sign_in.set_forgotten(link(post), NEW)
    with pytest.raises(CodeWanted):
        enter(clerk, NEW)


def test_any_other_change_of_password_or_address_ends_the_links(here: World, clerk: Actor, post: Post) -> None:
    sign_in.ask_for_password(clerk.username, "10.0.0.1")
    first = link(post)
    with begin(here.admin) as work:
        staff.reset_password(work, clerk.staff_id)
    assert sign_in.who_forgot(first) is None
    sign_in.ask_for_password(clerk.username, "10.0.0.2")
    second = link(post)
    set_email(clerk, "new@example.org")
    assert sign_in.who_forgot(second) is None


def test_asking_and_renewing_stand_in_the_audit(here: World, clerk: Actor, post: Post) -> None:
    sign_in.ask_for_password(clerk.username, "10.0.0.1")
    sign_in.set_forgotten(link(post), NEW)
    with begin(here.admin) as work:
        done = [row.action for row in activity.page(work, ListQuery(search=clerk.username)).rows]
    assert done[:2] == ["staff.password_renewed", "staff.password_forgotten"]


def test_without_a_mail_server_nothing_is_written(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch)
    assert not sign_in.is_possible()
    sign_in.ask_for_password(clerk.username, "10.0.0.1")
    assert as_owner("SELECT count(*) FROM password_resets") == [(0,)]
    settings.current.cache_clear()


def test_ones_own_address_changes_with_the_password_and_the_earlier_one_is_told(clerk: Actor, post: Post) -> None:
    token = enter(clerk, PASSWORD)
    with pytest.raises(Invalid) as refusal:
        sign_in.change_email(token, "wrong", "new@example.org")
    assert set(refusal.value.fields) == {"password"}
    with pytest.raises(Invalid) as refusal:
        sign_in.change_email(token, PASSWORD, "new@")
    assert set(refusal.value.fields) == {"email"}
    sign_in.change_email(token, PASSWORD, " new@example.org ")
    assert sign_in.email_of(token) == "new@example.org"
    work_until_idle()
    assert post.recipients == [ADDRESS]
    assert "another address" in post.taken[0].get_body(("plain",)).get_content()  # pyright: ignore
    sign_in.change_email(token, PASSWORD, "")
    assert sign_in.email_of(token) is None


def test_an_administrator_sets_the_address_of_who_works_here_alone(here: World, clerk: Actor, post: Post) -> None:
    with begin(here.admin) as work:
        staff.change_email(work, clerk.staff_id, "new@example.org")
        assert staff.get(work, clerk.staff_id).email == "new@example.org"
        with pytest.raises(Conflict):
            staff.change_email(work, here.admin.staff_id, "me@example.org")
        made = staff.invite(work, "sana.iqbal", "Sana Iqbal", Role.MANAGER, email="sana@example.org")
        assert staff.get(work, made.staff_id).email == "sana@example.org"
        with pytest.raises(Invalid):
            staff.invite(work, "other.one", "Other One", Role.MANAGER, email="a@b")
    work_until_idle()
    assert post.recipients == [ADDRESS]
    there = builders.world()
    with begin(there.admin) as work:
        staff.join(work, clerk.username, Role.SUPPORT)
        joined = next(row for row in staff.page(work, ListQuery()).rows if row.username == clerk.username)
        with pytest.raises(Conflict, match="another organization"):
            staff.change_email(work, joined.staff_id, "thief@example.org")


@pytest.mark.parametrize("typed", ["x", "a@b", "a b@example.org", "a@example.org\nBcc: x@y.org", "<a@example.org>",
                                   "ü@example.org", f"{'a' * 250}@example.org", "a@example..org"])  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    assert "email" in staff.email_of(typed)[1]


def test_outbox_of_a_link_shows_no_secret_to_those_who_look_after_jobs(here: World, clerk: Actor, post: Post) -> None:
    sign_in.ask_for_password(clerk.username, "10.0.0.1")
    with begin(here.admin) as work:
        assert messages.outbox(work).waiting == 1
