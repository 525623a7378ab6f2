"""Entries, balances and what matching money to debt gives."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class EntryKind(StrEnum):
    """Why an entry was posted."""

    OPENING = "opening"
    DEMAND = "demand"
    PAYMENT = "payment"
    PAYMENT_REVERSAL = "payment_reversal"
    ALLOCATION = "allocation"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Balance:
    """`due` is unpaid demand, `advance` money not yet matched; `balance` is the first less the second."""

    account_id: int
    due: Decimal
    advance: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class BillAmount:
    """Money matched to one bill; period and bill are None for opening debt. A release has a negative amount."""

    period: date | None
    bill_id: int | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Allocated:
    """One row for each bill that money was matched to or taken from, and one for all opening debt."""

    amounts: tuple[BillAmount, ...]

    @property
    def total(self) -> Decimal:
        """All that was matched; negative after a release."""
        return sum((each.amount for each in self.amounts), Decimal(0))


@dataclass(frozen=True, slots=True)
class NewOpening:
    """What an earlier system left: a positive amount is owed, a negative one is money of the consumer."""

    account_code: str
    amount: Decimal
    value_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry as the account's statement shows it; `balance` is what the account owes right after it."""

    entry_id: int
    kind: str
    value_on: date
    recorded_at: datetime
    period: date | None
    bill_id: int | None
    bill_no: str | None
    payment_id: int | None
    receipt_no: str | None
    due: Decimal
    advance: Decimal
    amount: Decimal
    balance: Decimal
    note: str
    staff_name: str | None
