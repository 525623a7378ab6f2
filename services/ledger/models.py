"""Entries, balances and what matching money to debt gives."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class EntryKind(StrEnum):
    """Why an entry was posted."""

    OPENING = "opening"
    OPENING_REVERSAL = "opening_reversal"
    DEMAND = "demand"
    DEMAND_VOID = "demand_void"
    EARLIER_PAID = "earlier_paid"
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


@dataclass(frozen=True, slots=True)
class KindTotal:
    """How many entries of one kind a statement holds, and their sum."""

    kind: EntryKind
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """An account between two days, both included, by value date; `opening` plus all amounts is `closing`.

    `lines` are oldest first, each with the balance right after it. Above zero the account owes.
    """

    account_id: int
    account_code: str
    holder_name: str
    first: date
    last: date
    opening: Decimal
    lines: tuple[StatementLine, ...]
    closing: Decimal
    totals: tuple[KindTotal, ...]

    @property
    def charged(self) -> Decimal:
        """All that was added to what is owed."""
        return sum((line.amount for line in self.lines if line.amount > 0), Decimal(0))

    @property
    def credited(self) -> Decimal:
        """All that was taken off what is owed, as a positive amount."""
        return -sum((line.amount for line in self.lines if line.amount < 0), Decimal(0))
