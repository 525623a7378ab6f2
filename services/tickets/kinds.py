"""What tickets are about, and what their priorities promise: as it stands, and as an organization sets it."""

from dataclasses import replace

from services.permissions import Permission
from services.tickets import kinds_repository as repository
from services.tickets import kinds_rules as rules
from services.tickets import setting
from services.tickets.models import Priority, TicketType
from services.work import Work
from utils.errors import Invalid


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
    """Add a type, or change the one of its code that the mark `seen` is of. Gives all of them.

    Tickets that are open keep the type they have. Raises Forbidden, Invalid, Conflict.
    """
    known = setting.locked(work, Permission.TICKET_SET, repository.types)
    new = replace(new, name=" ".join(new.name.split()))
    rules.check_type(new, known)
    before = setting.as_seen(known, new, seen, f"the type {new.name}")
    if before != new:
        repository.set_type(work, new)
        setting.record(work, "ticket.type_set", f"ticket type {new.code}", before, new)
    return types(work, is_everything=True)


def set_priority(work: Work, new: Priority, seen: str | None = None) -> list[Priority]:
    """Add a priority, or change the one of its code that the mark `seen` is of. Gives all of them.

    What was promised before stays promised.

    Raises Forbidden, Invalid, Conflict.
    """
    known = setting.locked(work, Permission.TICKET_SET, repository.priorities)
    new = replace(new, name=" ".join(new.name.split()))
    rules.check_priority(new, known)
    before = setting.as_seen(known, new, seen, f"the priority {new.name}")
    if before != new:
        repository.set_priority(work, new)
        setting.record(work, "ticket.priority_set", f"ticket priority {new.code}", before, new)
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
