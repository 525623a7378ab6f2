"""A column of texts as what goes into cells: a number where a cell holds its value exactly, else the text as it is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import polars as pl

from services.listing import Kind

LONGEST_TEXT: Final = 32_767
# A spreadsheet shows 15 digits of a number and calculates with no more; a place on the map is a float from the start.
DIGITS: Final = 15
DIGITS_OF_DEGREES: Final = 17
# A count or quantity from here on is looked up, not added: as text it keeps its look.
LARGEST: Final = Decimal(10) ** 12
MOST_EXPONENT: Final = 300
# Before it spreadsheets disagree: Excel's calendar has a 29th of February 1900, LibreOffice's has none.
FIRST_DAY: Final = date(1900, 3, 1)
ZERO: Final = date(1899, 12, 30)
SECONDS_A_DAY: Final = 86_400

_FLAGS: Final = {"yes": "Yes", "no": "No"}
_EPOCH: Final = (date(1970, 1, 1) - ZERO).days
# What no workbook can hold; all else stands in a cell of text as it is.
_STRANGE: Final = "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]"
_PLAIN_NUMBER: Final = r"^-?[0-9]{1,12}(?:\.[0-9]+)?$"
# Fewer than 16 digits, as one of these is a point, or there are no more than 12.
_PLAIN_BYTES: Final = DIGITS + 1
_NUMBER: Final = re.compile(r"(-?\d{1,40}(?:\.\d{1,40})?)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
_PLAIN_DAY: Final = r"^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"
_PLAIN_MONTH: Final = r"^(?:19|20)[0-9]{2}-[0-9]{2}$"
_PLAIN_MOMENT: Final = r"^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"

Cell = str | float | Decimal | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `words` are what the values of a choice are called."""

    heading: str
    kind: Kind
    words: Mapping[str, str]


def rows(texts: pl.DataFrame, columns: list[Column]) -> Iterator[tuple[Cell, ...]]:
    """The cells of a frame of texts, row by row, made column by column; null and nothing are an empty cell."""
    made = texts.select(quick(column, pl.col(name)).alias(name) for name, column in zip(texts.columns, columns, strict=True))
    cells: list[list[Cell]] = []
    for column, text, plain in zip(columns, texts.iter_columns(), made.iter_columns(), strict=True):
        left = text.filter(plain.is_null() & text.is_not_null()).unique()
        found: list[Cell] = plain.to_list()
        if left.len():
            careful = {value: carefully(column, value) for value in left.to_list()}
            found = [careful.get(said) if cell is None else cell for cell, said in zip(found, text.to_list(), strict=True)]
        cells.append(found)
    return zip(*cells, strict=True)


def quick(column: Column, text: pl.Expr) -> pl.Expr:
    """The cell of a text that says its value plainly; null for every other, which is read carefully."""
    match column.kind:
        case Kind.TEXT | Kind.CODE | Kind.PHONE:
            return pl.when(~text.str.contains(_STRANGE) & text.str.len_bytes().is_between(1, LONGEST_TEXT)).then(text)
        case Kind.MONEY | Kind.NUMBER | Kind.DEGREES:
            is_plain = text.str.contains(_PLAIN_NUMBER) & (text.str.len_bytes() <= _PLAIN_BYTES)
            return pl.when(is_plain).then(text.cast(pl.Float64, strict=False))
        case Kind.DATE | Kind.MONTH:
            plain = _PLAIN_DAY if column.kind == Kind.DATE else _PLAIN_MONTH
            whole = text if column.kind == Kind.DATE else text + "-01"
            day = whole.str.to_date("%Y-%m-%d", strict=False)
            is_plain = text.str.contains(plain) & (day >= FIRST_DAY)
            return pl.when(is_plain).then((day.cast(pl.Int32) + _EPOCH).cast(pl.Float64))
        case Kind.MOMENT:
            moment = text.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="ms")
            is_plain = text.str.contains(_PLAIN_MOMENT) & (moment.dt.date() >= FIRST_DAY)
            return pl.when(is_plain).then(moment.cast(pl.Int64) // 1000 / SECONDS_A_DAY + _EPOCH)
        case Kind.CHOICE | Kind.FLAG:
            return pl.when(text.is_null()).then(text)


def carefully(column: Column, text: str) -> Cell:
    """The cell of any text: the one rule of which `quick` is the plain part."""
    value: Cell = None
    match column.kind:
        case Kind.MONEY | Kind.NUMBER | Kind.DEGREES:
            value = _number(column.kind, text)
        case Kind.DATE | Kind.MONTH:
            value = _day(text if column.kind == Kind.DATE else f"{text}-01")
        case Kind.MOMENT:
            value = _moment(text)
        case Kind.CHOICE:
            text = column.words.get(text) or text
        case Kind.FLAG:
            text = _FLAGS.get(text, text)
        case Kind.TEXT | Kind.CODE | Kind.PHONE:
            pass
    return kept(text) or None if value is None else value


def _number(kind: Kind, text: str) -> Decimal | None:
    """The number where a cell has all of its digits."""
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    number = Decimal(text)
    digits = len(found[1].lstrip("-").replace(".", "").strip("0"))
    is_exact = digits <= (DIGITS_OF_DEGREES if kind == Kind.DEGREES else DIGITS) and abs(number.adjusted()) <= MOST_EXPONENT
    return number if is_exact and (kind != Kind.NUMBER or -LARGEST < number < LARGEST) else None


def _day(text: str) -> float | None:
    found = _date(text) if _DAY.fullmatch(text) else None
    return None if found is None else (found - ZERO).days


def _moment(text: str) -> float | None:
    if not _MOMENT.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.date() < FIRST_DAY:
        return None
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    days = (moment.date() - date(1970, 1, 1)).days
    return (days * SECONDS_A_DAY + seconds) / SECONDS_A_DAY + _EPOCH


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found >= FIRST_DAY else None


def kept(value: str) -> str:
    """The letters of a text that a workbook can hold."""
    if value.isprintable() and len(value) <= LONGEST_TEXT:
        return value
    lines = value.replace("\r\n", "\n")
    letters = [letter for letter in lines if letter.isprintable() or letter in "\n\t" or _is_mark(letter)]
    return "".join(letters)[:LONGEST_TEXT]


def _is_mark(letter: str) -> bool:
    """Not printable by itself, but part of writing: joiners of Urdu, spaces of other widths; no control and no half letter."""
    return letter > "\x9f" and not "\ud800" <= letter <= "\udfff" and letter not in "\ufffe\uffff"
