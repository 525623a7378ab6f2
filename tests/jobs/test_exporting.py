"""Exports in the background: killed at any moment, each ends in one whole file, and nothing else is left of it."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from services import accounts, exports, files, storage, sweeping
from services.accounts import NewAccount
from services.exports import Export, ExportStatus, FileFormat, NewExport
from services.storage.repository import place
from services.work import begin
from tests import builders
from tests.builders import World
from tests.working import Moment, killed_at
from utils import clock, settings

MANY = 10_500
SIZES = [("services.exports.making", "BATCH", 1_000)]
READING = Moment("services.exports.making", "_Watch.passed", 4)
ALL_READ = Moment("services.exports.making", "_about", 1)
WRITTEN = Moment("services.exports.making", "keep")
STORED = Moment("services.files.service", "repository.add")
STORED_AND_KNOWN = Moment("services.exports.making", "repository.finish", 1, is_after=True)
COMMITTED = Moment("jobs.handlers", "_do", 1, is_after=True)


@pytest.mark.parametrize(("file_format", "moments"), [
    (FileFormat.CSV, [READING, STORED, COMMITTED]),
    (FileFormat.XLSX, [READING, ALL_READ, WRITTEN, STORED_AND_KNOWN]),
])  # fmt: skip
def test_an_export_whose_workers_are_killed_ends_in_one_whole_file(
    database: str, file_format: FileFormat, moments: list[Moment]
) -> None:
    here = crowd()
    with begin(here.admin) as work:
        asked = exports.start(work, NewExport("accounts", file_format))
    assert asked.status == ExportStatus.WAITING
    killed_at(database, moments, lambda: seen(here, asked).status == ExportStatus.DONE and not scratch(), SIZES)

    made = seen(here, asked)
    assert (made.row_count, made.rows_done, made.is_kept) == (MANY, MANY, True)
    assert codes_of(here, made) == [f"C-{n:06}" for n in range(MANY)]
    with begin(here.admin) as work:
        assert work.scalar("SELECT count(*) FROM files WHERE org_id = %(org_id)s") == 1
    # What a dead worker had stored, but nobody owns, may be on its way for a day.
    sweeping.sweep(clock.now() + timedelta(days=2))
    assert len(stored(here)) == 1
    assert codes_of(here, made)


def crowd() -> World:
    here = builders.world()
    with begin(here.admin) as work:
        accounts.add_many(work, (NewAccount(f"C-{n:06}", f"Demo {n}", None, here.ward_a) for n in range(MANY)))
    return here


def seen(here: World, asked: Export) -> Export:
    with begin(here.admin) as work:
        return exports.get(work, asked.export_id)


def codes_of(here: World, made: Export) -> list[str]:
    with begin(here.admin) as work:
        contents = b"".join(files.pieces(work, made.file_id or 0))
    if made.format == FileFormat.CSV:
        return sorted(row["account_code"] for row in csv.DictReader(io.StringIO(contents.decode(), newline="")))
    sheet: Any = openpyxl.load_workbook(io.BytesIO(contents), read_only=True)["Accounts"]
    head, *lines = sheet.iter_rows(values_only=True)
    return sorted(line[head.index("Account")] for line in lines)


def stored(here: World) -> list[str]:
    """Every file of the organization in the store, unfinished ones among them."""
    with begin(here.admin) as work:
        folder = (storage.current().folder or Path()) / place(work.connection) / str(work.org_id)
    return [path.name for path in folder.iterdir()]


def scratch() -> list[str]:
    """The folders of files being made; those of workers that are over go when the next one starts."""
    return [path.name for path in (settings.current().data_dir / "scratch").iterdir() if path.is_dir()]
