"""What one is told of, on its screen; following a record from its page; what became of messages on the Jobs screen."""

from collections.abc import Callable, Generator

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from database.connection import DatabaseRole, transaction
from services import notices
from services.notices import About
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from tests.posting import mail_server
from tests.screens import opened as open_address
from tests.screens import seen
from tests.working import work_until_idle
from utils import settings

Open = Callable[[str, Actor], AppTest]


@pytest.fixture(autouse=True)
def as_before() -> Generator[None]:
    yield
    settings.current.cache_clear()


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(address: str, actor: Actor) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        return open_address(address)

    return open_page


def pressed(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label == label).click().run()


def test_each_kind_is_chosen_by_channel_with_quiet_hours(here: World, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = builders.person(here, Role.SUPPORT)
    with mail_server(monkeypatch):
        shown = opened("/notice-choices", clerk)
        assert shown.checkbox(key="choice_ticket.assigned_email").value
        assert not shown.checkbox(key="choice_ticket.resolved_email").value
        assert not [box for box in shown.checkbox if "bill_run" in str(box.key)]
        shown.checkbox(key="choice_ticket.assigned_email").uncheck()
        shown.text_input(key="quiet_hours").input("late")
        assert "Write quiet hours like 22:00-07:00" in seen(pressed(shown, "Save"))
        shown.text_input(key="quiet_hours").input("22:00-7:00")
        assert "What you are told of is saved." in seen(pressed(shown, "Save"))
        again = opened("/notice-choices", clerk)
    assert not again.checkbox(key="choice_ticket.assigned_email").value
    assert again.text_input(key="quiet_hours").value == "22:00-07:00"


def test_without_a_mail_server_the_screen_says_so(here: World, opened: Open) -> None:
    shown = opened("/notice-choices", here.admin)
    assert "E-mails and text messages are not set up here" in seen(shown)
    assert {box.label for box in shown.checkbox} == {"Here"}


def test_a_record_is_followed_and_left_from_its_page(here: World, opened: Open) -> None:
    builders.account(here, "A-1")
    address = f"/unit?unit={(unit_id := builders.unit(here, 'U-1', 'A-1'))}"
    assert "You follow this unit" in seen(pressed(opened(address, here.admin), "Follow"))
    with begin(here.admin) as work:
        assert notices.follows(work, "unit", unit_id)
    assert "You follow this no longer." in seen(pressed(opened(address, here.admin), "Unfollow"))


def test_what_was_given_up_stands_on_the_jobs_screen_with_its_reason(
    here: World, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "E-mails and text messages" not in seen(opened("/jobs", here.admin))
    clerk = builders.person(here, Role.SUPPORT)
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute("UPDATE people SET email = 'a@example.org' WHERE person_id = %s", (clerk.person_id,))
    with mail_server(monkeypatch) as post:
        post.answers.append("550 <b>no such user</b>")
        with begin(here.admin) as work:
            notices.tell(work, notices.TICKET_ASSIGNED, [clerk.staff_id], About("ticket", 1), "A ticket", "one")
        work_until_idle()
    said = seen(opened("/jobs", here.admin))
    assert "The mail server refused it: 550 &lt;b&gt;no such user&lt;/b&gt;" in said
    assert clerk.full_name in said
