"""Takes a bill run of the demo through its states by the use cases that people use, from wherever it stands."""

import time
from dataclasses import dataclass
from typing import Final

from services import bill_runs, bills
from services.bill_runs import Run, RunStatus
from services.demo import people
from services.demo.schedule import Moments
from services.paging import ListQuery
from services.work import Actor, begin
from utils import month
from utils.errors import Busy, NotFound

PATIENCE_SECONDS: Final = 300
WAIT_SECONDS: Final = 0.2
UNDER_WORK: Final = frozenset({RunStatus.CALCULATING, RunStatus.ISSUING})
ENDED: Final = frozenset({RunStatus.CANCELLED, RunStatus.REVERSED})
LOOKED_AT: Final = (
    "Looked at: the city publishes this reading as it is, and no later one corrects it. "
    "The bill follows what was published; the customer is to be visited."
)


@dataclass(frozen=True, slots=True)
class Roles:
    """Who runs a cycle: the creator prices it, the approver looks at what is held, approves and issues."""

    cycle_code: str
    creator: str
    approver: str


def start(roles: Roles, moments: Moments) -> None:
    """Create the run and hand out its shards."""
    creator = people.actor_of(roles.creator)
    run = _find(creator, roles, moments)
    if run is None:
        with begin(creator, moments.created_at) as work:
            run = bill_runs.create(work, roles.cycle_code, moments.period)
    if run.status in (RunStatus.DRAFT, RunStatus.FAILED):
        with begin(creator, moments.created_at) as work:
            bill_runs.calculate(work, run.run_id)
    with begin(creator, moments.created_at) as work:
        bill_runs.plan(work, run.run_id)


def work_off(roles: Roles, moments: Moments) -> None:
    """Price or issue the shards that nobody works on, and wait for those that somebody does. Raises Busy."""
    creator, approver = people.actor_of(roles.creator), people.actor_of(roles.approver)
    run = _existing(approver, roles, moments)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while run.status in UNDER_WORK:
        if run.failure:
            raise Busy(f"The run of {month.show(run.period)} stopped: {run.failure}")
        if time.monotonic() > deadline:
            raise Busy(f"Another process has been at the run of {month.show(run.period)} for minutes; try again later.")
        if run.status == RunStatus.CALCULATING:
            bill_runs.work_off(creator, run.run_id, moments.created_at)
        else:
            bill_runs.work_off(approver, run.run_id, moments.issued_at)
        before, run = run, _again(approver, run)
        if run.status == before.status:
            time.sleep(WAIT_SECONDS)


def approve_and_issue(roles: Roles, moments: Moments) -> None:
    """Release the outliers with a reason, approve the run and begin to issue it."""
    approver = people.actor_of(roles.approver)
    run = _existing(approver, roles, moments)
    if run.status == RunStatus.REVIEW:
        with begin(approver, moments.approved_at) as work:
            query = ListQuery(filters={"kind": "outlier", "state": "open"})
            for found in bill_runs.exceptions(work, run.run_id, query).rows:
                bills.release(work, found.period, found.bill_id, LOOKED_AT)
            run = bill_runs.approve(work, run.run_id)
    if run.status == RunStatus.APPROVED:
        with begin(approver, moments.issued_at) as work:
            bill_runs.issue(work, run.run_id)


def bring_to_review(roles: Roles, moments: Moments) -> None:
    """Create and price the run in this process."""
    start(roles, moments)
    work_off(roles, moments)


def bring_to_issued(roles: Roles, moments: Moments) -> None:
    """Approve and issue the run in this process."""
    approve_and_issue(roles, moments)
    work_off(roles, moments)


def _again(actor: Actor, run: Run) -> Run:
    with begin(actor) as work:
        return bill_runs.get(work, run.run_id)


def _existing(actor: Actor, roles: Roles, moments: Moments) -> Run:
    run = _find(actor, roles, moments)
    if run is None:
        raise NotFound("bill run", f"of {moments.period}")
    return run


def _find(actor: Actor, roles: Roles, moments: Moments) -> Run | None:
    with begin(actor) as work:
        query = ListQuery(filters={"cycle": roles.cycle_code, "period": f"{moments.period:%Y-%m}"})
        return next((run for run in bill_runs.page(work, query).rows if run.status not in ENDED), None)
