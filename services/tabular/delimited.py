"""Text with a delimiter: its rows as they stand, each broken one named, in bounded memory."""

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

import polars as pl

from services.tabular.contents import encoding_of, refuse
from services.tabular.models import FAULT, ROW_NO, Kind, Limits, RawRow, column_names, row_schema

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_HEAD: Final = 60
_SNIFFED: Final = 200_000
_BLOCK: Final = 1 << 18
# A row of more lines than this is a quotation mark that was never closed.
_MOST_LINES: Final = 500
_MOST_BROKEN: Final = 2_000
_ENCODINGS: Final = {"cp1252": "Windows-1252", "utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-32": "UTF-32"}
_OPEN_QUOTE: Final = "This row opens a quotation mark that is never closed, or has one inside a quoted cell that is not doubled."
_TOO_MANY: Final = "This row has {} cells, but there are {} columns: is a cell with a delimiter not in quotes?"
_LONG_CELL: Final = "This row has a cell of more than 131,072 characters."
_UNREADABLE: Final = "This row has a character that could not be read: the file is not in one encoding. Save it as CSV UTF-8."


class DelimitedText:
    """A CSV file; see `Source`. `delimiter` None means: find out."""

    kind: Kind = "csv"
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    width = 0

    def __init__(self, path: Path, limits: Limits, delimiter: str | None) -> None:
        self._path, self._limits = path, limits
        self._codec, trust = encoding_of(path)
        self._is_mixed = trust == "mixed" or self._codec.startswith("utf-16") or self._codec == "utf-32"
        self._skipped_lines = 0
        with self._open() as stream:
            start = stream.read(_SNIFFED)
        if not start.strip("\ufeff \t\r\n\x00"):
            raise refuse("The file is empty: it has no text in it.")
        first, _, rest = start.removeprefix("\ufeff").partition("\n")
        named = first.strip().lower()
        if named.startswith("sep=") and len(named) == 5:
            self._skipped_lines, delimiter, start = 1, delimiter or first.strip()[4], rest
        found = _delimiter_of(start)
        self.delimiter: str = delimiter or found
        if len(self.delimiter) != 1 or self.delimiter in "\"\r\n'":
            raise refuse("The delimiter is one character: a comma, a semicolon, a tab or a bar.")
        if delimiter and delimiter != found and _widths(start, delimiter)[0] == 1 < _widths(start, found)[0]:
            raise refuse(f"With {spoken(delimiter)} the file has one column only; its cells are divided by {spoken(found)}.")
        self.encoding: str = _ENCODINGS.get(self._codec, self._codec.upper())
        self.notes = self._assumed(trust, is_told=delimiter is not None)

    def head(self) -> list[RawRow]:
        """The first rows, at most 60."""
        found: list[RawRow] = []
        with self._open() as stream:
            records = ((cells, fault) for block, fault in self._blocks(stream) for cells in block)
            for row_no, (cells, fault) in enumerate(islice(records, _HEAD), 1):
                if fault is None and len(cells) > self._limits.columns:
                    raise refuse(f"Row {row_no} has {len(cells):,} columns; at most {self._limits.columns:,} are taken.")
                found.append(RawRow(row_no, tuple(cell.strip() or None for cell in cells)))
        return found

    def frames(self, after_row: int, width: int, size: int) -> Iterator[pl.DataFrame]:
        """The rows below a row; a row with more cells than `width`, or broken, says so in `_fault`."""
        held = _Held()
        with self._open() as stream:
            last = 0
            for block, fault in self._blocks(stream):
                first, last = last + 1, last + len(block)
                if last <= after_row:
                    continue
                if last - after_row > self._limits.rows:
                    raise refuse(f"The file has more than {self._limits.rows:,} rows. Split it into several files.")
                if first > after_row and fault is None and not self._is_mixed and all(len(cells) == width for cells in block):
                    held.add(range(first, last + 1), block)
                else:
                    for row_no, cells in enumerate(block, first):
                        if row_no > after_row and cells:
                            held.add((row_no,), (_fitted(cells, width),), fault or self._fault_in(cells, width))
                while len(held.rows) >= size:
                    yield held.frame(size, width)
        if held.rows:
            yield held.frame(size, width)

    def close(self) -> None:
        """Nothing stays open between readings."""

    def _open(self) -> TextIO:
        stream = io.TextIOWrapper(self._path.open("rb"), self._codec, errors="replace", newline="")
        for _ in range(self._skipped_lines):
            stream.readline(self._limits.line_characters)
        return stream

    def _fault_in(self, cells: Sequence[str], width: int) -> str | None:
        if self._is_mixed and any("\ufffd" in cell for cell in cells):
            return _UNREADABLE
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            return _TOO_MANY.format(len(cells), width)
        return None

    def _blocks(self, stream: TextIO) -> Iterator[tuple[list[list[str]], str | None]]:
        """All rows in order: many at once where each line is one row, else one by one with what is wrong with it."""
        lines = _Lines(stream, self._limits.line_characters)
        carefully = self._records(lines)
        while text := stream.read(_BLOCK):
            text += stream.readline(self._limits.line_characters + 1)
            found = list(io.StringIO(text, newline=""))
            block = self._at_once(found)
            if block is not None:
                yield block, None
                continue
            lines.waiting.extend(found)
            while lines.waiting and (record := next(carefully, None)):
                yield [record[0]], record[1]

    def _at_once(self, lines: list[str]) -> list[list[str]] | None:
        """The rows of some lines where each is one whole row, as nearly always; None where it takes a closer look."""
        if max(map(len, lines)) > self._limits.line_characters:
            return None
        try:
            rows = list(csv.reader(lines, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return None
        return rows if len(rows) == len(lines) else None

    def _records(self, lines: "_Lines") -> Iterator[tuple[list[str], str | None]]:
        """Each row's cells and what is wrong with it; after a broken row reading goes on with the line below its first."""
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        broken = 0
        while True:
            lines.taken.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                broken += 1
                if broken > _MOST_BROKEN:
                    raise refuse(
                        "The quotation marks of this file do not close on thousands of rows. Save it as CSV again."
                    ) from error
                first, *others = lines.taken
                lines.waiting.extendleft(reversed(others))
                is_long = "field larger" in str(error) and not others
                yield first.rstrip("\r\n").split(self.delimiter), _LONG_CELL if is_long else _OPEN_QUOTE
                continue
            yield cells, None

    def _assumed(self, trust: str, *, is_told: bool) -> tuple[str, ...]:
        notes: list[str] = []
        if trust == "guessed":
            notes.append("The file is not UTF-8; it was read as Windows-1252. If letters look wrong, save it as CSV UTF-8.")
        elif trust == "mixed":
            notes.append("Some characters are not UTF-8; the rows they stand in are left out.")
        elif self.encoding.startswith("UTF-16") or self.encoding.startswith("UTF-32"):
            notes.append(f"The text was read as {self.encoding}.")
        if not is_told and self.delimiter != ",":
            notes.append(f"The cells are divided by {spoken(self.delimiter)}.")
        return tuple(notes)


class _Lines:
    """The lines of a text, with those of the present row kept, so that they can be given back."""

    def __init__(self, stream: TextIO, longest: int) -> None:
        self._stream, self._longest = stream, longest
        self.taken: list[str] = []
        self.waiting: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MOST_LINES:
            raise csv.Error("a row of too many lines")
        line = self.waiting.popleft() if self.waiting else self._stream.readline(self._longest + 1)
        if not line:
            raise StopIteration
        if len(line) > self._longest:
            most = max(line.count(delimiter) for delimiter in DELIMITERS)
            columns = f" and more than {most:,} columns" if most > 1000 else ""
            raise refuse(f"A line of this file has more than {self._longest:,} characters{columns}; that is no table of records.")
        self.taken.append(line)
        return line


def spoken(delimiter: str) -> str:
    """A delimiter in words: a semicolon (;)."""
    name = DELIMITERS.get(delimiter)
    if name is None:
        return f"“{delimiter}”"
    return f"a {name}" if delimiter == "\t" else f"a {name} ({delimiter})"


def _delimiter_of(start: str) -> str:
    """The delimiter under which most of the first rows have the same number of cells, the more the better."""

    def merit(delimiter: str) -> tuple[int, int]:
        width, share = _widths(start, delimiter)
        return (width - 1) * share * share, -list(DELIMITERS).index(delimiter)

    return max(DELIMITERS, key=merit)


def _widths(start: str, delimiter: str) -> tuple[int, int]:
    """The commonest number of cells of a row (above 1 where any is), and how many in a hundred rows have it."""
    lines = io.StringIO(start, newline="")
    rows: list[int] = []
    reader = csv.reader(lines, delimiter=delimiter)
    while len(rows) < 100:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            continue
        if any(cell.strip() for cell in cells):
            rows.append(len(cells))
    if len(rows) > 1 and len(start) == _SNIFFED:
        rows.pop()
    counted = Counter(width for width in rows if width > 1)
    if not counted:
        return 1, 100
    width, count = max(counted.items(), key=lambda item: (item[1], item[0]))
    return width, count * 100 // len(rows)


@dataclass
class _Held:
    """Rows that wait until there are enough for a frame."""

    numbers: list[int] = field(default_factory=list[int])
    rows: list[Sequence[str | None]] = field(default_factory=list[Sequence[str | None]])
    faults: list[str | None] = field(default_factory=list[str | None])

    def add(self, numbers: Sequence[int], rows: Sequence[Sequence[str | None]], fault: str | None = None) -> None:
        self.numbers += numbers
        self.rows += rows
        self.faults += [fault] * len(rows)

    def frame(self, size: int, width: int) -> pl.DataFrame:
        """The first rows, which wait no more."""
        columns: list[Sequence[object]] = list(zip(*self.rows[:size], strict=True)) if width else []
        named = dict(zip(column_names(width), columns, strict=True))
        values: dict[str, Sequence[object]] = {ROW_NO: self.numbers[:size], **named, FAULT: self.faults[:size]}
        del self.numbers[:size], self.rows[:size], self.faults[:size]
        return pl.DataFrame(values, schema=row_schema(width))


def _fitted(cells: Sequence[str], width: int) -> Sequence[str | None]:
    return cells if len(cells) == width else (*cells, *((None,) * width))[:width]
