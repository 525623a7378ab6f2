"""Workbooks (XLSX, XLS, ODS), unpacked to text by a process of its own, so that no file can take the server down."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final, cast

import polars as pl

from services.tabular.contents import refuse
from services.tabular.models import FAULT, ROW_NO, Kind, Limits, RawRow, column_names
from utils import scratch
from utils.settings import ROOT

_SECONDS: Final = 120
_HEAD: Final = 60
_UNPACKING: Final = ROOT / "services" / "tabular" / "unpacking.py"
_ENVIRONMENT: Final = {
    "POLARS_MAX_THREADS": "1", "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT),
}  # fmt: skip
_BROKEN: Final = (
    "The workbook cannot be read: it is damaged or far larger than its rows. "
    "Copy the rows into a new workbook, or save them as CSV."
)


class Workbook:
    """A workbook's sheet; see `Source`. `sheet` None is the first one with rows."""

    encoding: str | None = None
    delimiter: str | None = None
    notes: tuple[str, ...] = ()

    def __init__(self, path: Path, kind: Kind, limits: Limits, sheet: str | None) -> None:
        self.kind: Kind = kind
        self._open = ExitStack()
        self._folder = self._open.enter_context(scratch.folder())
        try:
            told = self._unpack(path, limits, sheet)
        except BaseException:
            self.close()
            raise
        self.sheets = tuple(cast(list[str], told["sheets"]))
        self.sheet: str | None = cast(str, told["sheet"])
        self.width = cast(int, told["width"])
        self._parts = [self._folder / name for name in cast(list[str], told["parts"])]

    def head(self) -> list[RawRow]:
        """The first rows, at most 60."""
        rows: list[RawRow] = []
        for part in self._parts:
            frame = pl.read_ipc(part, n_rows=_HEAD).with_columns(pl.exclude(ROW_NO).str.strip_chars())
            rows += [RawRow(row[0], tuple(cell or None for cell in row[1:])) for row in frame.rows()]
            if len(rows) >= _HEAD:
                break
        return rows[:_HEAD]

    def frames(self, after_row: int, width: int, size: int) -> Iterator[pl.DataFrame]:
        """The rows below a row; nothing in a workbook's row can be broken, so `_fault` is null."""
        for part in self._parts:
            frame = pl.read_ipc(part).filter(pl.col(ROW_NO) > after_row)
            frame = frame.select(ROW_NO, *column_names(width), pl.lit(None, pl.String).alias(FAULT))
            for start in range(0, frame.height, size):
                yield frame.slice(start, size)

    def close(self) -> None:
        """Remove the unpacked text."""
        self._open.close()

    def _unpack(self, path: Path, limits: Limits, sheet: str | None) -> dict[str, object]:
        source = self._folder / f"source.{self.kind}"
        source.symlink_to(path.resolve())
        asked = {"path": str(source), "sheet": sheet, "rows": limits.rows, "columns": limits.columns}
        try:
            finished = subprocess.run(  # noqa: S603
                [sys.executable, "-P", str(_UNPACKING), json.dumps(asked), str(self._folder)],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env=_ENVIRONMENT,
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise refuse(_BROKEN) from error
        answer = self._folder / "told.json"
        if finished.returncode != 0 or not answer.exists():
            raise refuse(_BROKEN)
        told = cast(dict[str, object], json.loads(answer.read_text(encoding="utf-8")))
        if "refusal" in told:
            raise refuse(str(told["refusal"]))
        return told
