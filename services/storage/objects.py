"""Folders and S3-compatible buckets, both spoken to by obstore."""

import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import LocalStore, ObjectStore, S3Store

from services.storage.models import CHUNK, NOT_READ, NOT_SAVED, Unavailable
from services.storage.spooling import spooled
from utils import stores

if TYPE_CHECKING:
    from obstore.store import S3Config

AT_ONCE: Final = 2
CONNECT: Final = timedelta(seconds=5)
ANSWER: Final = timedelta(seconds=60)
PATIENCE: Final = timedelta(seconds=20)

_REFUSED: Final = re.compile(r"status code: 40[13]\b")

log = logging.getLogger("suthra.storage")


@dataclass(frozen=True)
class Objects:
    """A store of objects; `folder` is where a local one has them."""

    store: ObjectStore
    title: str
    folder: Path | None
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def write(self, key: str, pieces: Iterable[bytes]) -> None:
        """Whole or not at all: into a name of its own and renamed, or in one upload."""
        try:
            if self.folder is not None:
                obstore.put(self.store, key, iter(pieces), chunk_size=CHUNK, max_concurrency=AT_ONCE, use_multipart=True)
                _make_lasting(self.folder / key)
                return
            with spooled(pieces) as path:
                obstore.put(self.store, key, path, max_concurrency=AT_ONCE)
        except (BaseError, OSError) as error:
            raise self._unavailable(NOT_SAVED, error) from error

    def read(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """In pieces of about a megabyte; opened now."""
        if length == 0:
            return iter(())
        try:
            if length is not None:
                found = obstore.get(self.store, key, options={"range": (start, start + length)})
            elif start:
                found = obstore.get(self.store, key, options={"range": {"offset": start}})
            else:
                found = obstore.get(self.store, key)
            return self._told(iter(found.stream(min_chunk_size=CHUNK)))
        except (BaseError, OSError) as error:
            raise self._unavailable(NOT_READ, error) from error

    def size(self, key: str) -> int | None:
        """Asked of the store itself."""
        try:
            return obstore.head(self.store, key)["size"]
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise self._unavailable(NOT_READ, error) from error

    def remove(self, keys: Sequence[str]) -> None:
        """One after the other."""
        try:
            for key in keys:
                with suppress(FileNotFoundError):
                    obstore.delete(self.store, key)
        except (BaseError, OSError) as error:
            raise self._unavailable(NOT_SAVED, error) from error

    def keys_before(self, place: str, moment: datetime) -> Iterator[list[str]]:
        """As the store lists them."""
        try:
            for found in obstore.list(self.store, place, chunk_size=500):  # pyright: ignore[reportUnknownMemberType] arrow is not installed
                keys = [each["path"] for each in found if each["last_modified"] < moment]
                if keys:
                    yield keys
        except (BaseError, OSError) as error:
            raise self._unavailable(NOT_READ, error) from error

    def remove_unfinished(self, place: str, moment: datetime) -> None:
        """Of a folder, what lies there under the name it was written to; a bucket shows no such thing."""
        if self.folder is None:
            return
        for path in (self.folder / place).rglob("*#*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < moment.timestamp():
                    path.unlink()

    def _told(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        try:
            for piece in pieces:
                yield bytes(piece)
        except (BaseError, OSError) as error:
            raise self._unavailable(NOT_READ, error) from error

    def _unavailable(self, sentence: str, error: Exception) -> Unavailable:
        if isinstance(error, Unavailable):
            return error
        # Of a list that is refused the library knows the status only.
        if isinstance(error, PermissionDeniedError | UnauthenticatedError) or _REFUSED.search(str(error)):
            reason = f"{self.title} refuses the key, or does not let it do this"
        elif isinstance(error, FileNotFoundError):
            reason = f"{self.title} does not exist, or has no such object"
        else:
            said = " ".join(str(error).split())
            for secret in self.secrets:
                said = said.replace(secret, "…")
            reason = f"{self.title} does not answer as it should: {said[:200]}"
        log.warning("%s", reason)
        return Unavailable(sentence, reason)


def folder(chosen: stores.Folder) -> Objects:
    """A folder, made where it is not there yet. Raises Unavailable."""
    try:
        chosen.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = f"the folder {chosen.path} cannot be made ({error.strerror})"
        raise Unavailable(NOT_SAVED, reason) from error
    return Objects(LocalStore(chosen.path), f"the folder {chosen.path}", chosen.path)


def bucket(chosen: stores.S3Bucket) -> Objects:
    """A bucket that is there; nothing is asked of it yet."""
    config: S3Config = {"region": chosen.region, "access_key_id": chosen.key_id, "secret_access_key": chosen.secret}
    if chosen.endpoint:
        config["endpoint"] = chosen.endpoint
    store = S3Store(
        chosen.bucket,
        config=config,
        client_options={
            "allow_http": (chosen.endpoint or "").startswith("http://"),
            "connect_timeout": CONNECT,
            "timeout": ANSWER,
        },
        retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
    )
    where = f" at {chosen.endpoint}" if chosen.endpoint else ""
    return Objects(store, f"the S3 bucket {chosen.bucket}{where}", None, (chosen.secret, chosen.key_id))


def _make_lasting(path: Path) -> None:
    """See to it that a power failure after our commit does not find the file empty."""
    for each in (path, path.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
