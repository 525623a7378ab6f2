"""Challans as they travel."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.schemas.shapes import Day, DayRange, Exact, Id, In, Out, Range, SearchParams, Text
from services.challans import Challan
from services.payments import Channel


class ChallanParams(SearchParams):
    """Filters of challans."""

    sort: Literal["", "newest", "oldest"] = Field("", description="newest (without it), or oldest first.")
    status: Text | None = Field(None, max_length=60, description="unpaid, paid, cancelled or several with commas between.")
    agent: Id | None = Field(None, description="Only issued by this member of staff.")
    issued: DayRange = None
    area: Id | None = Field(None, description="Only in this area and below.")
    amount: Range = None
    unit: Id | None = Field(None, description="Only of this unit.")
    account: Id | None = Field(None, description="Only of this account.")
    challan: Id | None = Field(None, description="Only this one.")


class ChallanOut(Out):
    """A challan; unit and consumer are null where they are out of reach by now."""

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
    amount: Exact
    paid: Exact
    receipt_no: str | None
    issuer_name: str
    issued_at: datetime
    status: str
    canceller_name: str | None
    cancelled_at: datetime | None
    cancel_reason: str | None


class ChallanPaymentOut(Out):
    """Money that paid a challan, and whether it was taken back."""

    receipt_no: str
    amount: Exact
    channel: str
    reference: str
    value_on: date
    status: str
    recorder_name: str
    recorded_at: datetime
    reversal_reason: str | None


class ChallanFull(Out):
    """A challan with all that was paid for it, the newest first."""

    challan: ChallanOut
    payments: list[ChallanPaymentOut]


class PayChallanIn(In):
    """Money for the whole of a challan; Idempotency-Key or `client_uuid` makes sending it again harmless."""

    channel: Channel
    reference: Text = Field("", max_length=100, description="What the bank, wallet or cheque calls it; these need it.")
    value_on: Day = Field(description="The day the money came.")
    client_uuid: UUID | None = None


class ReasonIn(In):
    """Why."""

    reason: Text = Field(max_length=500)


def full(challan: Challan) -> ChallanFull:
    """A challan as an answer."""
    return ChallanFull(
        challan=ChallanOut.model_validate(challan.row),
        payments=[ChallanPaymentOut.model_validate(each) for each in challan.payments],
    )
