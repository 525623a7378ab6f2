"""What may be done with a ticket in which state, and whether its promises were kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.searching import parse_bill_no
from services.tickets.models import CHANNELS, STATUS_WORDS, NewTicket, Place, State, Step, TicketRow, TicketStatus, TicketType
from utils.errors import Conflict, Invalid

S = TicketStatus
LONGEST_SUBJECT: Final = 200
LONGEST_TEXT: Final = 5_000
ASSIGNABLE: Final = (S.NEW, S.ASSIGNED, S.IN_PROGRESS, S.PENDING, S.REOPENED)


@dataclass(frozen=True, slots=True)
class Move:
    """A step: from which states to which; whether it has to be explained, and whether only colleagues read why."""

    before: tuple[TicketStatus, ...]
    after: TicketStatus
    needs_note: bool = False
    is_internal: bool = False


MOVES: Final = {
    Step.START: Move((S.ASSIGNED,), S.IN_PROGRESS, is_internal=True),
    Step.PEND: Move((S.IN_PROGRESS,), S.PENDING, needs_note=True),
    Step.RESUME: Move((S.PENDING,), S.IN_PROGRESS, is_internal=True),
    Step.RESOLVE: Move((S.IN_PROGRESS,), S.RESOLVED, needs_note=True),
    Step.CLOSE: Move((S.RESOLVED,), S.CLOSED),
    Step.REOPEN: Move((S.RESOLVED, S.CLOSED), S.REOPENED, needs_note=True),
    Step.REJECT: Move((S.NEW, S.ASSIGNED), S.REJECTED, needs_note=True),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A promise: `state` is running, overdue, met, missed or still; `due_at` is None while it stands still.

    That of a merged ticket is `merged`: it is kept or missed by the one it goes on in.
    """

    state: str
    due_at: datetime | None


def check_new(new: NewTicket) -> None:
    """Raise Invalid, a sentence for each field."""
    wrong: dict[str, str] = {}
    if not new.subject.strip():
        wrong["subject"] = "Say in a few words what it is about."
    elif len(new.subject.strip()) > LONGEST_SUBJECT:
        wrong["subject"] = f"A subject has at most {LONGEST_SUBJECT} characters; the description takes the rest."
    if len(new.description.strip()) > LONGEST_TEXT:
        wrong["description"] = f"A description has at most {LONGEST_TEXT:,} characters."
    if new.channel not in dict(CHANNELS):
        wrong["channel"] = f"A ticket comes by {', '.join(value for value, _ in CHANNELS)}."
    about = (new.unit_id, new.unit_code.strip(), new.bill_no.strip(), new.visit_id, new.account_id, new.area_id)
    if not any(about):
        wrong["area_id"] = "Choose the area that it is about."
    if wrong:
        raise Invalid(wrong)


def check_place(kind: TicketType, place: Place) -> None:
    """Raise Invalid for a type that is about a unit where none was named."""
    if kind.needs_unit and place.unit_id is None:
        raise Invalid({"unit_code": f"A ticket about “{kind.name}” needs the unit: give its code."})


def check_same(earlier: TicketRow, new: NewTicket) -> None:
    """Raise Conflict where an id that was used before comes with another ticket; what changes later is not compared."""
    kept = (earlier.subject, earlier.description, earlier.type_code, earlier.channel, earlier.visit_id)
    again = (" ".join(new.subject.split()), new.description.strip(), new.type_code, new.channel, new.visit_id)
    if kept != again or parse_bill_no(earlier.bill_no or "") != parse_bill_no(new.bill_no):
        raise Conflict(f"Under this id ticket {earlier.ticket_no} was opened, which says something else; give another a new id.")


def check_text(text: str, field: str, missing: str) -> str:
    """The text without blanks around it. Raises Invalid."""
    cleaned = text.strip()
    if not cleaned:
        raise Invalid({field: missing})
    if len(cleaned) > LONGEST_TEXT:
        raise Invalid({field: f"Write at most {LONGEST_TEXT:,} characters."})
    return cleaned


def check_not_merged(state: State) -> None:
    """Raise Conflict for a ticket that goes on in another."""
    if state.status == S.MERGED:
        raise Conflict(f"Ticket {state.ticket_no} was merged into {state.merged_into_no or 'another'}; go on there.")


def check_mergeable(state: State, survivor: State) -> None:
    """Raise Conflict unless both are open."""
    for each in (state, survivor):
        check_not_merged(each)
        if each.status not in ASSIGNABLE:
            raise Conflict(f"Ticket {each.ticket_no} is {_word(each.status)}; only tickets that are open are merged.")


def check_step(state: State, step: Step) -> Move:
    """The move of a step. Raises Conflict, which says in which state it is and which it takes."""
    check_not_merged(state)
    move = MOVES[step]
    if state.status not in move.before:
        needed = " or ".join(STATUS_WORDS[each].lower() for each in move.before)
        raise Conflict(f"Ticket {state.ticket_no} is {_word(state.status)}; to {step.value} it, it must be {needed}.")
    return move


def check_assignable(state: State) -> None:
    """Raise Conflict once it has ended."""
    check_not_merged(state)
    if state.status not in ASSIGNABLE:
        raise Conflict(f"Ticket {state.ticket_no} is {_word(state.status)}; reopen it before somebody else sees to it.")


def steps_of(status: str) -> list[Step]:
    """What may be done next."""
    return [step for step, move in MOVES.items() if status in move.before]


def response_clock(ticket: TicketRow, now: datetime) -> Clock:
    """Whether somebody answered in time."""
    done = ticket.first_responded_at
    if ticket.status == S.MERGED and done is None:
        return Clock("merged", None)
    return _clock(ticket.response_due_at, done, now)


def resolution_clock(ticket: TicketRow, now: datetime) -> Clock:
    """Whether it was resolved in time."""
    if ticket.status == S.MERGED:
        return Clock("merged", None)
    return _clock(ticket.resolution_due_at, ticket.ended_at, now)


def _clock(due_at: datetime | None, done: datetime | None, now: datetime) -> Clock:
    if due_at is None:
        return Clock("still", None)
    if done is not None:
        return Clock("met" if done <= due_at else "missed", due_at)
    return Clock("running" if now <= due_at else "overdue", due_at)


def _word(status: str) -> str:
    return STATUS_WORDS[TicketStatus(status)].lower()
