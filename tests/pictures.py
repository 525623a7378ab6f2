"""Pictures and documents for tests, good and hostile."""

import struct
import zlib
from io import BytesIO

from PIL import Image, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret>Lahore Road 5</secret></x:xmpmeta>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(width: int = 400, height: int = 300) -> Image.Image:
    """Three coloured corners on grey, so that it shows how it was turned."""
    image = Image.new("RGB", (width, height), (120, 120, 120))
    for colour, place in (((255, 0, 0), (0, 0)), ((0, 255, 0), (width // 2, 0)), ((0, 0, 255), (0, height // 2))):
        image.paste(colour, (*place, place[0] + width // 2, place[1] + height // 2))
    return image


def jpeg(width: int = 400, height: int = 300, seed: int = 0, exif: Image.Exif | None = None, **options: object) -> bytes:
    """A photo as a phone would send it; another seed makes other bytes."""
    out = BytesIO()
    if exif is not None:
        options["exif"] = exif
    options.setdefault("comment", str(seed).encode())
    picture(width, height).save(out, "JPEG", quality=90, **options)
    return out.getvalue()


def exif(
    orientation: int = 1, taken: str | None = "2026:11:17 09:30:00", offset: str | None = None,
    gps: dict[int, object] | None = None,
) -> Image.Exif:  # fmt: skip
    """What a camera writes."""
    made = Image.Exif()
    made[0x010F] = "Secret Camera"
    made[0x0112] = orientation
    more = made.get_ifd(0x8769)
    if taken is not None:
        more[0x9003] = taken
    if offset is not None:
        more[0x9011] = offset
    if gps is not None:
        made.get_ifd(0x8825).update(gps)
    return made


def position(latitude: str = "N", longitude: str = "E") -> dict[int, object]:
    """30° 48' 30.5", 73° 26' 15.25"."""
    parts = {2: (30, 48, (305, 10)), 4: (73, 26, (1525, 100))}
    made: dict[int, object] = {1: latitude, 3: longitude}
    for tag, values in parts.items():
        made[tag] = tuple(IFDRational(*value) if isinstance(value, tuple) else IFDRational(value) for value in values)
    return made


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """A picture in another format."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that would be so large."""
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    lines = zlib.compress(b"\x00" * (width // 8 + 1) * 100, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def told_twice() -> bytes:
    """A PNG whose comments unpack to far more than it has."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "x" * 60_000_000, zip=True)
    return saved(picture(), "PNG", pnginfo=info)


def scan_bomb() -> bytes:
    """A progressive JPEG whose last scan comes ten thousand times."""
    made = jpeg(2000, 2000, progressive=True)
    last = made.rindex(b"\xff\xda")
    return made[:-2] + made[last:-2] * 10_000 + b"\xff\xd9"
