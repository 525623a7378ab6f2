"""What may be done with a visit in which state, by whom and when, and what a plan and a finding must be like."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Final
from zoneinfo import ZoneInfo

from services.visits.models import (
    MISSED_FOR,
    OUTCOMES,
    PURPOSES,
    STATUS_WORDS,
    Fine,
    Found,
    NewPlan,
    RulePlan,
    State,
    Step,
    VisitStatus,
)
from utils.errors import Conflict, Forbidden, Invalid
from utils.text import is_line

S = VisitStatus
LONGEST_TEXT: Final = 2_000
LONGEST_TASK: Final = 300
LONGEST_FINE: Final = 200
LARGEST_FINE: Final = Decimal(10_000_000)
LARGEST_DEBT: Final = Decimal(1_000_000_000)
FARTHEST_DAY: Final = timedelta(days=90)
MOST_UNITS: Final = 500
NEAREST_FENCE, FARTHEST_FENCE = 10, 5_000
USUAL_FENCE: Final = 100
LEAST_ACCURATE: Final = 100_000


@dataclass(frozen=True, slots=True)
class Move:
    """A step: from which states to which, whether it has to be explained, and whether it is the agent's own."""

    before: tuple[VisitStatus, ...]
    after: VisitStatus
    needs_note: bool = False
    is_own: bool = False


MOVES: Final = {
    Step.START: Move((S.PLANNED,), S.STARTED, is_own=True),
    Step.SUBMIT: Move((S.STARTED, S.RETURNED), S.SUBMITTED, is_own=True),
    Step.MISS: Move((S.PLANNED,), S.MISSED, is_own=True),
    Step.CANCEL: Move((S.PLANNED,), S.CANCELLED, needs_note=True),
    Step.APPROVE: Move((S.SUBMITTED,), S.APPROVED),
    Step.RETURN: Move((S.SUBMITTED,), S.RETURNED, needs_note=True),
}


def steps_of(status: str) -> list[Step]:
    """What may be done next."""
    return [step for step, move in MOVES.items() if status in move.before]


def check_plan(plan: NewPlan, today: date) -> None:
    """Raise Invalid, a sentence for each field."""
    wrong: dict[str, str] = {}
    if not plan.unit_ids:
        wrong["unit_ids"] = "Choose at least one unit."
    elif len(plan.unit_ids) > MOST_UNITS:
        wrong["unit_ids"] = f"A plan holds at most {MOST_UNITS} units at once."
    if plan.purpose not in dict(PURPOSES):
        wrong["purpose"] = f"A visit is made for one of: {', '.join(value for value, _ in PURPOSES)}."
    wrong |= _day_and_task(plan.planned_on, plan.task, today)
    if wrong:
        raise Invalid(wrong)


def check_rule(rule: RulePlan, today: date, known: Sequence[str]) -> None:
    """Raise Invalid, a sentence for each field."""
    wrong: dict[str, str] = {}
    if rule.purpose not in known:
        wrong["purpose"] = f"A rule chooses units for one of: {', '.join(known)}."
    if not 1 <= rule.count <= MOST_UNITS:
        wrong["count"] = f"A plan holds 1 to {MOST_UNITS} visits at once."
    if not rule.more_than.is_finite() or not 0 <= rule.more_than <= LARGEST_DEBT:
        wrong["more_than"] = "What they owe is more than nothing or more than an amount."
    if abs(rule.seed) >= 2**31:
        wrong["seed"] = "A seed is a whole number of at most nine digits."
    wrong |= _day_and_task(rule.planned_on, rule.task, today)
    if wrong:
        raise Invalid(wrong)


def _day_and_task(planned_on: date, task: str, today: date) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if planned_on < today:
        wrong["planned_on"] = "A visit is planned for today or a day to come."
    elif planned_on - today > FARTHEST_DAY:
        wrong["planned_on"] = f"A visit is planned at most {FARTHEST_DAY.days} days ahead."
    if len(task.strip()) > LONGEST_TASK:
        wrong["task"] = f"What to do has at most {LONGEST_TASK} characters."
    return wrong


def check_step(state: State, step: Step, time_zone: str) -> Move:
    """The move of a step. Raises Conflict, which says in which state the visit is, and who brought it there."""
    move = MOVES[step]
    if state.status in move.before:
        return move
    if step in (Step.APPROVE, Step.RETURN) and state.decided_at is not None:
        final = " Approved is final: a correction is a new visit." if state.status == S.APPROVED else ""
        raise Conflict(
            f"{state.decider_name} has {_word(state.status)} visit {state.visit_no} at "
            f"{_moment(state.decided_at, time_zone)}.{final}"
        )
    needed = " or ".join(STATUS_WORDS[each].lower() for each in move.before)
    raise Conflict(f"Visit {state.visit_no} is {_word(state.status)}; to {step.value} it, it must be {needed}.")


