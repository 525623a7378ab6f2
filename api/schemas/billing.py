"""Bills as they travel: the list, one bill, its lines and why each is what it is."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api.schemas.register import UnitOut
from api.schemas.shapes import DayRange, Exact, Id, Out, Period, Range, Rows, SearchParams, Text


class BillParams(SearchParams):
    """Filters of bills."""

    sort: Literal["", "newest", "area"] = Field("", description="newest (without it), or area by area.")
    period: Text | None = Field(None, max_length=20, description="Only of this month, for example 2026-09.")
    status: Text | None = Field(None, max_length=200, description="One of the states, or several with commas between.")
    area: Id | None = Field(None, description="Only in this area and below.")
    account: Id | None = Field(None, description="Only of this account.")
    run: Id | None = Field(None, description="Only of this bill run.")
    customer_class: Text | None = Field(None, max_length=60)
    service_kind: Text | None = Field(None, max_length=60, description="waste, water … or several with commas between.")
    overdue: Literal["yes", "no"] | None = Field(None, description="Whether something is unpaid after its due date.")
    demand: Range = None
    unpaid: Range = None
    due: DayRange = None
    issued: DayRange = None
    archived: Literal["yes", "no", "all"] | None = Field(
        None,
        description="Only archived bills, none of them, or both. Without it one account, one number and an archived month "
        "are looked for everywhere, and everything else among the bills that are not archived.",
    )


class BillOut(Out):
    """A bill as a list shows it.

    `demand` is the charge of the period alone; `arrears` and `credit` what its account owed and had when it was issued;
    `amount_due` all three together; `outstanding` the part of the demand that is not paid yet.
    """

    bill_no: str
    period: Period
    account_id: int
    account_code: str
    holder_name: str
    area_id: int
    area_name: str
    run_id: int
    service_kind: str
    customer_class: str
    status: str
    quantity: Exact | None
    demand: Exact
    arrears: Exact
    credit: Exact
    amount_due: Exact
    outstanding: Exact
    due_on: date | None
    issued_at: datetime | None
    is_archived: bool


class BillHeadOut(BillOut):
    """A bill with its premises, tariff version and run."""

    phone: str | None
    unit_id: int | None
    unit_code: str | None
    unit_address: str | None
    tariff_version_id: int | None
    tariff_name: str | None
    version_no: int | None
    cycle_name: str
    run_status: str


class BillLineOut(Out):
    """One priced component; `tier_no`, `season` and `multiplier` name the rule that it came from."""

    line_no: int
    component: str
    meter_no: str | None
    unit_code: str | None
    read_on: date | None
    reading_source: str | None
    customer_class: str
    quantity: Exact
    rate: Exact
    amount: Exact
    tier_no: int | None
    season: str | None
    multiplier: Exact | None


class BillExceptionOut(Out):
    """Why a bill was held back and, once a person looked, what they said."""

    exception_no: int
    kind: str
    reason: str
    meter_no: str | None
    resolved_at: datetime | None
    resolver_name: str | None
    resolution: str | None


class BillPaymentOut(Out):
    """Money matched to a bill; without a receipt it came from an opening credit."""

    payment_id: int | None
    receipt_no: str | None
    channel: str | None
    value_on: date
    amount: Exact


class BillFull(Out):
    """One bill with all that explains it."""

    bill: BillHeadOut
    lines: list[BillLineOut]
    exceptions: list[BillExceptionOut]
    payments: list[BillPaymentOut]
    paid: Exact


class UnitFull(Out):
    """A premises with the newest bills of its account."""

    unit: UnitOut
    mark: str = Field(description="Send it along with a change: it is refused where somebody else was faster.")
    bills: Rows[BillOut]
