"""The embedded Postgres: shared, stopped by the last, and repairing itself."""

import os
import shutil
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from database import binaries, cluster, embedded
from database.schema import client_program
from tests.database.places import kill_postmaster, place
from utils.errors import Busy, Invalid
from utils.settings import ROOT

SHARE = """
import sys, time
from pathlib import Path
from database import embedded
print(embedded.start(Path(sys.argv[1])), flush=True)
sys.stdin.read()
print(embedded.stop(Path(sys.argv[1])), flush=True)
"""


@pytest.fixture
def fresh_dir() -> Iterator[Path]:
    with place() as folder:
        yield folder


@pytest.fixture(scope="module")
def lasting_dir() -> Iterator[Path]:
    with place() as folder:
        yield folder


@pytest.fixture
def data_dir(lasting_dir: Path) -> Iterator[Path]:
    """A folder shared by the tests that leave it as usable as they found it: making one takes most of the time."""
    yield lasting_dir
    embedded.stop(lasting_dir)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def ask_psql(url: str, question: str) -> str:
    client, environment = client_program("psql", url, "-tAc", question)
    return subprocess.check_output(client, env=environment, text=True).strip()


def by_tcp(url: str) -> str:
    parts = urlsplit(url)
    own, _, where = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{own}@127.0.0.1:{where.rpartition(':')[2]}"))


