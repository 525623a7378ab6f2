"""Keeping files, giving them to whoever may have them, and ending their time."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from services import audit, storage
from services.files import repository, rules
from services.files.models import File, Purpose
from services.permissions import Permission
from services.storage import Owner
from services.work import Work
from utils import scratch
from utils.errors import Gone, not_found

OWNER: Final = Owner("files", repository.close_expired, repository.still_owned, repository.keys_after)


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
    stored = storage.put(work, pieces)
    return repository.add(
        work,
        purpose=purpose.value,
        name=rules.clean_name(name),
        media_type=rules.safe_media_type(media_type),
        size=stored.size,
        sha256=stored.sha256,
        store_key=stored.key,
        expires_at=expires_at,
    )


def get(work: Work, file_id: int) -> File:
    """A file that the actor may read. Raises Forbidden, NotFound, and Gone once its time is over."""
    work.require(Permission.FILE_READ)
    file = repository.get(work, file_id)
    if file is None or not rules.may_read(file, work.actor):
        not_found("file", file_id)
    if rules.is_over(file, work.now):
        raise Gone(f"“{file.name}” is no longer kept: files are cleared away after some days.", "Make it again.")
    return file


def pieces(work: Work, file_id: int) -> Iterator[bytes]:
    """The contents, piece by piece, also after the work has ended. Raises Forbidden, NotFound, Gone, Busy."""
    return storage.read(work, get(work, file_id).store_key)


def download(work: Work, file_id: int) -> tuple[File, Iterator[bytes]]:
    """A file for a person to take away, which the audit remembers. Raises Forbidden, NotFound, Gone, Busy."""
    file = get(work, file_id)
    contents = storage.read(work, file.store_key)
    audit.record(work, "file.downloaded", f"file {file_id}", after={"purpose": file.purpose, "name": file.name})
    return file, contents


@contextmanager
def local_copy(work: Work, file_id: int) -> Generator[Path]:
    """The file as a path that ends like its name, only to be read, there until the block ends; refusals as `get`."""
    file = get(work, file_id)
    here = storage.path_of(work, file.store_key)
    with scratch.folder() as folder:
        path = folder / f"file{rules.suffix_of(file.name)}"
        if here is not None:
            path.symlink_to(here)
        else:
            with path.open("wb") as out:
                out.writelines(storage.read(work, file.store_key))
        yield path


def remove(work: Work, file_id: int) -> None:
    """End the time of a file; its contents go with the next sweep. Raises Forbidden, NotFound, Gone."""
    repository.end_now(work, get(work, file_id).file_id)
