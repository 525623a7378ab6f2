"""manage.py demo: what it refuses, and that a second time changes nothing."""

import csv
from pathlib import Path

import pytest

from services import demo, organizations
from tests.builders import world
from tests.commands.saying import refused, run, say
from utils import settings


def test_a_wish_that_cannot_be_met_is_one_sentence(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "20 to 1,000,000" in refused(say(capsys, "demo", "--units", 1_000_001))
    assert "still to come" in refused(say(capsys, "demo", "--newest-period", "2199-01"))
    assert "is not a month" in refused(say(capsys, "demo", "--newest-period", "soon"))
    assert organizations.list_all() == []


def test_a_database_with_a_real_organization_is_refused(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    world("okara-waste")
    assert "database of its own" in refused(say(capsys, "demo"))
    assert [each.code for each in organizations.list_all()] == ["okara-waste"]


@pytest.mark.slow
def test_the_whole_demo_loads_once(database: str) -> None:
    first = run(database, "demo", "--units", "300")
    assert first.code == 0, first.err
    assert "300 survey units" in first.out
    assert demo.state() is demo.State.COMPLETE
    second = run(database, "demo", "--units", "500")
    assert second.code == 0
    assert "nothing was changed" in second.out
    path: Path = settings.current().data_dir / demo.FILE_NAME
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    shared = {row["organization"] for row in rows if row["username"] == "suthra-manager"}
    assert shared == {"suthra-demo", "santa-monica"}
    assert run(database, "verify").code == 0
