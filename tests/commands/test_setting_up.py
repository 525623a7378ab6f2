"""create-organization and create-admin: a real organization from nothing, and every way it is refused."""

import pytest

from services import organizations, sign_in, staff
from services.permissions import Permission, Role
from tests import builders
from tests.commands.saying import refused, run, say
from tests.services.sign_in.factors import enrol
from utils.errors import Unauthenticated


@pytest.fixture(autouse=True)
def _empty(database: object) -> None:
    """Each test begins without any organization."""


def test_an_organization_and_its_first_person_are_set_up_from_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    made = say(capsys, "create-organization", "okara-water", "Okara Water", "--currency", "USD", "--time-zone", "UTC")
    assert made.code == 0
    assert "create-admin --org okara-water" in made.out
    found = organizations.find("okara-water")
    assert (found.name, found.currency, found.time_zone) == ("Okara Water", "USD", "UTC")
    added = say(capsys, "create-admin", "--org", "okara-water", "--username", "ali", "--full-name", "Ali Demo")
    (line,) = [line for line in added.out.splitlines() if line.startswith("First password: ")]
    signed_in = sign_in.sign_in("ali", line.removeprefix("First password: "), "127.0.0.1", "test")
    assert signed_in.must_change_password
    (actor,) = staff.actors_with(found.org_id, Permission.STAFF_WRITE)
    assert (actor.username, actor.full_name, actor.origin) == ("ali", "Ali Demo", "command")
    with pytest.raises(Unauthenticated):
        sign_in.sign_in("ali", "another", "127.0.0.1", "test")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["create-organization", "Bad Code", "x"], "small letters"),
        (["create-organization", "ok", "  "], "name"),
        (["create-organization", "ok", "x", "--currency", "rupees"], "three capital letters"),
        (["create-organization", "ok", "x", "--time-zone", "Mars/Base"], "not a time zone"),
        (["create-organization", "there", "x"], "exists already"),
        (["create-admin", "--org", "nowhere", "--username", "ali"], "There is no organization nowhere (there are: there)"),
        (["create-admin", "--org", "there", "--username", "Ali Khan"], "small letters"),
        (["create-admin", "--org", "there", "--username", "taken"], "is taken"),
    ],
)
def test_what_cannot_be_set_up_is_one_sentence(capsys: pytest.CaptureFixture[str], words: list[str], sentence: str) -> None:
    organizations.create("there", "There")
    staff.create_admin("there", "taken", "Taken")
    assert sentence in refused(say(capsys, *words))


def test_characters_that_cannot_be_stored_are_refused_before_anything_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a\ud800b", "a\x00b", "a\x1bb"):
        with pytest.raises(SystemExit) as ended:
            say(capsys, "create-organization", "odd", name)
        assert ended.value.code == 2
    assert organizations.list_all() == []


def test_as_a_process_it_speaks_the_same_and_ends_with_its_code(database: str) -> None:
    made = run(database, "create-organization", "okara-water", "Okara Water")
    assert (made.code, made.err) == (0, "")
    again = run(database, "create-organization", "okara-water", "Okara Water")
    assert "exists already" in refused(again)
    assert run(database, "create-organization").code == 2


def test_a_lost_second_factor_is_taken_away_on_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    person = builders.person(builders.world(), Role.MANAGER)
    assert "has no second factor" in refused(say(capsys, "reset-second-factor", person.username))
    enrol(person)
    done = say(capsys, "reset-second-factor", person.username)
    assert (done.code, "is gone, and every session has ended" in done.out) == (0, True)
    assert sign_in.sign_in(person.username, builders.PASSWORD, "127.0.0.1", "test").token
    assert "There is no person nobody" in refused(say(capsys, "reset-second-factor", "nobody"))
