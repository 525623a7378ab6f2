"""verify: silence where all adds up, a line and exit 1 for whatever does not."""

import pytest

from database.connection import DatabaseRole, transaction
from services import organizations
from tests import town
from tests.commands.saying import refused, say
from tests.town import Town


@pytest.fixture
def place(database: object) -> Town:
    made = town.town()
    town.bill(made)
    town.pay(made, "A-1", "100")
    return made


def test_where_all_adds_up_it_says_what_was_checked(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "verify")
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith("checks in 1 organization: nothing disagrees.\n")


def test_a_changed_figure_is_named_with_its_organization(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    other = town.town()
    town.bill(other)
    with transaction(DatabaseRole.OWNER, {}) as connection:
        connection.execute("ALTER TABLE bills NO FORCE ROW LEVEL SECURITY")
        connection.execute("UPDATE bills SET outstanding = outstanding - 1 WHERE org_id = %s", [other.here.org_id])
        connection.execute("ALTER TABLE bills FORCE ROW LEVEL SECURITY")
    said = say(capsys, "verify")
    assert said.code == 1
    *lines, last = said.out.splitlines()
    assert lines
    assert all(line.startswith(f"{other.here.code}: ") for line in lines)
    assert f"{len(lines)} disagreements" in last
    assert say(capsys, "verify", "--org", place.here.code).code == 0
    assert say(capsys, "verify", "--org", other.here.code).code == 1


def test_an_organization_that_nobody_can_verify_is_not_passed_over(
    place: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    organizations.create("empty", "Empty")
    said = say(capsys, "verify")
    assert said.code == 1
    assert "empty: not verified." in said.out
    assert said.out.endswith("nothing disagrees; 1 could not be verified.\n")


def test_an_unknown_organization_is_one_sentence(place: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert "There is no organization nowhere" in refused(say(capsys, "verify", "--org", "nowhere"))
