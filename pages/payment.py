"""One payment: what came in, which bills it paid, and the way to take it back."""

import streamlit as st

from components import asked, drafts, facts, history, page, table, words
from components.markup import link
from components.screens import ACCOUNT, BILL, CASH_RECEIPT, PAYMENT, PAYMENTS
from components.status import badge
from components.table import Column, Kind, Writer
from services import cash, payments
from services.payments import PaidBill, Payment, PaymentStatus
from services.permissions import Permission
from services.work import begin
from utils.errors import NotFound

actor = page.begin(PAYMENT)
payment_id = asked.number("payment")


def paid_bills(payment: Payment) -> None:
    """What the money was matched to."""
    page.section("What it paid", "Oldest debt first.")
    columns = (
        Column[PaidBill]("Bill", lambda row: row.bill_no or "Opening balance", Kind.CODE),
        Column[PaidBill]("State", lambda row: row.bill_status or "", Kind.STATUS, noun="bill"),
        Column[PaidBill]("Still unpaid", "bill_outstanding", Kind.MONEY),
        Column[PaidBill]("Matched", "amount", Kind.MONEY, is_lead=True, total=payment.head.allocated),
    )
    writer = Writer(actor.currency, actor.time_zone)
    if payment.allocations:
        table.show(columns, payment.allocations, writer, lambda row: BILL.link(bill=row.bill_no) if row.bill_no else None)
    else:
        page.notice("savings", "Nothing of it is matched to a bill.", "It waits on the account for the next one.")


def take_back(payment: Payment) -> None:
    """The form that reverses a payment recorded by mistake."""
    opened = drafts.form("reverse_payment", "payment.reverse", payment.payment_id, border=False)
    with st.expander("Reverse this payment", icon=":material/undo:"), opened as draft:
        st.markdown("The bills it paid become unpaid again. The payment stays on record, marked as reversed.")
        reason = st.text_input("Why", placeholder="Recorded on the wrong account", max_chars=500)
        if st.form_submit_button("Reverse payment", type="primary"):
            with page.telling() as told, begin(actor) as work:
                payments.reverse(work, payment.payment_id, reason)
                draft.sent(work)
            if told.is_ok:
                amount = words.money(payment.head.amount, actor.currency)
                page.flash(f"Reversed {payment.receipt_no}: {amount} of {payment.head.holder_name} is unpaid again.")
                st.rerun()


with page.telling() as told:
    if payment_id is None:
        raise NotFound("payment", asked.text("payment") or "(none named)")
    with begin(actor) as work:
        payment = payments.get(work, payment_id)
        receipt_id = cash.of_payment(work, payment_id)

if told.is_ok:
    head = payment.head
    page.head(
        f"Payment {head.receipt_no}",
        mark=badge("payment", head.status),
        below=f"{words.money(head.amount, actor.currency)} from {head.holder_name}",
        back=("Payments", PAYMENTS.link()),
    )
    facts.show(
        [
            ("Amount", words.money(head.amount, actor.currency)),
            ("Account", link(ACCOUNT.link(account=head.account_id), f"{head.account_code} · {head.holder_name}")),
            ("Area", head.area_name),
            ("Channel", head.channel.capitalize()),
            ("Reference", head.reference),
            ("Value date", words.day(head.value_on)),
            ("Recorded", f"{words.moment(head.recorded_at, actor.time_zone)} by {head.recorder_name}"),
            ("Not matched yet", words.money(payment.advance, actor.currency)),
            *([("Taken in the field", link(CASH_RECEIPT.link(receipt=receipt_id), "The receipt"))] if receipt_id else []),
        ]
    )
    if head.status == PaymentStatus.REVERSED:
        said = f"Reversed {words.moment(head.reversed_at, actor.time_zone)} by {head.reverser_name}: {head.reversal_reason}"
        page.say("warning", said)
    else:
        paid_bills(payment)
        if actor.may(Permission.PAYMENT_REVERSE):
            take_back(payment)
    history.show(actor, f"payment {head.receipt_no}")
