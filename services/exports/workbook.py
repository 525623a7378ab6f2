"""Workbooks: rows as they come become typed cells on as many sheets as they need, in little memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from rustpy_xlsxwriter import Format, write_worksheets  # pyright: ignore[reportUnknownVariableType] one PathLike of any

from services.listing import Kind

# A sheet holds 1,048,576 rows, the first of which is the header.
ROWS_A_SHEET: Final = 1_048_575
LONGEST_TEXT: Final = 32_767
ABOUT: Final = "About this file"
FIRST_YEAR: Final = 1900
# A cell's number has 15 digits; from here on, with three decimals, some would be lost.
LARGEST: Final = Decimal(10) ** 12

_FORMATS: Final[Mapping[Kind, str]] = {
    Kind.MONEY: "#,##0.00",
    Kind.DATE: "d mmm yyyy",
    Kind.MONTH: "mmm yyyy",
    Kind.MOMENT: "d mmm yyyy hh:mm",
    Kind.DEGREES: "0.000000",
}
# As text also after somebody has typed in the cell: no number loses its digits, nothing becomes a formula.
_TEXTS: Final = frozenset({Kind.TEXT, Kind.CODE, Kind.PHONE, Kind.CHOICE, Kind.FLAG})
_WIDTHS: Final[Mapping[Kind, int]] = {
    Kind.TEXT: 28,
    Kind.CODE: 18,
    Kind.PHONE: 16,
    Kind.MONEY: 15,
    Kind.NUMBER: 12,
    Kind.DATE: 13,
    Kind.MOMENT: 19,
    Kind.MONTH: 11,
    Kind.CHOICE: 16,
    Kind.FLAG: 9,
    Kind.DEGREES: 12,
}
_ARROW: Final = 4

Convert = Callable[[Any], object]
Batches = Iterable[Sequence[Sequence[object]]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `words` are what the values of a choice are called."""

    heading: str
    kind: Kind
    words: Mapping[str, str]


def write(
    path: Path,
    title: str,
    columns: Sequence[Column],
    batches: Batches,
    count: int,
    time_zone: str,
    about: Callable[[], Iterable[tuple[str, str]]],
    rows_a_sheet: int = ROWS_A_SHEET,
) -> None:
    """Write a workbook: sheets `title`, `title 2` … of so many rows, and one of `about`, asked once all rows have passed."""
    headings = _distinct([column.heading for column in columns])
    records = _records(headings, columns, batches, time_zone)
    titles = [title if place == 0 else f"{title} {place + 1}" for place in range(max(1, ceil(count / rows_a_sheet)))]
    sheets = [(name, _sheet(records, headings, rows_a_sheet)) for name in titles]
    formats = {heading: _format(column.kind) for heading, column in zip(headings, columns, strict=True)}
    widths: dict[str, float] = {
        heading: max(_WIDTHS[column.kind], len(heading) + _ARROW) for heading, column in zip(headings, columns, strict=True)
    }
    column_widths: dict[str, dict[str, float] | list[float]] = {**dict.fromkeys(titles, widths), ABOUT: [24.0, 70.0]}
    codes = [heading for heading, column in zip(headings, columns, strict=True) if column.kind in _TEXTS]
    heading_format = Format().set_bold().set_background_color("#E2F0E8").set_border_bottom("thin")
    write_worksheets(
        [*sheets, (ABOUT, _about(about))],
        path,
        freeze_panes={**{name: {"row": 1, "col": 1} for name in titles}, ABOUT: {"row": 1, "col": 0}},
        column_formats={**dict.fromkeys(titles, formats), ABOUT: {"": Format().set_num_format("@").set_text_wrap()}},
        column_widths=column_widths,
        header_format=dict.fromkeys([*titles, ABOUT], heading_format),
        autofilter=dict.fromkeys(titles, True),
        ignore_errors=dict.fromkeys(titles, codes),
    )


def _sheet(records: Iterator[dict[str, object]], headings: Sequence[str], size: int) -> Iterator[dict[str, object]]:
    # Headings come with the first row, so a sheet without one gets an empty row.
    nothing: dict[str, object] = {heading: None for heading in headings}  # noqa: C420
    yield next(records, nothing)
    yield from islice(records, size - 1)


def _records(
    headings: Sequence[str], columns: Sequence[Column], batches: Batches, time_zone: str
) -> Iterator[dict[str, object]]:
    zone = ZoneInfo(time_zone)
    converts = [(place, found) for place, column in enumerate(columns) if (found := _convert(column, zone)) is not None]
    for batch in batches:
        for row in batch:
            values = list(row)
            for place, convert in converts:
                if values[place] is not None:
                    values[place] = convert(values[place])
            yield dict(zip(headings, values, strict=True))


def _convert(column: Column, zone: ZoneInfo) -> Convert | None:
    """What makes a cell of a value that is not None; None where it is one as it stands."""
    match column.kind:
        case Kind.TEXT | Kind.CODE | Kind.PHONE:
            return _text
        case Kind.CHOICE:
            return partial(_word, column.words)
        case Kind.FLAG:
            return _yes_or_no
        case Kind.MOMENT:
            return partial(_moment, zone)
        case Kind.DATE | Kind.MONTH:
            return _day
        case Kind.NUMBER:
            return _number
        case _:
            return None


def _text(value: str) -> str:
    if value.isprintable() and len(value) <= LONGEST_TEXT:
        return value
    lines = value.replace("\r\n", "\n")
    kept = [letter for letter in lines if letter.isprintable() or letter in "\n\t" or _is_mark(letter)]
    return "".join(kept)[:LONGEST_TEXT]


def _is_mark(letter: str) -> bool:
    """Not printable by itself, but part of writing: joiners of Urdu, spaces of other widths; no control and no half letter."""
    return letter > "\x9f" and not "\ud800" <= letter <= "\udfff" and letter not in "\ufffe\uffff"


def _word(words: Mapping[str, str], value: str) -> str:
    return words.get(value) or _text(value)


def _yes_or_no(value: bool) -> str:
    return "Yes" if value else "No"


def _moment(zone: ZoneInfo, value: datetime) -> datetime | str:
    local = value.astimezone(zone).replace(tzinfo=None)
    return local if local.year >= FIRST_YEAR else f"{local:%Y-%m-%d %H:%M:%S}"


def _day(value: date) -> date | str:
    return value if value.year >= FIRST_YEAR else value.isoformat()


def _number(value: Decimal | int) -> Decimal | int | str:
    return value if -LARGEST < value < LARGEST else str(value)


def _format(kind: Kind) -> Format:
    return Format().set_num_format("@" if kind in _TEXTS else _FORMATS.get(kind, "General"))


def _about(about: Callable[[], Iterable[tuple[str, str]]]) -> Iterator[dict[str, object]]:
    for label, words in about():
        yield {ABOUT: _text(label), "": _text(words)}


def _distinct(headings: Sequence[str]) -> list[str]:
    """The headings, with a number where one comes again: a column is known by it."""
    found: list[str] = []
    for heading in headings:
        name, number = heading, 2
        while name in found:
            name, number = f"{heading} {number}", number + 1
        found.append(name)
    return found
