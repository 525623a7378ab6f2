"""What a search was asked and what it found."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.searching import (
    cnic_digits,
    parse_bill_no,
    parse_challan_no,
    parse_receipt_no,
    parse_ticket_no,
    parse_visit_no,
    phone_digits,
)


class Noun(StrEnum):
    """What a hit is; the order is that of the groups."""

    ACCOUNT = "account"
    UNIT = "unit"
    BILL = "bill"
    PAYMENT = "payment"
    CASH_RECEIPT = "cash_receipt"
    TICKET = "ticket"
    VISIT = "visit"
    CHALLAN = "challan"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, to be read in every way that it can be meant; each is read when it is asked for. '' finds nothing."""

    text: str

    @property
    def bill(self) -> tuple[date, int] | None:
        """Period and id of a bill."""
        return parse_bill_no(self.text)

    @property
    def receipt(self) -> tuple[str, int] | None:
        """Counter and number of a receipt."""
        return parse_receipt_no(self.text)

    @property
    def ticket(self) -> int | None:
        """The number of a ticket."""
        return parse_ticket_no(self.text)

    @property
    def visit(self) -> int | None:
        """The number of a visit."""
        return parse_visit_no(self.text)

    @property
    def challan(self) -> int | None:
        """The number of a challan."""
        return parse_challan_no(self.text)

    @property
    def cnic(self) -> str | None:
        """Its 13 digits."""
        return cnic_digits(self.text)

    @property
    def phone(self) -> str | None:
        """Its digits with the country code."""
        return phone_digits(self.text)

    @property
    def has_letters(self) -> bool:
        """Whether there is any, in whatever script."""
        return any(character.isalpha() for character in self.text)

    @property
    def has_digits(self) -> bool:
        """Whether there is any."""
        return any(character.isdigit() for character in self.text)


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found.

    `target` is its id, for a bill its number; `state` is '' where there is nothing to say of it; `amount` the balance of
    an account, the demand of a bill, the money of a payment or receipt, the fine of a challan; `on` the period of a bill, the
    value date of a payment, the day of a receipt or visit. `is_exact` says that the whole code or number was typed (for a challan
    also that of the receipt for it), `is_similar` that the name only sounds nearly so.
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
