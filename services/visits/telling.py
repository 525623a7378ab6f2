"""Who is told of what happens to a visit: the agent who is to make it, or who made it."""

from collections.abc import Mapping, Sequence
from typing import Final

from services import notices
from services.notices import About
from services.visits.models import State, Step
from services.work import Work

_STEPS: Final = {
    Step.RETURN: (notices.VISIT_RETURNED, "returned"),
    Step.APPROVE: (notices.VISIT_APPROVED, "approved"),
    Step.CANCEL: (notices.VISIT_CANCELLED, "cancelled"),
}


def planned(work: Work, visits: Mapping[int, Sequence[int]], day: str) -> None:
    """Each agent once for all visits of a plan, by agent; it leads to the first of them."""
    for agent_id, visit_ids in visits.items():
        if visit_ids:
            count = f"{len(visit_ids)} visits" if len(visit_ids) > 1 else "a visit"
            subject = f"{work.actor.full_name} planned {count} for you on {day}"
            event = f"visit {visit_ids[0]} planned"
            notices.tell(work, notices.VISIT_PLANNED, [agent_id], About("visit", visit_ids[0]), subject, event)


def moved(work: Work, state: State, step: Step, said: str) -> None:
    """The agent, when somebody decided about the visit or cancelled it."""
    if step in _STEPS:
        kind, word = _STEPS[step]
        subject = f"{work.actor.full_name} {word} visit {state.visit_no}" + (f": {said}" if said else "")
        event = f"{state.ref} version {state.version + 1}"
        notices.tell(work, kind, [state.agent_id], About("visit", state.visit_id), subject, event)
