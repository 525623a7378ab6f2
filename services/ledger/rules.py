"""What an opening balance must be like."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from services.ledger.models import NewOpening
from utils.money import minor_units, round_money

EARLIEST: Final = date(2000, 1, 1)
MOST: Final = Decimal(100_000_000)
LONGEST_NOTE: Final = 200

# Reasons that only the stored rows can give; their order is the order in which they are looked for.
REFUSALS: Final[Mapping[str, str]] = {
    "unknown": "There is no account {code}.",
    "deleted": "Account {code} was deleted; restore it first, or name another account.",
    "twice": "Account {code} is named more than once; give it one opening balance.",
    "opened": "Account {code} has an opening balance already; it is posted once.",
    "owing": "Account {code} already owes money here, so its credit is not an opening balance: record it as a payment.",
}


def opening_faults(new: NewOpening, currency: str, today: date) -> dict[str, str]:
    """Each wrong field with a sentence; empty when all is well."""
    wrong: dict[str, str] = {}
    if not new.account_code.strip():
        wrong["account_code"] = "Name the account."
    if not new.amount.is_finite() or new.amount == 0:
        wrong["amount"] = "An opening balance is an amount other than zero; leave it out where there is none."
    elif abs(new.amount) > MOST:
        wrong["amount"] = f"An opening balance above {MOST:,} is surely a mistake."
    elif new.amount != round_money(new.amount, minor_units(currency)):
        wrong["amount"] = f"An amount of {currency} has at most {minor_units(currency)} decimals."
    if not EARLIEST <= new.value_on <= today:
        wrong["value_on"] = f"The date lies between {EARLIEST:%d %b %Y} and today."
    if len(new.note) > LONGEST_NOTE:
        wrong["note"] = f"A note has at most {LONGEST_NOTE} characters."
    return wrong


def refusal(reason: str, account_code: str) -> str:
    """The sentence for a reason that the stored rows gave."""
    return REFUSALS[reason].format(code=account_code)
