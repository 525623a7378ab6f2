"""Attachments: photos and documents on a record of another noun; whoever sees the record sees them, and nobody else."""

from services.attachments.entities import Entity, known, register
from services.attachments.models import Attachment, Contents, Kind
from services.attachments.reading import look_at
from services.attachments.rules import MOST_BYTES, MOST_OF_ONE
from services.attachments.service import (
    OWNER,
    add,
    check_may_add,
    contents_of,
    counts,
    disagreements,
    get,
    list_of,
    may_add,
    remove,
)

__all__ = [
    "MOST_BYTES",
    "MOST_OF_ONE",
    "OWNER",
    "Attachment",
    "Contents",
    "Entity",
    "Kind",
    "add",
    "check_may_add",
    "contents_of",
    "counts",
    "disagreements",
    "get",
    "known",
    "list_of",
    "look_at",
    "may_add",
    "register",
    "remove",
]
