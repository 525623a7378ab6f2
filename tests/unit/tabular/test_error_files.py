"""Files of rejected rows: safe to open, and the same table when they come back."""

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from services import tabular

COLUMNS = ("Code", "Name", "=Sum")
ROWS = [
    ("U-1", "=1+1", "-5"),
    ("U-2", "@cmd", "'quoted"),
    ("U-3", "محمد, علی", None),
    ("U-4", "two\nlines", "+92"),
    ("U-5", "＝1", "x"),
]


def frames() -> list[pl.DataFrame]:
    whole = pl.DataFrame(ROWS, schema=["c0", "c1", "c2"], orient="row").with_columns(pl.lit("“x” is no amount.").alias("reason"))
    return [whole.head(2), whole.tail(3)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_rejected_row_comes_back_as_it_was(tmp_path: Path, kind: tabular.ErrorKind) -> None:
    target = tmp_path / "errors"
    assert tabular.write_error_file(target, kind, COLUMNS, frames()) == len(ROWS)
    with tabular.open_table(target, f"errors.{kind}") as table:
        assert table.columns == COLUMNS
        assert table.shape_key == tabular.shape_key(COLUMNS)
        assert table.sample(10) == [tuple(" ".join(cell.split()) if cell else None for cell in row) for row in ROWS]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_is_a_formula(tmp_path: Path, kind: tabular.ErrorKind) -> None:
    target = tmp_path / f"errors.{kind}"
    tabular.write_error_file(target, kind, COLUMNS, frames())
    if kind == "csv":
        text = target.read_bytes()
        assert text.startswith(b"\xef\xbb\xbf")
        assert "'=1+1" in text.decode("utf-8-sig")
        assert "'=Sum" in text.decode("utf-8-sig")
    else:
        cells = [cell for row in openpyxl.load_workbook(target).active.iter_rows() for cell in row]  # type: ignore[union-attr]
        assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
        assert all(not str(cell.value).startswith(("=", "+", "-", "@")) for cell in cells)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_rows_make_a_file_with_its_headings(tmp_path: Path, kind: tabular.ErrorKind) -> None:
    target = tmp_path / f"errors.{kind}"
    assert tabular.write_error_file(target, kind, COLUMNS, []) == 0
    assert target.stat().st_size > 0
