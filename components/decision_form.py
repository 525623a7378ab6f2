"""The form that decides about a suspect reading."""

from typing import Final

import streamlit as st

from components import drafts, fields, page, words
from components.fields import Faults
from services import metering
from services.metering import Decision, ReadingRow
from services.work import Actor, begin
from utils.errors import Invalid

WORDS: Final = {
    Decision.ACCEPT: "Accept it: it is right",
    Decision.EDIT: "Edit it: another quantity is right",
    Decision.REJECT: "Reject it: it is not billed",
}
DONE: Final = {Decision.ACCEPT: "Accepted", Decision.EDIT: "Edited", Decision.REJECT: "Rejected"}


def show(actor: Actor, reading: ReadingRow) -> None:
    """Draw the form; what was typed stays when it is refused."""
    page.section("What is right?", "A suspect reading is not billed before somebody has looked at it.")
    faults = Faults()
    with drafts.form(f"decide_{reading.reading_id}", "reading.decide", reading.reading_id) as draft:
        decision = st.radio("Decision", list(Decision), format_func=WORDS.__getitem__)
        quantity = st.text_input(f"The right quantity, {reading.unit_of_measure}", placeholder="only for an edit", max_chars=20)
        faults.below("quantity")
        is_estimated = st.checkbox("Where it is rejected, bill the mean of the earlier readings instead", value=True)
        reason = st.text_input("Reason", placeholder="What you looked at, and what you found", max_chars=500)
        faults.below("reason")
        sent = st.form_submit_button("Decide", type="primary", icon=":material/check:")
    if not sent:
        return
    with page.telling() as told:
        try:
            right = fields.optional_number(quantity, "quantity", "a quantity")
            with begin(actor) as work:
                decided = metering.decide(
                    work, reading.reading_id, decision, reason, right,
                    is_estimated=is_estimated and decision is Decision.REJECT,
                )  # fmt: skip
                draft.sent(work)
        except Invalid as error:
            faults.tell(error.fields)
            return
    if told.is_ok:
        use = f"{words.number(decided.quantity)} {decided.unit_of_measure}"
        page.flash(f"{DONE[decision]} the reading of meter {decided.meter_no}: {use} for {words.month(decided.period)}.")
        st.rerun()
