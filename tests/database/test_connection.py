"""Transactions: their role and settings, and what people are told when the database is away."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from database import cluster, connection, embedded
from database.connection import DatabaseRole, transaction
from tests.database.places import kill_postmaster, place
from utils import settings
from utils.errors import Busy


@pytest.fixture
def own_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A server that may be killed, as the one that this process uses."""
    with place() as folder:
        monkeypatch.setenv("DATA_DIR", str(folder))
        monkeypatch.setenv("POOL_MAX", "4")
        settings.current.cache_clear()
        connection.use(None)
        yield folder
        connection.close()
        settings.current.cache_clear()
    monkeypatch.undo()
    settings.current.cache_clear()


def ask(question: str) -> object:
    with transaction(DatabaseRole.OWNER) as opened:
        row = opened.execute(question.encode()).fetchone()
    return row[0] if row else None


def ask_soon(question: str) -> object:
    """Ask as a patient person would: again when told to; a machine under load may take a while to restart Postgres."""
    for _ in range(3):
        with suppress(Busy):
            return ask(question)
    return ask(question)


def do(statement: str) -> None:
    with transaction(DatabaseRole.OWNER) as opened:
        opened.execute(statement.encode())


def test_a_transaction_has_its_role_and_settings_and_leaves_none_behind(database: str) -> None:
    look = "SELECT current_user, current_setting('app.org_id', true), current_setting('TimeZone')"
    with transaction(DatabaseRole.APP, {"app.org_id": "12"}) as opened:
        assert opened.execute(look).fetchone() == ("suthra_app", "12", "UTC")
    with transaction(DatabaseRole.DOOR) as opened:
        assert opened.execute(look).fetchone() in [("suthra_door", "", "UTC"), ("suthra_door", None, "UTC")]


def test_a_setting_is_data_and_never_sql(database: str) -> None:
    hostile = "1'); DROP TABLE organizations; --"
    with transaction(DatabaseRole.APP, {"app.note": hostile}) as opened:
        assert opened.execute("SELECT current_setting('app.note')").fetchone() == (hostile,)


def test_a_transaction_that_raises_keeps_nothing(database: str) -> None:
    with pytest.raises(ZeroDivisionError), transaction(DatabaseRole.OWNER) as opened:
        opened.execute("CREATE TABLE gone (n int)")
        _ = 1 / 0
    assert ask("SELECT to_regclass('gone')") is None


def test_a_snapshot_does_not_see_what_others_commit_meanwhile(database: str) -> None:
    add = "INSERT INTO organizations (code, name, created_at) VALUES ('aa', 'A', now())"
    count = "SELECT count(*) FROM organizations"
    with transaction(DatabaseRole.OWNER, is_snapshot=True) as frozen:
        assert frozen.execute(count).fetchone() == (0,)
        with transaction(DatabaseRole.OWNER) as other:
            other.execute(add)
        assert frozen.execute(count).fetchone() == (0,)
    assert ask(count) == 1


def test_a_violated_constraint_is_left_to_the_service(database: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation), transaction(DatabaseRole.OWNER) as opened:
        opened.execute("INSERT INTO organizations (code, name, created_at) VALUES ('aa', ' ', now())")


def test_a_deadlock_is_told_as_busy(database: str) -> None:
    with transaction(DatabaseRole.OWNER) as opened:
        opened.execute("INSERT INTO organizations (code, name, created_at) VALUES ('aa', 'A', now()), ('bb', 'B', now())")
    outcomes: list[str] = []
    both = threading.Barrier(2)

    def lock(first: str, second: str) -> None:
        take = "SELECT FROM organizations WHERE code = %s FOR UPDATE"
        try:
            with transaction(DatabaseRole.OWNER) as opened:
                opened.execute(take, [first])
                both.wait()
                opened.execute(take, [second])
            outcomes.append("done")
        except Busy as busy:
            outcomes.append(str(busy))

    threads = [threading.Thread(target=lock, args=pair) for pair in (("aa", "bb"), ("bb", "aa"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Somebody else is changing the same records at this moment; please try again.", "done"]


def test_waiting_for_a_lock_ends_as_busy(database: str) -> None:
    take = "LOCK TABLE organizations"
    with transaction(DatabaseRole.OWNER) as holder:
        holder.execute(take)
        with pytest.raises(Busy, match="Somebody else"), transaction(DatabaseRole.OWNER, {"lock_timeout": "50ms"}) as waiting:
            waiting.execute(take)


def test_an_exhausted_pool_is_told_as_busy_and_recovers(own_server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = [transaction(DatabaseRole.OWNER) for _ in range(4)]
    for one in opened:
        one.__enter__()
    monkeypatch.setattr(connection, "PATIENCE_SECONDS", 0.5)
    with pytest.raises(Busy, match="does not answer at the moment"):
        ask("SELECT 1")
    for one in opened:
        one.__exit__(None, None, None)
    assert ask_soon("SELECT 1") == 1


@pytest.mark.parametrize("crash", [kill_postmaster, lambda folder: cluster.shut_down((folder / "postgres").resolve())])
def test_after_the_server_died_or_stopped_the_next_transactions_succeed(own_server: Path, crash) -> None:  # type: ignore[no-untyped-def]
    with transaction(DatabaseRole.OWNER), transaction(DatabaseRole.OWNER):
        do("CREATE TABLE kept AS SELECT 1 AS n")
    crash(own_server)
    assert ask_soon("SELECT n FROM kept") == 1


def test_a_connection_lost_in_the_middle_is_told_as_busy_and_changed_nothing(own_server: Path) -> None:
    do("CREATE TABLE kept (n int)")
    with pytest.raises(Busy, match="nothing was changed"), transaction(DatabaseRole.OWNER) as opened:
        opened.execute("INSERT INTO kept VALUES (1)")
        kill_postmaster(own_server)
        time.sleep(0.1)
        opened.execute("INSERT INTO kept VALUES (2)")
    assert ask_soon("SELECT count(*) FROM kept") == 0


def test_a_server_that_comes_back_at_another_port_is_found(own_server: Path) -> None:
    ask("SELECT 1")
    before = embedded.start(own_server)
    running = cluster.find_running((own_server / "postgres").resolve())
    assert running is not None
    cluster.shut_down((own_server / "postgres").resolve())
    with cluster.socket.create_server(("127.0.0.1", running.port)):
        assert ask_soon("SELECT 1") == 1
    assert embedded.start(own_server) != before


@pytest.mark.parametrize("address", ["postgresql://nobody:x@127.0.0.1:1/none", "postgresql://nobody:x@no-such-host.invalid/none"])
def test_a_wrong_address_is_a_sentence_without_the_password(address: str) -> None:
    with pytest.raises(Busy, match="check DATABASE_URL") as refusal, connection.connect(address):
        pass
    assert ":x@" not in str(refusal.value)
