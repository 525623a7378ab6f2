"""What challans are issued for, and how far from its unit a visit may be: as it stands, and the forms that change it."""

from typing import Final

import streamlit as st

from components import drafts, fields, once, page, table, words
from components.fields import Faults
from components.table import Column, Kind, Writer
from services import visits
from services.visits import Fine
from services.work import Actor, Work, begin

_ADD: Final = "add_fine"


def fines(actor: Actor, *, may_set: bool) -> None:
    """The fines with their amounts, and the forms that add one and change one."""
    with begin(actor) as work:
        known = visits.fines(work, is_everything=True)
    page.section("Fines", "A challan keeps the words and the amount of its day; what is changed here holds for the next ones.")
    columns = (
        Column[Fine]("For", "words"),
        Column[Fine]("Amount", "amount", Kind.MONEY),
        Column[Fine]("State", lambda row: "in_use" if row.is_active else "out_of_use", Kind.STATUS, noun="fine", is_lead=True),
    )
    if known:
        table.show(columns, known, Writer(actor.currency, actor.time_zone))
    else:
        page.notice("gavel", "There are no fines yet, so no challan can be issued.", "Add the first one.")
    if not may_set:
        return
    left, right = st.columns(2, gap="large")
    with left:
        _add(actor, known)
    if known:
        with right:
            _change(actor, known)


def geofence(actor: Actor, *, may_set: bool) -> None:
    """The radius around a unit in which a visit is not doubted."""
    with begin(actor) as work:
        metres = visits.geofence(work)
    told = f"A visit more than {words.counted(metres, 'metre')} from its unit, less what its position is sure to, is doubted."
    page.section("Geofence", told)
    if not may_set:
        return
    faults = Faults()
    with drafts.form("geofence", "visit.geofence") as draft:
        typed = st.text_input("Metres", str(metres), max_chars=12, key="geofence_metres")
        faults.below("metres")
        is_sent = st.form_submit_button("Save geofence", icon=":material/check:")

    def save(work: Work) -> int:
        return visits.set_geofence(work, int(fields.number(typed, "metres", "a number of metres")))

    command = once.command("geofence", is_sent=is_sent, draft=draft)
    if command.send(actor, save, faults):
        page.flash(f"Visits that are submitted from now on may be {command.outcome} m from their unit.")
        st.rerun()


def _add(actor: Actor, known: list[Fine]) -> None:
    faults, turn = Faults(), once.turn(_ADD)
    with drafts.form(_ADD, "fine.add") as draft:
        said = st.text_input("What it is for", max_chars=200, placeholder="Waste burnt in the open", key=f"fine_words_{turn}")
        faults.below("words")
        amount = st.text_input("Amount", max_chars=16, placeholder="2,000", key=f"fine_amount_{turn}")
        faults.below("amount")
        is_sent = st.form_submit_button("Add fine", type="primary", icon=":material/add:")

    def add(work: Work) -> Fine:
        code = fields.code_of(said, {each.code for each in known}, "fine")
        new = Fine(code, said, fields.number(amount, "amount", "an amount"))
        visits.set_fine(work, new)
        return new

    command = once.command(_ADD, is_sent=is_sent, draft=draft)
    if command.send(actor, add, faults) and isinstance(made := command.outcome, Fine):
        page.flash(f"Challans may be issued for “{made.words.strip()}” from now on.")
        once.clear(_ADD)
        st.rerun()


def _change(actor: Actor, known: list[Fine]) -> None:
    which = st.selectbox("Change a fine", known, format_func=lambda each: each.words, key="fine_which")
    faults, key = Faults(), f"fine_{which.code}"
    with drafts.form(key, "fine.change", which.code) as draft:
        said = st.text_input("What it is for", which.words, max_chars=200, key=f"{key}_words")
        faults.below("words")
        amount = st.text_input("Amount", f"{which.amount:f}", max_chars=16, key=f"{key}_amount")
        faults.below("amount")
        is_active = st.checkbox("In use", which.is_active, key=f"{key}_active")
        is_sent = st.form_submit_button("Save fine", icon=":material/check:")

    def save(work: Work) -> object:
        return visits.set_fine(work, Fine(which.code, said, fields.number(amount, "amount", "an amount"), is_active))

    if once.command(key, is_sent=is_sent, draft=draft).send(actor, save, faults):
        page.flash(f"Saved the fine “{said.strip()}”.")
        st.rerun()

