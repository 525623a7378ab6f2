"""The states of a run, and when one may be made, approved or issued."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from services.bill_runs.models import Basis, NewCycle, Run, RunStatus
from services.work import Actor
from utils import month
from utils.errors import Conflict, Forbidden, Invalid

S = RunStatus
TRANSITIONS: Final[Mapping[RunStatus, frozenset[RunStatus]]] = {
    S.DRAFT: frozenset({S.CALCULATING, S.CANCELLED}),
    S.CALCULATING: frozenset({S.REVIEW, S.FAILED}),
    S.FAILED: frozenset({S.CALCULATING}),
    S.REVIEW: frozenset({S.APPROVED, S.CALCULATING, S.CANCELLED}),
    S.APPROVED: frozenset({S.ISSUING, S.CANCELLED}),
    S.ISSUING: frozenset({S.ISSUED}),
    S.ISSUED: frozenset({S.CLOSED, S.REVERSING}),
    S.CLOSED: frozenset(),
    S.CANCELLED: frozenset(),
    S.REVERSING: frozenset({S.REVERSED}),
    S.REVERSED: frozenset(),
}

WHY_NOT: Final[Mapping[RunStatus, str]] = {
    S.DRAFT: "it has not been calculated yet",
    S.CALCULATING: "it is being calculated; wait until it is ready for review",
    S.FAILED: "its calculation failed; calculate it again first",
    S.REVIEW: "it is in review; it must be approved first",
    S.APPROVED: "it is approved; cancel it to change anything",
    S.ISSUING: "its bills are being issued, which cannot be turned back",
    S.ISSUED: "its bills are issued",
    S.CLOSED: "it is closed, which is final",
    S.CANCELLED: "it was cancelled, which is final; create a new run",
    S.REVERSING: "its bills are being reversed",
    S.REVERSED: "its bills were reversed, which is final",
}

DOING: Final[Mapping[RunStatus, str]] = {
    S.CALCULATING: "be calculated",
    S.REVIEW: "go to review",
    S.FAILED: "fail",
    S.APPROVED: "be approved",
    S.ISSUING: "be issued",
    S.ISSUED: "be issued",
    S.CLOSED: "be closed",
    S.CANCELLED: "be cancelled",
}

SCHEDULES: Final = ("monthly", "two_monthly", "annual", "per_read")
SERVICE_KINDS: Final = ("waste", "water", "electricity", "gas", "storage")
EARLIEST: Final = date(2000, 1, 1)


def check_transition(run: Run, then: RunStatus) -> None:
    """Raise Conflict, saying why, unless the run may go from its status to the other."""
    now = RunStatus(run.status)
    if then not in TRANSITIONS[now]:
        raise Conflict(f"Run {run.run_id} ({words(run)}) cannot {DOING.get(then, f'become {then}')}: {WHY_NOT[now]}.")


def check_approver(run: Run, actor: Actor) -> None:
    """Raise Forbidden for the person who created the run."""
    if run.created_by == actor.staff_id:
        raise Forbidden("You created this run, so another person must approve it.")


def check_period(period: date, today: date) -> None:
    """Raise Invalid unless the period is a first of month, not before 2000 and at most next month."""
    if period.day != 1:
        raise Invalid({"period": "A period is a whole month, named by its first day."})
    if period < EARLIEST:
        raise Invalid({"period": "Periods before 2000 are not billed here."})
    last = month.add(month.first_of(today), 1)
    if period > last:
        raise Invalid({"period": f"{month.show(period)} is too far ahead; the latest period to bill now is {month.show(last)}."})


def taken_sentence(other: Run) -> str:
    """Why a second run of a period is refused."""
    done = {S.ISSUED: "was already issued", S.CLOSED: "was already issued and closed", S.ISSUING: "is being issued"}
    state = done.get(RunStatus(other.status), f"already has a run that is {other.status}")
    return f"{other.cycle_name}, {month.show(other.period)}, {state}: open run {other.run_id}."


def nothing_sentence(basis: str, cycle_name: str, period: date) -> str:
    """Why a run with no bill in it is refused."""
    what = "no reading is ready to be billed" if basis == Basis.METERED else "no service runs on an active account"
    return f"There is nothing to bill in {month.show(period)} for {cycle_name}: {what} in that month."


def words(run: Run) -> str:
    """The cycle and period: "Sanitation monthly, September 2026"."""
    return f"{run.cycle_name}, {month.show(run.period)}"


def cycle_faults(new: NewCycle) -> dict[str, str]:
    """Each wrong field of a cycle with a sentence; empty when all is well."""
    wrong: dict[str, str] = {}
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,39}", new.code):
        wrong["code"] = "A code is 2 to 40 small letters, digits and hyphens, and begins with a letter."
    if not 0 < len(new.name.strip()) <= 120:
        wrong["name"] = "A name has 1 to 120 characters."
    if new.service_kind not in SERVICE_KINDS:
        wrong["service_kind"] = f"A service is one of {', '.join(SERVICE_KINDS)}."
    if new.schedule not in SCHEDULES:
        wrong["schedule"] = f"A schedule is one of {', '.join(SCHEDULES)}."
    if not 0 <= new.due_days <= 366:
        wrong["due_days"] = "A bill is due 0 to 366 days after it is issued."
    if new.outlier_above is not None and not (new.outlier_above.is_finite() and new.outlier_above >= 0):
        wrong["outlier_above"] = "The quantity above which a bill is held is zero or more."
    return wrong
