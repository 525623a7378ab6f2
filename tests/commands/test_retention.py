"""retention: what would go is said for every kind before anything does."""

import pytest

from tests import town
from tests.commands.saying import refused, say


def test_it_names_every_kind_and_removes_only_when_told(database: object, capsys: pytest.CaptureFixture[str]) -> None:
    place = town.town()
    said = say(capsys, "retention", "--org", place.here.code, "--dry-run")
    assert (said.code, said.err) == (0, "")
    assert "Audit entries, kept 2,557 days: 0 would go." in said.out
    assert len(said.out.splitlines()) == 11
    said = say(capsys, "retention", "--org", place.here.code)
    assert said.out.endswith("Nothing was old enough to be removed.\n")
    assert "There is no organization nowhere" in refused(say(capsys, "retention", "--org", "nowhere"))
