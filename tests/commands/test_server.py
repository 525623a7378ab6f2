"""Starting, refusing to start twice, and stopping: the real programs, as a person runs them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from database import cluster
from tests.database.places import kill_postmaster, place
from utils.settings import ROOT

PATIENCE_SECONDS = 120


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with place() as folder:
        yield folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def manage(data_dir: Path, *words: str, port: int | str = 8501) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment(data_dir, port), capture_output=True, text=True)


def environment(data_dir: Path, port: int | str) -> dict[str, str]:
    return {**os.environ, "DATA_DIR": str(data_dir), "PORT": str(port), "WORKERS": "1"}


def test_a_taken_port_is_refused_by_name_before_anything_is_made(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = manage(data_dir, "serve", port=port)
    assert ended.returncode == 1
    assert f"Port {port} is taken by another program" in ended.stderr
    assert f"PORT={port + 1}" in ended.stderr or port == 65535
    assert not data_dir.exists()


@pytest.mark.parametrize(("words", "sentence"), [(["serve"], "PORT must be a whole number"), (["restore", "none"], "PORT must")])
def test_a_bad_setting_is_a_sentence_and_a_failure(data_dir: Path, words: list[str], sentence: str) -> None:
    ended = manage(data_dir, *words, port="many")
    assert ended.returncode == 1
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr


def test_stop_and_reset_with_nothing_there_do_no_harm(data_dir: Path) -> None:
    assert manage(data_dir, "stop").stdout == "Nothing was running.\n"
    asked = manage(data_dir, "reset")
    assert asked.returncode == 1
    assert "--yes" in asked.stderr


def test_reset_deletes_what_is_ours_and_nothing_else(data_dir: Path) -> None:
    assert manage(data_dir, "migrate").returncode == 0
    (data_dir / "somebody-elses.txt").write_text("keep me")
    assert manage(data_dir, "reset", "--yes").returncode == 0
    assert [path.name for path in data_dir.iterdir()] == ["somebody-elses.txt"]


def test_an_unknown_error_gives_a_reference_and_keeps_the_trace(data_dir: Path) -> None:
    code = "import manage, sys; manage.migrate.ensure = lambda: 1 / 0; sys.exit(manage.main(['migrate']))"
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(data_dir, 8501), capture_output=True, text=True
    )
    assert ended.returncode == 1
    assert "ZeroDivisionError" not in ended.stderr
    reference = ended.stderr.rstrip(".\n").split()[-1]
    log = (data_dir / "logs" / "errors.log").read_text()
    assert reference in log
    assert "ZeroDivisionError" in log


def test_ctrl_c_is_heard_by_a_command_that_waits(data_dir: Path) -> None:
    code = (
        "import manage, threading, sys; "
        "manage.migrate.ensure = lambda: print('waiting', flush=True) or threading.Event().wait(); "
        "sys.exit(manage.main(['migrate']))"
    )
    command = [sys.executable, "-c", code]
    waiting = subprocess.Popen(
        command, cwd=ROOT, env=environment(data_dir, 8501), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert waiting.stdout is not None
    try:
        assert waiting.stdout.readline() == "waiting\n"
        waiting.send_signal(signal.SIGINT)
        assert waiting.communicate(timeout=20)[1] == "\nStopped.\n"
    finally:
        waiting.kill()
    assert waiting.returncode == 130


@pytest.mark.slow
def test_the_server_starts_is_refused_twice_survives_a_dead_postgres_and_stops(data_dir: Path) -> None:
    port = free_port()
    assert manage(data_dir, "create-organization", "test-town", "Test town").returncode == 0
    with (data_dir / "serve.out").open("w+") as output:
        command = [sys.executable, "manage.py", "serve"]
        serving = subprocess.Popen(command, cwd=ROOT, env=environment(data_dir, port), stdout=output, stderr=output)
        try:
            wait_for(data_dir / "serve.out", f"Suthra is running at http://localhost:{port}")
            again = manage(data_dir, "serve", port=free_port())
            assert again.returncode == 1
            assert f"already running with this data folder at http://localhost:{port}" in again.stderr
            kill_postmaster(data_dir)
            assert manage(data_dir, "migrate").stdout == "The schema is up to date.\n"
            assert manage(data_dir, "stop").stdout == "Stopped.\n"
            assert serving.wait(30) == 0
        finally:
            serving.kill()
    assert cluster.find_running((data_dir / "postgres").resolve()) is None


def wait_for(file: Path, words: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while words not in file.read_text():
        assert time.monotonic() < deadline, file.read_text()
        time.sleep(0.1)
