"""What tickets are about, and what their priorities promise: as it stands, and as an organization sets it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import TypeVar

from services import audit
from services.permissions import Permission
from services.tickets import kinds_repository as repository
from services.tickets import kinds_rules as rules
from services.tickets.models import Priority, TicketType
from services.work import Work
from utils.errors import Conflict, Invalid

Kind = TypeVar("Kind", TicketType, Priority)


def types(work: Work, *, is_everything: bool = False) -> list[TicketType]:
    """What tickets may be about; those out of use only where everything is asked for. Raises Forbidden."""
    work.require(Permission.TICKET_READ)
    return [each for each in repository.types(work) if each.is_active or is_everything]


def priorities(work: Work, *, is_everything: bool = False) -> list[Priority]:
    """The priorities with what they promise, the most urgent first; those out of use where everything is asked for.

    Raises Forbidden.
    """
    work.require(Permission.TICKET_READ)
    return [each for each in repository.priorities(work) if each.is_active or is_everything]


def set_type(work: Work, new: TicketType, seen: str | None = None) -> list[TicketType]:
    """Add a type, or change the one of its code; `seen` is the mark of what the person looked at. Gives all of them.

    Tickets that are open keep the type they have. Raises Forbidden, Invalid, Conflict.
    """
    known = _locked(work, repository.types)
    new = replace(new, name=" ".join(new.name.split()))
    rules.check_type(new, known)
    before = _seen(known, new.code, seen, f"the type {new.name}")
    if before != new:
        repository.set_type(work, new)
        _record(work, "ticket.type_set", f"ticket type {new.code}", before, new)
    return types(work, is_everything=True)


def set_priority(work: Work, new: Priority, seen: str | None = None) -> list[Priority]:
    """Add a priority, or change the one of its code; what was promised before stays promised. Gives all of them.

    Raises Forbidden, Invalid, Conflict.
    """
    known = _locked(work, repository.priorities)
    new = replace(new, name=" ".join(new.name.split()))
    rules.check_priority(new, known)
    before = _seen(known, new.code, seen, f"the priority {new.name}")
    if before != new:
        repository.set_priority(work, new)
        _record(work, "ticket.priority_set", f"ticket priority {new.code}", before, new)
    return priorities(work, is_everything=True)


def type_of(work: Work, code: str) -> TicketType:
    """A type that new tickets may have. Raises Invalid."""
    found = next((each for each in repository.types(work) if each.code == code and each.is_active), None)
    if found is None:
        raise Invalid({"type_code": "Choose what it is about."})
    return found


def priority_of(work: Work, code: str, *, is_new: bool = True) -> Priority:
    """A priority that may be given; one that a ticket has already may be out of use. Raises Invalid."""
    found = next((each for each in repository.priorities(work) if each.code == code and (each.is_active or not is_new)), None)
    if found is None:
        raise Invalid({"priority_code": "Choose how soon it has to be seen to."})
    return found


def _locked(work: Work, read: Callable[[Work], list[Kind]]) -> list[Kind]:
    work.require_everywhere(Permission.TICKET_SET)
    repository.lock(work)
    return read(work)


def _seen(known: Sequence[Kind], code: str, seen: str | None, what: str) -> Kind | None:
    """The one of that code as it stands. Raises Conflict where the person looked at another state of it."""
    before = next((each for each in known if each.code == code), None)
    if seen is not None and (before is None or seen != before.mark):
        raise Conflict(f"Somebody else changed {what} meanwhile; look at it again before you change it.")
    return before


def _record(work: Work, action: str, ref: str, before: Kind | None, after: Kind) -> None:
    old, new = {} if before is None else asdict(before), asdict(after)
    changed = [name for name in new if old.get(name) != new[name]]
    told = {name: old[name] for name in changed if name in old}
    audit.record(work, action, ref, before=told or None, after={name: new[name] for name in changed})
