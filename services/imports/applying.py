"""Taking checked rows in, batch by batch: each batch is judged anew, applied and noted in one transaction."""

from typing import Final

from database.connection import DatabaseRole, transaction
from services import audit, planner_repository
from services.background import check_wanted
from services.imports import errors, repository, rows_repository, service, staging_repository, telling
from services.imports.checking import values_of
from services.imports.definition import Noun
from services.imports.models import Import, ImportStatus, Stage, UnfinishedImport, Verdict
from services.work import Actor, Work, begin

TAKEN: Final = tuple(verdict.value for verdict in Verdict if verdict is not Verdict.REJECTED)
WAITING: Final = (Verdict.PARKED.value,)


def apply(actor: Actor, import_id: int) -> None:
    """Take in the rows of an import that is running until none is left or it is paused.

    Killed at any moment it goes on, when called again, with the batch that was not noted; several callers take turns.
    """
    done = 0
    while apply_next(actor, import_id, is_first=done == 0):
        done += 1
    with begin(actor) as work:
        is_over = service.get(work, import_id).status in (ImportStatus.DONE, ImportStatus.PARTIAL)
    if is_over:
        errors.prepare(actor, import_id)


def unfinished(stage: Stage) -> list[UnfinishedImport]:
    """The imports of all organizations that are in the middle of a stage, and whom they work for."""
    with transaction(DatabaseRole.DOOR) as connection:
        return repository.unfinished_everywhere(connection, stage)


def apply_next(actor: Actor, import_id: int, *, is_first: bool) -> bool:
    """Take in one batch; False when there is none, or the import is not running."""
    check_wanted()
    with begin(actor) as work:
        found = repository.lock(work, import_id)
        if found is None or found.status != ImportStatus.RUNNING:
            return False
        noun = service.allowed(work, found.noun)
        upto = rows_repository.batch_end(work, import_id, found.applied_upto, noun.batch, is_again=found.is_again)
        if upto is None:
            _finish(work, found, noun)
            return False
        repository.lock_noun(work, found.noun)
        verdicts = WAITING if found.is_again else TAKEN
        count = staging_repository.stage_kept(work, noun.statements, import_id, found.applied_upto, upto, verdicts)
        values = values_of(work, found)
        staging_repository.judge(work, noun, values)
        staging_repository.run(work, noun.statements.adding, values)
        if staging_repository.has_changes(work):
            staging_repository.run(work, noun.statements.changing, values)
        if noun.apply is not None:
            noun.apply(work, found)
        if rows_repository.revise_judged(work, import_id, found.applied_upto, upto):
            # The error file tells of what is no longer so.
            repository.keep_error_file(work, import_id, None)
        repository.mark_applied(work, import_id, upto, count)
    if is_first:
        with begin(actor) as work:
            planner_repository.refresh(work)
    return True


def _finish(work: Work, found: Import, noun: Noun) -> None:
    rows_repository.count_rows(work, found.import_id)
    counted = service.get(work, found.import_id)
    is_whole = not counted.rejected_count and not counted.parked_count
    repository.mark_finished(work, found.import_id, ImportStatus.DONE if is_whole else ImportStatus.PARTIAL)
    audit.record(work, "import.finished", found.ref, after=service.counts(counted))
    # Again only when rows went in that had waited: what waits for what never comes is not tried for ever.
    is_news = counted.parked_count < found.parked_count if found.is_again else counted.added_count + counted.changed_count > 0
    if is_news or not found.is_again:
        telling.finished(work, counted)
    if noun.wakes and is_news and repository.has_parked(work, noun.wakes):
        service.wake(work)
