"""Challans: what is asked for, what is kept, and what lists show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID


class ChallanStatus(StrEnum):
    """Where a challan stands."""

    UNPAID = "unpaid"
    PAID = "paid"
    CANCELLED = "cancelled"


CHALLAN_STATES: Final = tuple((each.value, each.value.capitalize()) for each in ChallanStatus)


@dataclass(frozen=True, slots=True)
class PayChallan:
    """Money for the whole of a challan; `client_uuid` is made by who sends it."""

    challan_id: int
    channel: str
    reference: str
    value_on: date
    client_uuid: UUID


@dataclass(frozen=True, slots=True)
class ChallanRow:
    """A challan as lists show it; unit and consumer are None where they are out of reach by now."""

    challan_id: int
    challan_no: str
    visit_id: int
    visit_no: str
    unit_id: int
    unit_code: str | None
    account_id: int
    holder_name: str | None
    area_id: int
    area_name: str
    fine_code: str
    words: str
    amount: Decimal
    paid: Decimal
    receipt_no: str | None
    issuer_id: int
    issuer_name: str
    issued_at: datetime
    status: str
    canceller_name: str | None
    cancelled_at: datetime | None
    cancel_reason: str | None

    @property
    def ref(self) -> str:
        """What the audit calls it."""
        return f"challan {self.challan_no}"


@dataclass(frozen=True, slots=True)
class ChallanPayment:
    """Money that paid a challan, and whether it was taken back."""

    challan_payment_id: int
    receipt_no: str
    amount: Decimal
    channel: str
    reference: str
    value_on: date
    status: str
    recorder_name: str
    recorded_at: datetime
    reverser_name: str | None
    reversed_at: datetime | None
    reversal_reason: str | None
    cash_receipt_id: int | None


@dataclass(frozen=True, slots=True)
class Challan:
    """One challan with all that was paid for it, the newest first."""

    row: ChallanRow
    payments: Sequence[ChallanPayment]

    @property
    def posted(self) -> ChallanPayment | None:
        """What pays it now."""
        return next((each for each in self.payments if each.status == "posted"), None)
