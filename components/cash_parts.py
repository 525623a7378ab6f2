"""The parts of screens about cash: the form that takes it, the receipt, who holds how much, and the limit."""

import streamlit as st
from markupsafe import Markup

from components import cards, drafts, facts, fields, once, page, table, words
from components.cards import Figure
from components.fields import Faults
from components.markup import icon, joined, link
from components.screens import ACCOUNT, BILL, CASH_IN_HAND, CHALLAN, HANDOVER, PAYMENT, TAKE_CASH, UNIT, VISIT
from components.table import Column, Kind, Writer
from services import cash
from services.cash import CashReceipt, Holder, Offer
from services.payments import PaidBill
from services.permissions import Permission
from services.work import Actor, Work, begin
from utils import clock
from utils.wording import apart, worded

_WRONG = Markup('<p class="su-wrong" role="alert"></p>')


def taking(actor: Actor, unit_id: int, visit_id: int | None = None, css: str = "su-button su-second") -> Markup:
    """The way to the form that takes cash at a unit; nothing for who takes none."""
    if not actor.may(Permission.CASH_COLLECT):
        return Markup()
    href = TAKE_CASH.link(unit=unit_id, visit=visit_id)
    return Markup('<a class="{}" href="{}" target="_self">{}{}</a>').format(css, href, icon("payments"), worded("Take cash"))


def form(actor: Actor, offer: Offer, visit_id: int | None) -> None:
    """The form: an amount on the number pad, what is owed suggested; it waits for the signal as all forms of the field do."""
    today = clock.local_date(clock.now(), actor.time_zone)
    symbol = words.symbol(actor.currency)
    suggested = f"{min(offer.owed, offer.room).normalize():f}" if offer.owed > 0 and offer.room > 0 else ""
    parts = [
        Markup('<input type="hidden" name="unit_id" value="{}"><input type="hidden" name="taken_on" value="{}">').format(
            offer.unit_id, today.isoformat()
        ),
        Markup('<input type="hidden" name="visit_id" value="{}">').format("" if visit_id is None else visit_id),
        Markup(
            '<label>{}<input class="su-amount" name="amount" inputmode="decimal" autocomplete="off" maxlength="16" '
            'required value="{}"></label>'
        ).format(worded("Amount, {currency}", currency=symbol), suggested),
        Markup('<label>{}<input name="payer" autocomplete="off" maxlength="100"></label>').format(
            worded("Who paid, if not {name}", name=offer.holder_name or worded("the consumer"))
        ),
        Markup('<label>{}<textarea name="note" maxlength="500" rows="2"></textarea></label>').format(worded("Note")),
        _WRONG,
        Markup('<button type="submit" class="su-big">{}{}</button>').format(
            icon("payments"), worded("Take the cash and give a receipt")
        ),
    ]
    page.html(
        Markup('<form class="su-field" data-post="/api/v1/cash/receipts">{}{}</form>').format(
            drafts.mark("cash.take", offer.unit_id), joined(parts)
        )
    )


def offered(actor: Actor, offer: Offer) -> None:
    """What is owed, and how much more the person may take."""
    hold, most = words.money(offer.in_hand, actor.currency), words.money(offer.most_in_hand, actor.currency)
    of_account = worded("account {code}", code=offer.account_code)
    of_most = worded("you hold {amount} of {most}", amount=hold, most=most)
    cards.show(
        [
            Figure("Owes", words.money(offer.owed, actor.currency), of_account),
            Figure("You may still take", words.money(offer.room, actor.currency), of_most),
        ]
    )


def receipt_document(actor: Actor, receipt: CashReceipt) -> None:
    """The receipt as it is shown, sent and printed."""
    row = receipt.row
    page.html(
        Markup('<header class="su-paper-only su-letter"><p class="su-letter-from">{}</p><h1>{}</h1></header>').format(
            actor.organization, worded("Receipt {number}", number=row.receipt_no)
        )
    )
    owed = words.money(receipt.owed, actor.currency) if receipt.owed is not None and not row.challan_no else None
    cards.show(
        [
            Figure("Received", words.money(row.amount, actor.currency), worded("in cash")),
            *([Figure("Still owed", owed, worded("after this and all other payments"))] if owed else []),
        ]
    )
    text = cash.receipt_text(receipt, actor.organization, actor.currency)
    page.html(
        Markup(
            '<div class="su-actions su-screen-only"><button class="su-button" data-share="{}">{}{}</button>'
            '<button class="su-button su-second" data-print>{}{}</button>{}<output data-shared></output></div>'
        ).format(text, icon("share"), worded("Share as text"), icon("print"), worded("Print"), _onwards(actor, receipt))
    )
    _known(actor, receipt)
    _paid(actor, receipt)


