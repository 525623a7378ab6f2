"""Attachments as they travel."""

from datetime import datetime

from pydantic import Field

from api.schemas.shapes import In, Out, Text


class AttachmentOut(Out):
    """A photo or document; where and when a photo was taken is what its camera wrote, and no proof."""

    attachment_id: int
    kind: str = Field(description="photo or document")
    name: str
    content_type: str
    size: int = Field(description="Bytes of what is kept.")
    sha256: str
    width: int | None
    height: int | None
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None
    adder_name: str
    added_at: datetime


class RemoveAttachmentIn(In):
    """Why it is removed."""

    reason: Text = Field(min_length=1, max_length=500)
