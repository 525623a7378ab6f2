"""What whoever brought a file in is told of it."""

from services import notices
from services.imports.models import Import
from services.imports.nouns import noun_of
from services.notices import About, Kind
from services.work import Work


def finished(work: Work, found: Import) -> None:
    """Its rows are in; how many of them, and how many are not."""
    counts = (
        (found.added_count, "added"), (found.changed_count, "changed"), (found.unchanged_count, "unchanged"),
        (found.rejected_count, "left out"), (found.parked_count, "waiting"),
    )  # fmt: skip
    said = ", ".join(f"{count:,} {word}" for count, word in counts if count) or "no rows"
    _tell(work, notices.IMPORT_DONE, found, f"Your import of {noun_of(found).many} from {found.file_name} is done: {said}.")


def stopped(work: Work, found: Import, reason: str) -> None:
    """It does not go on by itself."""
    subject = f"Your import of {noun_of(found).many} from {found.file_name} stopped: {reason}"
    _tell(work, notices.IMPORT_STOPPED, found, subject)


def _tell(work: Work, kind: Kind, found: Import, subject: str) -> None:
    event = f"{found.ref} {kind.name} {work.now.isoformat()}"
    notices.tell(work, kind, [found.created_by], About("import", found.import_id), subject, event)
