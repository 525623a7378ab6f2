"""What a camera wrote into a photo: when and where it was taken; anything odd in it counts as not written."""

import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

from PIL import Image

ORIENTATION: Final = 0x0112
_EXIF, _GPS = 0x8769, 0x8825
_TAKEN, _OFFSET = 0x9003, 0x9011
_CHANGED: Final = 0x0132
_DIGITS: Final = Decimal("0.000001")
_OLDEST: Final = 1995
ODD: Final = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, ZeroDivisionError, ArithmeticError,
    InvalidOperation, SyntaxError, EOFError, OSError, struct.error, UnicodeError, RecursionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """When and where; None where the camera did not write it."""

    at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


def read(image: Image.Image, time_zone: str) -> Taken:
    """What was written; a time without an offset is of the zone."""
    at = _moment(image, time_zone)
    latitude, longitude = _position(image)
    return Taken(at, latitude, longitude)


def orientation(image: Image.Image) -> int:
    """How the camera was held, 1 to 8 as EXIF counts; 1 where it is not known."""
    try:
        found = int(image.getexif().get(ORIENTATION, 1))
    except ODD:
        return 1
    return found if 1 <= found <= 8 else 1


def _moment(image: Image.Image, time_zone: str) -> datetime | None:
    try:
        exif = image.getexif()
        more: dict[int, Any] = exif.get_ifd(_EXIF)
        text = str(more.get(_TAKEN) or exif.get(_CHANGED) or "").strip("\x00 ")
        found = datetime.strptime(text[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 the zone follows
        offset = str(more.get(_OFFSET) or "").strip("\x00 ")
        if offset:
            return _plausible(datetime.strptime(f"{text[:19]} {offset}", "%Y:%m:%d %H:%M:%S %z"))
        return _plausible(found.replace(tzinfo=ZoneInfo(time_zone)))
    except ODD:
        return None


def _plausible(moment: datetime) -> datetime | None:
    """A camera that was never set writes its first year."""
    offset = moment.utcoffset() or timedelta()
    return moment if moment.year >= _OLDEST and abs(offset) <= timedelta(hours=15) else None


def _position(image: Image.Image) -> tuple[Decimal, Decimal] | tuple[None, None]:
    try:
        gps: dict[int, Any] = image.getexif().get_ifd(_GPS)
        latitude = _degrees(gps[2], gps[1], "NS")
        longitude = _degrees(gps[4], gps[3], "EW")
    except ODD:
        return None, None
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
    # A phone that found no position writes zeros.
    return (latitude, longitude) if is_on_earth and (latitude or longitude) else (None, None)


def _degrees(parts: Any, side: Any, sides: str) -> Decimal:
    letter = str(side.decode("ascii") if isinstance(side, bytes) else side).strip("\x00 ").upper()
    degrees, minutes, seconds = (_exact(part) for part in parts)
    if letter not in sides or len(letter) != 1:
        raise ValueError(letter)
    found = degrees + minutes / 60 + seconds / 3600
    return (-found if letter in "SW" else found).quantize(_DIGITS)


def _exact(part: Any) -> Decimal:
    found = Decimal(int(part.numerator)) / Decimal(int(part.denominator))
    if found < 0 or not found.is_finite():
        raise ValueError(found)
    return found
