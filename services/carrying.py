"""Contents of files beside a backup of the database: copied into its file, and from there back into the store."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from database.connection import DatabaseRole, transaction
from services import storage
from services.storage import CHUNK, Owner
from services.sweeping import OWNERS
from utils.errors import Invalid

# Below this name in the file of a backup.
FOLDER: Final = "objects/"
PAGE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Carried:
    """How many files were copied, their bytes, and how many were not: not in the store, or there already."""

    count: int
    size: int
    left: int


def count() -> int:
    """How many objects rows of this database own."""
    return sum(1 for _ in _kept())


def take_along(file: Path) -> Carried:
    """Add all that rows own to the file of a backup. Raises Busy; what was added until then is whole."""
    store, copied, size, left = storage.current(), 0, 0, 0
    with zipfile.ZipFile(file, "a", zipfile.ZIP_STORED) as archive:
        for key in _kept():
            if store.size(key) is None:
                left += 1
                continue
            pieces = store.read(key)
            with archive.open(FOLDER + key, "w", force_zip64=True) as target:
                size += _written(pieces, target)
            copied += 1
    return Carried(copied, size, left)


def bring_back(file: Path) -> Carried:
    """Put what a backup took along into the store, but for what lies there; again it does no harm. Raises Busy, Invalid."""
    if not zipfile.is_zipfile(file):
        raise Invalid({"file": f"{file} is not a backup made by `manage.py backup`, or it is damaged."})
    store, copied, size, left = storage.current(), 0, 0, 0
    with zipfile.ZipFile(file) as archive:
        for each in archive.infolist():
            key = each.filename.removeprefix(FOLDER)
            if not each.filename.startswith(FOLDER) or not storage.is_key(key):
                continue
            if store.size(key) == each.file_size:
                left += 1
                continue
            with archive.open(each) as source:
                store.write(key, iter(lambda source=source: source.read(CHUNK), b""))
            copied += 1
            size += each.file_size
    return Carried(copied, size, left)


def _kept() -> Iterator[str]:
    for owner in OWNERS:
        yield from _kept_by(owner)


def _kept_by(owner: Owner) -> Iterator[str]:
    after = ""
    while True:
        with transaction(DatabaseRole.DOOR) as connection:
            keys = owner.keys_after(connection, after, PAGE)
        yield from keys
        if len(keys) < PAGE:
            return
        after = keys[-1]


def _written(pieces: Iterator[bytes], target: IO[bytes]) -> int:
    size = 0
    for piece in pieces:
        target.write(piece)
        size += len(piece)
    return size
