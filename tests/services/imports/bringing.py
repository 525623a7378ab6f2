"""Bringing rows in, in one call, by the same use cases that the screens and the command run."""

import csv
import io
from collections.abc import Mapping, Sequence
from uuid import uuid4

from services import bulk_changes, files, imports
from services.bulk_changes import Action, Chosen, NewChange
from services.imports import Import, ImportStatus, Problem, Verdict
from services.work import Actor, begin
from tests.builders import World
from utils.errors import Conflict

Rows = Sequence[Sequence[object]]


def csv_bytes(head: Sequence[str], rows: Rows) -> bytes:
    """The rows as a CSV file; half a character as broken exports carry it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return out.getvalue().encode(errors="surrogatepass")


def checked(
    actor: Actor, noun: str, contents: bytes, mapping: Mapping[str, str] | None = None, name: str = "rows.csv"
) -> Import:
    """Uploaded, mapped (field to heading; as guessed where not told) and checked."""
    with begin(actor) as work:
        found = imports.upload(work, noun, name, [contents])
        keys = {column["name"]: column["key"] for column in found.columns}
        told = found.mapping if mapping is None else {field: keys[heading] for field, heading in mapping.items()}
        imports.choose(work, found.import_id, told)
    imports.check(actor, found.import_id)
    return again(actor, found)


def brought(
    actor: Actor, noun: str, contents: bytes, mapping: Mapping[str, str] | None = None, name: str = "rows.csv"
) -> Import:
    """Checked and taken in."""
    return taken(actor, checked(actor, noun, contents, mapping, name))


def taken(actor: Actor, found: Import, most: int | None = None) -> Import:
    """Started where it is not, and taken in (`most` batches of it)."""
    if found.status == ImportStatus.VALIDATED:
        with begin(actor) as work:
            imports.start(work, found.import_id)
    if most is None:
        imports.apply(actor, found.import_id)
    for _ in range(most or 0):
        imports.apply_next(actor, found.import_id, is_first=False)
    return again(actor, found)


def again(actor: Actor, found: Import) -> Import:
    """The import as it stands now."""
    with begin(actor) as work:
        return imports.get(work, found.import_id)


def counts(found: Import) -> tuple[int, int, int, int, int]:
    """Added, changed, unchanged, rejected, parked."""
    return (found.added_count, found.changed_count, found.unchanged_count, found.rejected_count, found.parked_count)


def reasons(actor: Actor, found: Import, verdict: Verdict = Verdict.REJECTED) -> dict[int, str]:
    """Why rows were not taken, by row number."""
    with begin(actor) as work:
        return {row.row_no: row.reason or "" for row in imports.samples(work, found.import_id, verdict, size=200)}


def problems(actor: Actor, found: Import) -> list[Problem]:
    """The kinds of reasons."""
    with begin(actor) as work:
        return imports.problems(work, found.import_id)


def error_rows(actor: Actor, found: Import) -> list[dict[str, str]]:
    """The error file as it is downloaded."""
    with begin(actor) as work:
        made = imports.error_file(work, found.import_id)
        contents = b"".join(files.pieces(work, made.file_id))
    return list(csv.DictReader(io.StringIO(contents.decode("utf-8-sig"))))


def deleted(actor: Actor, noun: str, record_id: int) -> None:
    """Hide a unit or an account the way the office deletes it."""
    new = NewChange(noun, Action("delete"), Chosen((str(record_id),)), "Deleted for a test", uuid4())
    with begin(actor) as work:
        change = bulk_changes.start(work, new)
    bulk_changes.run(actor, change.change_id)
    with begin(actor) as work:
        assert bulk_changes.get(work, change.change_id).changed_count == 1


def rolled_back(here: World, found: Import) -> Import:
    """Taken back, as the screen and the worker do it together; what is refused is raised, and kept as the reason."""
    with begin(here.admin) as work:
        imports.roll_back(work, found.import_id)
    try:
        with begin(here.admin) as work:
            imports.take_back(work, found.import_id)
    except Conflict as error:
        with begin(here.admin) as work:
            imports.fail(work, str(error), found.import_id)
        raise
    return again(here.admin, found)
