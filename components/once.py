"""One command of one form or button: pressed twice, it is done once."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

Outcome = TypeVar("Outcome")


@dataclass
class Command(Generic[Outcome]):
    """What a press is to do; `outcome` is None until it was done, and stays for the second press of a double click.

    Streamlit breaks a run off when the next press arrives, at any access of its state; setting an attribute of this
    object is no such access, so what was committed is never forgotten.
    """

    outcome: Outcome | None = None


def command(name: str, *, is_sent: bool) -> Command[object]:
    """The command of this name; a new one as soon as the page is drawn without a press after it was done."""
    known: Command[object] | None = st.session_state.get(f"_command_{name}")
    if known is None or (known.outcome is not None and not is_sent):
        known = Command[object]()
        st.session_state[f"_command_{name}"] = known
    return known
