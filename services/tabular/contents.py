"""What a file holds, judged by its bytes and never by its name."""

import codecs
import mmap
import zipfile
from pathlib import Path
from typing import Final, Literal

from services.tabular.models import Kind, Limits
from utils.errors import Invalid

_START: Final = 4096
_PIECE: Final = 1 << 20
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRANGERS: Final = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"Rar!": "a compressed file",
    b"PAR1": "a Parquet file",
    b"SQLite format": "a database",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}
_PAGES: Final = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta", b"<style", b"<div")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_XLS_STREAMS: Final = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_SAVE_AS: Final = "Open it in a spreadsheet program and save it as XLSX or as CSV (UTF-8)."
# A sheet of text packs 5 to 60 times; a bomb packs a thousand times.
_MOST_PACKED: Final = 250
_PACKED_MATTERS_FROM: Final = 50 << 20
_MOST_PARTS: Final = 10_000


def refuse(sentence: str) -> Invalid:
    """The refusal of a file."""
    return Invalid({"file": sentence})


def kind_of(path: Path, limits: Limits) -> Kind:
    """What the file is by its contents; a packed one is looked over before anything unpacks it. Raises Invalid."""
    size = path.stat().st_size
    if size == 0:
        raise refuse("The file is empty.")
    if size > limits.file_bytes:
        raise refuse(
            f"The file has {_megabytes(size)}; at most {_megabytes(limits.file_bytes)} are taken. Split it into several files."
        )
    with path.open("rb") as file:
        start = file.read(_START)
    if start.startswith(_ZIP):
        return _packed_kind(path, limits)
    if start.startswith(_OLE):
        return _ole_kind(path)
    for magic, name in _STRANGERS.items():
        if start.startswith(magic):
            raise refuse(f"This is {name}, not a table. {_SAVE_AS}")
    if start.removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(_PAGES):
        raise refuse(f"This is a web page (HTML or XML) and not a spreadsheet, whatever its name says. {_SAVE_AS}")
    return "csv"


def encoding_of(path: Path) -> tuple[str, Literal["sure", "mixed", "guessed"]]:
    """The encoding of a text file, and how far it can be relied on; raises Invalid for bytes that are no text.

    `mixed` is UTF-8 with a few bytes that are not; `guessed` is Windows-1252 because nothing else fits.
    """
    with path.open("rb") as file:
        start = file.read(_START * 16)
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if start.startswith(mark):
            return name, "mixed" if name == "utf-8-sig" and not _is_utf8(path) else "sure"
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = max(len(start) // 2, 1)
    if odd > half * 0.15 and even < half * 0.02:
        return "utf-16-le", "sure"
    if even > half * 0.15 and odd < half * 0.02:
        return "utf-16-be", "sure"
    controls = sum(start.count(code) for code in range(32) if code not in (9, 10, 12, 13))
    if controls > max(len(start) * 0.05, 10):
        raise refuse(f"This file is not text, so it cannot be read as CSV. {_SAVE_AS}")
    if _is_utf8(path):
        return "utf-8", "sure"
    return ("utf-8", "mixed") if _is_mostly_utf8(path) else ("cp1252", "guessed")


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(path: Path) -> bool:
    """Whether wrong bytes are rare beside the letters that only UTF-8 explains."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    wrong = letters = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            text = decoder.decode(piece)
            missing = text.count("\ufffd")
            wrong += missing
            letters += len(text) - len(text.encode("ascii", "ignore")) - missing
    return letters > 3 * wrong


def _packed_kind(path: Path, limits: Limits) -> Kind:
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refuse("The file is damaged: its parts cannot be listed. Save it again and send the new one.") from error
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise refuse("The file is protected by a password. Remove the password and send it again.")
    unpacked = sum(part.file_size for part in parts)
    is_bomb = any(part.file_size > _PACKED_MATTERS_FROM and part.file_size > part.compress_size * _MOST_PACKED for part in parts)
    if unpacked > limits.unpacked_bytes or is_bomb or len(parts) > _MOST_PARTS:
        raise refuse(
            f"The file would unpack to {_megabytes(unpacked)}, far more than a table of its size holds. "
            "Copy the rows into a new workbook, or save them as CSV."
        )
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    raise refuse(f"This is a packed file (ZIP) that is not a spreadsheet. Unpack it and send the table in it. {_SAVE_AS}")


def _ole_kind(path: Path) -> Kind:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(_ENCRYPTED) >= 0:
            raise refuse("The workbook is protected by a password. Remove the password and send it again.")
        if any(content.find(name) >= 0 for name in _XLS_STREAMS):
            return "xls"
    raise refuse(f"This is an old Office document and not a workbook. {_SAVE_AS}")


def _megabytes(size: int) -> str:
    return f"{max(size >> 20, 1):,} MB"
