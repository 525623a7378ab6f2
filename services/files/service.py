"""Keeping files, giving them to whoever may have them, and clearing away what is over."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Final

from database.connection import DatabaseRole, transaction
from services import audit
from services.files import repository, rules, storage
from services.files.models import File, Purpose
from services.permissions import Permission
from services.work import Work
from utils import scratch
from utils.errors import Gone, not_found

# A file is written before its row is committed; within this time it may still be on its way.
ON_ITS_WAY: Final = timedelta(days=1)


def put(
    work: Work,
    name: str,
    media_type: str,
    pieces: Iterable[bytes],
    purpose: Purpose,
    expires_at: datetime | None = None,
) -> File:
    """Keep the pieces as a file of the actor: whole, or not at all where `pieces` or this work raises.

    `expires_at` None keeps it until it is removed. Raises Busy where there is no room.
    """
    measured = _Measured(pieces)
    key = f"{repository.place(work.connection)}/{work.org_id}/{token_hex(16)}"
    storage.current().write(key, measured)
    return repository.add(
        work,
        purpose=purpose.value,
        name=rules.clean_name(name),
        media_type=rules.safe_media_type(media_type),
        size=measured.size,
        sha256=measured.digest.hexdigest(),
        store_key=key,
        expires_at=expires_at,
    )


def get(work: Work, file_id: int) -> File:
    """A file that the actor may read. Raises Forbidden, NotFound, and Gone once its time is over."""
    work.require(Permission.FILE_READ)
    file = repository.get(work, file_id)
    if file is None or not rules.may_read(file, work.actor):
        not_found("file", file_id)
    if rules.is_over(file, work.now):
        raise Gone(f"“{file.name}” is no longer kept: files are cleared away after some days. Make it again.")
    return file


def pieces(work: Work, file_id: int) -> Iterator[bytes]:
    """The contents, piece by piece, also after the work has ended. Raises Forbidden, NotFound, Gone, Busy."""
    return storage.current().read(get(work, file_id).store_key)


def download(work: Work, file_id: int) -> tuple[File, Iterator[bytes]]:
    """A file for a person to take away, which the audit remembers. Raises Forbidden, NotFound, Gone, Busy."""
    file = get(work, file_id)
    contents = storage.current().read(file.store_key)
    audit.record(work, "file.downloaded", f"file {file_id}", after={"purpose": file.purpose, "name": file.name})
    return file, contents


@contextmanager
def local_copy(work: Work, file_id: int) -> Generator[Path]:
    """The file as a path that ends like its name, only to be read, there until the block ends; refusals as `get`."""
    file = get(work, file_id)
    kept = storage.current()
    with scratch.folder() as folder:
        path = folder / f"file{rules.suffix_of(file.name)}"
        if kept.folder is not None:
            path.symlink_to(kept.folder / file.store_key)
        else:
            with path.open("wb") as out:
                out.writelines(kept.read(file.store_key))
        yield path


def remove(work: Work, file_id: int) -> None:
    """End the time of a file; its contents go with the next sweep. Raises Forbidden, NotFound, Gone."""
    repository.end_now(work, get(work, file_id).file_id)


def sweep(now: datetime) -> int:
    """Remove the contents of files whose time is over, and what no row owns; returns how many objects were removed."""
    kept, removed = storage.current(), 0
    # The rows say first that the contents are gone: whoever dies between leaves objects that nobody owns.
    with transaction(DatabaseRole.DOOR) as connection:
        place, over = repository.place(connection), repository.close_expired(connection, now)
    kept.remove(over)
    removed += len(over)
    for keys in kept.keys_before(place, now - ON_ITS_WAY):
        with transaction(DatabaseRole.DOOR) as connection:
            owned = repository.still_owned(connection, keys)
        orphans = [key for key in keys if key not in owned]
        kept.remove(orphans)
        removed += len(orphans)
    kept.remove_unfinished(place, now - ON_ITS_WAY)
    return removed


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
