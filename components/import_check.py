"""What an import would do or did: counts, why rows were not taken, and samples with old and new values."""

from dataclasses import dataclass

from markupsafe import Markup

from components import cards, import_words, page, table, words
from components.cards import Figure
from components.markup import link
from components.table import Column, Kind, Writer
from services import imports
from services.imports import Import, ImportStatus, Problem, Sample, Verdict
from services.work import Actor, begin

SHOWN = 5


@dataclass(frozen=True)
class Change:
    """One field of a sample."""

    row_no: int
    key: str
    label: str
    old: str
    new: str


def show(actor: Actor, found: Import) -> None:
    """Draw figures, problems and samples."""
    is_done = found.status not in (ImportStatus.VALIDATED, ImportStatus.MAPPED)
    of = f"of {words.counted(found.row_count, 'row')}"
    cards.show([
        Figure("Added" if is_done else "To add", f"{found.added_count:,}", of),
        Figure("Changed" if is_done else "To change", f"{found.changed_count:,}", of),
        Figure("Unchanged", f"{found.unchanged_count:,}", "the same already"),
        Figure("Left out", f"{found.rejected_count:,}", "each with its reason", "warning" if found.rejected_count else ""),
        Figure("Waiting", f"{found.parked_count:,}", "for what they name", "warning" if found.parked_count else ""),
    ])  # fmt: skip
    with begin(actor) as work:
        problems = imports.problems(work, found.import_id)
        changed = imports.samples(work, found.import_id, Verdict.CHANGED, size=SHOWN) if found.changed_count else []
        added = imports.samples(work, found.import_id, Verdict.ADDED, size=SHOWN) if found.added_count else []
    writer = Writer(actor.currency, actor.time_zone)
    if problems:
        _problems(problems, found, writer)
    if changed:
        page.section("Changes", f"The first {len(changed)} of {found.changed_count:,}.")
        _changes(found, changed, writer)
    if added:
        page.section("Added" if is_done else "To add", f"The first {len(added)} of {found.added_count:,}.")
        _added(found, added, writer)


def show_results(actor: Actor, found: Import) -> None:
    """Links to what the import made for its importer alone."""
    if not found.result_file_ids or found.status == ImportStatus.ROLLED_BACK:
        return
    with begin(actor) as work:
        made = imports.results(work, found.import_id)
    links = [link(f"/api/v1/files/{file.file_id}", file.name, "su-link") for file in made]
    text = "Hand the first passwords out and delete the file: each is changed when its person first signs in. It stays a day."
    page.section("First passwords", text if made else "They are given to whoever ran the import, for one day.")
    if links:
        page.html(Markup("<br>").join(links))


def _problems(problems: list[Problem], found: Import, writer: Writer) -> None:
    errors: str | Markup = "Mend the rows in the error file and send it back: it is read as it is."
    if found.error_file_id is not None:
        errors = Markup("{} {}").format(
            link(f"/api/v1/files/{found.error_file_id}", "Download the error file.", "su-link"), errors
        )
    page.section("Rows that are not taken", errors)
    columns = (
        Column[Problem]("Reason", "reason"),
        Column[Problem]("Rows", "count", Kind.NUMBER, is_lead=True),
        Column[Problem]("First in row", "row_no", Kind.NUMBER),
        Column[Problem]("What becomes of them", lambda problem: import_words.VERDICTS[problem.verdict]),
    )
    table.show(columns, problems, writer)


def _changes(found: Import, samples: list[Sample], writer: Writer) -> None:
    fields = import_words.noun_of(found).fields
    rows = [
        Change(sample.row_no, sample.key or "", field.label, words.NOTHING if before is None else str(before), cell)
        for sample in samples
        for field, cell in zip(fields, sample.cells, strict=False)
        if cell is not None and sample.before is not None and field.name in sample.before
        and not _is_same(before := sample.before[field.name], cell)
    ]  # fmt: skip
    columns = (
        Column[Change]("Record", "key"),
        Column[Change]("Field", "label"),
        Column[Change]("Now", "old"),
        Column[Change]("In the file", "new", is_lead=True),
        Column[Change]("Row", "row_no", Kind.NUMBER, is_desk_only=True),
    )
    table.show(columns, rows, writer)


def _is_same(before: object, cell: str) -> bool:
    old = "" if before is None else str(before)
    trimmed = old.rstrip("0").rstrip(".") if "." in old else old
    return cell.casefold() in (old.casefold(), trimmed.casefold())


def _added(found: Import, samples: list[Sample], writer: Writer) -> None:
    fields = import_words.noun_of(found).fields
    used = [place for place, field in enumerate(fields) if field.name in found.mapping][:7]
    columns = [Column[Sample](fields[place].label, lambda sample, place=place: sample.cells[place] or "") for place in used]
    table.show([*columns, Column[Sample]("Row", "row_no", Kind.NUMBER, is_desk_only=True)], samples, writer)