def held(actor: Actor, holders: list[Holder]) -> None:
    """Who holds how much, and since when."""
    page.section("Who holds cash?", "Who has held it longest comes first.")
    if not holders:
        page.notice("savings", "Nobody holds cash at the moment.")
        return
    columns = (
        Column[Holder]("Agent", "agent_name"),
        Column[Holder]("Receipts", "receipt_count", Kind.NUMBER),
        Column[Holder]("Since", "since", Kind.MOMENT),
        Column[Holder]("In hand", "amount", Kind.MONEY, is_lead=True, total=sum((each.amount for each in holders), start=0)),
    )
    writer = Writer(actor.currency, actor.time_zone)
    table.show(columns, holders, writer, lambda row: CASH_IN_HAND.link(agent=row.agent_id))


def own(actor: Actor) -> None:
    """What the person holds, and how much more they may take."""
    with begin(actor) as work:
        mine, most = cash.in_hand(work), cash.limit(work)
    since = f"since {words.moment(mine.since, actor.time_zone)}" if mine.since else "nothing to hand over"
    cards.show(
        [
            Figure("In your hand", words.money(mine.amount, actor.currency), since),
            Figure("Receipts", f"{mine.receipt_count:,}", "not handed over yet"),
            Figure("The most you may hold", words.money(most, actor.currency), "then hand over at the office"),
        ]
    )


def limit(actor: Actor) -> None:
    """The most that one may hold, and the form that sets it."""
    with begin(actor) as work:
        most = cash.limit(work)
    may_set = actor.may(Permission.CASH_SET) and actor.area_ids is None
    said = f"Nobody may hold more than {words.money(most, actor.currency)}; who does, hands over before taking more."
    page.section("How much may one person hold?", said)
    if not may_set:
        return
    faults = Faults()
    with drafts.form("cash_limit", "cash.limit") as draft:
        typed = st.text_input(f"The most in hand, {words.symbol(actor.currency)}", f"{most.normalize():f}", max_chars=16)
        faults.below("amount")
        is_sent = st.form_submit_button("Save limit", icon=":material/check:")

    def save(work: Work) -> object:
        return cash.set_limit(work, fields.number(typed, "amount", "an amount"))

    if once.command("cash_limit", is_sent=is_sent, draft=draft).send(actor, save, faults):
        page.flash("Saved the most cash that one person may hold.")
        st.rerun()


def _onwards(actor: Actor, receipt: CashReceipt) -> Markup:
    row = receipt.row
    if row.visit_id is None or row.agent_id != actor.staff_id:
        return Markup()
    return link(VISIT.link(visit=row.visit_id), worded("Back to the visit"), "su-button su-second")


def _known(actor: Actor, receipt: CashReceipt) -> None:
    row = receipt.row
    account = f"{apart(row.holder_name or '')} · {apart(row.account_code)}" if row.account_code else None
    payment = link(PAYMENT.link(payment=row.payment_id), row.receipt_no) if receipt.payment else None
    challan = link(CHALLAN.link(challan=row.challan_id), row.challan_no) if row.challan_no else None
    handover = link(HANDOVER.link(handover=row.handover_id), worded("The handover")) if row.handover_id else None
    told: list[tuple[str, str | Markup | None]] = [
        ("Consumer", link(ACCOUNT.link(account=row.account_id), account) if account else None),
        ("Unit", link(UNIT.link(unit=row.unit_id), row.unit_code) if row.unit_code else None),
        ("Paid by", row.payer),
        ("Taken on", words.day(row.taken_on)),
        ("Taken by", row.agent_name),
        ("Recorded", words.moment(row.taken_at, actor.time_zone)),
        ("Note", row.note),
        ("Payment", payment),
        ("Challan", challan),
        ("Handed over", handover),
    ]
    facts.show([each for each in told if each[1]])


def _paid(actor: Actor, receipt: CashReceipt) -> None:
    payment = receipt.payment
    if payment is None:
        return
    if payment.head.reversed_at is not None:
        when = words.moment(payment.head.reversed_at, actor.time_zone)
        by, why = payment.head.reverser_name, payment.head.reversal_reason
        page.say("warning", worded("Reversed {moment} by {name}: {reason}", moment=when, name=by, reason=why))
        return
    page.section(worded("What it paid"), worded("Oldest debt first."))
    if payment.allocations:
        columns = (
            Column[PaidBill]("Bill", lambda row: row.bill_no or worded("Opening balance"), Kind.CODE),
            Column[PaidBill]("Still unpaid", "bill_outstanding", Kind.MONEY),
            Column[PaidBill]("Paid", "amount", Kind.MONEY, is_lead=True, total=payment.head.allocated),
        )
        writer = Writer(actor.currency, actor.time_zone)
        table.show(columns, payment.allocations, writer, lambda row: BILL.link(bill=row.bill_no) if row.bill_no else None)
    if payment.advance:
        rest = words.money(payment.advance, actor.currency)
        page.notice("savings", worded("{amount} waits on the account for the next bill.", amount=rest))
