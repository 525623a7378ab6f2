"""Megabytes of this process and of those that it starts, at their peak."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

EVERY_SECONDS = 0.02


def peak() -> float:
    """The most that this process held since it began; what getrusage tells may be that of its parent."""
    return _megabytes(os.getpid(), "VmHWM")


@dataclass
class Watched:
    """The most that one process held, and that all held together, each page that they share counted for each."""

    megabytes: float = 0.0
    together: float = 0.0


@contextmanager
def watched() -> Iterator[Watched]:
    """Look every few milliseconds, while the block lasts, at this process and all that it started."""
    seen, is_over = Watched(), threading.Event()

    def look() -> None:
        while not is_over.wait(EVERY_SECONDS):
            held = [_megabytes(process, "VmRSS") for process in _family(os.getpid())]
            seen.megabytes = max(seen.megabytes, *held)
            seen.together = max(seen.together, sum(held))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        is_over.set()
        thread.join()


def _family(process: int) -> Iterator[int]:
    yield process
    # One that ends meanwhile has no more children.
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text(encoding="utf-8").split():
                yield from _family(int(child))


def _megabytes(process: int, name: str) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    return 0.0
