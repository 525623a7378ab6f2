"""The process that turns one sheet of a workbook into files of plain text: `python services/tabular/unpacking.py`.

It is run as a file, and takes in what turns texts into frames only once the sheet is read: reading it takes most memory.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any, Final, cast

import fastexcel

_PART: Final = 25_000
_MOST_MEMORY: Final = 2 << 30
_MOST_SECONDS: Final = 110
_UNREADABLE: Final = "The workbook cannot be read. Open it in a spreadsheet program and save it as XLSX or as CSV (UTF-8)."
_PROTECTED: Final = "The workbook is protected by a password. Remove the password and send it again."


class Refusal(Exception):
    """A sentence for whoever sent the file."""


def main() -> None:
    """Unpack what the first argument asks for into the folder that the second one names."""
    asked = cast(dict[str, object], json.loads(sys.argv[1]))
    folder = Path(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
    try:
        told = unpack(
            Path(str(asked["path"])),
            folder,
            cast(str | None, asked["sheet"]),
            most_rows=cast(int, asked["rows"]),
            most_columns=cast(int, asked["columns"]),
        )
    except Refusal as refusal:
        told = {"refusal": str(refusal)}
    except fastexcel.FastExcelError as error:
        told = {"refusal": _PROTECTED if "password" in str(error).lower() else _UNREADABLE}
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")


def unpack(path: Path, folder: Path, sheet: str | None, *, most_rows: int, most_columns: int) -> dict[str, object]:
    """Write the sheet in parts; returns what `Workbook` needs to know. Raises Refusal, FastExcelError."""
    reader = fastexcel.read_excel(path)
    sheets = reader.sheet_names
    if sheet is not None and sheet not in sheets:
        raise Refusal(f"There is no sheet “{sheet}” in the file; it has {_listed(sheets)}.")
    loaded = _first_with_rows(reader, [sheet] if sheet is not None else sheets)
    if loaded is None:
        where = f"The sheet “{sheet}” is" if sheet is not None else "The workbook is"
        raise Refusal(f"{where} empty: it has no rows.")
    if loaded.width > most_columns:
        raise Refusal(f"The sheet has {loaded.width:,} columns; at most {most_columns:,} are taken.")
    if loaded.height > most_rows:
        raise Refusal(f"The sheet has {loaded.height:,} rows; at most {most_rows:,} are taken. Split it into several files.")
    name, width, cells = loaded.name, loaded.width, cast(Any, loaded).to_arrow()
    # Its cells would stay beside their copy.
    del loaded
    return {"sheets": sheets, "sheet": name, "width": width, "parts": _write_parts(cells, path, name, folder)}


def _write_parts(cells: Any, path: Path, sheet: str, folder: Path) -> list[str]:
    import polars as pl

    from services.tabular.long_numbers import exact_numbers, rounded
    from services.tabular.models import ROW_NO, column_names

    frame = pl.DataFrame(cells)
    frame.columns = column_names(frame.width)
    frame = frame.with_row_index(ROW_NO, offset=1).cast({ROW_NO: pl.Int64})
    frame = rounded(exact_numbers(frame, path, sheet))
    parts = [f"part-{start:09d}.arrow" for start in range(0, frame.height, _PART)]
    for place, name in enumerate(parts):
        frame.slice(place * _PART, _PART).write_ipc(folder / name)
    return parts


def _first_with_rows(reader: fastexcel.ExcelReader, sheets: list[str]) -> fastexcel.ExcelSheet | None:
    """The first sheet with rows, hidden ones last."""
    hidden: list[fastexcel.ExcelSheet] = []
    for name in sheets:
        loaded = reader.load_sheet(  # pyright: ignore[reportUnknownMemberType]
            name, header_row=None, skip_rows=0, dtypes="string"
        )
        if not loaded.width or not loaded.height:
            continue
        if loaded.visible == "visible":
            return loaded
        hidden.append(loaded)
    return hidden[0] if hidden else None


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:10])
    return shown if len(names) <= 10 else f"{shown} and {len(names) - 10} more"


if __name__ == "__main__":
    main()
