"""Cash in the field: what is asked for, a receipt, and who holds how much."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.payments import Payment
from utils.marks import mark_of


class CashStatus(StrEnum):
    """Where cash is."""

    COLLECTED = "collected"
    HANDED_OVER = "handed_over"
    DEPOSITED = "deposited"
    RECONCILED = "reconciled"
    REVERSED = "reversed"


CASH_STATES: Final = tuple((each.value, each.value.replace("_", " ").capitalize()) for each in CashStatus)


def held_mark(agent_id: int, receipt_count: int, amount: Decimal) -> str:
    """The mark of what somebody holds."""
    return mark_of((agent_id, receipt_count, f"{amount:f}"))


@dataclass(frozen=True, slots=True)
class NewCash:
    """Cash taken at a unit; `client_uuid` is made by who sends it. Without `taken_on` it was taken today."""

    unit_id: int
    amount: Decimal
    client_uuid: UUID
    payer: str = ""
    note: str = ""
    taken_on: date | None = None
    visit_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewChallanCash:
    """Cash for the whole of a challan; `client_uuid` is made by who sends it. Without `taken_on` it was taken today."""

    challan_id: int
    client_uuid: UUID
    payer: str = ""
    note: str = ""
    taken_on: date | None = None


@dataclass(frozen=True, slots=True)
class CashRow:
    """A receipt as lists show it, of a payment or of a challan; unit and consumer are None where they are out of reach by now."""

    receipt_id: int
    receipt_no: str
    payment_id: int | None
    challan_id: int | None
    challan_no: str | None
    taken_on: date
    taken_at: datetime
    amount: Decimal
    payer: str
    note: str
    unit_id: int
    unit_code: str | None
    account_id: int
    account_code: str | None
    holder_name: str | None
    area_id: int
    area_name: str | None
    agent_id: int
    agent_name: str
    visit_id: int | None
    handover_id: int | None
    status: str


@dataclass(frozen=True, slots=True)
class CashReceipt:
    """One receipt with what it paid and what the account still owes by now; both None where they are out of reach."""

    row: CashRow
    payment: Payment | None
    owed: Decimal | None


@dataclass(frozen=True, slots=True)
class InHand:
    """Cash that a person holds: how much, from how many receipts, and since when the oldest of them."""

    amount: Decimal
    receipt_count: int
    since: datetime | None

    def mark_of(self, agent_id: int) -> str:
        """Changes with every receipt: what a person saw who counted it."""
        return held_mark(agent_id, self.receipt_count, self.amount)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds cash, how much, from how many receipts, and since when."""

    agent_id: int
    agent_name: str
    amount: Decimal
    receipt_count: int
    since: datetime

    @property
    def mark(self) -> str:
        """Changes with every receipt."""
        return held_mark(self.agent_id, self.receipt_count, self.amount)


@dataclass(frozen=True, slots=True)
class Offer:
    """What is to be known before cash is taken at a unit: whose it is, what is owed, what the person may still take."""

    unit_id: int
    unit_code: str
    address: str
    account_id: int
    account_code: str
    holder_name: str
    owed: Decimal
    in_hand: Decimal
    most_in_hand: Decimal

    @property
    def room(self) -> Decimal:
        """How much more the person may take before handing over."""
        return max(Decimal(0), self.most_in_hand - self.in_hand)
