"""The form that records a reading, on the readings screen."""

from uuid import UUID, uuid4

import streamlit as st

from components import drafts, fields, page, words
from components.fields import Faults
from services import metering
from services.metering import RecordReading
from services.work import Actor, begin
from utils import clock
from utils.errors import Invalid

_HELD = "_reading_id"


def show(actor: Actor) -> None:
    """Draw the form; what was typed stays when it is refused, and a double click records one reading."""
    # The id stays with the form until a reading was recorded with it: sending it twice is one reading.
    command_id: UUID = st.session_state.setdefault(_HELD, uuid4())
    today = clock.local_date(clock.now(), actor.time_zone)
    faults = Faults()
    with drafts.form(f"record_reading_{command_id}", "reading.record", border=False) as draft:
        left, right = st.columns(2)
        with left:
            meter_no = st.text_input("Meter number", max_chars=60)
            faults.below("meter_no")
            read_on = st.date_input("Day it was read", value=today, max_value=today, format="DD/MM/YYYY")
            faults.below("read_on")
        with right:
            quantity = st.text_input("Use since the last reading, in the meter's unit", max_chars=20)
            faults.below("quantity")
            customer_class = st.text_input("Class", placeholder="as at the last reading", max_chars=60)
            faults.below("customer_class")
        sent = st.form_submit_button("Record reading", type="primary", icon=":material/check:")
    if not sent:
        return
    with page.telling() as told:
        try:
            used = fields.number(quantity, "quantity", "a quantity")
            command = RecordReading(meter_no.strip(), used, read_on, command_id, customer_class.strip() or None)
            with begin(actor) as work:
                stored = metering.record(work, command)
                draft.sent(work)
        except Invalid as error:
            faults.tell(error.fields)
            return
        del st.session_state[_HELD]
    if told.is_ok:
        use = f"{words.number(stored.quantity)} {stored.unit_of_measure} for {words.month(stored.period)}"
        page.flash(f"Recorded {use} on meter {stored.meter_no} of account {stored.account_code}.")
        st.rerun()
