"""Opening tickets, seeing to them, and reading them."""

from collections.abc import Sequence

from services import audit, listing, service_levels
from services.paging import ListQuery, Page
from services.permissions import GRANTS, Permission
from services.service_levels import Calendar
from services.tickets import (
    escalating_repository,
    kinds,
    mentioning,
    merging_repository,
    people_repository,
    placing,
    repository,
    rules,
    standing,
    telling,
)
from services.tickets.listing_repository import TICKETS
from services.tickets.models import (
    Candidate,
    Colleague,
    NewTicket,
    Priority,
    State,
    Step,
    Ticket,
    TicketRow,
    TicketStatus,
)
from services.work import Work
from utils.errors import Conflict, Invalid, not_found
from utils.marks import mark_of

WORKERS = [role.value for role, granted in GRANTS.items() if Permission.TICKET_WORK in granted]


def page(work: Work, query: ListQuery) -> Page[TicketRow]:
    """One page of tickets within reach. Raises Forbidden, Invalid."""
    return listing.page(work, TICKETS, query)


def get(work: Work, ticket_id: int, untold: Sequence[str] = ()) -> Ticket:
    """One ticket with its conversation; `untold` goes along. Raises Forbidden, NotFound."""
    return Ticket(
        _row(work, ticket_id),
        repository.comments(work, ticket_id),
        untold,
        merging_repository.merged(work, ticket_id),
        merging_repository.related(work, ticket_id),
        standing.standing(work, ticket_id),
    )


def colleagues(work: Work, ticket_id: int) -> list[Colleague]:
    """Who can be named on a ticket with @, by name: whoever sees it. Raises Forbidden, NotFound."""
    work.require(Permission.TICKET_WORK)
    return mentioning.colleagues(work, _row(work, ticket_id).area_id)


def candidates(work: Work, ticket_id: int) -> list[Candidate]:
    """To whom a ticket may be given: those sent to its area first, of them those with the fewest open ones.

    Raises Forbidden, NotFound.
    """
    work.require(Permission.TICKET_ASSIGN)
    return people_repository.candidates(work, _row(work, ticket_id).area_id, WORKERS)


def suggested(row: TicketRow, found: Sequence[Candidate]) -> Candidate | None:
    """Of those to whom a ticket may be given, who is the nearest and has the fewest; nobody who has it already."""
    return next((each for each in found if each.staff_id != row.assignee_id), None)


def open_one(work: Work, new: NewTicket) -> TicketRow:
    """Open a ticket; its clocks run from now. The same `client_uuid` again gives the first one, also when many come at once.

    Raises Forbidden, Invalid, and Conflict for another ticket under the same id.
    """
    work.require(Permission.TICKET_OPEN)
    rules.check_new(new)
    known = repository.same(work, new)
    if known is not None:
        earlier = _row(work, known)
        rules.check_same(earlier, new)
        return earlier
    kind = kinds.type_of(work, new.type_code)
    place, origin = placing.placed(work, new)
    rules.check_place(kind, place)
    promised = kinds.priority_of(work, new.priority_code)
    calendar = service_levels.current(work)
    response_due_at = service_levels.due_at(calendar, work.now, promised.response_minutes) or work.now
    resolution_due_at = service_levels.due_at(calendar, work.now, promised.resolution_minutes)
    ticket_id = repository.add(work, new, place, origin, response_due_at, resolution_due_at)
    made = _row(work, ticket_id)
    about = {name: value for name, value in (("bill", made.bill_no), ("visit", made.visit_no)) if value}
    said = {"subject": made.subject, "type": made.type_name, "priority": made.priority, **about}
    audit.record(work, "ticket.opened", made.ref, after=said)
    telling.opened(work, made)
    return made


def comment(work: Work, ticket_id: int, body: str, *, is_internal: bool) -> Ticket:
    """Say something to everybody, which answers, or among colleagues; whoever is named in it as @username is told.

    Raises Forbidden, NotFound, Invalid, and Conflict for a merged ticket.
    """
    work.require(Permission.TICKET_WORK)
    state = repository.lock(work, ticket_id) or not_found("ticket", ticket_id)
    rules.check_not_merged(state)
    text = rules.check_text(body, "body", "Write the comment.")
    comment_id = repository.say(work, ticket_id, text, None, is_internal=is_internal)
    if not is_internal:
        repository.mark_responded(work, ticket_id)
    audit.record(work, "ticket.commented", state.ref, after={"internal": is_internal})
    untold = mentioning.tell(work, state, text, telling.comment_event(state, comment_id))
    telling.commented(work, state, comment_id)
    return get(work, ticket_id, untold)


