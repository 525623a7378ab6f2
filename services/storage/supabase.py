"""A private bucket of Supabase Storage, spoken to by storage3."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

import httpx
from storage3 import SyncStorageClient
from storage3._sync.file_api import SyncBucketProxy
from storage3.exceptions import StorageApiError
from storage3.utils import StorageException

from services.storage.models import CHUNK, NOT_READ, NOT_SAVED, Unavailable
from services.storage.spooling import spooled
from utils import stores

TIMEOUT: Final = httpx.Timeout(60.0, connect=5.0)
# For how long a link to read an object may be begun with; it never leaves this process.
LINK_SECONDS: Final = 60
PAGE: Final = 500
AT_ONCE: Final = 100
_FAULTS: Final = (StorageApiError, StorageException, httpx.HTTPError, OSError, ValueError, KeyError, TypeError)

log = logging.getLogger("suthra.storage")


@dataclass(frozen=True)
class SupabaseStore:
    """Objects of one bucket."""

    chosen: stores.SupabaseBucket = field(repr=False)
    folder = None

    @property
    def title(self) -> str:
        """What an operator calls it."""
        return f"the bucket {self.chosen.bucket} of Supabase Storage at {self.chosen.url}"

    def write(self, key: str, pieces: Iterable[bytes]) -> None:
        """In one upload, which the service keeps whole or not at all."""
        with spooled(pieces) as path:
            try:
                self._bucket.upload(key, path, {"content-type": "application/octet-stream", "upsert": "false"})
            except _FAULTS as error:
                raise self._unavailable(NOT_SAVED, error) from error

    def read(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Streamed from a link that the service signs; begun now."""
        if length == 0:
            return iter(())
        try:
            url = self._bucket.create_signed_url(key, LINK_SECONDS)["signedUrl"]
            if url is None:
                raise KeyError("signedUrl")
            end = "" if length is None else str(start + length - 1)
            headers = {"Range": f"bytes={start}-{end}"} if start or length is not None else {}
            answer = self._client.send(self._client.build_request("GET", url, headers=headers), stream=True)
            if answer.status_code != (206 if headers else 200):
                answer.close()
                raise StorageApiError("not given", "InternalError", answer.status_code)
            return self._told(answer)
        except _FAULTS as error:
            raise self._unavailable(NOT_READ, error) from error

    def size(self, key: str) -> int | None:
        """Asked of the service itself."""
        try:
            return int(self._bucket.info(key)["size"])
        except StorageApiError as error:
            # A missing bucket is a 404 as well, and says so in its code.
            if str(error.status) == "404" and error.code in ("not_found", "InternalError"):
                return None
            raise self._unavailable(NOT_READ, error) from error
        except _FAULTS as error:
            raise self._unavailable(NOT_READ, error) from error

    def remove(self, keys: Sequence[str]) -> None:
        """A hundred at a time."""
        try:
            for begin in range(0, len(keys), AT_ONCE):
                self._bucket.remove(list(keys[begin : begin + AT_ONCE]))
        except _FAULTS as error:
            raise self._unavailable(NOT_SAVED, error) from error

    def keys_before(self, place: str, moment: datetime) -> Iterator[list[str]]:
        """Folder by folder: those of the organizations lie below the place."""
        for organization in [each["name"] for each in self._listed(place) if each.get("id") is None]:
            old = [
                f"{place}/{organization}/{each['name']}"
                for each in self._listed(f"{place}/{organization}")
                if each.get("id") is not None and datetime.fromisoformat(each["updated_at"]) < moment
            ]
            for begin in range(0, len(old), PAGE):
                yield old[begin : begin + PAGE]

    def remove_unfinished(self, place: str, moment: datetime) -> None:
        """The service keeps nothing of an upload that broke off."""

    @cached_property
    def _client(self) -> httpx.Client:
        return httpx.Client(timeout=TIMEOUT, follow_redirects=False)

    @cached_property
    def _bucket(self) -> SyncBucketProxy:
        headers = {"apikey": self.chosen.key, "Authorization": f"Bearer {self.chosen.key}"}
        return SyncStorageClient(f"{self.chosen.url}/storage/v1/", headers, http_client=self._client).from_(self.chosen.bucket)

    def _listed(self, path: str) -> list[dict[str, Any]]:
        """All of a folder, read before anything of it is removed: removing would move the pages."""
        found: list[dict[str, Any]] = []
        while True:
            try:
                page = self._bucket.list(
                    path, {"limit": PAGE, "offset": len(found), "sortBy": {"column": "name", "order": "asc"}}
                )
            except _FAULTS as error:
                raise self._unavailable(NOT_READ, error) from error
            found += page
            if len(page) < PAGE:
                return found

    def _told(self, answer: httpx.Response) -> Iterator[bytes]:
        try:
            yield from answer.iter_bytes(CHUNK)
        except httpx.HTTPError as error:
            raise self._unavailable(NOT_READ, error) from error
        finally:
            answer.close()

    def _unavailable(self, sentence: str, error: Exception) -> Unavailable:
        if isinstance(error, StorageApiError):
            status = str(error.status)
            if status in {"401", "403"} or "JWT" in str(error.message) or "signature" in str(error.message).lower():
                reason = f"{self.title} refuses the key, or does not let it do this"
            elif status == "404":
                reason = f"{self.title} does not exist, or has no such object"
            else:
                reason = f"{self.title} answered {status}"
        else:
            reason = f"{self.title} does not answer as it should ({type(error).__name__})"
        log.warning("%s", reason)
        return Unavailable(sentence, reason)
