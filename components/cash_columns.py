"""The columns of receipts of cash."""

from collections.abc import Sequence

from components.screens import CASH_RECEIPT
from components.table import Column, Kind
from services.cash import CashRow
from utils.wording import worded


def columns(*, has_agents: bool) -> Sequence[Column[CashRow]]:
    """Columns of a list of receipts; who sees the own ones alone needs no name beside each."""
    found = [
        Column[CashRow]("Receipt", "receipt_no", Kind.CODE),
        Column[CashRow]("Taken on", "taken_on", Kind.DATE),
        Column[CashRow]("Agent", "agent_name"),
        Column[CashRow]("Unit", lambda row: row.unit_code or worded("out of reach"), sub="holder_name", name="unit_code"),
        Column[CashRow]("Area", "area_name", is_desk_only=True),
        Column[CashRow]("Paid by", "payer", is_desk_only=True),
        Column[CashRow]("State", "status", Kind.STATUS, noun="cash"),
        Column[CashRow]("Amount", "amount", Kind.MONEY, is_lead=True),
    ]
    return [each for each in found if has_agents or each.key != "agent_name"]


def href(row: CashRow) -> str:
    """The address of a receipt."""
    return CASH_RECEIPT.link(receipt=row.receipt_id)
