"""Making a photo anew: at most 1,600 pixels, upright, as a JPEG that holds pixels and nothing else, one after the other."""

import threading
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Final

from PIL import Image
from PIL.Image import Resampling, Transpose

from services.attachments import metadata, rules
from services.attachments.metadata import Taken
from services.attachments.rules import Format
from utils.errors import Busy, Invalid

SIDE: Final = 1600
THUMBNAIL_SIDE: Final = 320
QUALITY: Final = 80
THUMBNAIL_QUALITY: Final = 75
# Plain JPEGs are decoded smaller than they are; everything else is held whole once.
MOST_PIXELS: Final = 64_000_000
MOST_PIXELS_WHOLE: Final = 25_000_000
# A photo has ten or so; thousands of empty ones keep a processor busy for minutes.
MOST_SCANS: Final = 64
PATIENCE_SECONDS: Final = 30.0
PIECE: Final = 1024 * 1024
_DAMAGED: Final = (*metadata.ODD, MemoryError)
_UPRIGHT: Final = {
    2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
}  # fmt: skip

_turn = threading.Lock()


@dataclass(frozen=True, slots=True)
class Made:
    """A photo and its thumbnail, both JPEG, with what the camera had written."""

    body: bytes
    thumbnail: bytes
    width: int
    height: int
    taken: Taken


def make_anew(stream: BinaryIO, found: Format, name: str, time_zone: str) -> Made:
    """The photo anew. Raises Invalid for one that is damaged or has too many pixels, Busy where many wait."""
    if found is Format.JPEG and _scans(stream) > MOST_SCANS:
        raise rules.refused(f"{rules.quoted(name)} is damaged, or made to be hard to read; take the photo again.")
    stream.seek(0)
    with _one_at_a_time():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about what else is odd in it
                with Image.open(stream, formats=[found.value]) as image:
                    _check_pixels(image, name)
                    taken = metadata.read(image, time_zone)
                    small = _small(image)
        except Image.DecompressionBombError as error:
            raise _too_many(name, "far too many pixels", MOST_PIXELS) from error
        except _DAMAGED as error:
            sentence = f"{rules.quoted(name)} cannot be read as a photo; it is damaged or was not sent whole."
            raise rules.refused(sentence) from error
    thumbnail = small.copy()
    thumbnail.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Resampling.LANCZOS)
    return Made(_jpeg(small, QUALITY), _jpeg(thumbnail, THUMBNAIL_QUALITY), small.width, small.height, taken)


@contextmanager
def _one_at_a_time() -> Generator[None]:
    """What it takes to hold one photo is held once in a process."""
    if not _turn.acquire(timeout=PATIENCE_SECONDS):
        raise Busy("Many photos are being read at this moment; please send it again.")
    try:
        yield
    finally:
        _turn.release()


def _check_pixels(image: Image.Image, name: str) -> None:
    is_plain = image.format == "JPEG" and not image.info.get("progressive")
    most = MOST_PIXELS if is_plain else MOST_PIXELS_WHOLE
    if image.width * image.height > most:
        raise _too_many(name, f"{image.width:,} × {image.height:,} pixels", most)


def _too_many(name: str, size: str, most: int) -> Invalid:
    return rules.refused(f"{rules.quoted(name)} has {size}; at most {most // 1_000_000} million are read. Make it smaller.")


def _small(image: Image.Image) -> Image.Image:
    """Upright, without anything but pixels in three colours."""
    held = metadata.orientation(image)
    if image.mode in ("P", "1"):
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    image.thumbnail((SIDE, SIDE), Resampling.LANCZOS, reducing_gap=2.0)
    if image.mode.startswith("I"):
        # Sixteen bits a pixel, of which the upper eight are shown.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    clean = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        whole = image.convert("RGBA")
        clean.paste(whole, mask=whole.getchannel("A"))
    else:
        clean.paste(image.convert("RGB"))
    return clean.transpose(_UPRIGHT[held]) if held in _UPRIGHT else clean


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _scans(stream: BinaryIO) -> int:
    """How often a scan begins; within pixels these two bytes never follow each other."""
    stream.seek(0)
    found, last = 0, b""
    while piece := stream.read(PIECE):
        found += (last + piece).count(b"\xff\xda")
        last = piece[-1:]
    return found
