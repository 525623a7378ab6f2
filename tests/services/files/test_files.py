"""Files: whole or not there, seen by whom they concern, gone when their time is over."""

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from services import files, staff, storage, sweeping
from services.files import CSV, File, Purpose, rules
from services.permissions import Permission, Role
from services.storage.objects import folder
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from utils import clock, stores
from utils.errors import Busy, Forbidden, Gone, NotFound


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


def put(actor: Actor, name: str = "bills.csv", text: bytes = b"a,b\n1,2\n", days: int | None = 7) -> File:
    with begin(actor) as work:
        over = None if days is None else work.now + timedelta(days=days)
        return files.put(work, name, CSV, [text[:3], text[3:]], Purpose.EXPORT, over)


def read(actor: Actor, file_id: int) -> bytes:
    with begin(actor) as work:
        pieces = files.pieces(work, file_id)
    return b"".join(pieces)


def home() -> Path:
    found = storage.current().folder
    assert found is not None
    return found


def objects() -> set[Path]:
    return {path for path in home().rglob("*") if path.is_file()}


def test_what_was_put_is_given_back_with_its_size_and_sum(here: World) -> None:
    text = os.urandom(3_000_000)
    file = put(here.admin, text=text)
    assert (file.size, file.sha256, file.name) == (len(text), sha256(text).hexdigest(), "bills.csv")
    assert read(here.admin, file.file_id) == text
    assert stat.S_IMODE(home().stat().st_mode) == 0o700


def test_an_empty_file_is_a_file(here: World) -> None:
    assert read(here.admin, put(here.admin, text=b"").file_id) == b""


def test_what_breaks_off_leaves_neither_row_nor_object(here: World) -> None:
    before = objects()

    def broken() -> Iterator[bytes]:
        yield b"x" * 3_000_000
        raise RuntimeError("the source ended")

    with pytest.raises(RuntimeError, match="the source ended"), begin(here.admin) as work:
        files.put(work, "x.csv", CSV, broken(), Purpose.EXPORT)
    assert objects() == before
    with begin(here.admin) as work:
        assert work.scalar("SELECT count(*) FROM files WHERE org_id = %(org_id)s") == 0


def test_a_store_that_takes_nothing_is_a_sentence(here: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    away = replace(folder(stores.Folder(tmp_path)), folder=tmp_path / "away")
    monkeypatch.setattr("services.storage.service.current", lambda: away)
    with pytest.raises(Busy, match="could not be saved"):
        put(here.admin)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("bills.csv", "bills.csv"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\temp\\x.xlsx", "C-temp-x.xlsx"),
        ("بل اگست.csv", "بل اگست.csv"),
        ("a\x00b\r\nSet-Cookie: x.csv", "a b Set-Cookie- x.csv"),
        ("invoice\u202exslx.exe", "invoice xslx.exe"),
        ("..", "file"),
        ("", "file"),
        ("x" * 300 + ".xlsx", "x" * 115 + ".xlsx"),
    ],
)
def test_a_name_becomes_one_harmless_component(here: World, given: str, kept: str) -> None:
    assert put(here.admin, given).name == kept


def test_a_type_that_browsers_run_is_mere_bytes(here: World) -> None:
    with begin(here.admin) as work:
        file = files.put(work, "x.html", "text/html", [b"<script>"], Purpose.EXPORT)
    assert file.media_type == rules.PLAIN_BYTES


def test_only_its_maker_reads_an_export(here: World) -> None:
    manager, other = builders.person(here, Role.MANAGER), builders.person(here, Role.MANAGER)
    elsewhere = builders.world()
    file = put(manager)
    assert read(manager, file.file_id) == b"a,b\n1,2\n"
    for person in (other, here.admin, elsewhere.admin):
        with pytest.raises(NotFound):
            read(person, file.file_id)
    with pytest.raises(Forbidden):
        read(builders.person(here, Role.SUPPORT), file.file_id)


def test_who_lost_an_area_or_the_permission_no_longer_reads_what_was_made_with_it(here: World) -> None:
    wide = builders.person(here, Role.OPERATIONS, (here.ward_a, here.ward_b))
    file = put(wide)
    assert read(wide, file.file_id)
    with pytest.raises(NotFound):
        read(replace(wide, area_ids=(here.ward_a,)), file.file_id)
    assert read(replace(wide, area_ids=None), file.file_id)
    with pytest.raises(Forbidden):
        read(replace(wide, role=Role.SUPPORT), file.file_id)
    everywhere = put(here.admin)
    with pytest.raises(NotFound):
        read(replace(here.admin, area_ids=(here.ward_a,)), everywhere.file_id)


def test_row_level_security_hides_a_colleagues_file_from_who_sees_some_areas(here: World) -> None:
    put(here.admin)
    limited = builders.person(here, Role.OPERATIONS, (here.ward_a,))
    with begin(limited) as work:
        assert work.scalar("SELECT count(*) FROM files") == 0
    with begin(builders.world().admin) as work:
        assert work.scalar("SELECT count(*) FROM files") == 0


def test_an_expired_file_says_so_and_the_sweep_clears_it_away(here: World) -> None:
    file, kept = put(here.admin, days=1), put(here.admin, days=3)
    later = clock.now() + timedelta(days=2)
    with pytest.raises(Gone, match=r"bills\.csv"), begin(here.admin, later) as work:
        files.get(work, file.file_id)
    before = objects()
    assert sweeping.sweep(clock.now()) == 0
    assert sweeping.sweep(clock.now() + timedelta(hours=25)) > 0
    assert before - objects() >= {home() / file.store_key}
    with pytest.raises(Gone), begin(here.admin) as work:
        files.get(work, file.file_id)
    assert read(here.admin, kept.file_id)


def test_removing_ends_its_time_and_the_sweep_does_the_rest(here: World) -> None:
    file = put(here.admin, days=None)
    with begin(here.admin) as work:
        files.remove(work, file.file_id)
    with pytest.raises(Gone):
        read(here.admin, file.file_id)
    before = objects()
    sweeping.sweep(clock.now())
    assert len(before - objects()) == 1


def test_what_no_row_owns_is_cleared_away_after_a_day_and_not_before(here: World) -> None:
    kept = put(here.admin, days=None)
    before = objects()
    with pytest.raises(RuntimeError), begin(here.admin) as work:
        files.put(work, "lost.csv", CSV, [b"lost"], Purpose.EXPORT)
        raise RuntimeError
    (lost,) = objects() - before
    unfinished = lost.with_name("half#1")
    unfinished.write_bytes(b"x")
    sweeping.sweep(clock.now() + timedelta(hours=23))
    assert {lost, unfinished} <= objects()
    sweeping.sweep(clock.now() + timedelta(hours=25))
    assert not {lost, unfinished} & objects()
    assert read(here.admin, kept.file_id)


def test_a_local_copy_ends_like_the_name_and_goes_with_its_block(here: World) -> None:
    file = put(here.admin, "Units of August.CSV")
    with begin(here.admin) as work, files.local_copy(work, file.file_id) as path:
        assert (path.suffix, path.read_bytes()) == (".csv", b"a,b\n1,2\n")
    assert not path.exists()
    assert read(here.admin, file.file_id)


def test_an_object_that_vanished_is_a_sentence(here: World) -> None:
    file = put(here.admin)
    storage.current().remove([file.store_key])
    with pytest.raises(Busy, match="cannot be read"):
        read(here.admin, file.file_id)


def test_staff_of_every_purpose_can_be_found(here: World) -> None:
    assert set(rules.READING) == set(Purpose)
    assert staff.actors_with(here.org_id, Permission.FILE_READ)
