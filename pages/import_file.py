"""One import: its columns, its check, its progress, what it did, and what may be done next."""

from components import asked, history, import_actions, import_check, import_mapping, import_progress, import_words, page, words
from components.markup import link
from components.screens import IMPORT, IMPORTS
from components.status import badge, sign
from services import imports
from services.imports import Import, ImportStatus, Twin
from services.work import begin
from utils.errors import NotFound

actor = page.begin(IMPORT)
import_id = asked.number("import")


def next_sentence(found: Import) -> str:
    """What happens next, and who does it."""
    match ImportStatus(found.status):
        case ImportStatus.UPLOADED:
            return "Say which column is what; then every row is checked, and nothing changes yet."
        case ImportStatus.VALIDATED:
            if found.row_count == found.rejected_count:
                return "None of the rows can be taken. Mend them in the error file and send it back, or choose other columns."
            return "Nothing has changed yet. Look at what would be done, then bring the rows in."
        case ImportStatus.PAUSED:
            return f"Paused after {found.applied_count:,} of {found.to_apply_count:,} rows; the rest waits."
        case ImportStatus.DONE | ImportStatus.PARTIAL if not found.is_rolling_back:
            return f"{import_words.outcome(found)}. Finished {words.moment(found.finished_at, actor.time_zone)}."
        case ImportStatus.ROLLED_BACK:
            return f"Rolled back {words.moment(found.rolled_back_at, actor.time_zone)}: everything is as it was before."
        case _:
            return ""


def tell_twins(twins: list[Twin]) -> None:
    """Other imports of the very same file."""
    if twins:
        first = twins[0]
        where = link(IMPORT.link(**{"import": first.import_id}), f"import {first.import_id}")
        word = sign("import", first.status).word.lower()
        page.say("warning", where + f": the same file, uploaded by {first.creator_name}, {word}.")


def show(found: Import, twins: list[Twin]) -> None:
    """The whole page of one import."""
    below = f"Import {found.import_id}, uploaded by {found.creator_name}, {words.moment(found.created_at, actor.time_zone)}"
    page.head(import_words.title(found), mark=badge("import", found.status), below=below, back=("Imports", IMPORTS.link()))
    sentence = next_sentence(found)
    if found.failure:
        page.say("bad", f"It stopped: {found.failure}")
    if sentence:
        page.say("waiting", sentence)
    if found.status in (ImportStatus.UPLOADED, ImportStatus.VALIDATED):
        tell_twins(twins)
    if found.is_in_work:
        import_progress.watch(found)
    import_actions.show(found, actor)
    import_check.show_results(actor, found)
    if found.validated_at is not None and not found.is_checking:
        import_check.show(actor, found)
    if found.status == ImportStatus.UPLOADED or (found.status == ImportStatus.MAPPED and found.failure):
        import_mapping.show(actor, found)
    if found.status == ImportStatus.VALIDATED:
        import_mapping.show_again(actor, found)
    history.show(actor, found.ref)


with page.telling() as told:
    if import_id is None:
        raise NotFound("import", asked.text("import") or "(none named)")
    with begin(actor) as work:
        found, twins = imports.get(work, import_id), imports.twins(work, import_id)

if told.is_ok:
    show(found, twins)
