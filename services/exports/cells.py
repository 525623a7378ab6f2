"""A column of texts as cells of a sheet: typed where a workbook holds the value exactly, else the text as it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
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
# A moment is a day and a part of it: whole numbers make the same digits everywhere, which division and rounding do not.
PLACES: Final = 12
PARTS: Final = 10**PLACES
# Formats by kind, each the style of its place among the formats; as text also after somebody has typed in the cell:
# no number loses its digits, nothing becomes a formula.
FORMATS: Final[Mapping[Kind, str]] = {
    Kind.NUMBER: "General",
    Kind.TEXT: "@",
    Kind.CODE: "@",
    Kind.PHONE: "@",
    Kind.CHOICE: "@",
    Kind.FLAG: "@",
    Kind.MONEY: "#,##0.00",
    Kind.DATE: "d mmm yyyy",
    Kind.MONTH: "mmm yyyy",
    Kind.MOMENT: "d mmm yyyy hh:mm",
    Kind.DEGREES: "0.000000",
}
STYLES: Final[Mapping[str, int]] = {form: place for place, form in enumerate(dict.fromkeys(FORMATS.values()))}
_FLAGS: Final = {"yes": "Yes", "no": "No"}
_EPOCH: Final = (date(1970, 1, 1) - ZERO).days
_CLOSING: Final = "</t></is></c>"
# What can stand in a cell of text as it is; all else is looked at letter by letter.
_STRANGE: Final = r"[^ -%'-;=?-~]|_x|^ | $"
_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_PLAIN_NUMBER: Final = r"^-?[0-9]{1,12}(?:\.[0-9]+)?$"
# Fewer than 16 digits, as one of these is a point, or there are no more than 12.
_PLAIN_BYTES: Final = DIGITS + 1
_NUMBER: Final = re.compile(r"(-?\d{1,40}(?:\.\d{1,40})?)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
_PLAIN_DAY: Final = r"^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"
_PLAIN_MONTH: Final = r"^(?:19|20)[0-9]{2}-[0-9]{2}$"
_PLAIN_MOMENT: Final = r"^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `words` are what the values of a choice are called."""

    heading: str
    kind: Kind
    words: Mapping[str, str]

    @property
    def style(self) -> int:
        """The number of its format."""
        return STYLES[FORMATS[self.kind]]


def cells(texts: pl.DataFrame, columns: list[Column]) -> pl.DataFrame:
    """The cells of a frame of texts, column by column; null and nothing are an empty cell."""
    made = texts.select(quick(column, pl.col(name)).alias(name) for name, column in zip(texts.columns, columns, strict=True))
    found: list[pl.Series] = []
    for column, text, cell in zip(columns, texts.iter_columns(), made.iter_columns(), strict=True):
        left = text.filter(cell.is_null() & text.is_not_null()).unique()
        if left.len():
            careful = pl.Series([carefully(column, value) for value in left.to_list()], dtype=pl.String)
            found.append(cell.fill_null(text.replace_strict(left, careful, default=None)).fill_null(empty(column.style)))
        else:
            found.append(cell.fill_null(empty(column.style)))
    return pl.DataFrame(found)


def quick(column: Column, text: pl.Expr) -> pl.Expr:
    """The cell of a text that says its value plainly; null for every other, which is read carefully."""
    style = column.style
    match column.kind:
        case Kind.TEXT | Kind.CODE | Kind.PHONE:
            is_plain = ~text.str.contains(_STRANGE) & text.str.len_bytes().is_between(1, LONGEST_TEXT)
            return pl.when(is_plain).then(pl.concat_str(pl.lit(_opening(style) + ">"), text, pl.lit(_CLOSING)))
        case Kind.MONEY | Kind.NUMBER | Kind.DEGREES:
            return _when(text.str.contains(_PLAIN_NUMBER) & (text.str.len_bytes() <= _PLAIN_BYTES), style, text)
        case Kind.DATE | Kind.MONTH:
            plain = _PLAIN_DAY if column.kind == Kind.DATE else _PLAIN_MONTH
            whole = text if column.kind == Kind.DATE else text + "-01"
            day = whole.str.to_date("%Y-%m-%d", strict=False)
            number = (day.cast(pl.Int32) + _EPOCH).cast(pl.String)
            return _when(text.str.contains(plain) & (day >= FIRST_DAY), style, number)
        case Kind.MOMENT:
            moment = text.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="ms")
            seconds = moment.cast(pl.Int64) // 1000
            part = (seconds % SECONDS_A_DAY * PARTS // SECONDS_A_DAY).cast(pl.String).str.zfill(PLACES)
            number = pl.concat_str((seconds // SECONDS_A_DAY + _EPOCH).cast(pl.String), pl.lit("."), part)
            return _when(text.str.contains(_PLAIN_MOMENT) & (moment.dt.date() >= FIRST_DAY), style, number)
        case Kind.CHOICE | Kind.FLAG:
            return pl.when(text.is_null()).then(text)


def carefully(column: Column, text: str) -> str:
    """The cell of any text: the one rule of which `quick` is the plain part."""
    value: str | None = None
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
    return text_cell(text, column.style) if value is None else f'<c s="{column.style}"><v>{value}</v></c>'


def text_cell(text: str, style: int) -> str:
    """A cell of text, whatever it looks like; what no workbook can hold is left out of it."""
    shown = kept(text)
    if not shown:
        return empty(style)
    space = ' xml:space="preserve"' if shown.strip() != shown or "\n" in shown or "\t" in shown else ""
    return f"{_opening(style)}{space}>{escape(_ESCAPED.sub('_x005F_', shown), quote=False)}{_CLOSING}"


def empty(style: int) -> str:
    """A cell without a value."""
    return f'<c s="{style}"/>'


def _opening(style: int) -> str:
    return f'<c s="{style}" t="inlineStr"><is><t'


def _when(is_plain: pl.Expr, style: int, number: pl.Expr) -> pl.Expr:
    return pl.when(is_plain).then(pl.concat_str(pl.lit(f'<c s="{style}"><v>'), number, pl.lit("</v></c>")))


def _number(kind: Kind, text: str) -> str | None:
    """The number where a cell has all of its digits."""
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    number = Decimal(text)
    digits = len(found[1].lstrip("-").replace(".", "").strip("0"))
    is_exact = digits <= (DIGITS_OF_DEGREES if kind == Kind.DEGREES else DIGITS) and abs(number.adjusted()) <= MOST_EXPONENT
    return text if is_exact and (kind != Kind.NUMBER or -LARGEST < number < LARGEST) else None


def _day(text: str) -> str | None:
    found = _date(text) if _DAY.fullmatch(text) else None
    return None if found is None else str((found - ZERO).days)


def _moment(text: str) -> str | None:
    if not _MOMENT.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.date() < FIRST_DAY:
        return None
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return f"{(moment.date() - ZERO).days}.{seconds * PARTS // SECONDS_A_DAY:0{PLACES}}"


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
