"""Payments as they travel."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.schemas.shapes import Day, DayRange, Exact, Id, In, Out, Period, Range, SearchParams, Text
from services.payments import Channel


class PaymentParams(SearchParams):
    """Filters of payments."""

    sort: Literal["", "newest", "day"] = Field("", description="newest (without it), or by value date.")
    channel: Text | None = Field(None, max_length=100, description="cash, bank … or several with commas between.")
    status: Text | None = Field(None, max_length=60, description="posted, reversed or both with a comma between.")
    value: DayRange = None
    amount: Range = None
    month: Text | None = Field(None, max_length=20, description="Only with a value date in this month, for example 2026-09.")
    area: Id | None = Field(None, description="Only in this area and below.")
    account: Id | None = Field(None, description="Only of this account.")


class NewPayment(In):
    """Money that came in; `client_uuid` (or the header Idempotency-Key) makes sending it again harmless."""

    account_code: Text = Field(min_length=1, max_length=60)
    amount: Exact
    channel: Channel
    reference: Text = Field("", max_length=100, description="What the bank, wallet or cheque calls it; these need it.")
    value_on: Day = Field(description="The day the money came.")
    client_uuid: UUID | None = Field(None, description="An id made by the client; the same again has no second effect.")


class Reversal(In):
    """Why a payment is taken back."""

    reason: Text = Field(min_length=1, max_length=500)


class PaymentOut(Out):
    """A payment as a list shows it; `allocated` is matched to debt, the rest of a posted one is an advance."""

    payment_id: int
    receipt_no: str
    account_id: int
    account_code: str
    holder_name: str
    area_id: int
    area_name: str
    amount: Exact
    allocated: Exact
    channel: str
    reference: str
    value_on: date
    status: str
    recorded_at: datetime
    recorder_name: str | None


class PaymentHeadOut(PaymentOut):
    """A payment with what became of it."""

    client_uuid: UUID
    reversed_at: datetime | None
    reverser_name: str | None
    reversal_reason: str | None


class PaidBillOut(Out):
    """How much of a payment is matched to one bill; no bill where it paid what an earlier system left."""

    bill_no: str | None
    period: Period | None
    bill_status: str | None
    bill_outstanding: Exact | None
    amount: Exact


class PaymentFull(Out):
    """One payment, the bills it paid, and the advance that no debt has used up."""

    payment: PaymentHeadOut
    allocations: list[PaidBillOut]
    advance: Exact
