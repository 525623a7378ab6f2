"""The screen of exports: what is ready, what is under way, what came to nothing, and what is no longer kept."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from components import export_words, session
from components.screens import EXPORTS
from services import exports, listing, sign_in, sweeping
from services.exports import Export, ExportStatus, NewExport
from services.permissions import Role
from services.work import begin
from tests import builders, town
from tests.builders import PASSWORD
from tests.screens import seen
from tests.town import Town
from utils import clock
from utils.errors import Invalid


@pytest.fixture
def place(database: str, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A billed town, looked at by its clerk."""
    made = town.town()
    town.bill(made)
    token = sign_in.sign_in(made.clerk.username, PASSWORD, "127.0.0.1", "test").token
    monkeypatch.setattr(session, "token", lambda: token)
    return made


def opened(export_id: int | str | None = None) -> AppTest:
    shown = AppTest.from_file(str(EXPORTS.path), default_timeout=20)
    if export_id is not None:
        shown.query_params["export"] = str(export_id)
    return shown.run()


def start(place: Town, **asked: object) -> Export:
    with begin(place.clerk) as work:
        return exports.start(work, NewExport("bills", **asked))  # pyright: ignore


def test_who_exported_nothing_reads_how_to_begin(place: Town) -> None:
    assert "You have exported nothing yet." in seen(opened())


def test_a_ready_one_says_what_it_holds_and_has_its_download(place: Town) -> None:
    made = start(place, format="xlsx", filters={"status": "issued"})
    shown = seen(opened(made.export_id))
    assert "Bills, Excel" in shown
    assert "State: Issued, unpaid" in shown
    assert f'href="/api/v1/files/{made.file_id}"' in shown
    assert "Ready" in shown


def test_one_under_way_shows_its_progress_and_can_be_called_off(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = listing.count
    monkeypatch.setattr(listing, "count", lambda *given: (counted(*given)[0], True))
    asked = start(place)
    shown = opened(asked.export_id)
    assert "Waiting for a worker" in seen(shown)
    shown.button[0].click().run()
    assert "It was cancelled" in seen(shown)
    with begin(place.clerk) as work:
        assert exports.get(work, asked.export_id).status == ExportStatus.CANCELLED


def test_one_that_failed_says_why_and_an_expired_one_what_to_do(place: Town) -> None:
    made = start(place)
    sweeping.sweep(clock.now() + timedelta(days=8))
    shown = seen(opened(made.export_id))
    assert "no longer kept" in shown
    assert "/api/v1/files/" not in shown
    assert "Expired" in shown


def test_anothers_export_is_none(place: Town) -> None:
    with begin(place.second) as work:
        theirs = exports.start(work, NewExport("bills"))
    assert "There is no such export of yours" in seen(opened(theirs.export_id))
    assert "There is no such export of yours" in seen(opened("fish"))


def test_the_screen_is_for_those_who_may_export(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    support = builders.person(place.here, Role.SUPPORT)
    token = sign_in.sign_in(support.username, PASSWORD, "127.0.0.1", "test").token
    monkeypatch.setattr(session, "token", lambda: token)
    assert "not open to the role support" in seen(opened())


@pytest.mark.parametrize(("count", "words"), [
    (None, ""), (0, "0 bytes"), (999, "999 bytes"), (1_200, "1.2 KB"), (150_000, "150 KB"), (31_400_000, "31.4 MB"),
    (2_000_000_000, "2.0 GB"),
])  # fmt: skip
def test_a_size_is_said_as_people_say_it(count: int | None, words: str) -> None:
    assert export_words.size(count) == words


def test_the_address_of_a_list_becomes_what_it_shows() -> None:
    read = exports.of_address("bills", "csv", "?q=akram+demo&status=issued%2Cpaid&sort=area&cols=due_on,demand,x&size=25&after=x")
    assert read == NewExport("bills", "csv", "akram demo", {"status": "issued,paid"}, "area", ("bill_no", "due_on", "demand"))
    assert exports.of_address("bills", "csv", "/bills?period=any") == NewExport("bills", "csv")
    assert exports.of_address("bills", "csv", "") == NewExport("bills", "csv")
    with pytest.raises(Invalid):
        exports.of_address("fish", "csv", "")
    with pytest.raises(Invalid):
        exports.of_address("bills", "csv", "?" + "&".join(f"a{number}=1" for number in range(100)))
