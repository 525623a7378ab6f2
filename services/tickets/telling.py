"""Who is told of what happens to a ticket: who sees to it, and who opened it."""

from typing import Final

from services import notices
from services.notices import About
from services.tickets.models import State, Step
from services.work import Work

_STEPS: Final = {
    Step.RESOLVE: (notices.TICKET_RESOLVED, "resolved"),
    Step.REJECT: (notices.TICKET_RESOLVED, "rejected"),
    Step.REOPEN: (notices.TICKET_REOPENED, "reopened"),
}


def assigned(work: Work, state: State, assignee_id: int) -> None:
    """Whoever sees to it from now on."""
    subject = f"{work.actor.full_name} gave you ticket {state.ticket_no}: {state.subject}"
    notices.tell(work, notices.TICKET_ASSIGNED, [assignee_id], _about(state), subject, _event(state))


def commented(work: Work, state: State, comment_id: int) -> None:
    """Whoever sees to it, and whoever opened it."""
    subject = f"{work.actor.full_name} commented on ticket {state.ticket_no}: {state.subject}"
    people = [state.assignee_id, state.opened_by]
    notices.tell(work, notices.TICKET_COMMENTED, people, _about(state), subject, f"{state.ref} comment {comment_id}")


def moved(work: Work, state: State, step: Step) -> None:
    """Whoever opened it when it is over, and whoever saw to it too when it is not over after all."""
    if step not in _STEPS:
        return
    kind, word = _STEPS[step]
    people = [state.opened_by, state.assignee_id] if step is Step.REOPEN else [state.opened_by]
    subject = f"{work.actor.full_name} {word} ticket {state.ticket_no}: {state.subject}"
    notices.tell(work, kind, people, _about(state), subject, _event(state))


def _about(state: State) -> About:
    return About("ticket", state.ticket_id, state.area_id)


def _event(state: State) -> str:
    return f"{state.ref} version {state.version + 1}"
