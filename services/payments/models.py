"""Payments: what is asked for, what is kept, and what lists show."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Channel(StrEnum):
    """How money came in."""

    CASH = "cash"
    BANK = "bank"
    WALLET = "wallet"
    CARD = "card"
    CHEQUE = "cheque"
    OTHER = "other"


class PaymentStatus(StrEnum):
    """Where a payment stands."""

    POSTED = "posted"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class RecordPayment:
    """Money that came in; `client_uuid` is made by who sends it, so that sending it again does nothing more.

    `reference` is what the bank, wallet or cheque calls it; `value_on` is the day the money came.
    """

    account_code: str
    amount: Decimal
    channel: str
    reference: str
    value_on: date
    client_uuid: UUID


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment as a list shows it; `allocated` is matched to debt, the rest of a posted one is an advance."""

    payment_id: int
    receipt_no: str
    account_id: int
    account_code: str
    holder_name: str
    area_id: int
    area_name: str
    amount: Decimal
    allocated: Decimal
    channel: str
    reference: str
    value_on: date
    status: str
    recorded_at: datetime
    recorder_name: str


@dataclass(frozen=True, slots=True)
class PaymentHead(PaymentRow):
    """A payment with what became of it."""

    client_uuid: UUID
    reversed_at: datetime | None
    reverser_name: str | None
    reversal_reason: str | None


@dataclass(frozen=True, slots=True)
class PaidBill:
    """How much of a payment is matched to one bill; no bill where it paid what an earlier system left."""

    period: date | None
    bill_id: int | None
    bill_no: str | None
    bill_status: str | None
    bill_outstanding: Decimal | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment and the bills it paid."""

    head: PaymentHead
    allocations: tuple[PaidBill, ...]

    @property
    def payment_id(self) -> int:
        """Its id."""
        return self.head.payment_id

    @property
    def receipt_no(self) -> str:
        """The number on its receipt, such as OFFICE-0000123."""
        return self.head.receipt_no

    @property
    def advance(self) -> Decimal:
        """The part of a posted payment that no debt has used up."""
        return self.head.amount - self.head.allocated if self.head.status == PaymentStatus.POSTED else Decimal(0)
