"""Asking for exports, following them and calling them off."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Final

from database.connection import DatabaseRole, transaction
from services import audit, background, listing, notices
from services.background import Unfinished
from services.exports import making, repository
from services.exports.models import Export, ExportStatus, FileFormat, NewExport
from services.exports.nouns import listing_of
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.work import Work
from utils import scratch
from utils.errors import Conflict, Invalid, not_found

JOB: Final = "export.make"


def start(work: Work, wanted: NewExport) -> Export:
    """Make an export of exactly the rows and columns asked for: at once where it is short, else in the background.

    Short is up to the 10,000 rows that lists count. Raises Forbidden, Invalid (noun, format, columns or a filter).
    """
    work.require(Permission.EXPORT)
    source, query = check(work, wanted), wanted.query
    _, is_long = listing.count(work, source, query)
    words = listing.described(work, source, query)
    asked = {"search": query.search.strip(), "filters": dict(query.filters), "sort": query.sort, "columns": list(wanted.columns)}
    export_id = repository.add(work, wanted.noun, wanted.format, json.dumps({**asked, "words": words}))
    after = {"noun": wanted.noun, "format": wanted.format, **asked}
    audit.record(work, "export.started", f"export {export_id}", after=after)
    if is_long:
        args = {"export_id": export_id}
        background.defer(work, JOB, args, once=background.once_name(JOB, work.org_id, args))
    else:
        with scratch.folder() as folder:
            path = folder / "file"
            rows = making.write(work, wanted, path, _unwatched)
            making.keep(work, get(work, export_id), path, rows)
    return get(work, export_id)


def stream(work: Work, wanted: NewExport) -> Generator[bytes, None, None]:
    """The rows as CSV in UTF-8 with a header, piece by piece, for a command; refusals come before the first.

    The names of columns are kept from release to release; new ones may come beside them. A text that a spreadsheet
    would take for a formula begins with an apostrophe. Raises Forbidden, Invalid.
    """
    work.require(Permission.EXPORT)
    source = check(work, wanted)
    _remember(work, wanted)
    listing.expect_many(work)
    return listing.copied(work, source, wanted.query, wanted.columns)


def write(work: Work, wanted: NewExport, path: Path) -> int:
    """The rows as a file of the format asked for, for a command; returns how many. Raises Forbidden, Invalid."""
    work.require(Permission.EXPORT)
    check(work, wanted)
    _remember(work, wanted)
    listing.expect_many(work)
    return making.write(work, wanted, path, _unwatched)


def get(work: Work, export_id: int) -> Export:
    """An export of the actor. Raises Forbidden, NotFound."""
    work.require(Permission.EXPORT)
    return repository.get(work, export_id) or not_found("export", export_id)


def page(work: Work, query: ListQuery) -> Page[Export]:
    """The actor's exports, newest first; filter: status. Raises Forbidden, Invalid."""
    work.require(Permission.EXPORT)
    if query.filters.get("status", "") not in ("", *ExportStatus):
        raise Invalid({"status": f"State is one of {', '.join(ExportStatus)}."})
    return repository.page(work, query)


def cancel(work: Work, export_id: int) -> Export:
    """Call an export off that is still being made. Raises Forbidden, NotFound, Conflict."""
    export = get(work, export_id)
    if not repository.end(work, export_id, ExportStatus.CANCELLED, None):
        raise Conflict(f"This export is {export.status} already; there is nothing to cancel.")
    audit.record(work, "export.cancelled", f"export {export_id}")
    return get(work, export_id)


def fail(work: Work, reason: str, export_id: int) -> None:
    """Say on the export why its making stopped."""
    if repository.end(work, export_id, ExportStatus.FAILED, reason):
        making.tell(work, notices.EXPORT_STOPPED, export_id, f"Your export {export_id} stopped: {reason}")


def unfinished() -> list[Unfinished]:
    """The exports of all organizations that are still to be made."""
    with transaction(DatabaseRole.DOOR) as connection:
        found = repository.under_way_everywhere(connection)
    return [Unfinished(each.org_id, each.staff_id, {"export_id": each.export_id}) for each in found]


def check(work: Work, wanted: NewExport) -> "listing.Listing[object]":
    """The list that is meant, asked nothing that it does not know. Raises Forbidden, Invalid."""
    source = listing_of(wanted.noun)
    work.require(source.permission)
    if wanted.format not in list(FileFormat):
        raise Invalid({"format": f"An export is one of {', '.join(FileFormat)}."})
    if len(set(wanted.columns)) < len(wanted.columns):
        raise Invalid({"columns": "Name each column once."})
    listing.chosen_fields(source, wanted.columns)
    listing.matching(work, source, wanted.query)
    return source


def _remember(work: Work, wanted: NewExport) -> None:
    after = {"filters": dict(wanted.filters), "search": wanted.search, "columns": list(wanted.columns)}
    audit.record(work, "export.made", f"export {wanted.noun}", after=after)


def _unwatched(_: int) -> None:
    """A short export is made before anybody could ask how far it is."""
