"""Folders for what is being made: gone when it is done, and where whoever made it was killed, at the next clearing."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from utils import settings


@contextmanager
def folder() -> Generator[Path]:
    """An empty folder of one's own in the data folder, there until the block ends."""
    with _turn() as home:
        path = Path(tempfile.mkdtemp(dir=home))
        held = _lock(path, fcntl.LOCK_EX)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(held)


def clear() -> int:
    """Remove the folders whose makers are gone; returns how many. One in use is locked, and a lock dies with its holder."""
    removed = 0
    with _turn() as home:
        for path in home.iterdir():
            if not path.is_dir():
                continue
            try:
                held = _lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            shutil.rmtree(path, ignore_errors=True)
            os.close(held)
            removed += 1
    return removed


@contextmanager
def _turn() -> Generator[Path]:
    """The folder of all of them, while nobody else makes or clears one."""
    home = settings.current().data_dir / "scratch"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield home


def _lock(path: Path, how: int) -> int:
    held = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(held, how)
    except OSError:
        os.close(held)
        raise
    return held
