"""The server over the benchmark's database, as a process of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from database import connection
from utils.settings import ROOT

START_SECONDS = 60


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    port: int
    process_id: int

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def megabytes(self) -> float:
        """What it holds of memory."""
        return psutil.Process(self.process_id).memory_info().rss / 2**20


@contextmanager
def server() -> Iterator[Running]:
    """Start it on a free port, without workers; it ends with the block. Raises RuntimeError when it does not answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": connection.url(), "WORKERS": "0", "FULL": ""}
    command = [sys.executable, "-m", "uvicorn", "Home:app", "--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        running = Running(port, process.pid)
        _wait_for(running)
        yield running
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(running: Running) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{running.address}/_stcore/health", timeout=2):  # noqa: S310 our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not answer in {START_SECONDS} seconds")
