"""Where contents of files may be kept, as an operator names it: a folder, an S3 bucket, a Supabase bucket, a Drive folder."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import unquote, urlsplit

from utils.errors import Invalid

NAME: Final = "FILES_URL"
_FORMS: Final = (
    f"{NAME} must be file:///srv/suthra-files, s3://BUCKET, supabase://BUCKET or drive://FOLDER_ID (docs/operations.md)."
)
_BUCKET: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,99}")
_DRIVE_ID: Final = re.compile(r"[A-Za-z0-9_-]{10,100}")
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_OF_A_KEY: Final = ("client_email", "private_key", "token_uri")

Text = Callable[[str], str | None]


@dataclass(frozen=True)
class Folder:
    """A folder of this machine, or one that several machines see."""

    path: Path


@dataclass(frozen=True)
class S3Bucket:
    """A bucket of Amazon S3 (`endpoint` None) or of anything that speaks its protocol."""

    bucket: str
    endpoint: str | None
    region: str
    key_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class SupabaseBucket:
    """A private bucket of Supabase Storage."""

    bucket: str
    url: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class DriveFolder:
    """A folder of Google Drive that is shared with a service account; `endpoint` None is Google's own."""

    folder_id: str
    credentials: dict[str, Any] = field(repr=False, compare=False)
    endpoint: str | None


Store = Folder | S3Bucket | SupabaseBucket | DriveFolder


def read(text: Text, usual: Path) -> Store:
    """The store that FILES_URL and the settings around it name; `usual` where nothing does. Raises Invalid."""
    url = text(NAME)
    if url is None:
        return Folder(usual)
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Invalid({NAME: _FORMS}) from None
    if parts.scheme == "file":
        return _folder(unquote(parts.path), is_here=not parts.netloc)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise Invalid({NAME: _FORMS})
    if parts.scheme == "s3":
        return _s3(_named(parts.netloc, _BUCKET), text)
    if parts.scheme == "supabase":
        return _supabase(_named(parts.netloc, _BUCKET), text)
    if parts.scheme == "drive":
        return _drive(_named(parts.netloc, _DRIVE_ID), text)
    raise Invalid({NAME: _FORMS})


def _folder(path: str, *, is_here: bool) -> Folder:
    found = Path(path)
    if not is_here or not found.is_absolute():
        raise Invalid({NAME: f"A folder is named by its whole path: {NAME}=file:///srv/suthra-files."})
    if found.exists() and not found.is_dir():
        raise Invalid({NAME: f"{NAME} must be a folder; {found} is a file."})
    return Folder(found)


def _s3(bucket: str, text: Text) -> S3Bucket:
    endpoint = _address("S3_ENDPOINT", text, bears_key=False)
    region = text("S3_REGION") or ("us-east-1" if endpoint else None)
    if region is None:
        raise Invalid({"S3_REGION": f"{NAME} names a bucket of Amazon S3: set S3_REGION, or S3_ENDPOINT for another service."})
    key_id, secret = (_required(name, text, "a bucket") for name in ("S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"))
    return S3Bucket(bucket, endpoint, region, key_id, secret)


def _supabase(bucket: str, text: Text) -> SupabaseBucket:
    url = _address("SUPABASE_URL", text, bears_key=True) or _required("SUPABASE_URL", text, "Supabase Storage")
    return SupabaseBucket(bucket, url, _required("SUPABASE_KEY", text, "Supabase Storage"))


def _drive(folder_id: str, text: Text) -> DriveFolder:
    given = _required("GOOGLE_CREDENTIALS", text, "Google Drive")
    wanted = "the key of a service account: the path of its JSON file, or the JSON itself"
    try:
        known = json.loads(given if given.startswith("{") else Path(given).expanduser().read_text(encoding="utf-8"))
    except OSError:
        raise Invalid({"GOOGLE_CREDENTIALS": f"GOOGLE_CREDENTIALS names a file that cannot be read; it is {wanted}."}) from None
    except ValueError:
        # What was given may hold the key itself, so it is not repeated.
        raise Invalid({"GOOGLE_CREDENTIALS": f"GOOGLE_CREDENTIALS is no JSON; it is {wanted}."}) from None
    fields = cast("dict[str, Any]", known) if isinstance(known, dict) else {}
    missing = [name for name in _OF_A_KEY if not isinstance(fields.get(name), str) or not fields[name]]
    if missing:
        raise Invalid({"GOOGLE_CREDENTIALS": f"GOOGLE_CREDENTIALS lacks {', '.join(missing)}; it is {wanted}."})
    return DriveFolder(folder_id, fields, _address("GOOGLE_DRIVE_ENDPOINT", text, bears_key=True))


def _named(name: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(name):
        raise Invalid({NAME: _FORMS})
    return name


def _required(name: str, text: Text, what: str) -> str:
    found = text(name)
    if found is None:
        raise Invalid({name: f"{NAME} names {what}, so {name} must be set too (docs/operations.md)."})
    return found


def _address(name: str, text: Text, *, bears_key: bool) -> str | None:
    """`bears_key`: the key itself travels with every request, so only this machine is spoken to without TLS."""
    found = text(name)
    if found is None:
        return None
    try:
        parts = urlsplit(found)
        scheme, host = (parts.scheme, parts.hostname) if parts.port != 0 and not parts.query else ("", None)
    except ValueError:
        scheme, host = "", None
    if scheme not in {"https", "http"} or not host:
        raise Invalid({name: f"{name} must look like https://host or http://host:port."})
    if bears_key and scheme == "http" and host not in _HERE:
        raise Invalid({name: f"{name} must begin with https://, because the key travels with each request."})
    return found.rstrip("/")
