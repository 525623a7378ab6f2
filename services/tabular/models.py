"""What a file of rows is, before anybody knows what its columns mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import polars as pl

Kind = Literal["csv", "xlsx", "xls", "ods"]

ROW_NO: Final = "row_no"
FAULT: Final = "_fault"
# The heading of the column that an error file adds; a file that comes back with it is read without it.
REASON: Final = "Why this row was left out"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is taken: bytes on disk, rows and columns of its table, characters of one line of text."""

    file_bytes: int = 1 << 30
    unpacked_bytes: int = 3 << 30
    rows: int = 5_000_000
    columns: int = 1_000
    line_characters: int = 1_000_000


@dataclass(frozen=True, slots=True)
class RawRow:
    """One of the first rows as it stands: its number as a spreadsheet shows it, and its cells, trimmed."""

    row_no: int
    cells: tuple[str | None, ...]


class Source(Protocol):
    """One kind of file, open for reading; `width` is the number of columns where the kind knows it, else 0."""

    @property
    def kind(self) -> Kind: ...
    @property
    def sheets(self) -> tuple[str, ...]: ...
    @property
    def sheet(self) -> str | None: ...
    @property
    def encoding(self) -> str | None: ...
    @property
    def delimiter(self) -> str | None: ...
    @property
    def width(self) -> int: ...
    @property
    def notes(self) -> tuple[str, ...]: ...

    def head(self) -> list[RawRow]:
        """The first rows, at most 60, empty ones among them."""
        ...

    def frames(self, after_row: int, width: int, size: int) -> Iterator[pl.DataFrame]:
        """The rows below a row: row_no, c0…, _fault as they stand, at most `size` in a frame."""
        ...

    def close(self) -> None: ...


def column_names(width: int) -> list[str]:
    """c0, c1, … for so many columns."""
    return [f"c{place}" for place in range(width)]


def row_schema(width: int) -> dict[str, pl.DataType]:
    """The columns of every frame of rows."""
    return {ROW_NO: pl.Int64(), **{name: pl.String() for name in column_names(width)}, FAULT: pl.String()}
