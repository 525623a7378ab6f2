"""One command of one form or button: pressed twice, it is done once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from components import page, session
from components.drafts import Kept
from components.fields import Faults
from services.work import Actor, Work, begin
from utils.errors import Conflict, Invalid

Outcome = TypeVar("Outcome")


@dataclass
class Command(Generic[Outcome]):
    """What a press is to do; `outcome` is None until it was done, and stays for the second press of a double click.

    Streamlit breaks a run off when the next press arrives, at any access of its state; setting an attribute of this
    object is no such access, so what was committed is never forgotten.
    """

    outcome: Outcome | bool | None = None
    is_sent: bool = True
    draft: Kept | None = None

    def run(self, actor: Actor, use_case: Callable[[Work], Outcome | None]) -> None:
        """Do it, unless it was done. What it gave is kept once that is committed, True where it gave nothing.

        What the use case raises passes through, and then nothing is kept.
        """
        if self.outcome is None:
            with begin(actor) as work:
                given = use_case(work)
                if self.draft is not None:
                    self.draft.sent(work)
            self.outcome = True if given is None else given

    def send(
        self,
        actor: Actor,
        use_case: Callable[[Work], Outcome | None],
        faults: Faults | None = None,
        on_conflict: Callable[[], None] | None = None,
    ) -> bool:
        """True when it was asked for and is done; what goes wrong is told on the screen, below the field to which it belongs.

        `on_conflict` tells what others changed meanwhile, before the sentence that says so.
        """
        if not self.is_sent:
            return False
        with page.telling() as told:
            try:
                self.run(actor, use_case)
            except Invalid as error:
                if faults is None:
                    raise
                faults.tell(error.fields)
                return False
            except Conflict:
                if on_conflict is not None:
                    on_conflict()
                raise
        return told.is_ok


def command(name: str, *, is_sent: bool, draft: Kept | None = None) -> Command[object]:
    """The command of this name; a new one as soon as the page is drawn without a press after it was done.

    What was typed into its form is kept as `draft` until it is done.
    """
    known: Command[object] | None = st.session_state.get(f"_command_{name}")
    if known is None or (known.outcome is not None and not is_sent):
        known = Command[object]()
        st.session_state[f"_command_{name}"] = known
    known.is_sent, known.draft = is_sent, draft
    return known


def turn(name: str) -> int:
    """Counts how often the form was done, for the keys of its fields: with the next number it comes back empty."""
    return st.session_state.get(f"_turn_{name}", 0)


def clear(name: str) -> None:
    """Let the form come back empty from the next rerun on."""
    st.session_state[f"_turn_{name}"] = turn(name) + 1


def sure(
    name: str,
    label: str,
    symbol: str,
    question: str,
    use_case: Callable[[Work], Outcome | None],
    after: Callable[[object], None],
    *,
    is_pressed: bool,
    title: str = "",
    keep: str = "Keep as it is",
) -> None:
    """Ask before something is done, in a dialog with the button `label`; `after` gets the outcome and leads on."""
    if not is_pressed:
        command(f"sure_{name}", is_sent=False)
        return

    @st.dialog(title or f"{label}?", icon=f":material/{symbol}:")
    def asking() -> None:
        st.write(question)
        with st.container(horizontal=True):
            is_sure = st.button(label, type="primary", key=f"sure_{name}")
            is_not = st.button(keep, key=f"not_{name}")
        asked = command(f"sure_{name}", is_sent=is_sure)
        if is_not:
            st.rerun()
        if asked.send(session.current(), use_case):
            after(asked.outcome)

    asking()
