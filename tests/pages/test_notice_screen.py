"""Notices on their screen, and the bell on every screen."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import notices, sign_in
from services.notices import About
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.builders import PASSWORD, World
from tests.screens import opened as open_address
from tests.screens import seen
from utils.settings import ROOT

Open = Callable[[str, Actor], AppTest]


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(address: str, actor: Actor) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        return open_address(address)

    return open_page


def tell(here: World, person: Actor, event: str, subject: str = "A <b>ticket</b> waits") -> int:
    with begin(here.admin) as work:
        notices.tell(work, notices.TICKET_COMMENTED, [person.staff_id], About("ticket", 7), subject, event)
    with begin(person) as work:
        return notices.page(work, ListQuery()).rows[0].notice_id


def test_without_notices_the_screen_says_what_will_stand_there(here: World, opened: Open) -> None:
    shown = opened("/notices", here.admin)
    assert "There are no notices yet." in seen(shown)
    assert "You are told here when something waits for you" in seen(shown)
    assert not shown.button


def test_a_notice_stands_in_the_list_and_leads_to_its_record_once_opened(here: World, opened: Open) -> None:
    clerk = builders.person(here, Role.SUPPORT)
    notice_id = tell(here, clerk, "one")
    said = seen(opened("/notices", clerk))
    assert "A &lt;b&gt;ticket&lt;/b&gt; waits" in said
    assert f'href="/notices?open={notice_id}"' in said
    assert "Unread" in said
    led = seen(opened(f"/notices?open={notice_id}", clerk))
    assert 'data-jump="/ticket?ticket=7"' in led
    with begin(clerk) as work:
        assert notices.unread(work, clerk.staff_id) == 0
    assert "There is no notice" in seen(opened(f"/notices?open={notice_id}", here.admin))


def test_all_are_read_by_one_press(here: World, opened: Open) -> None:
    clerk = builders.person(here, Role.SUPPORT)
    for event in ("one", "two"):
        tell(here, clerk, event)
    shown = opened("/notices", clerk)
    (button,) = shown.button
    assert "2 notices read." in seen(button.click().run())
    with begin(clerk) as work:
        assert notices.unread(work, clerk.staff_id) == 0


def test_the_bell_counts_what_is_unread_for_whoever_looks(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk, other = builders.person(here, Role.SUPPORT), builders.person(here, Role.SUPPORT)
    tell(here, clerk, "one")

    def bell(person: Actor) -> str:
        token = sign_in.sign_in(person.username, PASSWORD, "127.0.0.1", "test").token
        monkeypatch.setattr(session, "token", lambda: token)
        return seen(AppTest.from_file(str(ROOT / "components" / "entry.py"), default_timeout=20).run())

    assert 'data-unread="1"' in bell(clerk)
    assert 'data-unread="0" data-none' in bell(other)
    tell(here, clerk, "two")
    assert 'data-unread="2"' in bell(clerk)
