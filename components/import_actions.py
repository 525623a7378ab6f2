"""What may be done with an import now; what cannot be taken back is asked first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from components import import_words, once, page
from services import imports
from services.imports import Import, ImportStatus
from services.work import Actor, Work

S = ImportStatus


@dataclass(frozen=True)
class Step:
    """One action: `question` is what is asked before it ('' for nothing), `said` what is told after it."""

    name: str
    label: str
    icon: str
    statuses: frozenset[ImportStatus]
    do: Callable[[Work, int], Import]
    said: str
    question: str = ""
    is_main: bool = True


STEPS: Final = (
    Step("start", "Bring them in", "play_arrow", frozenset({S.VALIDATED}), imports.start, ""),
    Step("pause", "Pause", "pause", frozenset({S.RUNNING}), imports.pause, "Paused: it stops after the rows in hand.",
         is_main=False),
    Step("resume", "Go on", "play_arrow", frozenset({S.PAUSED, S.PARTIAL}), imports.resume, ""),
    Step("roll_back", "Roll back", "undo", frozenset({S.DONE, S.PARTIAL}), imports.roll_back, "",
         "This takes back all that the import did: {outcome}. It is refused where something was built on it since.",
         is_main=False),
)  # fmt: skip


def offered(found: Import) -> list[Step]:
    """The steps that can be taken now."""
    if found.is_rolling_back:
        return []
    status = S(found.status)
    steps = [step for step in STEPS if status in step.statuses]
    did_nothing = not found.added_count + found.changed_count
    waits = found.parked_count > 0 or found.applied_count < found.to_apply_count
    has_rows = found.row_count > found.rejected_count
    return [
        step
        for step in steps
        if not (step.name == "resume" and status == S.PARTIAL and not waits)
        and not (step.name == "start" and not has_rows)
        and not (step.name == "roll_back" and did_nothing)
    ]


def show(found: Import, actor: Actor) -> None:
    """Draw the buttons side by side, the main one first."""
    steps = offered(found)
    if not steps:
        return
    with st.container(horizontal=True):
        for step in steps:
            _button(step, found, actor)


def _button(step: Step, found: Import, actor: Actor) -> None:
    # The state is in the key: a second press of a double click meets a button that is no longer there.
    key = f"{step.name}_{found.import_id}_{found.status}"
    is_pressed = st.button(step.label, key=key, icon=f":material/{step.icon}:", type="primary" if step.is_main else "secondary")
    command = once.command(key, is_sent=is_pressed)

    def do(work: Work) -> object:
        return step.do(work, found.import_id)

    def after(_: object) -> None:
        if step.said:
            page.flash(step.said)
        st.rerun()

    if step.question:
        question = step.question.format(outcome=import_words.outcome(found))
        once.sure(key, step.label, step.icon, question, do, after, is_pressed=is_pressed)
    elif command.send(actor, do):
        after(command.outcome)
