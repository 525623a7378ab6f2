"""Looking at a file that is to be attached: what it really is, small and without what its maker wrote into it."""

from hashlib import sha256
from io import SEEK_END
from typing import BinaryIO, Final

from services.attachments import images, rules
from services.attachments.models import Contents, Kind
from services.attachments.rules import Format

PIECE: Final = 1024 * 1024
# A PDF ends with this, perhaps with a few bytes after it.
_END: Final = b"%%EOF"
_TAIL: Final = 2048


def look_at(stream: BinaryIO, name: str, time_zone: str) -> Contents:
    """The contents to be kept. Photos are made anew as JPEG; `time_zone` is for what a camera wrote without one.

    Raises Invalid on `file` for what is not taken, too large or damaged, Busy where many photos wait.
    """
    size = stream.seek(0, SEEK_END)
    rules.check_size(size, name)
    stream.seek(0)
    found = rules.format_of(stream.read(32), name)
    given = _sum_of(stream)
    if found is Format.PDF:
        return _document(stream, size, name, given)
    made = images.make_anew(stream, found, name, time_zone)
    return Contents(
        Kind.PHOTO,
        rules.name_of(name, "image/jpeg"),
        "image/jpeg",
        given,
        made.body,
        made.thumbnail,
        made.width,
        made.height,
        made.taken.at,
        made.taken.latitude,
        made.taken.longitude,
    )


def _document(stream: BinaryIO, size: int, name: str, given: str) -> Contents:
    rules.check_size(size, name, rules.MOST_DOCUMENT_BYTES)
    stream.seek(0)
    body = stream.read()
    if _END not in body[-_TAIL:]:
        raise rules.refused(f"{rules.quoted(name)} begins like a PDF but does not end like one; it is damaged or not whole.")
    return Contents(Kind.DOCUMENT, rules.name_of(name, "application/pdf"), "application/pdf", given, body)


def _sum_of(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = sha256()
    while piece := stream.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
