"""How a file is named, and who may read it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Final

from services.files.models import File, Purpose
from services.permissions import Permission
from services.work import Actor

DEFAULT_LIFE: Final = timedelta(days=7)
LONGEST_NAME: Final = 120

# What some file system or program takes for something else than a letter of a name.
_UNSAFE: Final = re.compile(r'[\\/:*?"<>|]+')
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,8}")
PLAIN_BYTES: Final = "application/octet-stream"
CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# No browser runs any of these; whatever else is claimed goes out as mere bytes.
HARMLESS: Final = frozenset({CSV, XLSX, "text/plain", "application/zip", "image/jpeg", "image/png", "image/webp"})


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads files of a purpose: the permission needed, and whether it suffices without having made the file."""

    permission: Permission
    is_shared: bool


READING: Final[dict[Purpose, Reading]] = {
    Purpose.EXPORT: Reading(Permission.EXPORT, is_shared=False),
    Purpose.IMPORT: Reading(Permission.IMPORT, is_shared=True),
    Purpose.IMPORT_RESULT: Reading(Permission.IMPORT, is_shared=False),
}


def clean_name(name: str) -> str:
    """A name that is one plain component in every file system: no folders, controls or marks of direction."""
    kept = "".join(" " if unicodedata.category(letter) in _INVISIBLE else letter for letter in name)
    kept = " ".join(_UNSAFE.sub("-", kept).split()).strip(". ")
    if len(kept) > LONGEST_NAME:
        suffix = suffix_of(kept)
        kept = kept[: LONGEST_NAME - len(suffix)].rstrip(". ") + suffix
    return kept or "file"


def suffix_of(name: str) -> str:
    """'.xlsx' of 'bills.xlsx', '' of a name without a plain one."""
    suffix = PurePosixPath(name).suffix
    return suffix.lower() if _SUFFIX.fullmatch(suffix) else ""


def safe_media_type(media_type: str) -> str:
    """The type as given where no browser runs it, else that of mere bytes."""
    return media_type if media_type in HARMLESS else PLAIN_BYTES


def may_read(file: File, actor: Actor) -> bool:
    """Whether the actor may: by the permission of its purpose, and with rights to every area that it was made from."""
    reading = READING[file.purpose]
    if not actor.may(reading.permission) or not (reading.is_shared or file.created_by == actor.staff_id):
        return False
    if actor.area_ids is None:
        return True
    return file.area_ids is not None and set(file.area_ids) <= set(actor.area_ids)


def is_over(file: File, now: datetime) -> bool:
    """Whether its time has passed or its contents are gone."""
    return not file.is_complete or (file.expires_at is not None and file.expires_at <= now)


_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
