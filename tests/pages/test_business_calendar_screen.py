"""The business calendar on its screen."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import service_levels
from services.permissions import Role
from services.service_levels import USUAL_DAYS
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from tests.screens import opened as open_address
from tests.screens import seen

Open = Callable[[str, Actor], AppTest]
ADDRESS = "/business-calendar"


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(address: str, actor: Actor) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        return open_address(address)

    return open_page


def sent(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label == label).click().run()


def test_hours_are_changed_and_a_wrong_one_is_told_below_its_field(here: World, opened: Open) -> None:
    shown = opened(ADDRESS, here.admin)
    assert "These are the usual hours" in seen(shown)
    shown.text_input(key="calendar_hours_sunday").input("10:00-12:00")
    shown.text_input(key="calendar_hours_monday").input("ten o'clock")
    shown = sent(shown, "Save hours")
    assert "is no span of hours" in seen(shown)
    shown.text_input(key="calendar_hours_monday").input("10:00-18:00")
    shown = sent(shown, "Save hours")
    assert "Saved the working hours" in seen(shown)
    assert f"by {here.admin.full_name}" in seen(shown)
    with begin(here.admin) as work:
        days = service_levels.get(work).days
    assert (str(days[6]), str(days[0])) == ("10:00–12:00", "10:00–18:00 without 13:00–14:00")


def test_who_was_slower_reads_what_the_other_saved(here: World, opened: Open) -> None:
    shown = opened(ADDRESS, here.admin)
    with begin(here.admin) as work:
        service_levels.set_hours(work, {"monday": service_levels.NewDay("07:00-15:00")})
    shown.text_input(key="calendar_hours_sunday").input("10:00-12:00")
    said = seen(sent(shown, "Save hours"))
    assert "Monday is now “07:00–15:00”" in said
    assert "Somebody else changed the business calendar" in said


def test_holidays_come_and_go(here: World, opened: Open) -> None:
    shown = opened(ADDRESS, here.admin)
    assert "There are no holidays yet." in seen(shown)
    assert "Give the holiday a name." in seen(sent(shown, "Add holiday"))
    shown.text_input(key="holiday_name_0").input("Pakistan Day")
    shown = sent(shown, "Add holiday")
    assert "is a holiday: Pakistan Day." in seen(shown)
    assert "is no holiday any more." in seen(sent(shown, "Remove holiday"))


def test_a_promise_is_tried_out(here: World, opened: Open) -> None:
    shown = opened(ADDRESS, here.admin)
    shown.date_input(key="try_day").set_value(date(2026, 11, 21))
    shown.text_input(key="try_hour").input("16:30")
    shown.text_input(key="try_promised").input("1")
    assert "Opened at 16:30 on Sat 21 Nov 2026 with 1 working hour → due Mon 23 Nov 2026, 09:30." in seen(sent(shown, "Try it"))
    shown.text_input(key="try_promised").input("soon")
    assert "is not a number of hours" in seen(sent(shown, "Try it"))


def test_support_looks_tries_and_changes_nothing(here: World, opened: Open) -> None:
    shown = opened(ADDRESS, builders.person(here, Role.SUPPORT))
    assert str(USUAL_DAYS[4].hours) in seen(shown)
    assert [button.label for button in shown.button] == ["Try it"]
    assert "not open to the role field agent" in seen(opened(ADDRESS, builders.person(here, Role.FIELD_AGENT, (here.ward_a,))))
