"""One command of one form or button: pressed twice, it is done once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from services.work import Actor, Work, begin

Outcome = TypeVar("Outcome")


@dataclass
class Command(Generic[Outcome]):
    """What a press is to do; `outcome` is None until it was done, and stays for the second press of a double click.

    Streamlit breaks a run off when the next press arrives, at any access of its state; setting an attribute of this
    object is no such access, so what was committed is never forgotten.
    """

    outcome: Outcome | bool | None = None

    def run(self, actor: Actor, use_case: Callable[[Work], Outcome | None]) -> None:
        """Do it, unless it was done. What it gave is kept once that is committed, True where it gave nothing.

        What the use case raises passes through, and then nothing is kept.
        """
        if self.outcome is None:
            with begin(actor) as work:
                given = use_case(work)
            self.outcome = True if given is None else given


def command(name: str, *, is_sent: bool) -> Command[object]:
    """The command of this name; a new one as soon as the page is drawn without a press after it was done."""
    known: Command[object] | None = st.session_state.get(f"_command_{name}")
    if known is None or (known.outcome is not None and not is_sent):
        known = Command[object]()
        st.session_state[f"_command_{name}"] = known
    return known
