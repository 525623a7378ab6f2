"""Workbooks: rows as they come become typed cells on as many sheets as they need, in little memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from math import ceil
from pathlib import Path
from typing import Final

import polars as pl
from rustpy_xlsxwriter import Format, write_worksheets  # pyright: ignore[reportUnknownVariableType] one PathLike of any

from services.exports.cells import Cell, Column, kept, rows
from services.listing import Kind
from utils.errors import Conflict

# A sheet holds 1,048,576 rows, the first of which is the header, and a part of a package 2 GB, of which a cell
# takes up to 100 bytes where its text is not long.
ROWS_A_SHEET: Final = 1_048_575
BYTES_A_SHEET: Final = 1 << 31
BYTES_A_CELL: Final = 100
ABOUT: Final = "About this file"

# As text also after somebody has typed in the cell: no number loses its digits, nothing becomes a formula.
_TEXTS: Final = frozenset({Kind.TEXT, Kind.CODE, Kind.PHONE, Kind.CHOICE, Kind.FLAG})
_FORMATS: Final[Mapping[Kind, str]] = {
    **dict.fromkeys(_TEXTS, "@"),
    Kind.MONEY: "#,##0.00",
    Kind.DATE: "d mmm yyyy",
    Kind.MONTH: "mmm yyyy",
    Kind.MOMENT: "d mmm yyyy hh:mm",
    Kind.DEGREES: "0.000000",
}
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
_ABOUT_WIDTHS: Final = (24.0, 70.0)

Record = dict[str, Cell]


def write(
    path: Path,
    title: str,
    columns: Sequence[Column],
    batches: Iterable[pl.DataFrame],
    count: int,
    about: Callable[[], Iterable[tuple[str, str]]],
    rows_a_sheet: int = ROWS_A_SHEET,
) -> None:
    """Write frames of texts, a column each, as a workbook: sheets `title`, `title 2` … of so many rows, and one of
    `about`, asked once all rows have passed. What breaks off leaves no file.

    Sheets are laid out for `count` rows; raises Conflict where more come than these hold.
    """
    size = min(rows_a_sheet, BYTES_A_SHEET // (BYTES_A_CELL * len(columns)))
    headings = _distinct([column.heading for column in columns])
    named = dict(zip(headings, columns, strict=True))
    records = _records(headings, list(columns), batches)
    titles = [title if place == 0 else f"{title} {place + 1}" for place in range(max(1, ceil(count / size)))]
    widths: dict[str, float] = {name: max(_WIDTHS[column.kind], len(name) + _ARROW) for name, column in named.items()}
    column_widths: dict[str, dict[str, float] | list[float]] = {**dict.fromkeys(titles, widths), ABOUT: list(_ABOUT_WIDTHS)}
    formats = {name: Format().set_num_format(_FORMATS[each.kind]) for name, each in named.items() if each.kind in _FORMATS}
    texts = [name for name, column in named.items() if column.kind in _TEXTS]
    heading = Format().set_bold().set_background_color("#E2F0E8").set_border_bottom("thin")
    wrapped = Format().set_num_format("@").set_text_wrap()
    try:
        write_worksheets(
            [*((name, _sheet(records, headings, size)) for name in titles), (ABOUT, _about(records, about))],
            path,
            freeze_panes={**{name: {"row": 1, "col": 1} for name in titles}, ABOUT: {"row": 1, "col": 0}},
            column_formats={**dict.fromkeys(titles, formats), ABOUT: {ABOUT: wrapped, "": wrapped}},
            column_widths=column_widths,
            header_format=dict.fromkeys([*titles, ABOUT], heading),
            autofilter=dict.fromkeys(titles, True),
            ignore_errors=dict.fromkeys(titles, texts),
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _records(headings: Sequence[str], columns: list[Column], batches: Iterable[pl.DataFrame]) -> Iterator[Record]:
    for batch in batches:
        yield from map(dict, map(zip, repeat(headings), rows(batch, columns)))


def _sheet(records: Iterator[Record], headings: Sequence[str], size: int) -> Iterator[Record]:
    # Headings come with the first row, so a sheet without one gets an empty row.
    yield next(records, dict.fromkeys(headings))
    yield from islice(records, size - 1)


def _about(records: Iterator[Record], about: Callable[[], Iterable[tuple[str, str]]]) -> Iterator[Record]:
    """The last sheet, written when all rows have passed."""
    if next(records, None) is not None:
        raise Conflict("The list grew while it was written, by more than its sheets hold; please export it again.")
    for label, words in about():
        yield {ABOUT: kept(label), "": kept(words)}


def _distinct(headings: Sequence[str]) -> list[str]:
    """The headings, with a number where one comes again: a column is known by it."""
    found: list[str] = []
    for heading in headings:
        name, number = heading, 2
        while name in found:
            name, number = f"{heading} {number}", number + 1
        found.append(name)
    return found
