"""The parts of screens about handovers: accepting cash, bringing it to the bank, finding it on the statement."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid4

import streamlit as st
from markupsafe import Markup

from components import cards, cash_columns, drafts, facts, fields, once, page, table, words
from components.cards import Figure
from components.fields import Faults
from components.markup import link
from components.screens import CASH, HANDOVER, HANDOVERS
from components.table import Writer
from services import cash
from services.cash import CashRow, Handover, HandoverRow, Holder, NewDeposit, NewHandover
from services.paging import MAX_SIZE, ListQuery
from services.permissions import Permission
from services.work import Actor, Work, begin
from utils import clock
from utils.wording import worded

_DEPOSIT: Final = "deposit_cash"


def may_accept(actor: Actor) -> bool:
    """Whether the person accepts cash: for the whole organization, because an agent's cash is of all areas."""
    return actor.may(Permission.CASH_ACCEPT) and actor.area_ids is None


def in_hand(actor: Actor, holder: Holder) -> None:
    """What somebody holds, receipt by receipt."""
    since = worded("since {moment}", moment=words.moment(holder.since, actor.time_zone))
    cards.show(
        [Figure("In hand", words.money(holder.amount, actor.currency), since), Figure("Receipts", f"{holder.receipt_count:,}")]
    )
    with begin(actor) as work:
        filters = {"agent": str(holder.agent_id), "status": "collected"}
        rows = cash.page(work, ListQuery(filters=filters, size=MAX_SIZE)).rows
    _receipts(actor, rows, holder.amount, holder.receipt_count, CASH.link(agent=holder.agent_id, status="collected"))


def accept(actor: Actor, holder: Holder) -> None:
    """The form that accepts it: a sum that was counted, and why it differs from the receipts."""
    held = f"_cash_seen_{holder.agent_id}"
    seen: str = st.session_state.get(held, holder.mark)
    st.session_state[held] = holder.mark
    page.section(worded("Count it"), worded("All of it is handed over at once; who took it has nothing in hand then."))
    faults, counted = Faults(), worded("What you counted, {currency}", currency=words.symbol(actor.currency))
    with drafts.form("accept_cash", "cash.accept", holder.agent_id) as draft:
        typed = st.text_input(counted, max_chars=16, key="cash_counted")
        faults.below("counted")
        reason = st.text_area(worded("Why it differs from the receipts"), max_chars=500, key="cash_reason", height=80)
        faults.below("reason")
        is_sent = st.form_submit_button(worded("Accept the cash"), type="primary", icon=":material/price_check:")
    key = _key(f"accept {holder.agent_id} {typed} {reason}")

    def do(work: Work) -> Handover:
        counted = fields.number(typed, "counted", "an amount")
        return cash.accept(work, NewHandover(holder.agent_id, counted, key, reason, seen))

    command = once.command("accept_cash", is_sent=is_sent, draft=draft)
    if command.send(actor, do, faults) and isinstance(made := command.outcome, Handover):
        row = made.row
        accepted = words.money(row.counted, actor.currency)
        page.flash(
            worded("Accepted {amount} from {name}: {number}.", amount=accepted, name=row.agent_name, number=row.handover_no)
        )
        st.switch_page(HANDOVER.path, query_params={"handover": str(row.handover_id)})


