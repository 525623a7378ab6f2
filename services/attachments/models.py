"""What is attached, and what was found in a file that is to be."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What it is for people: a photo is shown, a document is taken away."""

    PHOTO = "photo"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Contents:
    """What is kept of a file that was sent: a photo made anew, with what its camera wrote beside it, or a document as it came.

    `given_sha256` is of what was sent; `thumbnail`, `width` and `height` are None for a document.
    """

    kind: Kind
    name: str
    content_type: str
    given_sha256: str
    body: bytes
    thumbnail: bytes | None = None
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo or document on a record; `removed_at` is None while it is there."""

    attachment_id: int
    entity: str
    entity_id: int
    kind: Kind
    name: str
    content_type: str
    size: int
    sha256: str
    given_sha256: str
    width: int | None
    height: int | None
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None
    store_key: str
    thumbnail_key: str | None
    thumbnail_size: int | None
    added_by: int
    adder_name: str
    added_at: datetime
    client_uuid: UUID
    removed_at: datetime | None

    @property
    def is_photo(self) -> bool:
        """Whether it can be shown."""
        return self.kind == Kind.PHOTO
