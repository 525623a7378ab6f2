"""Sealing the audit trail in batches, each over the digest of the one before, so that what is altered later is found."""

import re
from datetime import timedelta
from typing import Final

from database.connection import DatabaseRole, transaction
from services import background
from services.audit import sealing_repository as repository
from services.audit.sealing_repository import Broken, Seal
from services.background import Unfinished
from services.permissions import Permission
from services.work import Actor, Work, begin
from utils import clock

__all__ = ["SEAL", "Broken", "Seal", "broken", "due", "newest", "seal", "seal_all", "seal_of", "with_fingerprint"]

SEAL: Final = "audit.seal"
# An entry waits at most so long for its seal, and a minute or two for a worker to look.
WAIT: Final = timedelta(minutes=5)
BATCH: Final = 5_000


def seal(work: Work, most: int = BATCH) -> int | None:
    """Seal the oldest unsealed entries, at most `most` and of one day; how many, None while somebody is writing.

    Raises Forbidden.
    """
    work.require_everywhere(Permission.VERIFY)
    return repository.seal(work, most)


def seal_all(actor: Actor) -> int:
    """Seal batch after batch until all is sealed or somebody is writing; how many entries. Raises Forbidden."""
    sealed = 0
    while True:
        with begin(actor) as work:
            count = seal(work)
        if not count:
            return sealed
        sealed += count
        background.check_wanted()


def due() -> list[Unfinished]:
    """The organizations with entries that wait for a seal, and in whose name that is done."""
    with transaction(DatabaseRole.DOOR) as door:
        found = repository.to_seal(door, clock.now() - WAIT)
    return [Unfinished(each.org_id, each.staff_id, {}) for each in found]


def newest(work: Work) -> Seal | None:
    """The last link of the chain: its fingerprint stands for every entry before it. Raises Forbidden."""
    work.require(Permission.AUDIT_READ)
    return repository.newest(work)


def seal_of(work: Work, audit_id: int) -> Seal | None:
    """The seal that an entry is under, None while it waits for one. Raises Forbidden."""
    work.require(Permission.AUDIT_READ)
    return repository.of_entry(work, audit_id)


def with_fingerprint(work: Work, fingerprint: str) -> Seal | None:
    """The seal that somebody noted down by at least 8 digits of its fingerprint. Raises Forbidden."""
    work.require(Permission.AUDIT_READ)
    plain = "".join(fingerprint.split()).lower()
    return repository.with_digest(work, plain) if re.fullmatch("[0-9a-f]{8,64}", plain) else None


def broken(work: Work) -> list[Broken]:
    """The seals that do not fit their entries or each other, the first hundred. Raises Forbidden.

    Entries that the retention rule took, older than it can be set to, are no breach.
    """
    work.require_everywhere(Permission.VERIFY)
    return repository.broken(work)
