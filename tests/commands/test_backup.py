"""backup and restore: with the files of attachments or without, and what is not in it is said."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest

from database import connection, schema
from services import attachments, files, staff, storage, tickets
from services.attachments import Attachment
from services.files import CSV, Purpose
from services.permissions import Permission
from services.tickets import NewTicket
from services.work import begin
from tests import builders, pictures
from tests.builders import World
from tests.commands.saying import refused, say


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def elsewhere(server: str, here: World) -> Iterator[str]:
    with schema.scratch_database(server) as url:
        yield url
        connection.use(None)


def photo(here: World) -> Attachment:
    new = NewTicket("Not collected", "", "missed_collection", "normal", "phone", uuid4(), area_id=here.ward_a)
    found = attachments.look_at(BytesIO(pictures.jpeg(seed=uuid4().int)), "bin.jpg", "UTC")
    with begin(here.admin) as work:
        files.put(work, "bills.csv", CSV, [b"a,b\n"], Purpose.EXPORT)
        return attachments.add(work, "ticket", tickets.open_one(work, new).ticket_id, found, uuid4())


def test_files_come_back_with_the_database(
    here: World, elsewhere: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, file = photo(here), tmp_path / "all.backup"
    taken = say(capsys, "backup", file, "--with-files")
    assert (taken.code, taken.err) == (0, "")
    assert "\n3 files with " in taken.out
    assert file.stat().st_mode & 0o077 == 0
    keys = [kept.store_key, kept.thumbnail_key or ""]
    storage.current().remove(keys)
    connection.use(elsewhere)
    done = say(capsys, "restore", file)
    assert (done.code, done.err) == (0, "")
    assert "2 files with " in done.out
    assert "; 1 lay there." in done.out
    (admin,) = staff.actors_with(here.org_id, Permission.VERIFY, "command")
    with begin(admin) as work:
        assert list(attachments.disagreements(work, None)) == []
        assert b"".join(attachments.contents_of(work, kept))[:2] == b"\xff\xd8"
    assert "0 files with 0 bytes were put into the store; 3 lay there." in say(capsys, "restore", file, "--files-only").out


def test_what_is_not_in_a_backup_is_said(here: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = photo(here)
    said = say(capsys, "backup", tmp_path / "plain.backup")
    assert "3 files are not in it; they lie in the folder " in said.out
    storage.current().remove([kept.store_key])
    said = say(capsys, "backup", tmp_path / "whole.backup", "--with-files")
    assert "2 files with " in said.out
    assert "; 1 were not in the store" in said.out
    told = say(capsys, "verify")
    assert told.code == 1
    assert f"attachment {kept.attachment_id}: Its file is not in the store." in told.out


def test_a_backup_puts_nothing_where_no_key_points(here: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "made-up.backup"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("objects/../../evil", b"x")
        archive.writestr("objects/a-1/1/short", b"x")
    assert say(capsys, "restore", file, "--files-only").out == ""
    assert not (tmp_path.parent / "evil").exists()
    (tmp_path / "plain").write_bytes(b"x")
    assert "is not a backup" in refused(say(capsys, "restore", tmp_path / "plain", "--files-only"))
