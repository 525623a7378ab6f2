"""Whatever is sent as a photo: what it really is decides, it becomes small and plain, and the hostile is a sentence."""

import os
import resource
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageCms

from services.attachments import Contents, Kind, look_at
from services.attachments.images import MOST_PIXELS
from tests import pictures
from utils.errors import Invalid

ZONE = "Asia/Karachi"
CORNERS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255)}


def seen(contents: bytes, name: str = "photo.jpg") -> Contents:
    return look_at(BytesIO(contents), name, ZONE)


def refusal(contents: bytes, name: str = "photo.jpg") -> str:
    with pytest.raises(Invalid) as refused:
        seen(contents, name)
    assert set(refused.value.fields) == {"file"}
    return refused.value.fields["file"]


def shown(contents: bytes | None) -> Image.Image:
    assert contents is not None
    return Image.open(BytesIO(contents))


def corner(image: Image.Image, across: float, down: float) -> str:
    found = image.convert("RGB").getpixel((int(image.width * across), int(image.height * down)))
    assert isinstance(found, tuple)
    near = [name for name, wanted in CORNERS.items() if sum(abs(a - b) for a, b in zip(found, wanted, strict=True)) < 60]
    return near[0] if near else "grey"


def test_a_photo_becomes_small_and_gets_a_thumbnail() -> None:
    given = pictures.jpeg(4000, 3000)
    made = seen(given, "IMG_0001.JPG")
    assert (made.kind, made.content_type, made.name) == (Kind.PHOTO, "image/jpeg", "IMG_0001.JPG")
    assert (made.width, made.height) == (1600, 1200)
    assert (shown(made.body).size, shown(made.thumbnail).size) == ((1600, 1200), (320, 240))
    assert (made.taken_at, made.latitude, made.longitude) == (None, None, None)
    assert seen(pictures.jpeg(300, 200)).width == 300


def test_what_the_camera_wrote_is_read_and_not_kept() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    given = pictures.jpeg(
        exif=pictures.exif(gps=pictures.position("S", "E")), icc_profile=profile, comment=b"secret comment", xmp=pictures.XMP
    )
    assert b"Secret Camera" in given
    made = seen(given)
    assert made.taken_at == datetime(2026, 11, 17, 4, 30, tzinfo=UTC)
    assert (made.latitude, made.longitude) == (Decimal("-30.808472"), Decimal("73.437569"))
    for kept in (made.body, made.thumbnail or b""):
        image = shown(kept)
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        for secret in (b"Exif", b"ICC_PROFILE", b"ecret", b"Lahore", b"http", b"Photoshop"):
            assert secret not in kept


def test_what_comes_along_in_other_formats_is_not_kept_either() -> None:
    for kind, name in (("PNG", "x.png"), ("WEBP", "x.webp")):
        given = pictures.saved(pictures.picture(), kind, exif=pictures.exif(gps=pictures.position()), xmp=pictures.XMP)
        made = seen(given, name)
        assert (made.name, made.latitude) == ("x.jpg", Decimal("30.808472"))
        assert b"ecret" not in made.body


@pytest.mark.parametrize(
    ("written", "offset", "read"),
    [
        ("2026:11:17 09:30:00", "+02:00", datetime(2026, 11, 17, 7, 30, tzinfo=UTC)),
        ("2026:11:17 09:30:00", None, datetime(2026, 11, 17, 9, 30, tzinfo=ZoneInfo(ZONE))),
        ("2026:11:17 09:30:00", "nonsense", None),
        ("0000:00:00 00:00:00", None, None),
        ("1980:01:01 00:00:00", None, None),
        ("yesterday", None, None),
        ("'; DROP TABLE x; --", None, None),
        (None, None, None),
    ],
)
def test_when_it_was_taken(written: str | None, offset: str | None, read: datetime | None) -> None:
    assert seen(pictures.jpeg(exif=pictures.exif(taken=written, offset=offset))).taken_at == read


@pytest.mark.parametrize("gps", [{1: "N"}, {1: "N", 2: (1, 2), 3: "E", 4: (0, 0, 0)},
                                 {1: "X", 2: (1, 2, 3), 3: "E", 4: (1, 2, 3)},
                                 {1: "N", 2: (95.0, 0.0, 0.0), 3: "E", 4: (1.0, 0.0, 0.0)},
                                 {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}])  # fmt: skip
def test_a_position_that_is_none_counts_as_not_written(gps: dict[int, object]) -> None:
    made = seen(pictures.jpeg(exif=pictures.exif(gps=gps)))
    assert (made.latitude, made.longitude, made.width) == (None, None, 400)


@pytest.mark.parametrize(
    ("held", "top_left", "size"),
    [(1, "red", (400, 300)), (2, "green", (400, 300)), (3, "grey", (400, 300)), (4, "blue", (400, 300)), (5, "red", (300, 400)),
     (6, "blue", (300, 400)), (7, "grey", (300, 400)), (8, "green", (300, 400)), (77, "red", (400, 300))],
)  # fmt: skip
def test_it_is_upright_however_the_camera_was_held(held: int, top_left: str, size: tuple[int, int]) -> None:
    made = seen(pictures.jpeg(exif=pictures.exif(held)))
    image = shown(made.body)
    assert (image.size, corner(image, 0.25, 0.25)) == (size, top_left)
    assert corner(shown(made.thumbnail), 0.25, 0.25) == top_left


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGBA", "LA", "CMYK", "I;16", "YCbCr"])
def test_every_kind_of_pixels_becomes_three_colours(mode: str) -> None:
    image = pictures.picture(1800, 900)
    kind = "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
    given = image.convert("L").convert("I;16") if mode == "I;16" else image.convert(mode)
    made = seen(pictures.saved(given, kind), "x")
    assert (shown(made.body).mode, shown(made.body).size, made.name) == ("RGB", (1600, 800), "x.jpg")


