"""What is taken as an attachment, told by its bytes and not by its name."""

from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from services.attachments.models import Kind
from services.files import clean_name
from utils.errors import Invalid

# As much as the screens take (server.maxUploadSize): a photo becomes small, whatever it was.
MOST_BYTES: Final = 50 * 1024 * 1024
# A document is kept as it is.
MOST_DOCUMENT_BYTES: Final = 20 * 1024 * 1024
MOST_OF_ONE: Final = 40
LONGEST_REASON: Final = 500
MEGABYTE: Final = 1024 * 1024
TAKEN: Final = "Photos (JPEG, PNG, WebP) and PDF documents are taken."
_HEAD: Final = 32
_NAMES: Final = {"image/jpeg": (".jpg", (".jpg", ".jpeg", ".jfif")), "application/pdf": (".pdf", (".pdf",))}
_OF_APPLE: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


class Format(StrEnum):
    """What is taken; the values are Pillow's names but for the last."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    PDF = "PDF"


def format_of(head: bytes, name: str) -> Format:
    """The format by the first bytes of a file. Raises Invalid with what is taken instead."""
    if head.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Format.WEBP
    if head.startswith(b"%PDF-"):
        return Format.PDF
    if head[4:8] == b"ftyp" and head[8:12] in _OF_APPLE:
        raise refused(
            f"{quoted(name)} is a HEIC photo, which cannot be read here. Send it as JPEG; "
            "an iPhone takes such photos with Settings → Camera → Formats → Most Compatible."
        )
    raise refused(f"{quoted(name)} is something else than its name may say. {TAKEN}")


def check_size(size: int, name: str, most: int = MOST_BYTES) -> None:
    """Raise Invalid for an empty file, and for one with more bytes than are taken."""
    if size == 0:
        raise refused(f"{quoted(name)} is empty.")
    if size > most:
        what = "a document" if most == MOST_DOCUMENT_BYTES else "a file"
        raise refused(f"{quoted(name)} has {size / MEGABYTE:.1f} MB; {what} may have {most // MEGABYTE} MB at most.")


def name_of(given: str, content_type: str) -> str:
    """The name as given, made harmless, and ending as its contents are: 'x.jpg.pdf' for a PDF that was called x.jpg."""
    cleaned = clean_name(given)
    ending, usual = _NAMES[content_type]
    suffix = PurePosixPath(cleaned).suffix.lower()
    if suffix in usual:
        return cleaned
    is_photo = suffix in {".png", ".webp"} and content_type == "image/jpeg"
    return clean_name((cleaned[: -len(suffix)] if is_photo else cleaned) + ending)


def check_reason(reason: str) -> str:
    """Why it is removed, without blanks around. Raises Invalid."""
    cleaned = " ".join(reason.split())
    if not cleaned:
        raise Invalid({"reason": "Say why it is removed."})
    if len(cleaned) > LONGEST_REASON:
        raise Invalid({"reason": f"A reason has at most {LONGEST_REASON} characters."})
    return cleaned


def refused(sentence: str) -> Invalid:
    """A file that is not taken."""
    return Invalid({"file": sentence})


def quoted(name: str) -> str:
    """The name in a sentence."""
    return f"“{clean_name(name)}”"


def word(kind: str) -> str:
    """'Photo' or 'Document'."""
    return Kind(kind).value.capitalize()
