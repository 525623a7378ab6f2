"""Taking back what an import did: all of it in one transaction, while nothing was built on it."""

from typing import Final

from services import audit
from services.imports import repository, rules, service, staging_repository
from services.imports.checking import values_of
from services.imports.models import Verdict
from services.imports.nouns import noun_of
from services.permissions import Permission
from services.work import Work
from utils.errors import Conflict

SHOWN: Final = 3
FAR: Final = 2**62
DONE: Final = (Verdict.ADDED.value, Verdict.CHANGED.value)


def take_back(work: Work, import_id: int) -> None:
    """Take back an import whose roll back was asked for; nothing when it was not.

    Raises Forbidden, and Conflict, saying what was built on it or changed since.
    """
    work.require(Permission.IMPORT)
    found = repository.lock(work, import_id)
    if found is None or not found.is_rolling_back:
        return
    rules.check_has_its_rows(cleared_at=repository.rows_cleared_at(work, import_id))
    noun = noun_of(found)
    service.allowed(work, found.noun)
    repository.lock_noun(work, found.noun)
    values = values_of(work, found)
    if noun.statements.built is not None:
        built = staging_repository.keys(work, noun.statements.built, values)
        if built:
            raise Conflict(f"{_named(built, noun.one, noun.many)} used since: {_USED} Nothing was rolled back.")
    if staging_repository.stage_kept(work, noun.statements, import_id, 0, FAR, DONE):
        staging_repository.judge(work, noun, values)
        changed = staging_repository.changed_since(work)
        if changed:
            raise Conflict(f"{_named(changed, noun.one, noun.many)} changed since this import; nothing was rolled back.")
    if noun.undo is not None:
        noun.undo(work, found)
    staging_repository.run(work, noun.statements.undo, values)
    repository.mark_rolled_back(work, import_id)
    audit.record(work, "import.rolled_back", found.ref, after=service.counts(found))


def _named(keys: list[str], one: str, many: str) -> str:
    shown = ", ".join(keys[:SHOWN])
    if len(keys) == 1:
        return f"The {one} {shown} was"
    rest = f" and {'more than ' if len(keys) == 1000 else ''}{len(keys) - SHOWN:,} others" if len(keys) > SHOWN else ""
    return f"The {many} {shown}{rest} were"


_USED: Final = "bills, readings, payments or other records were made for what it brought."
