"""What an account and its premises show alike: bills, payments, readings and the statement."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from components import bill_columns, charts, ledger_lines, page, payment_columns, table, words
from components.markup import link
from components.screens import ACCOUNTS, BILLS, PAYMENTS, READINGS, STATEMENT
from components.table import Column, Kind, Writer
from services import bills, ledger, metering, payments
from services.accounts import Account
from services.ledger import StatementLine
from services.metering import PeriodUsage
from services.paging import ListQuery
from services.permissions import Permission
from services.work import Actor, begin
from utils import clock

FEW = 12
SHOWN_PERIODS = 36


def deleted(actor: Actor, account: Account) -> None:
    """Say that an account was deleted and where it can be restored; nothing where it was not."""
    if account.deleted_at is None:
        return
    day = words.day(clock.local_date(account.deleted_at, actor.time_zone))
    said = f"This account was deleted from the register on {day}. What happened on it stays; nothing new is put on it."
    if actor.may(Permission.ACCOUNT_WRITE):
        way = link(ACCOUNTS.link(deleted="yes", q=account.code), "in the list of deleted accounts")
        page.say("waiting", Markup("{} It can be restored {}.").format(said, way))
    else:
        page.say("waiting", f"{said} Whoever keeps the register can restore it.")


def bills_and_payments(actor: Actor, account_id: int, few: int = FEW) -> None:
    """The newest bills and payments, each with the way to all of them."""
    newest_bills(actor, account_id, few)
    newest_payments(actor, account_id, few)


def newest_bills(actor: Actor, account_id: int, few: int = FEW) -> None:
    """The newest bills of an account."""
    today = clock.local_date(clock.now(), actor.time_zone)
    with begin(actor) as work:
        billed = bills.page(work, _of(account_id, few))
    page.section("Bills", link(BILLS.link(account=account_id), f"All {billed.count:,}") if billed.next_key else "")
    if billed.rows:
        writer = Writer(actor.currency, actor.time_zone)
        table.show(bill_columns.columns(today, has_account=False), billed.rows, writer, bill_columns.href)
    else:
        page.notice("receipt_long", "There is no bill yet.", "Each that a run makes for it will stand here.")


def newest_payments(actor: Actor, account_id: int, few: int = FEW) -> None:
    """The newest payments of an account."""
    with begin(actor) as work:
        paid = payments.page(work, _of(account_id, few))
    page.section("Payments", link(PAYMENTS.link(account=account_id), f"All {paid.count:,}") if paid.next_key else "")
    if paid.rows:
        writer = Writer(actor.currency, actor.time_zone)
        table.show(payment_columns.columns(has_account=False), paid.rows, writer, payment_columns.href)
    else:
        page.notice("payments", "No payment has come in yet.")


def usage(actor: Actor, account_id: int, chart_at: str = "", *, is_drawn: bool = False) -> None:
    """Metered use by period, newest first; nothing where nothing is metered. `chart_at` is where it is drawn as a chart."""
    with begin(actor) as work:
        used = metering.usage_of_account(work, account_id)
        unit = metering.measure_of_account(work, account_id) or ""
    if not used:
        return
    if is_drawn:
        drawn_use(account_id, used, unit)
        return
    chart = link(chart_at, "Show as a chart") if chart_at and len(used) > 1 else ""
    page.section("Metered use", Markup("{} by period over all meters, newest first. {}").format(unit, chart))
    table_of_use(actor, account_id, used, unit)


def drawn_use(account_id: int, used: Sequence[PeriodUsage], unit: str) -> None:
    """The newest periods as a chart; a click on a bar opens the readings of its period."""
    every = link(READINGS.link(account=account_id), "Every reading")
    said = f"{unit} by period, the dotted line is the mean. Choose a bar for its readings."
    page.section("Is more used than usual?", Markup("{} {}").format(said, every))
    chosen = charts.use_by_period(used[-SHOWN_PERIODS:], unit, f"use_{account_id}")
    if chosen:
        st.switch_page(READINGS.path, query_params={"account": str(account_id), "period": chosen})


def table_of_use(actor: Actor, account_id: int, used: Sequence[PeriodUsage], unit: str) -> None:
    """Use by period as rows, newest first, each leading to its readings."""
    most = max(row.quantity for row in used)
    columns = (
        Column[PeriodUsage]("Period", "period", Kind.MONTH),
        Column[PeriodUsage]("Readings", "reading_count", Kind.NUMBER),
        Column[PeriodUsage]("", lambda row: words.bar(row.quantity, most)),
        Column[PeriodUsage](f"Use, {unit}", "quantity", Kind.NUMBER, is_lead=True),
    )
    table.show(
        columns,
        list(reversed(used[-SHOWN_PERIODS:])),
        Writer(actor.currency, actor.time_zone),
        lambda row: READINGS.link(account=account_id, period=f"{row.period:%Y-%m}"),
    )


def _of(account_id: int, size: int) -> ListQuery:
    return ListQuery(filters={"account": str(account_id)}, size=size)


def statement(actor: Actor, account_id: int, after: str | None, here: str) -> None:
    """Every entry with the balance after it, newest first; `here` is the address of this page without its key."""
    if not actor.may(Permission.LEDGER_READ):
        return
    with begin(actor) as work:
        found = ledger.statement(work, account_id, ListQuery(after=after, size=25))
    whole = link(STATEMENT.link(account=account_id), "Statement between two days, to print or download")
    page.section("Ledger", Markup("Every entry, newest first, with the balance after it. {}").format(whole))
    columns = (
        Column[StatementLine]("Date", "value_on", Kind.DATE),
        Column[StatementLine]("Entry", ledger_lines.entry, sub="note"),
        Column[StatementLine]("Unpaid demand", "due", Kind.MONEY, is_desk_only=True),
        Column[StatementLine]("Unmatched money", "advance", Kind.MONEY, is_desk_only=True),
        Column[StatementLine]("Amount", "amount", Kind.MONEY),
        Column[StatementLine]("Balance", "balance", Kind.MONEY, is_lead=True),
    )
    if not found.rows:
        page.notice("receipt_long", "Nothing has been posted to this account yet.")
        return
    table.show(columns, found.rows, Writer(actor.currency, actor.time_zone), ledger_lines.href)
    if found.next_key:
        page.below(link(f"{here}&entries={found.next_key}", "Earlier entries"))
