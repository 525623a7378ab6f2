"""The form that records a payment, on the payments screen and on an account."""

from decimal import Decimal, InvalidOperation
from uuid import UUID, uuid4

import streamlit as st

from components import drafts, page, words
from components.screens import PAYMENT
from services import payments
from services.payments import CHANNEL_WORDS, Channel, RecordPayment
from services.work import Actor, begin
from utils import clock
from utils.errors import Invalid


def show(actor: Actor, account_code: str = "", suggested: Decimal | None = None) -> None:
    """Draw the form; what was typed stays when it is refused, and a double click records one payment."""
    # The id stays with the form until a payment was recorded with it: sending it twice is one payment.
    held = f"payment_id_{account_code}"
    command_id: UUID = st.session_state.setdefault(held, uuid4())
    today = clock.local_date(clock.now(), actor.time_zone)
    with drafts.form(f"record_payment_{account_code}_{command_id}", "payment.record", account_code, border=False) as draft:
        left, right = st.columns(2)
        code = account_code or left.text_input("Account code", placeholder="SHW-0000123", max_chars=40)
        amount = right.text_input(
            f"Amount, {words.symbol(actor.currency)}", value=f"{suggested.normalize():f}" if suggested else "", max_chars=20
        )
        channel = left.selectbox("Channel", list(Channel), format_func=CHANNEL_WORDS.__getitem__)
        value_on = right.date_input("Day the money came", value=today, max_value=today, format="DD/MM/YYYY")
        reference = st.text_input("Reference", placeholder="Bank, wallet or cheque number", max_chars=100)
        sent = st.form_submit_button("Record payment", type="primary", icon=":material/check:")
    if sent:
        with page.telling() as told:
            command = RecordPayment(code, _amount(amount), channel, reference, value_on, command_id)
            with begin(actor) as work:
                recorded = payments.record(work, command)
                draft.sent(work)
            del st.session_state[held]
        if told.is_ok:
            head = recorded.head
            page.flash(
                f"Recorded {words.money(head.amount, actor.currency)} of {head.holder_name} ({head.account_code}), "
                f"receipt {head.receipt_no}."
            )
            st.switch_page(PAYMENT.path, query_params={"payment": str(head.payment_id)})


def _amount(typed: str) -> Decimal:
    plain = typed.strip().replace(",", "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise Invalid({"amount": f"“{typed}” is not an amount; write it in figures, for example 1,250."}) from None
