"""What may be done with a challan in which state, and what its payment must be like."""

from datetime import date
from typing import Final

from services.challans.models import ChallanRow, ChallanStatus, PayChallan
from services.payments import CHANNEL_WORDS, NEEDS_REFERENCE, Channel
from utils.errors import Conflict, Invalid
from utils.text import is_line

LONGEST_REFERENCE: Final = 100
LONGEST_REASON: Final = 500


def check_payment(command: PayChallan, today: date) -> None:
    """Raise Invalid, a sentence for each field."""
    wrong: dict[str, str] = {}
    if command.channel not in [each.value for each in CHANNEL_WORDS]:
        wrong["channel"] = f"Channel is one of {', '.join(CHANNEL_WORDS)}."
    elif Channel(command.channel) in NEEDS_REFERENCE and not command.reference.strip():
        wrong["reference"] = f"A {command.channel} payment needs its reference, so that it can be found again."
    if len(command.reference) > LONGEST_REFERENCE or not is_line(command.reference):
        wrong["reference"] = f"A reference has at most {LONGEST_REFERENCE} plain characters."
    if command.value_on > today:
        wrong["value_on"] = f"The money cannot have come after today, {today:%d %b %Y}."
    if wrong:
        raise Invalid(wrong)


def check_unpaid(row: ChallanRow, what: str) -> None:
    """Raise Conflict for a challan that is paid or cancelled."""
    if row.status == ChallanStatus.PAID:
        raise Conflict(f"Challan {row.challan_no} is paid, with receipt {row.receipt_no}; it cannot be {what}.")
    if row.status == ChallanStatus.CANCELLED:
        raise Conflict(f"{row.canceller_name} has cancelled challan {row.challan_no}: {row.cancel_reason}")


def check_reason(reason: str, missing: str) -> str:
    """The reason without outer blanks. Raises Invalid."""
    text = reason.strip()
    if not text:
        raise Invalid({"reason": missing})
    if len(text) > LONGEST_REASON:
        raise Invalid({"reason": f"A reason has at most {LONGEST_REASON} characters."})
    return text
