"""Contents belong to one organization: keys are its own, measured as they pass, and what no row owns goes."""

from hashlib import sha256

import pytest

from database.connection import DatabaseRole, transaction
from services import storage, sweeping
from services.storage import keys
from services.work import begin
from tests import builders
from tests.builders import World
from tests.commands.saying import refused, say
from utils import settings
from utils.errors import Forbidden

OWNING = """
SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'store_key'
"""


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def test_what_is_put_is_measured_and_has_a_key_of_its_own(here: World) -> None:
    with begin(here.admin) as work:
        first, second = (storage.put(work, iter([b"ab", b"c"])) for _ in range(2))
        assert (first.size, first.sha256) == (3, sha256(b"abc").hexdigest())
        assert first.key != second.key
        assert first.key.split("/")[1] == str(here.org_id)
        assert b"".join(storage.read(work, first.key, 1, 1)) == b"b"
        assert storage.size(work, first.key) == 3


MADE_UP = ["{place}/{other}/{name}", "../{org}/{name}", "{place}/{org}/../{org}/{name}", "/etc/passwd", ""]


@pytest.mark.parametrize("made", MADE_UP)
def test_a_key_of_another_organization_is_refused_and_so_is_what_is_none(here: World, made: str) -> None:
    with begin(here.admin) as work:
        place, org, name = storage.put(work, [b"mine"]).key.split("/")
        wrong = made.format(place=place, org=org, other=int(org) + 1, name=name)
        for refused_one in (storage.read, storage.size, storage.path_of):
            with pytest.raises(Forbidden):
                refused_one(work, wrong)


def test_keys_cannot_be_guessed() -> None:
    assert len({keys.new("a-1", 1) for _ in range(100)}) == 100


def test_every_table_that_owns_objects_is_asked_by_the_sweep(database: object) -> None:
    with transaction(DatabaseRole.OWNER) as owner:
        tables = {row[0] for row in owner.execute(OWNING)}
    assert tables == {each.table for each in sweeping.OWNERS}


def test_a_command_tries_the_store_out(capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "check-storage")
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith("  removed them\nIt works.\n")


def test_a_command_says_what_is_wrong_with_it(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"FILES_URL": "s3://suthra", "S3_ENDPOINT": "http://127.0.0.1:9", "S3_ACCESS_KEY_ID": "id"}
    wrong["S3_SECRET_ACCESS_KEY"] = "hush"
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    settings.current.cache_clear()
    try:
        told = refused(say(capsys, "check-storage"))
    finally:
        monkeypatch.undo()
        settings.current.cache_clear()
    assert "Files cannot be kept: the S3 bucket suthra at http://127.0.0.1:9 does not answer" in told
    assert "hush" not in told
