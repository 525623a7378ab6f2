"""Who is told of what happens to a ticket: who sees to it, and who opened it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from services import notices
from services.notices import About
from services.tickets.models import State, Step, TicketRow
from services.work import Work

_STEPS: Final = {
    Step.RESOLVE: (notices.TICKET_RESOLVED, "resolved"),
    Step.REJECT: (notices.TICKET_RESOLVED, "rejected"),
    Step.REOPEN: (notices.TICKET_REOPENED, "reopened"),
}
_WORDS: Final = {
    Step.START: "began work on",
    Step.PEND: "lets wait",
    Step.RESUME: "went on with",
    Step.CLOSE: "closed",
}


def assigned(work: Work, state: State, assignee_id: int) -> None:
    """Whoever sees to it from now on."""
    subject = f"{work.actor.full_name} gave you ticket {state.ticket_no}: {state.subject}"
    notices.tell(work, notices.TICKET_ASSIGNED, [assignee_id], _about(state), subject, event_of(state))
    followed = f"{work.actor.full_name} assigned ticket {state.ticket_no}: {state.subject}"
    notices.tell_followers(work, _about(state), followed, event_of(state))


def commented(work: Work, state: State, comment_id: int) -> None:
    """Whoever sees to it, and whoever opened it."""
    subject = f"{work.actor.full_name} commented on ticket {state.ticket_no}: {state.subject}"
    people = [state.assignee_id, state.opened_by]
    event = comment_event(state, comment_id)
    notices.tell(work, notices.TICKET_COMMENTED, people, _about(state), subject, event)
    notices.tell_followers(work, _about(state), subject, event)


def mentioned(work: Work, state: State, people: Sequence[int], event: str) -> None:
    """Whoever is named in what was said; of the same event they are not told in another way as well."""
    subject = f"{work.actor.full_name} named you on ticket {state.ticket_no}: {state.subject}"
    notices.tell(work, notices.TICKET_MENTIONED, people, _about(state), subject, event)


def moved(work: Work, state: State, step: Step) -> None:
    """Whoever opened it when it is over, and whoever saw to it too when it is not over after all."""
    kind, word = _STEPS.get(step, (None, _WORDS.get(step, "")))
    subject = f"{work.actor.full_name} {word} ticket {state.ticket_no}: {state.subject}"
    if kind is not None:
        people = [state.opened_by, state.assignee_id] if step is Step.REOPEN else [state.opened_by]
        notices.tell(work, kind, people, _about(state), subject, event_of(state))
    notices.tell_followers(work, _about(state), subject, event_of(state))


def merged(work: Work, state: State, survivor: State) -> None:
    """Whoever opened and saw to the one that goes on in another, and whoever follows either."""
    subject = f"{work.actor.full_name} merged ticket {state.ticket_no} into {survivor.ticket_no}: {survivor.subject}"
    notices.tell(work, notices.TICKET_MERGED, [state.opened_by, state.assignee_id], _about(state), subject, event_of(state))
    for each in (state, survivor):
        notices.tell_followers(work, _about(each), subject, event_of(state))


def escalated(work: Work, state: State, promise: str, stage: str, due_at: datetime, people: Sequence[int | None]) -> None:
    """Who can still do something about a promise, or has to know that it was missed."""
    local = due_at.astimezone(ZoneInfo(work.actor.time_zone))
    when = f"{local:%H:%M} on {local.day} {local:%b %Y}"
    word = "answered" if promise == "response" else "resolved"
    if stage == "warned":
        kind, said = notices.TICKET_DUE_SOON, f"Ticket {state.ticket_no} has to be {word} by {when}"
    else:
        kind, said = notices.TICKET_OVERDUE, f"Ticket {state.ticket_no} was not {word} by {when}, as promised"
    event = f"{state.ref} {promise} {stage} {due_at.isoformat()}"
    notices.tell(work, kind, people, _about(state), f"{said}: {state.subject}", event)


def prioritized(work: Work, state: State, priority: str) -> None:
    """Whoever follows it."""
    subject = f"{work.actor.full_name} made ticket {state.ticket_no} {priority.lower()}: {state.subject}"
    notices.tell_followers(work, _about(state), subject, event_of(state))


def opened(work: Work, row: TicketRow) -> None:
    """Whoever follows the bill or the unit that it is about."""
    if row.bill_no is not None:
        about = About("bill", row.bill_no, row.area_id, row.account_id)
        subject = f"{work.actor.full_name} opened ticket {row.ticket_no} about bill {row.bill_no}: {row.subject}"
        notices.tell_followers(work, about, subject, f"{row.ref} opened")
    if row.unit_id is not None:
        about = About("unit", row.unit_id, row.area_id, row.account_id)
        subject = f"{work.actor.full_name} opened ticket {row.ticket_no} on unit {row.unit_code}: {row.subject}"
        notices.tell_followers(work, about, subject, f"{row.ref} opened")


def comment_event(state: State, comment_id: int) -> str:
    """What a comment is called, of which nobody is told twice."""
    return f"{state.ref} comment {comment_id}"


def _about(state: State) -> About:
    return About("ticket", state.ticket_id, state.area_id)


def event_of(state: State) -> str:
    """What a step of it is called, of which nobody is told twice."""
    return f"{state.ref} version {state.version + 1}"
