"""A file of this machine that holds pieces on their way: a source that breaks off never begins an upload."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

from services.storage.models import NOT_SAVED, Unavailable
from utils import scratch


@contextmanager
def spooled(pieces: Iterable[bytes]) -> Generator[Path]:
    """The pieces as one file, there until the block ends; what `pieces` raises passes through. Raises Unavailable."""
    with scratch.folder() as home:
        path = home / "object"
        with path.open("wb") as out:
            for piece in pieces:
                try:
                    out.write(piece)
                except OSError as error:
                    raise Unavailable(NOT_SAVED, f"the folder for unfinished files is full or away ({error.strerror})") from error
        yield path