def test_what_shines_through_becomes_white() -> None:
    made = seen(pictures.saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"))
    assert shown(made.body).getpixel((10, 10)) == (255, 255, 255)


def test_the_first_picture_of_a_moving_one_is_kept() -> None:
    frames = [pictures.picture(), Image.new("RGB", (400, 300))]
    for kind in ("PNG", "WEBP"):
        made = seen(pictures.saved(frames[0], kind, save_all=True, append_images=frames[1:]), "x.png")
        assert corner(shown(made.body), 0.25, 0.25) == "red"


def test_a_pdf_is_a_document_whatever_it_is_called() -> None:
    made = seen(pictures.PDF, "Bill of August.pdf")
    assert (made.kind, made.name, made.body, made.thumbnail) == (Kind.DOCUMENT, "Bill of August.pdf", pictures.PDF, None)
    assert seen(pictures.PDF, "photo.jpg").name == "photo.jpg.pdf"
    assert seen(pictures.jpeg(), "bill.pdf").name == "bill.pdf.jpg"
    assert seen(pictures.jpeg(), "<script>alert(1)</script>.jpg").name == "-script-alert(1)-script-.jpg"
    assert seen(pictures.jpeg(), "../../etc/passwd").name == "-..-etc-passwd.jpg"


@pytest.mark.parametrize(
    ("contents", "name", "sentence"),
    [
        (b"", "x.jpg", "“x.jpg” is empty."),
        (pictures.SVG, "x.svg", "Photos (JPEG, PNG, WebP) and PDF documents are taken."),
        (b"<html><script>alert(1)</script>", "x.jpg", "is something else than its name may say"),
        (b"GIF89a" + b"\x00" * 50, "x.gif", "are taken"),
        (b"PK\x03\x04" + b"\x00" * 50, "x.jpg", "are taken"),
        (b"MZ" + b"\x00" * 50, "x.pdf", "are taken"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 50, "IMG_1.HEIC", "is a HEIC photo, which cannot be read here. Send it as JPEG"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "x.jpg", "cannot be read as a photo"),
        (b"\x89PNG\r\n\x1a\n", "x.png", "cannot be read as a photo"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "x.webp", "cannot be read as a photo"),
        (b"%PDF-1.4\nhalf of it", "x.pdf", "begins like a PDF but does not end like one"),
    ],
)
def test_everything_else_is_refused_with_what_is_taken(contents: bytes, name: str, sentence: str) -> None:
    assert sentence in refusal(contents, name)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_photo_is_refused(kind: str) -> None:
    noise = Image.frombytes("RGB", (300, 300), os.urandom(270_000))
    whole = pictures.saved(noise, kind)
    assert "was not sent whole" in refusal(whole[: len(whole) // 2])


def test_bytes_turned_at_random_are_read_or_refused_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bytearray(pictures.jpeg(exif=pictures.exif(gps=pictures.position()), xmp=pictures.XMP))
    for turn in range(300):
        broken = bytearray(whole)
        for place in range(3, 400, 7 + turn % 90):
            broken[place + turn % 60] ^= (turn * 37 + place) % 255 + 1
        try:
            assert seen(bytes(broken)).body
        except Invalid as error:
            assert set(error.fields) == {"file"}


def test_bombs_are_refused_before_they_go_off() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "has 9,000 × 9,000 pixels; at most 25 million are read" in refusal(pictures.bomb(9_000, 9_000), "x.png")
    assert "has far too many pixels" in refusal(pictures.bomb(65_000, 65_000), "x.png")
    assert "cannot be read as a photo" in refusal(pictures.told_twice(), "x.png")
    assert "made to be hard to read" in refusal(pictures.scan_bomb())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


def test_a_photo_of_forty_megabytes_is_taken_and_made_small() -> None:
    image = Image.frombytes("RGB", (4800, 3400), os.urandom(4800 * 3400 * 3))
    given = pictures.saved(image, "JPEG", quality=97, subsampling=0)
    assert 40 < len(given) / 1024 / 1024 < 50
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = seen(given)
    assert (made.width, len(made.body) < 2_000_000) == (1600, True)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


def test_too_many_bytes_are_refused_with_both_figures() -> None:
    assert "“big.jpg” has 50.0 MB; a file may have 50 MB at most." in refusal(b"\xff\xd8\xff" + b"\x00" * 52_428_800, "big.jpg")
    assert "has 21.0 MB; a document may have 20 MB at most" in refusal(b"%PDF-" + b"\x00" * 22_020_096, "big.pdf")


def test_what_hangs_on_a_photo_does_not_come_along() -> None:
    made = seen(pictures.jpeg() + b"PK\x03\x04<script>alert(1)</script>" + pictures.PDF)
    assert b"script" not in made.body
    assert b"PDF" not in made.body


def test_as_many_pixels_as_phones_have_are_read() -> None:
    assert MOST_PIXELS > 8160 * 6144
    assert seen(pictures.jpeg(9000, 7000)).width == 1600
    assert "has 9,000 × 8,000 pixels; at most 64 million" in refusal(pictures.jpeg(9000, 8000))
