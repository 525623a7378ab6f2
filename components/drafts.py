"""Forms that keep what is typed into them: a mark for the script that saves each field, with its offer to go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

import streamlit as st
from markupsafe import Markup

from services import drafts
from services.work import Work
from utils.wording import worded

_MARK: Final = Markup(
    '<div class="su-draft" role="status" data-draft="{}" data-record="{}" data-filling="{}" hidden><p></p>'
    '<button type="button" class="su-button" data-draft-use>{}</button>'
    '<button type="button" class="su-plain-button" data-draft-drop>{}</button></div>'
)


@dataclass(frozen=True)
class Kept:
    """One filling-in of one form; `sent` ends it within the work that does what the form asks for."""

    form: str
    record: str
    filling: UUID

    def sent(self, work: Work) -> None:
        """The draft goes if and only if the work is committed; the form begins a new one."""
        drafts.sent(work, self.form, self.record, self.filling)
        st.session_state.pop(_held(self.form, self.record), None)


@contextmanager
def form(key: str, name: str, record: object = "", *, border: bool = True) -> Iterator[Kept]:
    """A form whose fields are kept under `name` (such as ticket.open) and the record that it is about."""
    kept = _filling(name, str(record))
    with st.form(key, border=border):
        st.html(_mark(kept))
        yield kept


def mark(name: str, record: object = "", turn: object = "") -> Markup:
    """The same for a plain form of the field, to stand inside it; the script ends it when the form was accepted.

    A form that comes back for the next one says by its `turn` that it is another filling-in.
    """
    return _mark(_filling(name, str(record), str(turn)))


def _mark(kept: Kept) -> Markup:
    return _MARK.format(kept.form, kept.record, kept.filling, worded("Use it"), worded("Throw it away"))


def _filling(name: str, record: str, turn: str = "") -> Kept:
    filling: UUID = st.session_state.setdefault(_held(name, record) + turn, uuid4())
    return Kept(name, record, filling)


def _held(name: str, record: str) -> str:
    return f"_draft_{name}_{record}"
