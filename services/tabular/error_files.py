"""Rows that were left out, each with its reason, as a file to mend and to send again."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, Literal

import polars as pl
import rustpy_xlsxwriter as xlsx

from services.tabular.models import REASON, column_names

ErrorKind = Literal["csv", "xlsx"]
REASON_COLUMN: Final = "reason"
# A sheet holds 1,048,576 rows, its header among them.
_ROWS_OF_A_SHEET: Final = 1_048_575
_DANGEROUS: Final = "-=+@\t\r\n＝＋－＠"


def guarded(cell: pl.Expr) -> pl.Expr:
    """Text that a spreadsheet would run as a formula with an apostrophe in front; `open_table` takes it off again."""
    return pl.when(cell.str.contains(f"^[{_DANGEROUS}]")).then("'" + cell).otherwise(cell)


def write_error_file(target: Path, kind: ErrorKind, columns: Sequence[str], rows: Iterable[pl.DataFrame]) -> int:
    """Write frames of c0… and `reason` under the columns' own names and the reason's; returns how many rows.

    CSV is UTF-8 with a byte order mark, for spreadsheets; XLSX has every cell as text and holds
    1,048,575 rows (ValueError beyond them).
    """
    names = [*column_names(len(columns)), REASON_COLUMN]
    safe = (frame.select(guarded(pl.col(name).cast(pl.String)).alias(name) for name in names) for frame in rows)
    heads = [*(_guarded_text(column) for column in columns), REASON]
    return _write_csv(target, heads, safe) if kind == "csv" else _write_xlsx(target, heads, safe)


def _write_csv(target: Path, heads: Sequence[str], frames: Iterable[pl.DataFrame]) -> int:
    count = 0
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        for frame in frames:
            writer.writerows(frame.iter_rows())
            count += frame.height
    return count


def _write_xlsx(target: Path, heads: Sequence[str], frames: Iterable[pl.DataFrame]) -> int:
    count = 0

    def records() -> Iterator[dict[str, object]]:
        nonlocal count
        for frame in frames:
            for row in frame.iter_rows():
                count += 1
                if count > _ROWS_OF_A_SHEET:
                    raise ValueError("more rows than a sheet holds: write CSV")
                yield dict(zip(heads, row, strict=True))

    def write(rows: Iterable[dict[str, object]]) -> None:
        xlsx.write_worksheet(  # pyright: ignore[reportUnknownMemberType]
            rows, str(target), sheet_name="Rows", freeze_row=1, bold_headers=True, column_widths=widths
        )

    widths = {head: 60.0 if head == REASON else min(max(len(head) + 3.0, 14.0), 40.0) for head in heads}
    waiting = records()
    nothing: dict[str, object] = dict(zip(heads, [None] * len(heads), strict=True))
    write(chain([next(waiting, nothing)], waiting))
    return count


def _guarded_text(text: str) -> str:
    return f"'{text}" if text and text[0] in _DANGEROUS else text
