"""Bringing a file in: upload, map, check, run, pause, resume, roll back; the work itself is in checking and applying."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Final

from services import audit, files
from services.background import defer
from services.files import File, Purpose
from services.imports import looking, mappings_repository, repository, rows_repository, rules, telling
from services.imports.definition import Noun
from services.imports.models import (
    Import,
    ImportNoun,
    ImportRow,
    ImportStatus,
    Problem,
    ReadAs,
    Sample,
    Twin,
    Verdict,
)
from services.imports.nouns import NOUNS, noun_of
from services.paging import ListQuery, Page, decode_id, page_of
from services.permissions import Permission
from services.work import Work
from utils.errors import AppError, Conflict, Invalid, not_found

S = ImportStatus
CHECK: Final = "import.check"
APPLY: Final = "import.apply"
ROLL_BACK: Final = "import.roll_back"
PICK_UP: Final = "import.pick_up"
FILTERS: Final = frozenset({"noun", "status"})


def nouns(work: Work) -> list[Noun]:
    """What this person may import. Raises Forbidden."""
    work.require(Permission.IMPORT)
    is_limited = work.actor.area_ids is not None or work.actor.account_id is not None
    return [noun for noun in NOUNS.values() if work.actor.may(noun.permission) and not (is_limited and noun.is_everywhere)]


def allowed(work: Work, name: str) -> Noun:
    """The noun of a name, for whoever may import it. Raises Invalid, Forbidden."""
    work.require(Permission.IMPORT)
    if name not in list(ImportNoun):
        raise Invalid({"noun": f"There is no import of {name}; there are {', '.join(ImportNoun)}."})
    noun = NOUNS[ImportNoun(name)]
    if noun.is_everywhere:
        work.require_everywhere(noun.permission)
    else:
        work.require(noun.permission)
    return noun


def upload(work: Work, noun_name: str, file_name: str, pieces: Iterable[bytes], read_as: ReadAs | None = None) -> Import:
    """Keep a file and look at what it holds; its mapping is the one remembered for its shape, else a guess.

    Raises Forbidden, and Invalid on `file` for what is no table.
    """
    noun = allowed(work, noun_name)
    read_as = read_as or ReadAs()
    file = files.put(work, file_name, files.CSV, pieces, Purpose.IMPORT)
    with files.local_copy(work, file.file_id) as path:
        seen = looking.look(path, file_name, read_as)
    mapping = _proposed(work, noun, seen)
    values = {"noun": noun.name.value, "file_id": file.file_id, "file_name": file.name, "sha256": file.sha256}
    import_id = repository.add(work, values | seen.values(), seen.columns, seen.notes, mapping)
    found = get(work, import_id)
    audit.record(work, "import.uploaded", found.ref, after={"noun": noun.name, "file": file.name, "sha256": file.sha256})
    return found


def read_differently(work: Work, import_id: int, read_as: ReadAs) -> Import:
    """Look at the file anew, with another sheet, header row or delimiter. Raises NotFound, Conflict, Invalid."""
    found, noun = _locked(work, import_id)
    rules.check_can_become(found, S.UPLOADED)
    with files.local_copy(work, found.file_id) as path:
        seen = looking.look(path, found.file_name, read_as)
    repository.read_again(work, import_id, seen.values(), seen.columns, seen.notes, _proposed(work, noun, seen))
    return get(work, import_id)


def choose(work: Work, import_id: int, mapping: Mapping[str, str]) -> Import:
    """Say which column is which field (field to key of the column) and have the rows checked in the background.

    The mapping is remembered for files of this shape. Raises NotFound, Conflict, Invalid (fields).
    """
    found, noun = _locked(work, import_id)
    rules.check_can_become(found, S.MAPPED)
    kept = rules.check_mapping(noun, found.columns, mapping)
    repository.mark_mapped(work, import_id, kept)
    headings = rules.by_heading(found, kept)
    mappings_repository.remember(work, found.noun, found.shape_key, headings, found.file_name)
    audit.record(work, "import.mapped", found.ref, after=headings)
    _queue(work, CHECK, import_id)
    return get(work, import_id)


def start(work: Work, import_id: int) -> Import:
    """Take the rows in, in the background. Raises NotFound, Conflict."""
    found, noun = _locked(work, import_id)
    if found.status != S.VALIDATED:
        rules.check_can_become(found, S.RUNNING)
        raise Conflict(f"Import {import_id} has begun already; resume it instead.")
    repository.lock_noun(work, found.noun)
    for twin in repository.twins(work, found.sha256, import_id):
        if twin.noun == found.noun and twin.status in (S.RUNNING, S.PAUSED):
            raise Conflict(
                f"{twin.creator_name} is importing the same file already (import {twin.import_id}, {twin.status}); "
                "wait until that is done, then check this one again."
            )
    to_apply = found.row_count - found.rejected_count
    if not to_apply:
        raise Conflict(f"None of the {noun.many} in this file can be taken; mend the rows in the error file and send it back.")
    repository.begin_round(work, import_id, to_apply, is_again=False)
    repository.mark_running(work, import_id)
    audit.record(work, "import.started", found.ref, after=counts(found))
    _queue(work, APPLY, import_id)
    return get(work, import_id)


def pause(work: Work, import_id: int) -> Import:
    """Stop after the batch in hand. Raises NotFound, Conflict."""
    found, _ = _locked(work, import_id)
    rules.check_can_become(found, S.PAUSED)
    repository.mark_paused(work, import_id)
    audit.record(work, "import.paused", found.ref, after={"applied": found.applied_count})
    return get(work, import_id)


def resume(work: Work, import_id: int) -> Import:
    """Go on where it was paused or stopped, or try the parked rows again. Raises NotFound, Conflict."""
    found, _ = _locked(work, import_id)
    if found.status == S.VALIDATED:
        raise Conflict(f"Import {import_id} cannot be resumed: it has not been run yet.")
    if found.status == S.RUNNING and not found.is_rolling_back:
        # Where the queue lost its job; one that is there is not added to.
        _queue(work, APPLY, import_id)
        return found
    rules.check_can_become(found, S.RUNNING)
    _go_on(work, found)
    audit.record(work, "import.resumed", found.ref, after=counts(found))
    return get(work, import_id)


def roll_back(work: Work, import_id: int) -> Import:
    """Take back in the background what the import did, all of it or nothing. Raises NotFound, Conflict."""
    found, _ = _locked(work, import_id)
    rules.check_can_become(found, S.ROLLED_BACK)
    rules.check_has_its_rows(cleared_at=repository.rows_cleared_at(work, import_id))
    repository.mark_rolling_back(work, import_id)
    _queue(work, ROLL_BACK, import_id)
    return get(work, import_id)


def fail(work: Work, reason: str, import_id: int) -> None:
    """Say on the import why its work stopped; it can be taken up again."""
    found = repository.lock(work, import_id)
    if found is None:
        return
    if found.is_rolling_back or found.status == S.MAPPED:
        repository.mark_failed(work, import_id, reason)
    elif found.status == S.RUNNING:
        repository.mark_finished(work, import_id, S.PARTIAL, reason)
    else:
        return
    telling.stopped(work, found, reason)


def take_up(work: Work, import_id: int) -> None:
    """Ready an import whose job stopped for the job to be tried again. Raises NotFound, Conflict."""
    found, _ = _locked(work, import_id)
    if found.failure is None:
        return
    if found.status == S.MAPPED:
        repository.mark_failed(work, import_id, None)
    elif found.status == S.PARTIAL and found.applied_count < found.to_apply_count:
        repository.mark_running(work, import_id)
    elif found.status in (S.DONE, S.PARTIAL):
        repository.mark_rolling_back(work, import_id)


def pick_up(work: Work) -> list[int]:
    """Try the parked rows of finished imports again, for something that they named may have come; returns which."""
    work.require(Permission.IMPORT)
    tried = repository.lock_with_parked(work, [noun.name for noun in nouns(work)])
    for import_id in tried:
        _go_on(work, get(work, import_id))
    return tried


def wake(work: Work) -> None:
    """Have parked rows tried again in the background, after this work."""
    defer(work, PICK_UP, {}, once=f"{PICK_UP}:{work.org_id}")


def get(work: Work, import_id: int) -> Import:
    """One import. Raises NotFound."""
    work.require(Permission.IMPORT)
    found = repository.get(work, import_id) or not_found("import", import_id)
    if not work.actor.may(noun_of(found).permission):
        not_found("import", import_id)
    return found


def page(work: Work, query: ListQuery) -> Page[ImportRow]:
    """Imports, the newest first. Searches the file's name; filters: noun, status. Raises Invalid."""
    known = [noun.name.value for noun in nouns(work)]
    given = {name: value for name, value in query.filters.items() if value}
    for name in set(given) - FILTERS:
        raise Invalid({name: f"Imports cannot be filtered by {name}."})
    if given.get("noun", known[0] if known else "") not in list(ImportNoun):
        raise Invalid({"noun": f"Imports are of {', '.join(ImportNoun)}."})
    if given.get("status", S.DONE) not in list(S):
        raise Invalid({"status": f"State is one of {', '.join(S)}."})
    filters = {"nouns": known, "noun": given.get("noun"), "status": given.get("status"), "name": query.search.strip() or None}
    rows = repository.list_page(work, filters, decode_id(query.after), decode_id(query.before), query.size)
    return page_of(rows, query, lambda row: (row.import_id,), repository.count(work, filters))