def assign(work: Work, ticket_id: int, assignee_id: int | None = None, seen: str | None = None) -> Ticket:
    """Give a ticket to a colleague who sees its area; to oneself where nobody is named.

    Raises Forbidden, NotFound, Conflict, Invalid.
    """
    work.require(Permission.TICKET_ASSIGN)
    state = _locked(work, ticket_id, seen)
    rules.check_assignable(state)
    chosen = work.actor.staff_id if assignee_id is None else assignee_id
    found = people_repository.candidates(work, state.area_id, WORKERS, chosen)
    if not found:
        raise Invalid({"assignee_id": "This person does not see the area of the ticket, or may not work on tickets."})
    is_turn = state.status in (TicketStatus.NEW, TicketStatus.REOPENED)
    if chosen != state.assignee_id or is_turn:
        repository.assign(work, ticket_id, chosen, TicketStatus.ASSIGNED if is_turn else state.status)
        audit.record(work, "ticket.assigned", state.ref, after={"name": found[0].full_name})
        telling.assigned(work, state, chosen)
    return get(work, ticket_id)


def change_priority(work: Work, ticket_id: int, priority_code: str, seen: str | None = None) -> Ticket:
    """Promise other hours, counted from when the ticket was opened. Raises Forbidden, NotFound, Conflict, Invalid."""
    work.require(Permission.TICKET_ASSIGN)
    state = _locked(work, ticket_id, seen)
    rules.check_assignable(state)
    before = kinds.priority_of(work, state.priority_code, is_new=False)
    if before.code != priority_code:
        after = kinds.priority_of(work, priority_code)
        promise(work, state, after)
        escalating_repository.forget(work, ticket_id)
        repository.mark_changed(work, ticket_id)
        audit.record(work, "ticket.prioritized", state.ref, before={"priority": before.name}, after={"priority": after.name})
        telling.prioritized(work, state, after.name)
    return get(work, ticket_id)


def move(work: Work, ticket_id: int, step: Step, note: str = "", seen: str | None = None) -> Ticket:
    """Take the next step; its clock stands still while pending, and from its end until it is reopened.

    Raises Forbidden, NotFound, Conflict in another state or when somebody was faster, Invalid without a note that is needed.
    """
    work.require(Permission.TICKET_WORK)
    state = _locked(work, ticket_id, seen)
    step_taken = rules.check_step(state, step)
    untold: list[str] = []
    if step_taken.needs_note or note.strip():
        body = rules.check_text(note, "note", "Say why; it stands in the conversation.")
        repository.say(work, ticket_id, body, step.value, is_internal=step_taken.is_internal)
        untold = mentioning.tell(work, state, body, telling.event_of(state))
    is_over = step_taken.after in (TicketStatus.RESOLVED, TicketStatus.REJECTED)
    ended_at = work.now if is_over else state.ended_at if step is Step.CLOSE else None
    repository.move(work, ticket_id, step_taken.after, ended_at)
    if step not in (Step.CLOSE, Step.REOPEN):
        repository.mark_responded(work, ticket_id)
    if step is Step.PEND:
        repository.pause(work, ticket_id, work.now, None)
    elif step is Step.RESUME:
        repository.end_pause(work, ticket_id)
    elif step is Step.REOPEN and state.ended_at is not None:
        repository.pause(work, ticket_id, state.ended_at, work.now)
        escalating_repository.forget(work, ticket_id)
    if step in (Step.PEND, Step.RESUME, Step.REOPEN):
        promise(work, state, kinds.priority_of(work, state.priority_code, is_new=False))
    audit.record(work, "ticket.moved", state.ref, before={"status": state.status}, after={"status": step_taken.after.value})
    telling.moved(work, state, step)
    return get(work, ticket_id, untold)


def promise(work: Work, state: State, promised: Priority) -> None:
    """Count the due times of a ticket anew, by a priority and without its pauses."""
    calendar: Calendar = service_levels.current(work)
    response = service_levels.due_at(calendar, state.promised_from, promised.response_minutes)
    pauses = repository.pauses(work, state.ticket_id)
    resolution = service_levels.due_at(calendar, state.promised_from, promised.resolution_minutes, pauses)
    is_answered = state.first_responded_at is not None
    repository.promise(work, state.ticket_id, promised.code, None if is_answered else response, resolution)


def _row(work: Work, ticket_id: int) -> TicketRow:
    found = page(work, ListQuery(filters={"ticket": str(ticket_id)})).rows
    return found[0] if found else not_found("ticket", ticket_id)


def _locked(work: Work, ticket_id: int, seen: str | None) -> State:
    state = repository.lock(work, ticket_id) or not_found("ticket", ticket_id)
    check_seen(state, seen)
    return state


def check_seen(state: State, seen: str | None) -> None:
    """Raise Conflict where somebody took a step since the person looked."""
    if seen is not None and seen != mark_of((state.ticket_id, state.version)):
        raise Conflict(f"Somebody else changed ticket {state.ticket_no} meanwhile; look at it again.")
