"""The background check: every row of a file read, parsed, judged and kept, batch by batch, each in a transaction of its own."""

from contextlib import ExitStack
from typing import Any

import polars as pl

from services import audit, files
from services.background import check_wanted
from services.imports import errors, reading, repository, rows_repository, service, staging_repository
from services.imports.definition import Noun
from services.imports.models import Import, ImportStatus
from services.tabular import open_table
from services.work import Actor, Work, begin


def check(actor: Actor, import_id: int) -> None:
    """Judge the rows of an import that is mapped; nothing when it is not, or is mapped anew meanwhile.

    Killed at any moment it goes on, when called again, with the rows that are not kept yet. Raises Invalid for a file
    that breaks off.
    """
    with ExitStack() as open_until_done:
        with begin(actor) as work:
            found = service.get(work, import_id)
            noun = service.allowed(work, found.noun)
            if found.status != ImportStatus.MAPPED:
                return
            path = open_until_done.enter_context(files.local_copy(work, found.file_id))
        as_told = found.read_as
        table = open_until_done.enter_context(
            open_table(path, found.file_name, sheet=as_told.sheet, header_row=as_told.header_row, delimiter=as_told.delimiter)
        )
        for frame in reading.batches(table, noun, found.mapping):
            check_wanted()
            if not _check_batch(actor, found, noun, frame):
                return
        with begin(actor) as work:
            _end(work, found)
        errors.prepare(actor, import_id, table)


def values_of(work: Work, found: Import) -> dict[str, Any]:
    """What every statement of a noun knows."""
    return {
        "import_id": found.import_id, "today": work.today, "staff_id": work.actor.staff_id, "since": found.started_at,
        "zone": work.actor.time_zone, "currency": work.actor.currency,
    }  # fmt: skip


def _check_batch(actor: Actor, found: Import, noun: Noun, frame: pl.DataFrame) -> bool:
    with begin(actor) as work:
        locked = _wanted(work, found)
        if locked is None:
            return False
        left = frame.filter(pl.col("row_no") > locked.last_row_no)
        if left.height:
            staging_repository.stage_file(work, noun.statements, reading.csv_of(left))
            staging_repository.judge(work, noun, values_of(work, found))
            rows_repository.keep_judged(work, found.import_id)
            repository.mark_checked(work, found.import_id, left.height, left["row_no"].item(left.height - 1))
    return True


def _end(work: Work, found: Import) -> None:
    if _wanted(work, found) is None:
        return
    rows_repository.close(work, found.import_id)
    repository.mark_validated(work, found.import_id)
    after = service.get(work, found.import_id)
    audit.record(work, "import.validated", found.ref, after=service.counts(after))


def _wanted(work: Work, found: Import) -> Import | None:
    """The import, locked, while the same check is still what is wanted of it."""
    locked = repository.lock(work, found.import_id)
    is_wanted = locked is not None and locked.status == ImportStatus.MAPPED and locked.check_no == found.check_no
    return locked if is_wanted else None