def deposit(actor: Actor) -> None:
    """The form that brings handovers to the bank, under one slip."""
    with begin(actor) as work:
        waiting = cash.handovers(work, ListQuery(filters={"status": "handed_over"}, size=MAX_SIZE)).rows
    if not waiting:
        return
    total = words.money(sum((each.counted for each in waiting), start=Decimal(0)), actor.currency)
    faults, turn = Faults(), once.turn(_DEPOSIT)
    with (
        st.expander(
            f"Bring cash to the bank: {total} of {words.counted(len(waiting), 'handover')}", icon=":material/account_balance:"
        ),
        drafts.form(_DEPOSIT, "cash.deposit", border=False) as draft,
    ):
        chosen = st.multiselect(
            "Handovers", waiting, waiting, key=f"deposit_of_{turn}",
            format_func=lambda each: f"{each.handover_no} · {each.agent_name} · {words.money(each.counted, actor.currency)}",
        )  # fmt: skip
        faults.below("handover_ids")
        left, right = st.columns(2)
        bank = left.text_input("Bank", max_chars=100, key=f"deposit_bank_{turn}")
        with left:
            faults.below("bank")
        slip_no = right.text_input("Slip number", max_chars=60, key=f"deposit_slip_{turn}")
        with right:
            faults.below("slip_no")
        today = clock.local_date(clock.now(), actor.time_zone)
        day = st.date_input("Deposited on", today, max_value=today, format="DD/MM/YYYY", key=f"deposit_day_{turn}")
        faults.below("deposited_on")
        is_sent = st.form_submit_button("Record the deposit", type="primary", icon=":material/check:")
    ids = tuple(each.handover_id for each in chosen)
    key = _key(f"deposit {ids} {bank} {slip_no} {day}")
    command = once.command(_DEPOSIT, is_sent=is_sent, draft=draft)
    if command.send(actor, lambda work: cash.deposit(work, NewDeposit(ids, bank, slip_no, day, key)), faults):
        page.flash(f"Recorded the deposit of {words.counted(len(ids), 'handover')}, slip {slip_no.strip().upper()}.")
        once.clear(_DEPOSIT)
        st.rerun()


def document(actor: Actor, handover: Handover) -> None:
    """What was counted against the receipts, and where the money is by now."""
    row = handover.row
    less = "less than the receipts" if row.difference < 0 else "more than the receipts"
    cards.show(
        [
            Figure("Counted", words.money(row.counted, actor.currency), f"by {row.accepter_name}"),
            Figure("By receipts", words.money(row.expected, actor.currency), words.counted(row.receipt_count, "receipt")),
            *([Figure("Difference", words.money(abs(row.difference), actor.currency), less, "bad")] if row.difference else []),
        ]
    )
    if row.difference:
        page.say("warning", row.reason)
    told: list[tuple[str, str | Markup | None]] = [
        ("Agent", row.agent_name),
        ("Accepted", f"{words.moment(row.accepted_at, actor.time_zone)} by {row.accepter_name}"),
        ("Bank", row.bank),
        ("Slip", link(HANDOVERS.link(deposit=row.deposit_id), row.slip_no) if row.slip_no else None),
        ("Deposited", f"{words.day(row.deposited_on)} by {row.depositor_name}" if row.deposited_on else None),
        ("On the statement", f"{words.day(row.credited_on)}, found by {row.reconciler_name}" if row.credited_on else None),
    ]
    facts.show([each for each in told if each[1]])


def receipts(actor: Actor, handover: Handover) -> None:
    """Its receipts."""
    row = handover.row
    page.section("Receipts")
    _receipts(actor, handover.receipts, row.expected, row.receipt_count, CASH.link(handover=row.handover_id))


def reconcile(actor: Actor, row: HandoverRow) -> None:
    """The form for who finds the deposit on the statement of the bank; nothing for who deposited it."""
    if row.status != "deposited" or row.deposit_id is None or not may_accept(actor):
        return
    page.section("Is it on the statement of the bank?")
    if row.depositor_id == actor.staff_id:
        page.say("waiting", "You recorded this deposit; somebody else looks for it on the statement.")
        return
    deposit_id, faults = row.deposit_id, Faults()
    today = clock.local_date(clock.now(), actor.time_zone)
    with st.form("reconcile_cash", border=True):
        day: date = st.date_input("The bank credited it on", today, max_value=today, format="DD/MM/YYYY")
        faults.below("credited_on")
        is_sent = st.form_submit_button("It is on the statement", type="primary", icon=":material/verified:")
    command = once.command("reconcile_cash", is_sent=is_sent)
    if command.send(actor, lambda work: cash.reconcile(work, deposit_id, day), faults):
        page.flash(f"Slip {row.slip_no} is reconciled.")
        st.rerun()


def _receipts(actor: Actor, rows: Sequence[CashRow], total: Decimal, count: int, href: str) -> None:
    columns = cash_columns.columns(has_agents=False)
    table.show(columns, rows, Writer(actor.currency, actor.time_zone), cash_columns.href)
    if count > len(rows):
        page.below(link(href, worded("All {count:,} receipts, {amount}", count=count, amount=words.money(total, actor.currency))))


def _key(content: str) -> UUID:
    """The id of a command: the same as long as the same is sent."""
    kept: dict[str, UUID] = st.session_state.setdefault("_cash_keys", {})
    return kept.setdefault(content, uuid4())
