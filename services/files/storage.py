"""Where contents are kept: one store of objects by key, a folder unless FILES_URL says otherwise."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore

from utils import settings
from utils.errors import Busy

CHUNK: Final = 1024 * 1024
AT_ONCE: Final = 2
_NOT_SAVED: Final = "The file could not be saved; the disk for files may be full or away. Tell your administrator."
_NOT_READ: Final = "The file cannot be read at the moment; please try again, and tell your administrator if it stays."


@dataclass(frozen=True)
class Storage:
    """A store of objects; `folder` is where a local one has them, None for one that is elsewhere."""

    store: ObjectStore
    folder: Path | None

    def write(self, key: str, pieces: Iterable[bytes]) -> None:
        """Put an object there whole or not at all; what `pieces` raises passes through. Raises Busy."""
        try:
            # Into a name of its own first, and renamed at the end.
            obstore.put(self.store, key, iter(pieces), chunk_size=CHUNK, max_concurrency=AT_ONCE, use_multipart=True)
            if self.folder is not None:
                _make_lasting(self.folder / key)
        except (BaseError, OSError) as error:
            raise Busy(_NOT_SAVED) from error

    def read(self, key: str) -> Iterator[bytes]:
        """The object in pieces; it is opened now, so that a missing one is told before the first. Raises Busy."""
        try:
            return _told(iter(obstore.get(self.store, key).stream(min_chunk_size=CHUNK)))
        except (BaseError, OSError) as error:
            raise Busy(_NOT_READ) from error

    def remove(self, keys: Sequence[str]) -> None:
        """Remove objects; one that is not there is no fault."""
        for key in keys:
            with suppress(FileNotFoundError):
                obstore.delete(self.store, key)

    def keys_before(self, place: str, moment: datetime) -> Iterator[list[str]]:
        """The keys of all objects below a place last written before a moment, some hundred at a time."""
        for found in obstore.list(self.store, place, chunk_size=500):  # pyright: ignore[reportUnknownMemberType] arrow is not installed
            keys = [each["path"] for each in found if each["last_modified"] < moment]
            if keys:
                yield keys

    def remove_unfinished(self, place: str, moment: datetime) -> None:
        """Remove what a writer that died before a moment left under the name it wrote to."""
        if self.folder is None:
            return
        for path in (self.folder / place).rglob("*#*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < moment.timestamp():
                    path.unlink()


def current() -> Storage:
    """The store that the settings name."""
    return _opened(settings.current().files_dir)


@cache
def _opened(folder: Path) -> Storage:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Storage(LocalStore(folder), folder)


def _make_lasting(path: Path) -> None:
    """See to it that a power failure after our commit does not find the file empty."""
    for each in (path, path.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _told(pieces: Iterator[bytes]) -> Iterator[bytes]:
    try:
        for piece in pieces:
            yield bytes(piece)
    except (BaseError, OSError) as error:
        raise Busy(_NOT_READ) from error
