"""What a payment must be like, and what may be done with one."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from services.payments.models import Channel, PaymentHead, PaymentStatus, RecordPayment
from utils.errors import Conflict, Invalid
from utils.money import format_money, minor_units, round_money

EARLIEST: Final = date(2000, 1, 1)
MOST: Final = Decimal(100_000_000)
LONGEST_REFERENCE: Final = 100
LONGEST_REASON: Final = 500
NEEDS_REFERENCE: Final = frozenset({Channel.BANK, Channel.WALLET, Channel.CHEQUE})
CHANNEL_WORDS: Final[Mapping[Channel, str]] = {channel: channel.value.capitalize() for channel in Channel}

# Reasons that only the stored rows can give to a row of a bulk.
REFUSALS: Final[Mapping[str, str]] = {
    "unknown": "There is no account {code}.",
    "deleted": "Account {code} was deleted; restore it first, or name another account.",
    "repeated": "This payment comes twice in the same file, with the same id.",
    "changed": "This payment was recorded before with other particulars; give a new one a new id.",
}


def clean(command: RecordPayment) -> RecordPayment:
    """The command without outer blanks, its account code in capitals and its channel in small letters."""
    return RecordPayment(
        account_code=command.account_code.strip().upper(),
        amount=command.amount,
        channel=command.channel.strip().lower(),
        reference=" ".join(command.reference.split()),
        value_on=command.value_on,
        client_uuid=command.client_uuid,
    )


def faults(command: RecordPayment, currency: str, today: date) -> dict[str, str]:
    """Each wrong field of a cleaned command with a sentence; empty when all is well."""
    wrong: dict[str, str] = {}
    if not command.account_code:
        wrong["account_code"] = "Say whose payment it is: give the account code."
    amount = amount_fault(command.amount, currency)
    if amount:
        wrong["amount"] = amount
    if command.channel not in list(Channel):
        wrong["channel"] = f"Channel is one of {', '.join(Channel)}."
    elif command.channel in NEEDS_REFERENCE and not command.reference:
        wrong["reference"] = f"A {command.channel} payment needs its reference, so that it can be found again."
    if len(command.reference) > LONGEST_REFERENCE or not command.reference.isprintable():
        wrong["reference"] = f"A reference has at most {LONGEST_REFERENCE} plain characters."
    if command.value_on > today:
        wrong["value_on"] = f"The money cannot have come after today, {today:%d %b %Y}."
    elif command.value_on < EARLIEST:
        wrong["value_on"] = f"A payment before {EARLIEST:%d %b %Y} cannot be recorded."
    return wrong


def amount_fault(amount: Decimal, currency: str) -> str | None:
    """What is wrong with an amount of money that came in, or None."""
    if not amount.is_finite() or amount <= 0:
        return "An amount is more than zero."
    if amount > MOST:
        return f"{format_money(MOST, currency)} is the most one payment can be; record a larger one in parts."
    digits = minor_units(currency)
    if amount != round_money(amount, digits):
        return f"An amount of {currency} has at most {digits} decimals."
    return None


def check_same(earlier: PaymentHead, command: RecordPayment) -> None:
    """Raise Conflict unless a command repeats, word for word, the payment recorded earlier under its id."""
    again = (command.account_code, command.amount, command.channel, command.reference, command.value_on)
    if again != (earlier.account_code, earlier.amount, earlier.channel, earlier.reference, earlier.value_on):
        raise Conflict(
            f"This payment was recorded before, as {earlier.receipt_no}, with other particulars; give a new payment a new id."
        )


def check_can_reverse(payment: PaymentHead) -> None:
    """Raise Conflict when a payment is reversed already."""
    if payment.status != PaymentStatus.POSTED:
        raise Conflict(f"Payment {payment.receipt_no} was reversed before; a payment is reversed once.")


def check_reason(reason: str) -> str:
    """The reason without outer blanks. Raises Invalid when there is none or it is too long."""
    text = reason.strip()
    if not text:
        raise Invalid({"reason": "Say why the payment is reversed; the reason is kept with it."})
    if len(text) > LONGEST_REASON:
        raise Invalid({"reason": f"A reason has at most {LONGEST_REASON} characters."})
    return text


def refusal(reason: str, account_code: str) -> str:
    """The sentence for a reason that the stored rows gave."""
    return REFUSALS[reason].format(code=account_code)