def another_process(data_dir: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SHARE, str(data_dir)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_it_starts_answers_and_stops_and_keeps_what_was_written(data_dir: Path) -> None:
    url = embedded.start(data_dir)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    assert embedded.stop(data_dir)
    assert not embedded.is_running(data_dir)
    assert ask(embedded.start(data_dir), "SELECT n FROM kept") == 7


def test_it_listens_on_this_machine_only_and_asks_for_a_password_that_only_we_can_read(data_dir: Path) -> None:
    url = embedded.start(data_dir)
    assert ask(url, "SHOW listen_addresses") == "127.0.0.1"
    assert ask(url, "SHOW unix_socket_directories") == str(data_dir.resolve() / "postgres")
    assert stat.S_IMODE((data_dir / "postgres").stat().st_mode) == 0o700
    password = data_dir / "postgres.password"
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    for way in (url, by_tcp(url)):
        client = "" if way is url else "127.0.0.1/32"
        assert (ask(way, "SELECT inet_client_addr()::text") or "") == client
        assert ask_psql(way, "SELECT inet_client_addr()") == client.removesuffix("/32")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(way.replace(password.read_text(), "guess"))


@pytest.mark.parametrize("name", ["a folder of mine, with blanks", "d" * 100])
def test_where_no_socket_can_be_it_is_asked_by_tcp(fresh_dir: Path, name: str) -> None:
    folder = fresh_dir / name
    try:
        url = embedded.start(folder)
        assert url == by_tcp(url)
        assert ask(url, "SHOW unix_socket_directories") == ""
        assert ask_psql(url, "SELECT 40 + 2") == "42"
    finally:
        embedded.stop(folder)


def test_texts_sort_by_code_point_in_every_language(data_dir: Path) -> None:
    url = embedded.start(data_dir)
    locale = "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = current_database()"
    assert ask(url, locale) == "b C.UTF-8"
    assert ask(url, "SELECT upper('سہیوال é')") == "سہیوال É"


def test_two_processes_share_one_server_and_the_last_to_leave_stops_it(data_dir: Path) -> None:
    first, second = another_process(data_dir), another_process(data_dir)
    assert first.stdout is not None
    assert second.stdout is not None
    assert first.stdout.readline() == second.stdout.readline()
    assert first.communicate("")[0].strip() == "False"
    assert embedded.is_running(data_dir)
    assert second.communicate("")[0].strip() == "True"
    assert not embedded.is_running(data_dir)


def test_a_killed_process_does_not_keep_the_server_alive_for_ever(data_dir: Path) -> None:
    other = another_process(data_dir)
    assert other.stdout is not None
    other.stdout.readline()
    other.kill()
    other.communicate()
    assert embedded.is_running(data_dir)
    assert embedded.other_users(data_dir) == []
    assert embedded.stop(data_dir)
    assert not embedded.is_running(data_dir)


def test_after_a_killed_postmaster_it_starts_again_at_once_with_everything_acknowledged(data_dir: Path) -> None:
    url = embedded.start(data_dir)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE acknowledged (n int)")
        connection.execute("INSERT INTO acknowledged SELECT generate_series(1, 1000)")
    busy = psycopg.connect(url)
    query = threading.Thread(target=_run_long, args=(busy,))
    query.start()
    time.sleep(0.3)
    kill_postmaster(data_dir)
    assert ask(embedded.start(data_dir), "SELECT count(*) FROM acknowledged") == 1000
    query.join()


def _run_long(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT count(*) FROM generate_series(1, 1000000000)")


def test_an_interrupted_first_start_is_begun_anew(fresh_dir: Path) -> None:
    fresh_dir.mkdir()
    fresh_dir.chmod(0o711)
    (fresh_dir / "postgres.new").mkdir()
    (fresh_dir / "postgres.new" / "PG_VERSION").write_text("18")
    (fresh_dir / "postgres.password").write_text("of the attempt before")
    (fresh_dir / "postgres.password.new").write_text("of the attempt before")
    assert ask(embedded.start(fresh_dir), "SELECT 1") == 1
    assert sorted(path.name for path in fresh_dir.glob("*.new")) == []


def test_a_cluster_without_its_marker_is_set_aside_and_never_deleted(fresh_dir: Path) -> None:
    embedded.start(fresh_dir)
    embedded.stop(fresh_dir)
    (fresh_dir / "postgres" / cluster.MARKER).unlink()
    assert ask(embedded.start(fresh_dir), "SELECT 1") == 1
    (aside,) = fresh_dir.glob("postgres.unfinished-*")
    assert (aside / "PG_VERSION").is_file()


def test_a_taken_port_is_replaced_by_another(data_dir: Path) -> None:
    embedded.start(data_dir)
    running = cluster.find_running((data_dir / "postgres").resolve())
    assert running is not None
    embedded.stop(data_dir)
    with cluster.socket.create_server(("127.0.0.1", running.port)):
        url = embedded.start(data_dir)
    assert f":{running.port}/" not in url
    assert ask(url, "SELECT 1") == 1


def test_a_folder_made_by_another_version_is_refused_with_what_to_do(data_dir: Path) -> None:
    embedded.start(data_dir)
    embedded.stop(data_dir)
    (data_dir / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(Invalid, match="made by Postgres 16"):
        embedded.start(data_dir)
    (data_dir / "postgres" / "PG_VERSION").write_text("18\n")


def test_a_lost_password_is_a_sentence(data_dir: Path) -> None:
    embedded.start(data_dir)
    embedded.stop(data_dir)
    password = (data_dir / "postgres.password").rename(data_dir / "elsewhere")
    with pytest.raises(Busy, match=r"postgres\.password is missing"):
        embedded.start(data_dir)
    password.rename(data_dir / "postgres.password")


def test_a_full_disk_is_a_sentence_and_leaves_nothing_behind(fresh_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(cluster.shutil, "disk_usage", lambda _path: usage._replace(free=1024))  # type: ignore[attr-defined]
    with pytest.raises(Busy, match="is full: free at least 300 MB"):
        embedded.start(fresh_dir)
    monkeypatch.undo()
    assert not (fresh_dir / "postgres").exists()
    assert ask(embedded.start(fresh_dir), "SELECT 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs Postgres as somebody else")
def test_as_root_a_folder_below_a_closed_one_is_refused_before_anything_is_made(fresh_dir: Path) -> None:
    closed = fresh_dir.parent / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(Invalid, match="DATA_DIR") as refusal:
        embedded.start(closed / "deep" / "data")
    assert str(closed) in str(refusal.value)
    assert list(closed.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs Postgres as somebody else")
def test_as_root_programs_that_the_account_cannot_reach_run_from_a_copy(fresh_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = fresh_dir.parent / "closed"
    packages = binaries.installed().parents[2]
    closed.mkdir(mode=0o700)
    for name in (binaries.PACKAGE, f"{binaries.PACKAGE}.libs"):
        (closed / name).mkdir()
    installation = Path(binaries.PACKAGE) / binaries.INSTALLATION
    shutil.copytree(packages / installation, closed / installation, ignore=shutil.ignore_patterns("include", "*.a"))
    shutil.copytree(packages / f"{binaries.PACKAGE}.libs", closed / f"{binaries.PACKAGE}.libs", dirs_exist_ok=True)
    monkeypatch.setattr(binaries, "installed", lambda: closed / binaries.PACKAGE / binaries.INSTALLATION / "bin")
    assert ask(embedded.start(fresh_dir), "SELECT 1") == 1
    assert (fresh_dir / f"programs-{binaries.INSTALLATION}").is_dir()


WAIT_LONG = """
import sys
import psycopg
psycopg.connect(sys.argv[1]).execute("SELECT pg_sleep(600), 'orphan'")
"""
ORPHANS = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%orphan%' AND state = 'active' AND pid <> pg_backend_pid()"


def test_a_query_ends_soon_after_its_client_was_killed(server: str) -> None:
    client = subprocess.Popen([sys.executable, "-c", WAIT_LONG, server])
    with psycopg.connect(server, autocommit=True) as watching:
        _until_count(watching, 1)
        client.kill()
        client.wait()
        _until_count(watching, 0)


def _until_count(watching: "psycopg.Connection[tuple[int]]", wanted: int) -> None:
    deadline = time.monotonic() + 30
    while (row := watching.execute(ORPHANS).fetchone()) is None or row[0] != wanted:
        assert time.monotonic() < deadline, f"it never came to {wanted}"
        time.sleep(0.05)
