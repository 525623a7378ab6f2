"""Recomputing all money of one organization and the seals of its audit trail, and naming what disagrees."""

from collections.abc import Callable
from typing import Final

from services import attachments, audit, bills
from services.permissions import Permission
from services.verification import repository
from services.verification.models import Disagreement
from services.work import Work

AUDIT: Final = "the audit trail is as it was sealed"
ATTACHMENTS: Final = "the file of an attachment is there and unchanged"
CHECK_NAMES: tuple[str, ...] = (*(name for name, _ in repository.CHECKS), AUDIT, ATTACHMENTS)
# Reading them all takes as long as their store gives them.
FILES_READ: Final = 200


def verify(
    work: Work, tell: Callable[[str], None] | None = None, most_files: int | None = FILES_READ
) -> tuple[Disagreement, ...]:
    """Every disagreement, at most a hundred of each check, in the order of the checks; empty when all adds up.

    `tell` is called with the name of each check before it runs. Each check is one statement and so sees one moment:
    it may run while others work. Set-based, some minutes for a million accounts. So many files of attachments are read,
    drawn from all of them; None reads every one.
    """
    work.require_everywhere(Permission.VERIFY)
    repository.settle_planner(work)
    charged = [status.value for status in bills.CHARGED]
    found: list[Disagreement] = []
    for name, statement in repository.CHECKS:
        if tell is not None:
            tell(name)
        found += [Disagreement(name, each.ref, each.sentence) for each in repository.run(work, statement, charged)]
    if tell is not None:
        tell(AUDIT)
    found += [Disagreement(AUDIT, each.ref, each.sentence) for each in audit.broken(work)]
    if tell is not None:
        tell(ATTACHMENTS)
    found += [Disagreement(ATTACHMENTS, ref, said) for ref, said in attachments.disagreements(work, most_files)]
    return tuple(found)
