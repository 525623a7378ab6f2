"""Two tickets about one thing become one; tickets that belong together are linked."""

from dataclasses import replace

from services import audit, notices
from services.permissions import Permission
from services.tickets import kinds, repository, rules, service, telling
from services.tickets import merging_repository as merged_tickets
from services.tickets.listing_repository import number_in
from services.tickets.models import State, Ticket, TicketRow
from services.work import Work
from utils.errors import Conflict, Invalid, not_found

UNKNOWN = "There is no such ticket within your reach."


def numbered(work: Work, typed: str, field: str = "number") -> TicketRow:
    """The ticket of a number as people write it: T-000123, T-123 or 123. Raises Forbidden, Invalid on `field`."""
    work.require(Permission.TICKET_READ)
    number = number_in(typed)
    ticket_id = None if number is None else merged_tickets.by_number(work, number)
    if ticket_id is None:
        raise Invalid({field: f"There is no ticket {typed.strip() or '(none named)'} within your reach."})
    return service.get(work, ticket_id).row


def merge(work: Work, ticket_id: int, into_id: int, seen: str | None = None) -> Ticket:
    """Let a ticket go on in another, which it points to from then on; gives the one that goes on.

    What was said and attached stays with it and is shown there; who followed, opened or saw to it follows the other. The
    promises of the other count from the earlier opening. Raises Forbidden, NotFound, Conflict, Invalid.
    """
    work.require(Permission.TICKET_ASSIGN)
    # Always in the same order: two who merge crosswise wait for each other once, and then the second is refused.
    states = {each: repository.lock(work, each) for each in sorted({ticket_id, into_id})}
    state = states[ticket_id] or not_found("ticket", ticket_id)
    service.check_seen(state, seen)
    survivor = states[into_id]
    if survivor is None or into_id == ticket_id:
        raise Invalid({"into_id": UNKNOWN if survivor is None else "A ticket cannot be merged into itself."})
    rules.check_mergeable(state, survivor)
    repository.end_pause(work, ticket_id)
    merged_tickets.merge(work, ticket_id, into_id)
    if state.promised_from < survivor.promised_from:
        merged_tickets.count_from_earlier(work, ticket_id, into_id, state.promised_from, survivor.promised_from)
        promised = kinds.priority_of(work, survivor.priority_code, is_new=False)
        service.promise(work, replace(survivor, promised_from=state.promised_from), promised)
    repository.mark_changed(work, into_id)
    notices.follow_on(work, "ticket", ticket_id, into_id, [state.opened_by, state.assignee_id])
    audit.record(work, "ticket.merged", state.ref, before={"status": state.status}, after={"into": survivor.ticket_no})
    audit.record(work, "ticket.took_over", survivor.ref, after={"merged": state.ticket_no})
    telling.merged(work, state, survivor)
    return service.get(work, into_id)


def link(work: Work, ticket_id: int, related_id: int) -> Ticket:
    """Say that two tickets belong together. Raises Forbidden, NotFound, Conflict, Invalid."""
    one, other = _both(work, ticket_id, related_id)
    if not merged_tickets.link(work, ticket_id, related_id):
        raise Conflict(f"{one.ticket_no} and {other.ticket_no} are linked already.")
    _tell(work, "ticket.linked", one, other)
    return service.get(work, ticket_id)


def unlink(work: Work, ticket_id: int, related_id: int) -> Ticket:
    """Say that they do not. Raises Forbidden, NotFound, Conflict, Invalid."""
    one, other = _both(work, ticket_id, related_id)
    if not merged_tickets.unlink(work, ticket_id, related_id):
        raise Conflict(f"{one.ticket_no} and {other.ticket_no} are not linked.")
    _tell(work, "ticket.unlinked", one, other)
    return service.get(work, ticket_id)


def _both(work: Work, ticket_id: int, related_id: int) -> tuple[State, State]:
    work.require(Permission.TICKET_WORK)
    states = {each: repository.lock(work, each) for each in sorted({ticket_id, related_id})}
    one, other = states[ticket_id] or not_found("ticket", ticket_id), states[related_id]
    if other is None or one.ticket_id == other.ticket_id:
        raise Invalid({"related_id": UNKNOWN if other is None else "A ticket cannot be linked to itself."})
    for each in (one, other):
        rules.check_not_merged(each)
    return one, other


def _tell(work: Work, action: str, one: State, other: State) -> None:
    for each, with_it in ((one, other), (other, one)):
        audit.record(work, action, each.ref, after={"other": with_it.ticket_no})
