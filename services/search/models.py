"""What a search was asked and what it found."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Noun(StrEnum):
    """What a hit is; the order is that of the groups."""

    ACCOUNT = "account"
    UNIT = "unit"
    BILL = "bill"
    PAYMENT = "payment"
    CASH_RECEIPT = "cash_receipt"
    TICKET = "ticket"
    CHALLAN = "challan"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, read in every way that it can be meant.

    `bill` is (period, bill id), `receipt` (counter, number); `ticket` and `challan` are numbers. The empty text finds nothing.
    """

    text: str
    bill: tuple[date, int] | None
    receipt: tuple[str, int] | None
    ticket: int | None
    challan: int | None
    cnic: str | None
    phone: str | None
    has_letters: bool
    has_digits: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found.

    `target` is its id, for a bill its number; `state` is '' where there is nothing to say of it; `amount` the balance of
    an account, the demand of a bill, the money of a payment or receipt, the fine of a challan; `on` the period of a bill, the
    value date of a payment, the day of a receipt. `is_exact` says that the whole code or number was typed (for a challan also
    that of the receipt for it), `is_similar` that the name only sounds nearly so.
    """

    noun: Noun
    target: str
    title: str
    detail: str
    state: str
    phone: str | None
    amount: Decimal | None
    on: date | None
    is_exact: bool
    is_similar: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The best hits of one kind; `count` is how many there are, a lower bound when `is_capped`."""

    noun: Noun
    hits: tuple[Hit, ...]
    count: int
    is_capped: bool


@dataclass(frozen=True, slots=True)
class Results:
    """What was found for `text` (as it was read); `direct` is the one record whose number was typed in full.

    Of a cash receipt and what it paid, the receipt is the paper with that number.
    """

    text: str
    groups: tuple[Group, ...]
    direct: Hit | None
