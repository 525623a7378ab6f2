"""How an entry of the ledger reads, and where it leads."""

from typing import Final

from components import words
from components.screens import BILL, PAYMENT
from services.ledger import EntryKind, StatementLine

KINDS: Final = {
    EntryKind.OPENING: "Opening balances of an earlier system",
    EntryKind.OPENING_REVERSAL: "Opening balances taken back",
    EntryKind.DEMAND: "Bills",
    EntryKind.DEMAND_VOID: "Bills voided",
    EntryKind.EARLIER_PAID: "Paid in an earlier system",
    EntryKind.PAYMENT: "Payments",
    EntryKind.PAYMENT_REVERSAL: "Payments reversed",
    EntryKind.ALLOCATION: "Money matched to bills",
    EntryKind.RELEASE: "Money released from bills",
}


def entry(line: StatementLine) -> str:
    """What happened, in words."""
    of_bill = f"bill {line.bill_no}" if line.bill_no else ""
    receipt = f" {line.receipt_no}" if line.receipt_no else ""
    match line.kind:
        case EntryKind.DEMAND:
            return f"Bill {line.bill_no}, {words.month(line.period)}"
        case EntryKind.DEMAND_VOID:
            return f"Bill {line.bill_no} voided"
        case EntryKind.EARLIER_PAID:
            return f"Paid in an earlier system, {of_bill}"
        case EntryKind.OPENING:
            return "Opening balance of an earlier system"
        case EntryKind.OPENING_REVERSAL:
            return "Opening balance taken back"
        case EntryKind.PAYMENT:
            return f"Payment{receipt}"
        case EntryKind.PAYMENT_REVERSAL:
            return f"Payment{receipt} reversed"
        case EntryKind.ALLOCATION:
            return f"Matched{receipt or ' money'} to {of_bill or 'the opening balance'}"
        case _:
            return f"Released{receipt or ' money'} from {of_bill or 'the opening balance'}"


def href(line: StatementLine) -> str | None:
    """The bill or payment that an entry belongs to."""
    if line.kind in (EntryKind.PAYMENT, EntryKind.PAYMENT_REVERSAL) and line.payment_id:
        return PAYMENT.link(payment=line.payment_id)
    return BILL.link(bill=line.bill_no) if line.bill_no else None
