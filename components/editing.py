"""What every form that changes a record shares: what it was drawn from, and what others changed meanwhile."""

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from components import page
from components.words import NOTHING

Fields = TypeVar("Fields")


def drawn_from(key: str, first_field: str, current: Fields) -> Fields:
    """The fields that the form was first drawn from: kept while it stands, taken anew when it is opened again."""
    held = f"_drawn_{key}"
    if first_field not in st.session_state or held not in st.session_state:
        st.session_state[held] = current
        st.session_state.pop(f"_mark_{key}", None)
    return st.session_state[held]


def draw_anew(key: str, current: object) -> None:
    """From now on the form stands against these fields; what was typed stays."""
    st.session_state[f"_mark_{key}"] = current


def standing(key: str, drawn: Fields) -> Fields:
    """The fields that the person has seen last: those it was drawn from, or those shown after a conflict."""
    return st.session_state.get(f"_mark_{key}", drawn)


def forget(key: str) -> None:
    """The next form is drawn from what is stored then."""
    st.session_state.pop(f"_drawn_{key}", None)
    st.session_state.pop(f"_mark_{key}", None)


def tell_others(seen: Mapping[str, object], now: Mapping[str, object], labels: Mapping[str, str]) -> None:
    """What the record says now where it differs from what the person saw."""
    for name, label in labels.items():
        if seen[name] != now[name]:
            page.say("waiting", f"{label} is now “{_word(now[name])}”; you saw “{_word(seen[name])}”.")


def _word(value: object) -> str:
    return NOTHING if value in (None, "") else str(value)
