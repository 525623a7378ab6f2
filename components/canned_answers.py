"""Canned answers on their screen: as they stand, and the forms that add one and change one."""

from typing import Final

import streamlit as st

from components import drafts, editing, fields, once, page, table
from components.fields import Faults
from components.table import Column, Kind, Writer
from services import tickets
from services.tickets import CannedAnswer
from services.work import Actor, Work, begin

_ADD: Final = "add_canned_answer"
_HINT: Final = "In its place comes: {ticket} the number, {name} the consumer, {unit} the code of the unit."


def show(actor: Actor, *, may_set: bool) -> None:
    """The answers, and the forms that add one and change one."""
    with begin(actor) as work:
        known = tickets.answers(work, is_everything=True)
    columns = (
        Column[CannedAnswer]("Answer", "name"),
        Column[CannedAnswer]("Text", "body"),
        Column[CannedAnswer](
            "State", lambda row: "in_use" if row.is_active else "out_of_use", Kind.STATUS, noun="ticket_kind", is_lead=True
        ),
    )
    if known:
        table.show(columns, known, Writer(actor.currency, actor.time_zone))
    else:
        page.notice("quickreply", "There are no canned answers yet.", "Add what you write again and again.")
    if not may_set:
        return
    left, right = st.columns(2, gap="large")
    with left:
        _add(actor, known)
    if known:
        with right:
            _change(actor, known)


def _add(actor: Actor, known: list[CannedAnswer]) -> None:
    faults, turn = Faults(), once.turn(_ADD)
    with drafts.form(_ADD, "canned_answer.add") as draft:
        name = st.text_input("Name of the answer", max_chars=60, placeholder="On the way", key=f"answer_name_{turn}")
        faults.below("name")
        body = st.text_area("Text", max_chars=4000, help=_HINT, key=f"answer_body_{turn}")
        faults.below("body")
        is_sent = st.form_submit_button("Add answer", type="primary", icon=":material/add:")

    def add(work: Work) -> str:
        tickets.set_answer(work, CannedAnswer(fields.code_of(name, {each.code for each in known}, "answer"), name, body))
        return name.strip()

    command = once.command(_ADD, is_sent=is_sent, draft=draft)
    if command.send(actor, add, faults):
        page.flash(f"“{command.outcome}” can be placed into comments from now on.")
        once.clear(_ADD)
        st.rerun()


def _change(actor: Actor, known: list[CannedAnswer]) -> None:
    which = st.selectbox("Change an answer", known, format_func=lambda each: each.name, key="answer_which")
    faults, key = Faults(), f"answer_{which.code}"
    drawn = editing.drawn_from(key, f"{key}_name", which)
    seen = editing.standing(key, drawn)
    with drafts.form(key, "canned_answer.change", which.code) as draft:
        name = st.text_input("Name of the answer", drawn.name, max_chars=60, key=f"{key}_name")
        faults.below("name")
        body = st.text_area("Text", drawn.body, max_chars=4000, help=_HINT, key=f"{key}_body")
        faults.below("body")
        is_active = st.checkbox("In use", drawn.is_active, key=f"{key}_active")
        is_sent = st.form_submit_button("Save answer", icon=":material/check:")

    def current() -> CannedAnswer:
        with begin(actor) as work:
            return _of(which.code, tickets.answers(work, is_everything=True))

    def save(work: Work) -> CannedAnswer:
        return _of(which.code, tickets.set_answer(work, CannedAnswer(which.code, name, body, is_active), seen.mark))

    labels = {"name": "Name", "body": "Text", "is_active": "In use"}
    if editing.save(actor, key, seen, save, current, labels, faults, is_sent=is_sent, draft=draft) is not None:
        page.flash(f"Saved the answer “{name.strip()}”.")
        st.rerun()


def _of(code: str, known: list[CannedAnswer]) -> CannedAnswer:
    return next(each for each in known if each.code == code)
