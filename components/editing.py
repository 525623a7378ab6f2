"""What every form that changes a record shares: what it was drawn from, and what others changed meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

import streamlit as st

from components import once, page
from components.drafts import Kept
from components.fields import Faults
from components.words import NOTHING
from services.work import Actor, Work

Fields = TypeVar("Fields")


def drawn_from(key: str, first_field: str, current: Fields) -> Fields:
    """The fields that the form was first drawn from: kept while it stands, taken anew when it is opened again."""
    held = f"_drawn_{key}"
    if first_field not in st.session_state or held not in st.session_state:
        st.session_state[held] = current
        st.session_state.pop(f"_mark_{key}", None)
    return st.session_state[held]


def standing(key: str, drawn: Fields) -> Fields:
    """The fields that the person has seen last: those it was drawn from, or those shown after a conflict."""
    return st.session_state.get(f"_mark_{key}", drawn)


def forget(key: str) -> None:
    """The next form is drawn from what is stored then."""
    st.session_state.pop(f"_drawn_{key}", None)
    st.session_state.pop(f"_mark_{key}", None)


def save(
    actor: Actor,
    key: str,
    seen: Fields,
    use_case: Callable[[Work], Fields],
    current: Callable[[], Fields],
    labels: Mapping[str, str],
    faults: Faults,
    *,
    is_sent: bool,
    draft: Kept,
    as_read: Callable[[Any], Mapping[str, object]] = asdict,
) -> list[str] | None:
    """Save what the form says; the labels of what is new by that, None unless it was sent and saved.

    `use_case` gives the fields as they are saved; raising Conflict, it lets the person see what others changed, and the
    form stands against `current` from then on.
    """
    command = once.command(key, is_sent=is_sent, draft=draft)

    def tell() -> None:
        now = current()
        _tell_others(as_read(seen), as_read(now), labels)
        st.session_state[f"_mark_{key}"] = now

    if not command.send(actor, use_case, faults, tell):
        return None
    forget(key)
    old, new = as_read(seen), as_read(command.outcome)
    return [label.lower() for name, label in labels.items() if old[name] != new[name]]


def _tell_others(seen: Mapping[str, object], now: Mapping[str, object], labels: Mapping[str, str]) -> None:
    """What the record says now where it differs from what the person saw."""
    for name, label in labels.items():
        if seen[name] != now[name]:
            page.say("waiting", f"{label} is now “{_word(now[name])}”; you saw “{_word(seen[name])}”.")


def _word(value: object) -> str:
    return NOTHING if value in (None, "") else str(value)
