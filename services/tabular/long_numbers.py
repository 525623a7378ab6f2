"""Numbers of a workbook that its reader rounds: put back exactly, or marked so that lost digits are seen."""

import mmap
import re
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, Final
from xml.etree import ElementTree

import numpy as np
import polars as pl

from services.tabular.models import ROW_NO

# A spreadsheet keeps 15 digits of a number; from here on a number cell has lost what it had beyond them.
_EXACT_DIGITS: Final = 15
_FIRST_INEXACT: Final = Decimal(10) ** _EXACT_DIGITS
_PIECE: Final = 4 << 20
_OVERLAP: Final = 4096
_NEEDLES: Final = (b"E+1", b"E+2", b"e+1", b"e+2", b"E1", b"E2", b"e1", b"e2")
_CELL: Final = re.compile(rb"<(?:\w+:)?c ([^>]*)>(?:<(?:\w+:)?f.*?(?:/>|</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]{1,60})</", re.S)
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_TYPE: Final = re.compile(rb'\bt="(\w+)"')
_ODS_NUMBER: Final = re.compile(rb'office:value="([^"]{16,60}|[^"]{1,40}[eE][^"]{1,10})"')
_SMALL_PART: Final = 8 << 20
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def exact_numbers(frame: pl.DataFrame, path: Path, sheet: str) -> pl.DataFrame:
    """The frame with each number cell of 16 digits and more either exact, where the file has all its digits, or as
    1.2345E+16, where a spreadsheet has cut it; text cells stay as they are."""
    suspects = _suspects(frame)
    if suspects.is_empty():
        return frame
    if path.suffix == ".xlsx":
        return _with_cells(frame, _xlsx_numbers(path, sheet))
    numbers = _ods_numbers(path) if path.suffix == ".ods" else None
    is_number: Callable[[str], bool]
    if numbers is not None:
        is_number = numbers.__contains__
    else:
        texts = _texts_in(path, [text for text in suspects.to_list() if _is_cut(text)])
        is_number = lambda text: text not in texts  # noqa: E731
    marked = {text: _scientific(Decimal(text)) for text in suspects.to_list() if _is_cut(text) and is_number(text)}
    if not marked:
        return frame
    return frame.with_columns(pl.exclude(ROW_NO).replace(marked))


