"""Keeps the background workers running beside the server, each a process of its own."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from utils.settings import ROOT

PAUSE_SECONDS: Final = 2.0
LONGEST_PAUSE_SECONDS: Final = 60.0
GRACE_SECONDS: Final = 10.0

log = logging.getLogger("suthra.workers")


@contextmanager
def running(count: int) -> Generator[None]:
    """Start `count` workers, start those again that die, and end them all when the block ends."""
    is_over = threading.Event()
    keepers = [threading.Thread(target=_keep, args=(is_over,), name=f"worker-{n}") for n in range(count)]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        is_over.set()
        for keeper in keepers:
            keeper.join()


def _keep(is_over: threading.Event) -> None:
    pause = PAUSE_SECONDS
    while not is_over.is_set():
        command = [sys.executable, str(ROOT / "manage.py"), "worker", "--count", "1", "--parent", str(os.getpid())]
        worker = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 our own program
        while worker.poll() is None and not is_over.wait(0.5):
            pass
        if is_over.is_set():
            _end(worker)
            return
        log.warning("a background worker ended with code %s and is started again in %.0f s", worker.returncode, pause)
        is_over.wait(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
