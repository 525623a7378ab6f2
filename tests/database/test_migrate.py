"""Migrations: applied once, in order, whole, and never edited."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from database import backup, connection, migrate, schema
from utils.errors import Busy, Conflict, Invalid
from utils.settings import ROOT


@pytest.fixture
def scratch(server: str) -> Iterator[str]:
    with schema.scratch_database(server) as url:
        yield url


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "0001_things.sql").write_text("-- reason: things\nCREATE TABLE things (n int);\n")
    (tmp_path / "0002_more.sql").write_text("-- reason: more\nCREATE TABLE more (n int); INSERT INTO more VALUES (1);\n")
    return tmp_path


def tables(url: str) -> set[str]:
    with psycopg.connect(url) as opened:
        rows = opened.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname !~ '^(pg|sql)_'").fetchall()
    return {name for (name,) in rows}


def test_each_is_applied_once_and_in_order(scratch: str, folder: Path) -> None:
    assert migrate.apply(scratch, folder, has_queue=False) == ["0001_things.sql", "0002_more.sql"]
    assert migrate.apply(scratch, folder, has_queue=False) == []
    (folder / "0003_last.sql").write_text("-- reason: last\nDROP TABLE more;\n")
    assert migrate.apply(scratch, folder, has_queue=False) == ["0003_last.sql"]
    assert tables(scratch) == {"migrations", "things"}


def test_an_edited_one_is_refused_and_nothing_is_done(scratch: str, folder: Path) -> None:
    migrate.apply(scratch, folder, has_queue=False)
    (folder / "0001_things.sql").write_text("-- reason: things\nCREATE TABLE things (n bigint);\n")
    (folder / "0003_last.sql").write_text("-- reason: last\nDROP TABLE more;\n")
    with pytest.raises(Conflict, match=r"0001_things.sql was edited .* Nothing was changed"):
        migrate.apply(scratch, folder, has_queue=False)
    assert "more" in tables(scratch)


def test_a_missing_one_is_refused_and_nothing_is_done(scratch: str, folder: Path) -> None:
    migrate.apply(scratch, folder, has_queue=False)
    (folder / "0002_more.sql").unlink()
    with pytest.raises(Conflict, match=r"0002_more.sql, which this code does not have"):
        migrate.apply(scratch, folder, has_queue=False)


def test_one_that_fails_leaves_nothing_of_itself_and_is_repeated_when_repaired(scratch: str, folder: Path) -> None:
    (folder / "0002_more.sql").write_text("-- reason: more\nCREATE TABLE more (n int); SELECT 1 / 0;\n")
    with pytest.raises(Busy, match=r"0002_more.sql failed and nothing of it was kept.*division by zero"):
        migrate.apply(scratch, folder, has_queue=False)
    assert tables(scratch) == {"migrations", "things"}
    (folder / "0002_more.sql").write_text("-- reason: more\nCREATE TABLE more (n int);\n")
    assert migrate.apply(scratch, folder, has_queue=False) == ["0002_more.sql"]


def test_two_at_once_apply_each_once(scratch: str) -> None:
    outcomes: list[list[str]] = []
    threads = [threading.Thread(target=lambda: outcomes.append(migrate.apply(scratch))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(bool, outcomes)) == [False, True]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("0004_gap.sql", "-- reason: gap\n", "should be number 0003"),
        ("0002_twice.sql", "-- reason: twice\n", "should be number 0003"),
        ("0003_bare.sql", "SELECT 1;\n", "does not begin with a line"),
        ("3_bad.sql", "-- reason: bad\n", "should be number"),
    ],
)
def test_names_and_reasons_follow_the_rules(folder: Path, name: str, text: str, sentence: str) -> None:
    (folder / name).write_text(text)
    with pytest.raises(Conflict, match=sentence):
        migrate.read(folder)


def test_the_command_says_it_in_a_sentence_and_fails(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.transaction(connection.DatabaseRole.OWNER) as opened:
        opened.execute("UPDATE migrations SET checksum = 'other' WHERE name LIKE '0001%'")
    try:
        monkeypatch.setenv("DATABASE_URL", database)
        ended = subprocess.run([sys.executable, "manage.py", "migrate"], cwd=ROOT, capture_output=True, text=True)
    finally:
        checksum = migrate.read(migrate.FOLDER)[0].checksum
        with connection.transaction(connection.DatabaseRole.OWNER) as opened:
            opened.execute("UPDATE migrations SET checksum = %s WHERE name LIKE '0001%%'", [checksum])
    assert ended.returncode == 1
    assert "was edited after it had been applied" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_nothing_is_pending_after_a_migration(database: str) -> None:
    assert migrate.pending() == []


def test_the_schema_file_is_what_the_migrations_make(server: str) -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.generate(server), "run `make schema`"


def test_a_backup_restored_elsewhere_is_equal_and_so_is_its_schema(database: str, scratch: str, tmp_path: Path) -> None:
    with connection.transaction(connection.DatabaseRole.OWNER) as opened:
        opened.execute("INSERT INTO organizations (code, name, created_at) VALUES ('aa', 'A', now())")
        opened.execute(
            "INSERT INTO audit_log (org_id, recorded_at, action, ref, origin, after) "
            "SELECT org_id, now(), 'thing.done', n::text, 'test', '{\"a\": 1.50}' FROM organizations, generate_series(1, 500) n"
        )
    file = tmp_path / "all.backup"
    taken = backup.backup(database, file)
    assert file.stat().st_mode & 0o077 == 0
    assert backup.restore(scratch, file) == taken
    with connection.connect(scratch) as opened:
        assert backup.fingerprints(opened) == taken
    assert _schema_of(scratch) == _schema_of(database)
    assert migrate.apply(scratch) == []
    with pytest.raises(Conflict, match="already has an organization"):
        backup.restore(scratch, file)
    with pytest.raises(Invalid, match="exists already"):
        backup.backup(database, file)


def test_a_damaged_backup_is_refused_before_anything_is_touched(database: str, scratch: str, tmp_path: Path) -> None:
    file = tmp_path / "all.backup"
    backup.backup(database, file)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    with pytest.raises(Invalid, match="damaged"):
        backup.restore(scratch, file)
    assert tables(scratch) == set()


def _schema_of(url: str) -> list[str]:
    return [line for line in schema.dump(url, "--schema-only").decode().splitlines() if "restrict " not in line]
