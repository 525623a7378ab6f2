"""The body of a bill: its lines with their rules, and what paid it."""

from decimal import Decimal
from typing import Final

from components import page, table, words
from components.screens import PAYMENT
from components.table import Column, Kind, Writer
from services.bills import Bill, BillPayment, ExplainedLine
from services.tariffs import LineRule
from services.work import Actor


def lines(actor: Actor, bill: Bill, explained: tuple[ExplainedLine, ...]) -> None:
    """Every line: what, quantity, rate, tier, season, amount, and the rule in words below it."""
    if not explained:
        page.notice("receipt_long", "This bill has no priced line.", "What held it back says why.")
        return
    is_metered = any(each.line.meter_id for each in explained)
    is_seasonal = any(each.line.season for each in explained)
    meter = (Column[ExplainedLine]("Meter", lambda each: each.line.meter_no or "", Kind.CODE, sub=_read_on),)
    season = (Column[ExplainedLine]("Season", _season),)
    tier = (Column[ExplainedLine]("Tier", lambda each: _tier(each.rule, each.line.tier_no)),)
    columns = (
        Column[ExplainedLine]("Charge", _what, sub=_why),
        *(meter if is_metered else ()),
        *(tier if any(each.line.tier_no for each in explained) else ()),
        *(season if is_seasonal else ()),
        Column[ExplainedLine]("Quantity", lambda each: each.line.quantity, Kind.NUMBER),
        Column[ExplainedLine]("Rate", lambda each: each.line.rate, Kind.MONEY),
        Column[ExplainedLine]("Amount", lambda each: each.line.amount, Kind.MONEY, is_lead=True, total=bill.head.demand),
    )
    table.show(columns, explained, Writer(actor.currency, actor.time_zone))


def payments(actor: Actor, bill: Bill) -> None:
    """The payments matched to the bill."""
    if not bill.payments:
        page.notice("payments", "Nothing has been paid on this bill yet.")
        return
    columns = (
        Column[BillPayment]("Receipt", lambda row: row.receipt_no or ("–" if row.channel else "Opening credit"), Kind.CODE),
        Column[BillPayment]("Value date", "value_on", Kind.DATE),
        Column[BillPayment]("Channel", lambda row: (row.channel or "").capitalize()),
        Column[BillPayment]("Matched", "amount", Kind.MONEY, is_lead=True, total=bill.paid),
    )
    writer = Writer(actor.currency, actor.time_zone)
    table.show(columns, bill.payments, writer, lambda row: PAYMENT.link(payment=row.payment_id) if row.payment_id else None)


EARLIER: Final = "earlier_system: "


def _what(each: ExplainedLine) -> str:
    if each.line.component.startswith(EARLIER):
        return f"As billed by the earlier system, number {each.line.component.removeprefix(EARLIER)}"
    return each.rule.label if each.rule else each.line.component.replace("_", " ").replace(".", ", ").capitalize()


def _why(each: ExplainedLine) -> str:
    if each.line.component.startswith(EARLIER):
        return "It was priced there; the figures are those of its file."
    if each.rule is None:
        return "The premises have changed since this was priced; the figures are those of the bill."
    # A flat price is its own arithmetic.
    shown = f"{each.rule.text}: {each.arithmetic}" if each.arithmetic and "=" in each.arithmetic else each.rule.text
    return words.unbroken(shown)


def _read_on(each: ExplainedLine) -> str:
    line = each.line
    return f"read {words.day(line.read_on)}, {line.reading_source}" if line.read_on else ""


def _tier(rule: LineRule | None, tier_no: int | None) -> str:
    if tier_no is None:
        return ""
    if rule is None or rule.lower is None:
        return str(tier_no)
    first = words.number(rule.lower)
    return f"{tier_no}: over {first}" + (f" to {words.number(rule.upper)}" if rule.upper is not None else "")


def _season(each: ExplainedLine) -> str:
    if each.line.season is None:
        return ""
    return f"{each.line.season}, × {words.number(each.line.multiplier or Decimal(1))}"
