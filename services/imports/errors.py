"""The error file of an import: its original rows that were not taken, each with its reason, ready to be mended and sent back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import polars as pl

from services import files
from services.files import File, Purpose
from services.imports import repository, rows_repository, service
from services.imports.models import Import
from services.tabular import REASON_COLUMN, ROW_NO, ErrorKind, Table, open_table, write_error_file
from services.work import Actor, Work, begin
from utils import scratch
from utils.errors import AppError, Conflict

LIFE: Final = timedelta(days=30)
PIECE: Final = 1024 * 1024
TYPES: Final[dict[ErrorKind, str]] = {"csv": files.CSV, "xlsx": files.XLSX}


def error_file(work: Work, import_id: int) -> File:
    """The file of the rows that were left out or wait, made where it is not there yet. Raises NotFound, Conflict, Gone."""
    found = service.get(work, import_id)
    if not found.rejected_count and not found.parked_count:
        raise Conflict(f"Import {import_id} has left out no row, so there is no error file.")
    if found.error_file_id is not None:
        try:
            return files.get(work, found.error_file_id)
        except AppError:
            # It was cleared away, or a colleague with other areas made it: it is made anew.
            pass
    as_told = found.read_as
    with (
        files.local_copy(work, found.file_id) as path,
        open_table(
            path, found.file_name, sheet=as_told.sheet, header_row=as_told.header_row, delimiter=as_told.delimiter
        ) as table,
    ):
        return _made(work, found, table)


def prepare(actor: Actor, import_id: int, table: Table | None = None) -> None:
    """Make the error file beforehand, where rows were left out and it is not there; `table` is the file, if it is open."""
    with begin(actor) as work:
        found = service.get(work, import_id)
        if found.error_file_id is not None or not (found.rejected_count or found.parked_count):
            return
        if table is None:
            error_file(work, import_id)
        else:
            _made(work, found, table)


def _made(work: Work, found: Import, table: Table) -> File:
    reasons = rows_repository.reasons(work, found.import_id)
    with scratch.folder() as folder:
        kind: ErrorKind = "csv" if table.kind == "csv" else "xlsx"
        target = folder / "errors"
        write_error_file(target, kind, table.columns, _rows(table, reasons))
        name = f"{Path(found.file_name).stem} - left out.{kind}"
        made = files.put(work, name, TYPES[kind], _pieces(target), Purpose.IMPORT, expires_at=work.now + LIFE)
    repository.keep_error_file(work, found.import_id, made.file_id)
    return made


def _rows(table: Table, reasons: dict[int, str]) -> Iterator[pl.DataFrame]:
    numbers, sentences = pl.Series(ROW_NO, list(reasons), pl.Int64), pl.Series(REASON_COLUMN, list(reasons.values()), pl.String)
    said = pl.DataFrame([numbers, sentences])
    for frame in table.rows(numbers):
        found = frame.join(said, on=ROW_NO, how="inner", maintain_order="left")
        if found.height:
            yield found


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece
