"""Folders in which a test may start, kill and spoil a Postgres of its own."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from database import cluster, embedded


@contextmanager
def place() -> Iterator[Path]:
    """A data folder that an unprivileged Postgres can reach; whatever runs in it is ended afterwards."""
    parent = Path(tempfile.mkdtemp(prefix="suthra-place-"))
    parent.chmod(0o711)
    try:
        yield parent / "data"
    finally:
        if (parent / "data").is_dir():
            embedded.stop(parent / "data")
            cluster.shut_down((parent / "data" / "postgres").resolve())
        shutil.rmtree(parent, ignore_errors=True)


def kill_postmaster(data_dir: Path) -> None:
    """End the postmaster as a crash would, and wait until it is gone."""
    folder = (data_dir / "postgres").resolve()
    running = cluster.find_running(folder)
    assert running is not None
    os.kill(running.pid, 9)
    while cluster.find_running(folder) is not None:
        time.sleep(0.005)
