"""Billing cycles and bill runs as they travel."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api.schemas.prices import MonthIn
from api.schemas.shapes import Exact, In, ListParams, Out, Period, Text
from services.bill_runs import RunStatus


class CycleOut(Out):
    """A billing schedule; a metered quantity above `outlier_above` is held for a person to look at."""

    cycle_id: int
    code: str
    name: str
    service_kind: str
    basis: str
    schedule: str
    due_days: int
    outlier_above: Exact | None


class RunParams(ListParams):
    """Filters of bill runs."""

    status: RunStatus | None = None
    cycle: Text | None = Field(None, max_length=60, description="Code of the billing cycle.")
    period: Text | None = Field(None, max_length=20, description="Only of this month, for example 2026-09.")


class NewRun(In):
    """A cycle and a period; there is one live run of each."""

    cycle: Text = Field(min_length=1, max_length=60, description="Code of the billing cycle.")
    period: MonthIn


class RunOut(Out):
    """One batch that prices a cycle's period.

    `demand` is that of all bills up to the review, and that of the issued bills afterwards; `failure` says why the
    work stopped.
    """

    run_id: int
    cycle_code: str
    cycle_name: str
    service_kind: str
    period: Period
    status: str
    creator_name: str | None
    created_at: datetime
    calculated_at: datetime | None
    approver_name: str | None
    approved_at: datetime | None
    issuer_name: str | None
    issued_at: datetime | None
    due_on: date | None
    failure: str | None
    bill_count: int
    held_count: int
    demand: Exact


class ProgressOut(Out):
    """How far calculating or issuing has come; no shards yet means that the run is being planned."""

    status: str
    done_shards: int
    total_shards: int
    done_accounts: int
    total_accounts: int
    failure: str | None


class RunFull(Out):
    """A run and how far its present stage has come."""

    run: RunOut
    progress: ProgressOut


class ExceptionParams(ListParams):
    """Filters of a run's exceptions."""

    kind: Text | None = Field(None, max_length=40)
    state: Literal["open", "resolved"] | None = None


class ExceptionOut(Out):
    """Why one bill of a run was held back."""

    exception_no: int
    bill_no: str
    account_id: int
    account_code: str
    holder_name: str
    area_name: str
    customer_class: str
    kind: str
    reason: str
    meter_no: str | None
    quantity: Exact | None
    demand: Exact
    bill_status: str
    resolved_at: datetime | None
    resolution: str | None
