"""What all that is set for tickets shares: one person after the other, under the mark of what was seen, with its audit row."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TypeVar

from services import audit
from services.permissions import Permission
from services.tickets import kinds_repository
from services.tickets.models import CannedAnswer, EscalationRule, Priority, TicketType
from services.work import Work
from utils.errors import Conflict

Kind = TypeVar("Kind", TicketType, Priority, CannedAnswer, EscalationRule)


def locked(work: Work, needed: Permission, read: Callable[[Work], list[Kind]]) -> list[Kind]:
    """All of a kind, which nobody else sets until the end of the transaction. Raises Forbidden."""
    work.require_everywhere(needed)
    kinds_repository.lock(work)
    return read(work)


def as_seen(known: Sequence[Kind], new: Kind, seen: str | None, what: str) -> Kind | None:
    """The one of the same code as it stands; None where `new` is added. Without a mark nothing that is there is changed.

    Raises Conflict where the person looked at another state of it, or adds what somebody else added otherwise before.
    """
    before = next((each for each in known if each.code == new.code), None)
    if seen is not None and (before is None or seen != before.mark):
        raise Conflict(f"Somebody else changed {what} meanwhile; look at it again before you change it.")
    if seen is None and before is not None and before != new:
        raise Conflict(
            f"Somebody else added {what} ({new.code}) before, with other particulars; look at it before you change it."
        )
    return before


def record(work: Work, action: str, ref: str, before: Kind | None, after: Kind) -> None:
    """Write down what changed."""
    old, new = {} if before is None else asdict(before), asdict(after)
    changed = [name for name in new if old.get(name) != new[name]]
    told = {name: old[name] for name in changed if name in old}
    audit.record(work, action, ref, before=told or None, after={name: new[name] for name in changed})
