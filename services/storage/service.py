"""Putting contents into the store and getting them back, for the organization that they belong to, and clearing away."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes
from typing import Final

from database.connection import DatabaseRole, transaction
from services.storage import keys, repository
from services.storage.models import Owner, Store, Stored, Unavailable
from services.storage.opening import current
from services.work import Work

# An object is written before its row is committed; within this time it may still be on its way.
ON_ITS_WAY: Final = timedelta(days=1)
PROBED: Final = 1_500_000


def put(work: Work, pieces: Iterable[bytes]) -> Stored:
    """Keep the pieces: whole, or not at all where `pieces` raises. Raises Busy.

    Where this work rolls back, the sweep removes them after a day: the row that will own the key is the caller's.
    """
    measured = _Measured(pieces)
    key = keys.new(repository.place(work.connection), work.org_id)
    current().write(key, measured)
    return Stored(key, measured.size, measured.digest.hexdigest())


def read(work: Work, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
    """The contents, or a part of them, in pieces, also after the work has ended. Raises Forbidden, Busy."""
    keys.check(key, work.org_id)
    return current().read(key, start, length)


def size(work: Work, key: str) -> int | None:
    """How many bytes are there; None where nothing is. Raises Forbidden, Busy."""
    keys.check(key, work.org_id)
    return current().size(key)


def path_of(work: Work, key: str) -> Path | None:
    """Where the contents lie on this machine, only to be read; None where the store is elsewhere. Raises Forbidden."""
    keys.check(key, work.org_id)
    home = current().folder
    return None if home is None else home / key


def sweep(now: datetime, owners: Sequence[Owner], *, is_thorough: bool = True) -> int:
    """Remove the contents whose time is over and, where `is_thorough`, what no row owns; returns how many objects went.

    Every table that owns objects must be among `owners`. Raises Busy.
    """
    kept, removed = current(), 0
    # The rows say first that the contents are gone: whoever dies between leaves objects that nobody owns.
    with transaction(DatabaseRole.DOOR) as connection:
        place = repository.place(connection)
        over = [key for owner in owners for key in owner.close_expired(connection, now)]
    kept.remove(over)
    removed += len(over)
    if not is_thorough:
        return removed
    for found in kept.keys_before(place, now - ON_ITS_WAY):
        with transaction(DatabaseRole.DOOR) as connection:
            owned = {key for owner in owners for key in owner.still_owned(connection, found)}
        orphans = [key for key in found if key not in owned]
        kept.remove(orphans)
        removed += len(orphans)
    kept.remove_unfinished(place, now - ON_ITS_WAY)
    return removed


def probe(store: Store, tell: Callable[[str], None]) -> None:
    """Put an object, read it back whole and in part, remove it, and tell each step. Raises Unavailable."""
    key, contents = keys.new("check", 0), token_bytes(PROBED)
    store.write(key, (contents[begin : begin + 100_000] for begin in range(0, PROBED, 100_000)))
    tell(f"put {PROBED:,} bytes")
    try:
        if b"".join(store.read(key)) != contents or store.size(key) != PROBED:
            raise Unavailable("What was read back differs from what was put.", f"{store.title} gave something else back")
        if b"".join(store.read(key, 1_000_000, 1000)) != contents[1_000_000:1_001_000]:
            raise Unavailable("A part that was read back differs from what was put.", f"{store.title} gave another part back")
        tell("read them back, whole and in part")
    finally:
        store.remove([key])
    if store.size(key) is not None:
        raise Unavailable("What was removed is still there.", f"{store.title} did not remove it")
    tell("removed them")


class _Measured:
    """Pieces that are counted and hashed as they pass."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = pieces
        self.size = 0
        self.digest = sha256()

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece
