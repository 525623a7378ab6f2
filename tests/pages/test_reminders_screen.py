"""When people are reminded of bills, on its screen; and the button that follows an account."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import notices, reminders
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, town
from tests.screens import opened as open_address
from tests.screens import seen
from tests.town import Town

Open = Callable[[str, Actor], AppTest]


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(address: str, actor: Actor) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        return open_address(address)

    return open_page


def sent(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label == label).click().run()


def test_days_are_set_and_what_is_none_is_refused_and_stays_as_typed(place: Town, opened: Open) -> None:
    shown = opened("/reminders", place.second)
    assert "3 days before" in seen(shown)
    for wrong, said in (("many", "is not a number of days"), ("31", "Say 0 to 30 days")):
        shown.text_input("reminder_days").set_value(wrong)
        shown = sent(shown, "Save")
        assert said in seen(shown)
        assert shown.text_input("reminder_days").value == wrong
    shown.text_input("reminder_days").set_value("0")
    assert "People are reminded of bills no more." in seen(sent(shown, "Save"))
    with begin(place.second) as work:
        assert reminders.get(work).days_before == 0


def test_who_sees_some_areas_is_told_that_this_concerns_everybody(place: Town, opened: Open) -> None:
    limited = builders.person(place.here, Role.MANAGER, (place.here.ward_a,))
    assert "whole organization" in seen(opened("/reminders", limited))
    assert "not open to the role" in seen(opened("/reminders", place.clerk))


def test_an_account_is_followed_by_its_page(place: Town, opened: Open) -> None:
    account_id = place.account_ids["A-1"]
    assert "You follow this account" in seen(sent(opened(f"/account?account={account_id}", place.clerk), "Follow"))
    with begin(place.clerk) as work:
        assert notices.follows(work, "account", account_id)
    consumer = builders.person(place.here, Role.CONSUMER, account_id=account_id)
    assert "Follow" not in {button.label for button in opened(f"/account?account={account_id}", consumer).button}
