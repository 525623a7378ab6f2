"""archive and unarchive: said before it is done, done once, and taken back month by month."""

import pytest

from tests import money
from tests.commands.saying import refused, say
from tests.services.archives.old_town import old_town, places
from tests.town import Town


@pytest.fixture
def place(database: object) -> Town:
    return old_town()


def test_a_dry_run_says_what_would_move_and_moves_nothing(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "archive", "--org", place.here.code, "--older-than", 24, "--dry-run")
    assert (said.code, said.err) == (0, "")
    assert "January 2014: 3 bills, 3 lines, PKR 2,800.00. 1 bill stays: 1 not paid in full." in said.out
    assert "7 bills with 7 lines of 3 of 3 months" in said.out
    assert places(place) == (16, 16, 0, 0)


def test_old_months_go_and_one_comes_back(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "archive", "--org", place.here.code)
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith("Archived 7 bills with 7 lines of 3 months.\n")
    assert places(place) == (9, 9, 7, 7)
    again = say(capsys, "archive", "--org", place.here.code)
    assert again.code == 0
    assert "0 bills with 0 lines of 0 of 3 months" in again.out
    said = say(capsys, "unarchive", "--org", place.here.code, "--period", "2014-01")
    assert said.out == "Brought back 3 bills with 3 lines of January 2014.\n"
    assert places(place) == (12, 12, 4, 4)
    assert money.disagreements(place.here) == []


def test_what_cannot_be_is_one_sentence(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    org = ("--org", place.here.code)
    assert "the last year always stays" in refused(say(capsys, "archive", *org, "--older-than", 2))
    assert "January 2014 is not in the archive" in refused(say(capsys, "unarchive", *org, "--period", "2014-01"))
    assert "not a month" in refused(say(capsys, "unarchive", *org, "--period", "lately"))
