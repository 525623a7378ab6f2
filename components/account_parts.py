"""What an account and its premises show alike: bills, payments, readings and the statement."""

from components import bill_columns, page, payment_columns, table, words
from components.markup import link
from components.screens import BILL, BILLS, PAYMENT, PAYMENTS
from components.table import Column, Kind, Writer
from services import bills, ledger, metering, payments
from services.ledger import StatementLine
from services.metering import PeriodUsage
from services.paging import ListQuery
from services.permissions import Permission
from services.work import Actor, begin
from utils import clock

FEW = 12


def bills_and_payments(actor: Actor, account_id: int) -> None:
    """The newest bills and payments, each with the way to all of them."""
    today = clock.local_date(clock.now(), actor.time_zone)
    writer = Writer(actor.currency, actor.time_zone)
    query = ListQuery(filters={"account": str(account_id)}, size=FEW)
    with begin(actor) as work:
        billed = bills.page(work, query)
        paid = payments.page(work, query)
    page.section("Bills", link(BILLS.link(account=account_id), f"All {billed.count:,}") if billed.next_key else "")
    if billed.rows:
        table.show(bill_columns.columns(today, has_account=False), billed.rows, writer, bill_columns.href)
    else:
        page.notice("receipt_long", "There is no bill yet.", "The next bill run prices it.")
    page.section("Payments", link(PAYMENTS.link(account=account_id), f"All {paid.count:,}") if paid.next_key else "")
    if paid.rows:
        table.show(payment_columns.columns(has_account=False), paid.rows, writer, payment_columns.href)
    else:
        page.notice("payments", "No payment has come in yet.")


def usage(actor: Actor, account_id: int) -> None:
    """Metered use by period, newest first; nothing where nothing is metered."""
    with begin(actor) as work:
        used = metering.usage_of_account(work, account_id)
        newest = metering.page(work, ListQuery(filters={"account": str(account_id)}, size=1)).rows
    if not used:
        return
    unit = newest[0].unit_of_measure if newest else ""
    most = max(row.quantity for row in used)
    page.section("Metered use", f"{unit} by period over all meters, newest first")
    columns = (
        Column[PeriodUsage]("Period", "period", Kind.MONTH),
        Column[PeriodUsage]("Readings", "reading_count", Kind.NUMBER),
        Column[PeriodUsage]("", lambda row: words.bar(row.quantity, most)),
        Column[PeriodUsage](f"Use, {unit}", "quantity", Kind.NUMBER, is_lead=True),
    )
    table.show(columns, list(reversed(used)), Writer(actor.currency, actor.time_zone))


def statement(actor: Actor, account_id: int, after: str | None, here: str) -> None:
    """Every entry with the balance after it, newest first; `here` is the address of this page without its key."""
    if not actor.may(Permission.LEDGER_READ):
        return
    with begin(actor) as work:
        found = ledger.statement(work, account_id, ListQuery(after=after, size=25))
    page.section("Statement", "Every entry of the ledger, newest first, with the balance after it.")
    columns = (
        Column[StatementLine]("Date", "value_on", Kind.DATE),
        Column[StatementLine]("Entry", _entry, sub="note"),
        Column[StatementLine]("Unpaid demand", "due", Kind.MONEY, is_desk_only=True),
        Column[StatementLine]("Unmatched money", "advance", Kind.MONEY, is_desk_only=True),
        Column[StatementLine]("Amount", "amount", Kind.MONEY),
        Column[StatementLine]("Balance", "balance", Kind.MONEY, is_lead=True),
    )
    if not found.rows:
        page.notice("receipt_long", "Nothing has been posted to this account yet.")
        return
    table.show(columns, found.rows, Writer(actor.currency, actor.time_zone), _href)
    if found.next_key:
        page.below(link(f"{here}&entries={found.next_key}", "Earlier entries"))


def _entry(line: StatementLine) -> str:
    of_bill = f" of bill {line.bill_no}" if line.bill_no else ""
    receipt = f" {line.receipt_no}" if line.receipt_no else ""
    match line.kind:
        case "demand":
            return f"Bill {line.bill_no}, {words.month(line.period)}"
        case "opening":
            return "Opening balance of an earlier system"
        case "payment":
            return f"Payment{receipt}"
        case "payment_reversal":
            return f"Payment{receipt} reversed"
        case "allocation":
            return f"Matched{receipt or ' money'} to {of_bill.removeprefix(' of ') or 'the opening balance'}"
        case _:
            return f"Released{receipt or ' money'} from {of_bill.removeprefix(' of ') or 'the opening balance'}"


def _href(line: StatementLine) -> str | None:
    if line.kind in ("payment", "payment_reversal") and line.payment_id:
        return PAYMENT.link(payment=line.payment_id)
    return BILL.link(bill=line.bill_no) if line.bill_no else None
