"""What may be done with a bill run now, and by whom; each action asks first where it cannot be taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from components import once, page, run_words, words
from services import bill_runs, staff
from services.bill_runs import TRANSITIONS, Review, Run, RunStatus
from services.permissions import Permission
from services.work import Actor, Work

S = RunStatus


@dataclass(frozen=True)
class Step:
    """One action: `then` is the state it leads to, `question` what is asked before it ('' for nothing).

    `said` is what happened, in a sentence; both may name {what} (the cycle and period) and {batch} (what it holds).
    """

    name: str
    label: str
    icon: str
    then: RunStatus
    statuses: frozenset[RunStatus]
    permission: Permission
    do: Callable[[Work, int], Run]
    said: str
    question: str = ""
    is_main: bool = True


STEPS: Final = (
    Step("calculate", "Calculate", "calculate", S.CALCULATING, frozenset({S.DRAFT, S.FAILED}), Permission.BILL_RUN_CREATE,
         bill_runs.calculate, "{what} is being calculated."),
    Step("approve", "Approve", "verified", S.APPROVED, frozenset({S.REVIEW}), Permission.BILL_RUN_APPROVE,
         bill_runs.approve, "Approved {batch}. Issue them next."),
    Step("issue", "Issue bills", "send", S.ISSUING, frozenset({S.APPROVED}), Permission.BILL_RUN_ISSUE,
         bill_runs.issue, "Issuing {batch}.",
         "This issues {batch}. They are charged to their accounts and due in {due_days}. It cannot be turned back."),
    Step("recalculate", "Recalculate", "autorenew", S.CALCULATING, frozenset({S.REVIEW}), Permission.BILL_RUN_CREATE,
         bill_runs.calculate, "{what} is being calculated anew.",
         "The present bills are cancelled and priced anew under new numbers; what was released by hand is looked at again.",
         is_main=False),
    Step("cancel", "Cancel run", "cancel", S.CANCELLED, frozenset({S.DRAFT, S.REVIEW, S.APPROVED}), Permission.BILL_RUN_CREATE,
         bill_runs.cancel, "Cancelled {what}: none of its bills is issued.",
         "This gives up {what} with all its bills. It is final; a new run for the period can be created afterwards.",
         is_main=False),
    Step("close", "Close run", "lock", S.CLOSED, frozenset({S.ISSUED}), Permission.BILL_RUN_APPROVE,
         bill_runs.close, "Closed {what}.",
         "A closed run is final: its bills can no longer be reversed together.", is_main=False),
)  # fmt: skip


def offered(run: Run, actor: Actor) -> list[Step]:
    """The steps that this person may take now; approving is not for the run's creator."""
    status = RunStatus(run.status)
    return [
        step
        for step in STEPS
        if status in step.statuses
        and step.then in TRANSITIONS[status]
        and actor.may(step.permission)
        and actor.area_ids is None
        and not (step.name == "approve" and run.created_by == actor.staff_id)
    ]


def show(run: Run, found: Review | None, actor: Actor) -> None:
    """Draw the buttons, side by side, the main one first."""
    steps = offered(run, actor)
    if not steps:
        return
    with st.container(horizontal=True):
        for step in steps:
            _button(step, run, found, actor)


def _button(step: Step, run: Run, found: Review | None, actor: Actor) -> None:
    # The state is in the key: a second press of a double click meets a button that is no longer there.
    key = f"{step.name}_{run.run_id}_{run.status}"
    is_pressed = st.button(step.label, key=key, icon=f":material/{step.icon}:", type="primary" if step.is_main else "secondary")
    command = once.command(key, is_sent=is_pressed)

    def do(work: Work) -> object:
        return step.do(work, run.run_id)

    def after(_: object) -> None:
        page.flash(_filled(step.said, run, found, actor))
        st.rerun()

    if step.question:
        question, keep = _filled(step.question, run, found, actor), "Keep as it is" if step.name == "cancel" else "Not now"
        once.sure(key, step.label, step.icon, question, do, after, is_pressed=is_pressed, keep=keep)
    elif command.send(actor, do):
        after(command.outcome)


def _filled(text: str, run: Run, found: Review | None, actor: Actor) -> str:
    batch = run_words.of_review(found, actor.currency) if found else run_words.title(run)
    return text.format(what=run_words.title(run), batch=batch, due_days=words.counted(run.due_days, "day"))


def next_sentence(run: Run, actor: Actor) -> str:
    """What happens next with the run, and who does it."""
    match RunStatus(run.status):
        case S.DRAFT:
            return "Next, it is calculated: every account of the cycle is priced, and nothing is charged yet."
        case S.FAILED:
            return f"The calculation stopped: {run.failure or 'no reason is known.'} Calculate it again once that is put right."
        case S.REVIEW:
            return _who_approves(run, actor)
        case S.APPROVED:
            approved = words.moment(run.approved_at, actor.time_zone)
            return f"Approved by {run.approver_name}, {approved}. Next, its bills are issued."
        case S.CANCELLED:
            return "It was given up; none of its bills was issued. A new run for the period can be created."
        case S.ISSUED | S.CLOSED:
            count = run.bill_count - run.held_count
            batch = run_words.batch(count, run.demand, run.held_count, run, actor.currency)
            when = words.moment(run.issued_at, actor.time_zone)
            return f"Issued {batch}. {when} by {run.issuer_name}; due {words.day(run.due_on)}."
        case _:
            return ""


def _who_approves(run: Run, actor: Actor) -> str:
    may = actor.may(Permission.BILL_RUN_APPROVE) and actor.area_ids is None
    if may and run.created_by != actor.staff_id:
        return f"Look at the totals and the exceptions, then approve it. {run.creator_name} created it."
    able = [
        one.full_name
        for one in staff.actors_with(actor.org_id, Permission.BILL_RUN_APPROVE)
        if one.staff_id != run.created_by and one.area_ids is None
    ]
    named = ", ".join(able[:3]) + (f" or {len(able) - 3} others" if len(able) > 3 else "")
    why = "You created this run, so another person approves it" if run.created_by == actor.staff_id else "It waits to be approved"
    return f"{why}: {named} can." if able else f"{why}, but nobody else here may; ask your head administrator."
