"""A folder of Google Drive that is shared with a service account, spoken to by Google's own library."""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib import import_module
from typing import Any, Final

import google_auth_httplib2  # pyright: ignore[reportMissingTypeStubs]
import httplib2  # pyright: ignore[reportMissingTypeStubs]
from google.auth.exceptions import GoogleAuthError
from google.oauth2 import service_account

from services.storage.models import NOT_READ, NOT_SAVED, Unavailable
from services.storage.spooling import spooled
from utils import stores

# Untyped parts of the library.
discovery: Final[Any] = import_module("googleapiclient.discovery")
documents: Final[Any] = import_module("googleapiclient.discovery_cache")
transfers: Final[Any] = import_module("googleapiclient.http")
faults: Final[Any] = import_module("googleapiclient.errors")

# The account sees what is shared with it, and nothing else.
SCOPES: Final = ["https://www.googleapis.com/auth/drive"]
SECONDS: Final = 60
PIECE: Final = 4 * 1024 * 1024
# Smaller ones go in one request.
RESUMABLE: Final = 5 * 1024 * 1024
RETRIES: Final = 2
PAGE: Final = 1000
EVERYWHERE: Final = {"supportsAllDrives": True, "includeItemsFromAllDrives": True}
_FAULTS: Final = (faults.Error, GoogleAuthError, httplib2.HttpLib2Error, OSError, ValueError, KeyError)

log = logging.getLogger("suthra.storage")


@dataclass(frozen=True)
class DriveStore:
    """Files of one folder; the name of each is its key."""

    chosen: stores.DriveFolder = field(repr=False)
    folder = None

    @property
    def title(self) -> str:
        """What an operator calls it."""
        return f"the folder {self.chosen.folder_id} of Google Drive"

    def write(self, key: str, pieces: Iterable[bytes]) -> None:
        """In one upload, large ones in pieces of a session; a file is there once it is whole."""
        with spooled(pieces) as path:
            media = transfers.MediaFileUpload(
                str(path), mimetype="application/octet-stream", chunksize=PIECE, resumable=path.stat().st_size > RESUMABLE
            )
            body = {"name": key, "parents": [self.chosen.folder_id]}
            try:
                self._run(self._files.create(body=body, media_body=media, fields="id", supportsAllDrives=True))
            except _FAULTS as error:
                raise self._unavailable(NOT_SAVED, error) from error

    def read(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Piece by piece, each a request of its own; the first is asked for now."""
        try:
            found = self._found(key)
            if not found:
                raise self._unavailable(NOT_READ, FileNotFoundError(key))
            whole = int(found[0]["size"])
            end = whole if length is None else min(whole, start + length)
            first = self._piece(found[0]["id"], start, end)
        except _FAULTS as error:
            raise self._unavailable(NOT_READ, error) from error
        return self._told(found[0]["id"], first, start + len(first), end)

    def size(self, key: str) -> int | None:
        """Asked of Drive itself."""
        try:
            found = self._found(key)
        except _FAULTS as error:
            raise self._unavailable(NOT_READ, error) from error
        return int(found[0]["size"]) if found else None

    def remove(self, keys: Sequence[str]) -> None:
        """For good; where the account may not, into the bin, which Drive empties after 30 days."""
        try:
            for key in keys:
                for each in self._found(key):
                    self._delete(each["id"])
        except _FAULTS as error:
            raise self._unavailable(NOT_SAVED, error) from error

    def keys_before(self, place: str, moment: datetime) -> Iterator[list[str]]:
        """All that the folder holds of it, read before anything is removed."""
        older = f" and createdTime < '{moment:%Y-%m-%dT%H:%M:%S}'"
        try:
            found = self._listed(f"name contains '{place}'{older}")
        except _FAULTS as error:
            raise self._unavailable(NOT_READ, error) from error
        keys = [each["name"] for each in found if each["name"].startswith(f"{place}/")]
        for begin in range(0, len(keys), 500):
            yield keys[begin : begin + 500]

    def remove_unfinished(self, place: str, moment: datetime) -> None:
        """Drive shows nothing of an upload that broke off."""

    @cached_property
    def _credentials(self) -> Any:
        known: Any = service_account.Credentials
        return known.from_service_account_info(self.chosen.credentials, scopes=SCOPES)

    @cached_property
    def _files(self) -> Any:
        document: dict[str, Any] = json.loads(documents.get_static_doc("drive", "v3"))
        if self.chosen.endpoint:
            document.update(rootUrl=f"{self.chosen.endpoint}/", mtlsRootUrl=f"{self.chosen.endpoint}/")
        return discovery.build_from_document(document, http=self._http()).files()

    def _http(self) -> Any:
        """A connection for one request: httplib2 is not for several threads."""
        plain: Any = httplib2.Http(timeout=SECONDS)
        # 308 is how Drive asks for the next piece of an upload, and no redirection.
        plain.redirect_codes = set(plain.redirect_codes) - {308}
        return google_auth_httplib2.AuthorizedHttp(self._credentials, http=plain)

    def _run(self, request: Any) -> Any:
        return request.execute(http=self._http(), num_retries=RETRIES)

    def _found(self, key: str) -> list[dict[str, Any]]:
        return self._listed(f"name = '{key}'")

    def _listed(self, condition: str) -> list[dict[str, Any]]:
        question = f"{condition} and '{self.chosen.folder_id}' in parents and trashed = false"
        fields = "nextPageToken, files(id, name, size)"
        found: list[dict[str, Any]] = []
        token: str | None = None
        while True:
            request = self._files.list(q=question, fields=fields, pageSize=PAGE, pageToken=token, spaces="drive", **EVERYWHERE)
            page = self._run(request)
            found += page.get("files", [])
            token = page.get("nextPageToken")
            if not token:
                return found

    def _piece(self, file_id: str, start: int, end: int) -> bytes:
        if start >= end:
            return b""
        request = self._files.get_media(fileId=file_id, supportsAllDrives=True)
        last = min(end, start + PIECE) - 1
        headers = {**request.headers, "range": f"bytes={start}-{last}"}
        answer, contents = self._http().request(request.uri, "GET", headers=headers)
        if answer.status not in (200, 206):
            raise faults.HttpError(answer, contents, uri="")
        return contents[start : last + 1] if answer.status == 200 else contents

    def _told(self, file_id: str, first: bytes, at: int, end: int) -> Iterator[bytes]:
        piece = first
        while piece:
            yield piece
            try:
                piece = self._piece(file_id, at, end)
            except _FAULTS as error:
                raise self._unavailable(NOT_READ, error) from error
            at += len(piece)

    def _delete(self, file_id: str) -> None:
        try:
            self._run(self._files.delete(fileId=file_id, supportsAllDrives=True))
        except faults.HttpError as error:
            if error.resp.status == 404:
                return
            if error.resp.status != 403:
                raise
            with suppress(FileNotFoundError):
                self._run(self._files.update(fileId=file_id, body={"trashed": True}, supportsAllDrives=True))

    def _unavailable(self, sentence: str, error: Any) -> Unavailable:
        if isinstance(error, Unavailable):
            return error
        status = getattr(getattr(error, "resp", None), "status", None)
        if isinstance(error, GoogleAuthError) or status in (401, 403):
            reason = f"{self.title} refuses the service account; it must be content manager there, in a shared drive"
        elif status == 404 or isinstance(error, FileNotFoundError):
            reason = f"{self.title} does not exist, is not shared with the service account, or has no such object"
        else:
            reason = f"{self.title} does not answer as it should ({status or type(error).__name__})"
        log.warning("%s", reason)
        return Unavailable(sentence, reason)
