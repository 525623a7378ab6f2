"""One table of a file: its columns, its first rows, and its rows in clean batches."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import polars as pl

from services.tabular.cleaning import clean
from services.tabular.contents import kind_of, refuse
from services.tabular.delimited import DelimitedText
from services.tabular.headings import header_place, names_of, shape_key, without_totals
from services.tabular.models import FAULT, REASON, ROW_NO, Kind, Limits, RawRow, Source, column_names
from services.tabular.workbooks import Workbook

# So many rows at the end are looked at for totals and footers.
_HELD: Final = 6
_ENDINGS: Final[dict[str, tuple[Kind, ...]]] = {
    "xlsx": ("xlsx",), "xlsm": ("xlsx",), "xlsb": ("xlsx",), "xls": ("xls",), "ods": ("ods",), "csv": ("csv",),
}  # fmt: skip
_NAMES: Final[dict[Kind, str]] = {
    "xlsx": "an Excel workbook (XLSX)",
    "xls": "an old Excel workbook (XLS)",
    "ods": "an OpenDocument spreadsheet (ODS)",
    "csv": "text (CSV)",
}


class Table:
    """What `open_table` gives; a context manager, because a workbook is unpacked to a folder while it is open."""

    def __init__(self, source: Source, header: RawRow, columns: tuple[str, ...], notes: tuple[str, ...]) -> None:
        self._source = source
        self._notes = notes
        self._left_out: tuple[int, ...] = ()
        self.kind: Kind = source.kind
        self.sheets = source.sheets
        self.sheet = source.sheet
        self.encoding = source.encoding
        self.delimiter = source.delimiter
        self.header_row = header.row_no
        self.columns = columns
        self.shape_key = shape_key(columns)
        # An error file that comes back has its reasons behind the columns: they are read over.
        self._reasons = [f"c{len(columns)}"] if len(header.cells) > len(columns) and header.cells[len(columns)] == REASON else []

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on what was assumed; that totals were left out is known after the last batch."""
        if not self._left_out:
            return self._notes
        rows = ", ".join(f"{row:,}" for row in self._left_out)
        what = (
            f"Row {rows} is a total or a footer and was"
            if len(self._left_out) == 1
            else f"Rows {rows} are totals or footers and were"
        )
        return (*self._notes, f"{what} left out.")

    def sample(self, count: int) -> list[tuple[str | None, ...]]:
        """The first rows, cleaned, in the order of `columns`."""
        rows: list[tuple[str | None, ...]] = []
        for frame in self.batches(max(count, 1) + _HELD):
            rows += frame.select(column_names(len(self.columns))).rows()
            if len(rows) >= count:
                break
        return rows[: max(count, 0)]

    def batches(self, size: int = 25_000) -> Iterator[pl.DataFrame]:
        """The rows below the header in frames of at most `size`: row_no (Int64), c0… (String), _fault (String).

        Cells are trimmed and free of control characters; empty ones and those that say nan, NULL, None, #N/A, n/a
        or - are null. Rows that are wholly empty, and totals and footers at the end, are left out. `_fault` is a
        sentence where the row could not be read properly. Raises Invalid where the file breaks off or is too long.
        """
        held: pl.DataFrame | None = None
        for raw in self._source.frames(self.header_row, len(self.columns) + len(self._reasons), size):
            frame = clean(raw.drop(self._reasons))
            if held is not None:
                frame = pl.concat([held, frame])
            if frame.height > _HELD:
                yield from _pieces(frame.head(frame.height - _HELD), size)
                held = frame.tail(_HELD)
            else:
                held = frame
        if held is not None:
            kept, self._left_out = without_totals(held)
            yield from _pieces(kept, size)

    def rows(self, numbers: pl.Series) -> Iterator[pl.DataFrame]:
        """The rows of these numbers as `batches` gave them."""
        wanted = pl.col(ROW_NO).is_in(numbers.implode())
        for raw in self._source.frames(self.header_row, len(self.columns) + len(self._reasons), 25_000):
            found = raw.filter(wanted)
            if found.height:
                yield clean(found.drop(self._reasons))

    def close(self) -> None:
        """Remove what was unpacked."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_table(
    path: Path,
    file_name: str,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    delimiter: str | None = None,
    limits: Limits | None = None,
) -> Table:
    """Open an uploaded file as a table; `file_name` is what its sender called it.

    `sheet` None is the first sheet with rows, `header_row` (1-based, as a spreadsheet shows it) and `delimiter` None
    mean: find out. Raises Invalid({"file": …}) for whatever is no table, is protected, or is larger than `limits`.
    """
    limits = limits or Limits()
    kind = kind_of(path, limits)
    source: Source = DelimitedText(path, limits, delimiter) if kind == "csv" else Workbook(path, kind, limits, sheet)
    try:
        return _table(source, file_name, header_row, limits)
    except BaseException:
        source.close()
        raise


def _table(source: Source, file_name: str, header_row: int | None, limits: Limits) -> Table:
    rows = source.head()
    if source.kind == "csv" and source.sheet is not None:
        raise refuse("A CSV file has no sheets.")
    if header_row is None:
        place = header_place(rows)
    else:
        found = [place for place, row in enumerate(rows) if row.row_no == header_row]
        if not found:
            raise refuse(f"The row with the names must be one of the first {len(rows)}; row {header_row} is not.")
        place = found[0]
    header, below = rows[place], rows[place + 1 :]
    columns = names_of(header, below, source.width)
    if len(columns) > limits.columns:
        raise refuse(f"The table has {len(columns):,} columns; at most {limits.columns:,} are taken.")
    if not any(cell is not None for row in below for cell in row.cells) and next(_filled(source, header, columns), None) is None:
        raise refuse(f"The file names its columns in row {header.row_no} and has no rows below them.")
    notes = [*_misnamed(source.kind, file_name), *source.notes]
    if header_row is None and header.row_no != 1:
        notes.append(f"The columns' names were found in row {header.row_no}; the rows above it are left out.")
    if source.sheet is not None and len(source.sheets) > 1:
        notes.append(f"The sheet “{source.sheet}” was read, one of {len(source.sheets)}.")
    return Table(source, header, columns, tuple(notes))


def _filled(source: Source, header: RawRow, columns: tuple[str, ...]) -> Iterator[pl.DataFrame]:
    for raw in source.frames(header.row_no, len(columns), 1_000):
        if (frame := clean(raw)).height:
            yield frame


def _misnamed(kind: Kind, file_name: str) -> list[str]:
    _, dot, ending = file_name.lower().rpartition(".")
    expected = _ENDINGS.get(ending.strip()) if dot else None
    if expected is None or kind in expected:
        return []
    return [f"The name ends in .{ending.strip()}, but the file is {_NAMES[kind]}; it was read as that."]


def _pieces(frame: pl.DataFrame, size: int) -> Iterator[pl.DataFrame]:
    for start in range(0, frame.height, size):
        yield frame.slice(start, size)


__all__ = ["FAULT", "ROW_NO", "Table", "open_table"]
