"""What is known of a file."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """What a file is for; it decides who may read it."""

    EXPORT = "export"
    IMPORT = "import"
    """What was uploaded to be imported, and the rows of it that were left out."""
    IMPORT_RESULT = "import_result"
    """What an import made for the person who ran it, such as first passwords."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of an organization. Its media type is what the writer of it chose, never what an upload claimed.

    `store_key` is where its contents are; `is_complete` is false once these are gone.
    """

    file_id: int
    purpose: Purpose
    name: str
    media_type: str
    size: int
    sha256: str
    store_key: str
    area_ids: list[int] | None
    created_by: int
    created_at: datetime
    expires_at: datetime | None
    is_complete: bool