def check_doer(state: State, step: Step, staff_id: int) -> None:
    """Raise Conflict for a step of the agent by somebody else, Forbidden for a decision about an own visit."""
    if MOVES[step].is_own and state.agent_id != staff_id:
        raise Conflict(f"Visit {state.visit_no} is planned for {state.agent_name}; only who makes it can {step.value} it.")
    if step in (Step.APPROVE, Step.RETURN) and state.agent_id == staff_id:
        raise Forbidden("You made this visit; somebody else decides about it.")


def check_day(state: State, step: Step, today: date) -> None:
    """Raise Conflict for a visit of a day to come."""
    if step in (Step.START, Step.SUBMIT, Step.MISS) and state.planned_on > today:
        day = f"{state.planned_on.day} {state.planned_on:%b %Y}"
        raise Conflict(f"Visit {state.visit_no} is planned for {day}; it cannot be made or missed before that day.")


def check_found(found: Found) -> None:
    """Raise Invalid, a sentence for each field; a position that no place on earth has is refused."""
    wrong: dict[str, str] = {}
    if found.outcome not in dict(OUTCOMES):
        wrong["outcome"] = f"Say what was found: one of {', '.join(value for value, _ in OUTCOMES)}."
    if found.outcome == "challan_issued" and not found.fine_code:
        wrong["fine_code"] = "Choose what the challan is for."
    elif found.outcome != "challan_issued" and found.fine_code:
        wrong["fine_code"] = "Only a challan has a fine; choose the outcome “Challan issued” or take the fine away."
    if len(found.note.strip()) > LONGEST_TEXT:
        wrong["note"] = f"A note has at most {LONGEST_TEXT:,} characters."
    at = found.position
    if at is not None:
        if not isfinite(at.latitude) or abs(at.latitude) > 90:
            wrong["latitude"] = "Latitude lies between −90 and 90 degrees."
        if not isfinite(at.longitude) or abs(at.longitude) > 180:
            wrong["longitude"] = "Longitude lies between −180 and 180 degrees."
        if not 0 <= at.accuracy_metres <= LEAST_ACCURATE:
            wrong["accuracy_metres"] = f"The accuracy is a radius in metres, at most {LEAST_ACCURATE:,}."
    if wrong:
        raise Invalid(wrong)


def check_words(text: str, field: str, missing: str) -> str:
    """The text without blanks around it. Raises Invalid."""
    cleaned = text.strip()
    if not cleaned:
        raise Invalid({field: missing})
    return check_note(cleaned, field)


def check_note(text: str, field: str) -> str:
    """The text without blanks around it, which may be empty. Raises Invalid."""
    if len(text.strip()) > LONGEST_TEXT:
        raise Invalid({field: f"Write at most {LONGEST_TEXT:,} characters."})
    return text.strip()


def check_missed(reason: str, note: str) -> str:
    """What is said about a missed visit. Raises Invalid for a reason that is none, and for “other” without words."""
    if reason not in dict(MISSED_FOR):
        raise Invalid({"reason": f"Choose why it was missed: one of {', '.join(value for value, _ in MISSED_FOR)}."})
    if reason == "other":
        return check_words(note, "note", "Say what came between.")
    return check_note(note, "note")


def check_fine(fine: Fine) -> None:
    """Raise Invalid, a sentence for each field."""
    wrong: dict[str, str] = {}
    if not re.fullmatch(r"[a-z0-9_]{1,40}", fine.code):
        wrong["code"] = "A code is up to 40 small letters, digits and underscores."
    words = fine.words.strip()
    if not words:
        wrong["words"] = "Say what the fine is for."
    elif len(words) > LONGEST_FINE or not is_line(words):
        wrong["words"] = f"What it is for is one line of at most {LONGEST_FINE} characters."
    if not fine.amount.is_finite() or not 0 < fine.amount <= LARGEST_FINE:
        wrong["amount"] = f"A fine is more than nothing and at most {LARGEST_FINE:,}."
    elif fine.amount != round(fine.amount, 2):
        wrong["amount"] = "An amount has at most two decimals."
    if wrong:
        raise Invalid(wrong)


def check_fence(metres: int) -> None:
    """Raise Invalid for a geofence that helps nobody."""
    if not NEAREST_FENCE <= metres <= FARTHEST_FENCE:
        raise Invalid({"metres": f"A geofence is {NEAREST_FENCE} to {FARTHEST_FENCE:,} metres."})


def _word(status: str) -> str:
    return STATUS_WORDS[VisitStatus(status)].lower()


def _moment(moment: datetime, time_zone: str) -> str:
    local = moment.astimezone(ZoneInfo(time_zone))
    return f"{local:%H:%M} on {local.day} {local:%b %Y}"
