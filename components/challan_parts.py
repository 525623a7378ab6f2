"""The parts of screens about challans: what one is for, how it was paid, and the forms that take its money or cancel it."""

from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

import streamlit as st
from markupsafe import Markup

from components import cards, drafts, facts, once, page, table, words
from components.cards import Figure
from components.fields import Faults
from components.markup import icon, link
from components.screens import ACCOUNT, CASH_RECEIPT, CHALLAN, UNIT, VISIT
from components.table import Column, Kind, Writer
from services import challans
from services.challans import Challan, ChallanPayment, ChallanRow, ChallanStatus, PayChallan
from services.payments import CHANNEL_WORDS, Channel
from services.permissions import Permission
from services.work import Actor, Work
from utils import clock


def columns() -> Sequence[Column[ChallanRow]]:
    """Columns of a list of challans."""
    return (
        Column[ChallanRow]("Challan", "challan_no", Kind.CODE),
        Column[ChallanRow]("Issued", "issued_at", Kind.MOMENT, sub="issuer_name"),
        Column[ChallanRow]("Unit", lambda row: row.unit_code or "out of reach", sub="holder_name", name="unit_code"),
        Column[ChallanRow]("Area", "area_name", is_desk_only=True),
        Column[ChallanRow]("For", "words", is_desk_only=True),
        Column[ChallanRow]("State", "status", Kind.STATUS, noun="challan"),
        Column[ChallanRow]("Paid", "paid", Kind.MONEY, sub="receipt_no", is_desk_only=True),
        Column[ChallanRow]("Amount", "amount", Kind.MONEY, is_lead=True),
    )


def href(row: ChallanRow) -> str:
    """The address of a challan."""
    return CHALLAN.link(challan=row.challan_id)


def known(actor: Actor, challan: Challan) -> None:
    """What it is for, whose, and where it stands."""
    row = challan.row
    cards.show(
        [
            Figure("Fine", words.money(row.amount, actor.currency), row.words),
            Figure("Paid", words.money(row.paid, actor.currency), row.receipt_no or ""),
        ]
    )
    cancelled = f"{words.moment(row.cancelled_at, actor.time_zone)} by {row.canceller_name}: {row.cancel_reason}"
    told: list[tuple[str, str | Markup | None]] = [
        ("Unit", link(UNIT.link(unit=row.unit_id), row.unit_code) if row.unit_code else None),
        ("Consumer", link(ACCOUNT.link(account=row.account_id), row.holder_name) if row.holder_name else None),
        ("Area", row.area_name),
        ("Visit", link(VISIT.link(visit=row.visit_id), row.visit_no)),
        ("Issued", f"{words.moment(row.issued_at, actor.time_zone)} by {row.issuer_name}"),
        ("Cancelled", cancelled if row.cancelled_at else None),
    ]
    facts.show([each for each in told if each[1]])
    if challan.payments:
        _payments(actor, challan.payments)


def take_cash(actor: Actor, row: ChallanRow) -> None:
    """For who takes cash: a form of the field that gives a receipt for the whole of it."""
    if row.status != ChallanStatus.UNPAID or not actor.may(Permission.CASH_COLLECT):
        return
    page.html(
        Markup(
            '<form class="su-field" data-post="/api/v1/cash/challans/{0}">{3}'
            '<label>Who paid<input name="payer" autocomplete="off" maxlength="100"></label>'
            '<p class="su-wrong" role="alert"></p>'
            '<button type="submit" class="su-big">{1}Take {2} in cash and give a receipt</button></form>'
        ).format(row.challan_id, icon("payments"), words.money(row.amount, actor.currency),
                 drafts.mark("challan.take", row.challan_id))
    )


def office(actor: Actor, challan: Challan) -> None:
    """What the office may do with it now."""
    row = challan.row
    if row.status == ChallanStatus.UNPAID:
        if actor.may(Permission.PAYMENT_RECORD):
            _pay(actor, row)
        if actor.may(Permission.VISIT_REVIEW):
            done = f"Cancelled challan {row.challan_no}."
            _reasoned(actor, row.challan_id, "cancel_challan", "Cancel the challan", "cancel", "Why it need not be paid", done,
                      lambda work, reason: challans.cancel(work, row.challan_id, reason))  # fmt: skip
    elif row.status == ChallanStatus.PAID and actor.may(Permission.PAYMENT_REVERSE):
        done = f"Challan {row.challan_no} is unpaid again."
        _reasoned(actor, row.challan_id, "reverse_challan", "Reverse its payment", "undo", "Why", done,
                  lambda work, reason: challans.reverse(work, row.challan_id, reason))  # fmt: skip


def _pay(actor: Actor, row: ChallanRow) -> None:
    today = clock.local_date(clock.now(), actor.time_zone)
    faults = Faults()
    with (
        st.expander("Record its payment", icon=":material/add:"),
        drafts.form("pay_challan", "challan.pay", row.challan_id, border=False) as draft,
    ):
        st.markdown(f"The whole of it, {words.money(row.amount, actor.currency)}.")
        channel = st.selectbox("Channel", list(Channel), format_func=CHANNEL_WORDS.__getitem__)
        reference = st.text_input("Reference", placeholder="Bank, wallet or cheque number", max_chars=100)
        faults.below("reference")
        value_on = st.date_input("Day the money came", value=today, max_value=today, format="DD/MM/YYYY")
        faults.below("value_on")
        is_sent = st.form_submit_button("Record payment", type="primary", icon=":material/check:")
    key: UUID = st.session_state.setdefault(f"_challan_{row.challan_id}_{channel}_{reference}_{value_on}", uuid4())
    command = once.command("pay_challan", is_sent=is_sent, draft=draft)
    wanted = PayChallan(row.challan_id, channel, reference, value_on, key)
    if command.send(actor, lambda work: challans.pay(work, wanted), faults):
        page.flash(f"Challan {row.challan_no} is paid: {words.money(row.amount, actor.currency)}.")
        st.rerun()


def _reasoned(
    actor: Actor, challan_id: int, name: str, button: str, symbol: str, label: str, done: str,
    use_case: Callable[[Work, str], object],
) -> None:
    faults = Faults()
    with (
        st.expander(button, icon=f":material/{symbol}:"),
        drafts.form(name, f"challan.{name}", challan_id, border=False) as draft,
    ):
        reason = st.text_input(label, max_chars=500, key=f"{name}_reason")
        faults.below("reason")
        is_sent = st.form_submit_button(button, icon=f":material/{symbol}:")
    if once.command(name, is_sent=is_sent, draft=draft).send(actor, lambda work: use_case(work, reason), faults):
        page.flash(done)
        st.rerun()


def _payments(actor: Actor, paid: Sequence[ChallanPayment]) -> None:
    page.section("How it was paid")
    columns = (
        Column[ChallanPayment]("Receipt", "receipt_no", Kind.CODE),
        Column[ChallanPayment]("Value date", "value_on", Kind.DATE),
        Column[ChallanPayment]("Channel", lambda row: row.channel.capitalize(), sub="reference", name="channel"),
        Column[ChallanPayment]("Recorded by", "recorder_name", sub="reversal_reason"),
        Column[ChallanPayment]("State", "status", Kind.STATUS, noun="payment"),
        Column[ChallanPayment]("Amount", "amount", Kind.MONEY, is_lead=True),
    )
    may_read = actor.may(Permission.CASH_READ)

    def to(row: ChallanPayment) -> str | None:
        return CASH_RECEIPT.link(receipt=row.cash_receipt_id) if row.cash_receipt_id and may_read else None

    table.show(columns, paid, Writer(actor.currency, actor.time_zone), to)
