"""Bills as lists and as one document: the demand for an account and period, line by line."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class BillStatus(StrEnum):
    """Where a bill stands; overdue is a matter of its due date, not a status."""

    DRAFT = "draft"
    HELD = "held"
    ISSUED = "issued"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    CANCELLED = "cancelled"
    VOIDED = "voided"
    SUPERSEDED = "superseded"
    WRITTEN_OFF = "written_off"


class BillSort(StrEnum):
    """Orders of a list: newest has the latest period first, area goes area by area from the oldest bill on."""

    NEWEST = "newest"
    AREA = "area"


class ExceptionKind(StrEnum):
    """Why a run, or a person, holds a bill back."""

    NO_TARIFF = "no_tariff"
    NO_PRICE = "no_price"
    OUTLIER = "outlier"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class BillRow:
    """A bill as a list shows it.

    `demand` is the charge of the period alone, `arrears` and `credit` what its account owed and had when it was
    issued, `amount_due` all three together, `outstanding` the part of the demand that is not paid yet.
    """

    period: date
    bill_id: int
    bill_no: str
    account_id: int
    account_code: str
    holder_name: str
    area_id: int
    area_name: str
    run_id: int
    service_kind: str
    customer_class: str
    status: str
    quantity: Decimal | None
    demand: Decimal
    arrears: Decimal
    credit: Decimal
    amount_due: Decimal
    outstanding: Decimal
    due_on: date | None
    issued_at: datetime | None
    is_archived: bool

    def is_overdue(self, today: date) -> bool:
        """Whether something is unpaid after the due date."""
        return self.outstanding > 0 and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class BillHead(BillRow):
    """What a bill says about its account, premises, tariff and run beside the figures."""

    phone: str | None
    unit_id: int | None
    unit_code: str | None
    unit_address: str | None
    tariff_version_id: int | None
    tariff_code: str | None
    tariff_name: str | None
    version_no: int | None
    cycle_name: str
    run_status: str


@dataclass(frozen=True, slots=True)
class BillLine:
    """One priced component; `tier_no`, `season` and `multiplier` name the rule of the tariff version it came from."""

    line_no: int
    component: str
    meter_id: int | None
    meter_no: str | None
    unit_id: int | None
    unit_code: str | None
    reading_id: int | None
    read_on: date | None
    reading_source: str | None
    customer_class: str
    quantity: Decimal
    rate: Decimal
    amount: Decimal
    tier_no: int | None
    season: str | None
    multiplier: Decimal | None


@dataclass(frozen=True, slots=True)
class BillException:
    """Why a bill was held back and, once a person looked, what they said."""

    exception_no: int
    kind: str
    reason: str
    meter_id: int | None
    meter_no: str | None
    resolved_at: datetime | None
    resolver_name: str | None
    resolution: str | None


@dataclass(frozen=True, slots=True)
class BillPayment:
    """A payment and how much of it is matched to the bill; no payment where an opening credit paid."""

    payment_id: int | None
    receipt_no: str | None
    channel: str | None
    value_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill with all that explains it."""

    head: BillHead
    lines: tuple[BillLine, ...]
    exceptions: tuple[BillException, ...]
    payments: tuple[BillPayment, ...]

    @property
    def paid(self) -> Decimal:
        """How much money is matched to the bill."""
        return sum((payment.amount for payment in self.payments), Decimal(0))

    @property
    def can_be_released(self) -> bool:
        """Whether a person may release it: held, in a run under review, and no open exception lacks a price."""
        no_price = {ExceptionKind.NO_TARIFF, ExceptionKind.NO_PRICE}
        return (
            self.head.status == BillStatus.HELD
            and self.head.run_status == "review"
            and not any(each.kind in no_price for each in self.exceptions if each.resolved_at is None)
        )
