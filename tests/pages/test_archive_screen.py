"""The screen of the archive and of retention: looked at first, done once, and told in a sentence."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import archives, retention
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, town
from tests.screens import seen
from tests.services.archives.old_town import archived, old_town, places
from utils.settings import ROOT

Open = Callable[..., AppTest]


@pytest.fixture
def opened(database: str, monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(file: str, actor: Actor, **params: str) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        monkeypatch.setattr(session, "current", lambda: actor)
        shown = AppTest.from_file(str(ROOT / "pages" / file), default_timeout=30)
        for name, value in params.items():
            shown.query_params[name] = value
        return shown.run()

    return open_page


def press(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label.startswith(label)).click().run()


def test_an_empty_archive_says_what_it_is_for(opened: Open) -> None:
    shown = seen(opened("archive.py", town.town().here.admin))
    assert "The archive is empty." in shown
    assert "Audit entries" in shown
    assert "The rules have not been applied yet" in shown


def test_what_would_move_is_shown_with_what_stays_and_then_moved(opened: Open) -> None:
    place = old_town()
    shown = press(opened("archive.py", place.here.admin), "Look what would move")
    said = seen(shown)
    assert "January 2014" in said or "Jan 2014" in said
    assert "1 bill stays: 1 not paid in full." in said
    press(shown, "Archive 7 bills of 3 months")
    with begin(place.here.admin) as work:
        (move,) = archives.latest(work)
    assert (move.status, move.expected_count) == ("running", 7)
    archives.run(place.here.admin, move.move_id)
    said = seen(opened("archive.py", place.here.admin))
    assert "Archived 7 bills with 7 lines of 3 months." in said
    assert 'href="/bills?archived=yes"' in said


def test_a_month_is_brought_back(opened: Open) -> None:
    place = old_town()
    archived(place)
    press(opened("archive.py", place.here.admin), "Bring it back")
    with begin(place.here.admin) as work:
        move = archives.latest(work)[0]
    assert (move.kind, move.words) == ("unarchive", "Bring back March 2014")
    archives.run(place.here.admin, move.move_id)
    assert places(place) == (11, 11, 5, 5)


def test_a_move_that_stopped_says_why_and_goes_on(opened: Open) -> None:
    place = old_town()
    with begin(place.here.admin) as work:
        move = archives.archive(work, 24)
        archives.fail(work, "The disk was full.", move.move_id)
    shown = opened("archive.py", place.here.admin)
    assert "The disk was full." in seen(shown)
    press(shown, "Resume")
    with begin(place.here.admin) as work:
        assert archives.get(work, move.move_id).status == "running"


def test_bills_are_marked_where_they_are_listed(opened: Open) -> None:
    place = old_town()
    archived(place)
    account = str(place.account_ids["A-1"])
    assert "archived" in seen(opened("account.py", place.here.admin, account=account))
    listed = seen(opened("bills.py", place.here.admin, archived="yes"))
    assert "201401-0000001" in listed
    assert "Archived only" in listed
    assert "201401-0000001" not in seen(opened("bills.py", place.here.admin))
    bill = seen(opened("bill.py", place.here.admin, bill="201401-0000001"))
    assert "January 2014 · archived" in bill or "Jan 2014 · archived" in bill


def test_how_long_a_record_is_kept_is_set_and_what_would_go_is_counted_first(opened: Open) -> None:
    here = town.town().here
    shown = opened("archive.py", here.admin)
    shown = next(box for box in shown.selectbox if box.label == "Record").select("sessions").run()
    next(field for field in shown.number_input if field.label == "Days").set_value(7)
    shown = press(shown, "Save")
    assert "Ended sessions are kept 7 days from now on." in seen(shown)
    with begin(here.admin) as work:
        assert next(each for each in retention.rules(work) if each.kind.name == "sessions").keep_days == 7
    assert "Nothing is old enough to go." in seen(press(shown, "Count what would go now"))


def test_other_roles_read_that_it_is_not_for_them(opened: Open) -> None:
    manager = builders.person(town.town().here, Role.MANAGER)
    assert "is not open to the role manager" in seen(opened("archive.py", manager))
