"""Megabytes of this process and of those that it starts, at their peak."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

MEGABYTE = 1 << 20
EVERY_SECONDS = 0.02


def peak() -> float:
    """The most that this process held since it began; what getrusage tells may be that of its parent."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


@dataclass
class Watched:
    """What was seen: of all processes together, each page that they share counted for each."""

    megabytes: float = 0.0


@contextmanager
def watched() -> Iterator[Watched]:
    """Look every few milliseconds, while the block lasts, at this process and all that it started."""
    seen, is_over = Watched(), threading.Event()

    def look() -> None:
        me = psutil.Process(os.getpid())
        while not is_over.wait(EVERY_SECONDS):
            total = 0
            for process in (me, *me.children(recursive=True)):
                with suppress(psutil.Error):
                    total += process.memory_info().rss
            seen.megabytes = max(seen.megabytes, total / MEGABYTE)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        is_over.set()
        thread.join()