def twins(work: Work, import_id: int) -> list[Twin]:
    """Other imports of the very same file. Raises NotFound."""
    found = get(work, import_id)
    return repository.twins(work, found.sha256, import_id)


def problems(work: Work, import_id: int) -> list[Problem]:
    """Why rows were not taken, by kind. Raises NotFound."""
    get(work, import_id)
    return rows_repository.problems(work, import_id)


def samples(work: Work, import_id: int, verdict: Verdict, label: str | None = None, size: int = 5) -> list[Sample]:
    """The first rows of a verdict, or of one label of its reasons. Raises NotFound."""
    get(work, import_id)
    return rows_repository.samples(work, import_id, verdict, label, min(size, 200))


def results(work: Work, import_id: int) -> list[File]:
    """The files that an import made, such as first passwords, as far as this person may read them still. Raises NotFound."""
    found = get(work, import_id)
    kept: list[File] = []
    for file_id in found.result_file_ids:
        with suppress(AppError):
            kept.append(files.get(work, file_id))
    return kept


def counts(found: Import) -> dict[str, object]:
    """The rows by verdict, as the audit log keeps them."""
    return {
        "added": found.added_count, "changed": found.changed_count, "unchanged": found.unchanged_count,
        "rejected": found.rejected_count, "parked": found.parked_count,
    }  # fmt: skip


def _go_on(work: Work, found: Import) -> None:
    if found.status == S.PARTIAL and found.applied_count >= found.to_apply_count:
        if not found.parked_count:
            raise Conflict(
                f"Import {found.import_id} has no row that waits; mend the rows in the error file and send it as a new file."
            )
        repository.begin_round(work, found.import_id, found.parked_count, is_again=True)
    repository.mark_running(work, found.import_id)
    _queue(work, APPLY, found.import_id)


def _locked(work: Work, import_id: int) -> tuple[Import, Noun]:
    work.require(Permission.IMPORT)
    found = repository.lock(work, import_id)
    if found is None or not work.actor.may(noun_of(found).permission):
        not_found("import", import_id)
    return found, allowed(work, found.noun)


def _proposed(work: Work, noun: Noun, seen: looking.Seen) -> dict[str, str]:
    remembered = mappings_repository.remembered(work, noun.name, seen.shape_key)
    if remembered:
        return rules.by_key({column["name"]: column["key"] for column in seen.columns}, remembered)
    return looking.guessed(noun, seen)


def _queue(work: Work, task: str, import_id: int) -> None:
    defer(work, task, {"import_id": import_id}, once=f"{task}:{work.org_id}:{import_id}")


