"""The dialog that releases one held bill of a run under review, once a person says why it is right."""

import streamlit as st

from components import drafts, once, page, session, words
from components.fields import Faults
from components.markup import link
from components.screens import BILL
from services import bills
from services.work import Actor, begin


def show(actor: Actor, bill_no: str) -> None:
    """Open the dialog for the bill that the address names."""
    with page.telling() as told:
        with begin(actor) as work:
            bill = bills.get_by_no(work, bill_no)
        head = bill.head
    if not told.is_ok:
        return

    @st.dialog(f"Release bill {bill_no}?", icon=":material/task_alt:", on_dismiss=forget)
    def asking() -> None:
        amount = words.money(head.demand, actor.currency)
        quantity = f", {words.number(head.quantity)} units" if head.quantity is not None else ""
        st.write(f"{head.holder_name}, {head.account_code}: {amount}{quantity}.")
        for each in bill.exceptions:
            if each.resolved_at is None:
                page.say("warning", each.reason)
        faults = Faults()
        with drafts.form(f"release_{bill_no}", "bill.release", bill_no, border=False) as draft:
            reason = st.text_input("Why is it right?", max_chars=500, placeholder="Meter looked at on 3 Oct, the reading is true")
            faults.below("reason")
            is_sent = st.form_submit_button("Release bill", type="primary", icon=":material/task_alt:")
        st.html(link(BILL.link(bill=bill_no), "Look at the bill first"))
        command = once.command(f"release_{bill_no}", is_sent=is_sent, draft=draft)
        if is_sent and command.send(
            session.current(), lambda work: bills.release(work, head.period, head.bill_id, reason or ""), faults
        ):
            page.flash(f"Released bill {bill_no} of {head.holder_name}, {amount}: it goes out with its run.")
            forget()
            st.rerun()

    asking()


def forget() -> None:
    """Take the bill out of the address again."""
    if "release" in st.query_params:
        del st.query_params["release"]