def rounded(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with 1250.1999999999998 as 1250.2: a fraction to the 15 digits that a spreadsheet shows."""
    names = [name for name in frame.columns if name != ROW_NO]
    for name in names:
        column = frame[name]
        long = column.filter(column.str.len_bytes() > _EXACT_DIGITS + 1).unique()
        long = long.filter(long.str.contains(r"^-?\d+\.\d+$"))
        if long.len():
            shorter = {text: _fifteen_digits(text) for text in long.to_list()}
            frame = frame.with_columns(pl.col(name).replace(shorter))
    return frame


def _suspects(frame: pl.DataFrame) -> pl.Series:
    """The distinct texts of 16 digits and more."""
    found = [pl.Series("text", [], dtype=pl.String)]
    for name in frame.columns:
        if name != ROW_NO:
            column = frame[name].rename("text")
            long = column.filter(column.str.len_bytes() > _EXACT_DIGITS)
            found.append(long.filter(long.str.contains(r"^-?\d{16,}(\.0*)?$")))
    return pl.concat(found).unique()


def _is_cut(text: str) -> bool:
    """Whether nothing is known of the digits beyond the 15th: they are zeros, or what zeros become in a double."""
    digits = text.lstrip("-").partition(".")[0]
    return digits[_EXACT_DIGITS:].strip("0") == "" or _in_a_double(f"{Decimal(digits):.14E}") == digits


def _in_a_double(number: str) -> str:
    """A large number's whole digits as a reader of doubles writes them: 98765432109876500 is 98765432109876496."""
    return str(int(np.float64(number)))


def _scientific(number: Decimal) -> str:
    digits = f"{number:.14E}"
    mantissa, _, exponent = digits.partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"


def _fifteen_digits(text: str) -> str:
    number = Decimal(text)
    if len(number.as_tuple().digits) <= _EXACT_DIGITS:
        return text
    short = format(Decimal(f"{number:.14E}"), "f")
    return short.rstrip("0").rstrip(".") if "." in short else short


def _with_cells(frame: pl.DataFrame, cells: Iterator[tuple[int, int, str]]) -> pl.DataFrame:
    patches: dict[int, dict[int, str]] = {}
    for column, row_no, text in cells:
        patches.setdefault(column, {})[row_no] = text
    for column, texts in patches.items():
        name = f"c{column}"
        if name in frame.columns:
            exact = pl.col(ROW_NO).replace_strict(texts, default=None, return_dtype=pl.String)
            frame = frame.with_columns(pl.coalesce(exact, pl.col(name)).alias(name))
    return frame


def _xlsx_numbers(path: Path, sheet: str) -> Iterator[tuple[int, int, str]]:
    """(column from 0, row as shown, text) of every number cell of 16 digits and more."""
    with zipfile.ZipFile(path) as package:
        part = _sheet_part(package, sheet)
        if part is None:
            return
        with package.open(part) as stream:
            for cell in _cells_with_long_numbers(stream):
                place, kind = _PLACE.search(cell[1]), _TYPE.search(cell[1])
                if place is None or (kind is not None and kind[1] != b"n"):
                    continue
                text = _exact(cell[2].decode("ascii", "replace"))
                if text is not None:
                    yield _column(place[1]), int(place[2]), text


def _exact(raw: str) -> str | None:
    try:
        number = Decimal(raw.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) < _FIRST_INEXACT or number.adjusted() > 40:
        return None
    plain = format(number, "f").partition(".")[0]
    return _scientific(number) if "e" in raw.lower() or _is_cut(plain) else plain


def _cells_with_long_numbers(stream: IO[bytes]) -> Iterator[re.Match[bytes]]:
    """Cells near which 16 digits, or a number with an exponent, stand; each at least once."""
    before = b""
    while piece := stream.read(_PIECE):
        text = before + piece
        found = -1
        for place in sorted({*_digit_runs(text), *_exponents(text)}):
            start = max(
                text.rfind(b"<c ", max(0, place - _OVERLAP), place), text.rfind(b":c ", max(0, place - _OVERLAP), place) - 2
            )
            if start > found:
                found = start
                if cell := _CELL.search(text, start, start + _OVERLAP):
                    yield cell
        before = text[-_OVERLAP:]


def _digit_runs(text: bytes) -> Iterator[int]:
    """Places in every run of 16 digits or more: such a run covers two places that are 8 apart in steps of 8."""
    every_eighth = np.frombuffer(text, np.uint8)[::8]
    is_digit = (every_eighth - np.uint8(48)) < 10
    for place in np.flatnonzero(is_digit[:-1] & is_digit[1:]).tolist():
        start = int(place) * 8
        if text[start : start + 9].isdigit():
            yield start


def _exponents(text: bytes) -> Iterator[int]:
    for needle in _NEEDLES:
        place = text.find(needle)
        while place >= 0:
            if text[place - 1 : place].isdigit():
                yield place
            place = text.find(needle, place + 1)


def _sheet_part(package: zipfile.ZipFile, sheet: str) -> str | None:
    try:
        if max(package.getinfo(name).file_size for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")) > _SMALL_PART:
            return None
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - expat stops expanding entities
        links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return None
    ids = [node.get(_REL) for node in book.iter() if node.tag.endswith("}sheet") and node.get("name") == sheet]
    targets = [node.get("Target", "") for node in links if ids and node.get("Id") == ids[0]]
    if not targets:
        return None
    part = targets[0].removeprefix("/") if targets[0].startswith("/") else f"xl/{targets[0]}"
    return part if part in package.namelist() else None


def _ods_numbers(path: Path) -> set[str]:
    """The number cells of 16 digits and more, as the reader writes them."""
    found: set[str] = set()
    with zipfile.ZipFile(path) as package, package.open("content.xml") as stream:
        before = b""
        while piece := stream.read(_PIECE):
            text = before + piece
            for match in _ODS_NUMBER.finditer(text):
                try:
                    number = Decimal(match[1].decode("ascii", "replace"))
                except InvalidOperation:
                    continue
                if number.is_finite() and _FIRST_INEXACT <= abs(number) < Decimal(10) ** 40:
                    found.add(_in_a_double(str(number)))
            before = text[-_OVERLAP:]
    return found


def _texts_in(path: Path, suspects: list[str]) -> set[str]:
    """Which of these stand in an XLS file as text."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return {text for text in suspects if content.find(text.encode()) >= 0 or content.find(text.encode("utf-16-le")) >= 0}


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
