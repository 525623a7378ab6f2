"""Cycles, runs of a period, their shards, and what a reviewer looks at."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class RunStatus(StrEnum):
    """Where a run stands."""

    DRAFT = "draft"
    CALCULATING = "calculating"
    FAILED = "failed"
    REVIEW = "review"
    APPROVED = "approved"
    ISSUING = "issuing"
    ISSUED = "issued"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REVERSING = "reversing"
    REVERSED = "reversed"


class Basis(StrEnum):
    """What a cycle prices: every service that runs in the period, or the readings of the period."""

    FLAT = "flat"
    METERED = "metered"


@dataclass(frozen=True, slots=True)
class NewCycle:
    """A schedule to add; `schedule` is monthly, two_monthly, annual or per_read, `due_days` counts from issue.

    A metered quantity above `outlier_above` (None: none) is held for a person to look at.
    """

    code: str
    name: str
    service_kind: str
    basis: Basis
    schedule: str
    due_days: int
    outlier_above: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Cycle:
    """A billing schedule."""

    cycle_id: int
    code: str
    name: str
    service_kind: str
    basis: str
    schedule: str
    due_days: int
    outlier_above: Decimal | None


@dataclass(frozen=True, slots=True)
class Run:
    """One batch that prices a cycle's period.

    `bill_count` counts all its bills and `held_count` those held back; `demand` is that of all bills up to the
    review, and that of the issued bills afterwards. `failure` says why the work stopped.
    """

    run_id: int
    cycle_id: int
    cycle_code: str
    cycle_name: str
    service_kind: str
    basis: str
    due_days: int
    outlier_above: Decimal | None
    period: date
    status: str
    created_by: int
    creator_name: str | None
    created_at: datetime
    calculated_at: datetime | None
    approved_by: int | None
    approver_name: str | None
    approved_at: datetime | None
    issued_by: int | None
    issuer_name: str | None
    issued_at: datetime | None
    due_on: date | None
    failure: str | None
    bill_count: int
    held_count: int
    demand: Decimal

    @property
    def ref(self) -> str:
        """How the audit log names the run."""
        return f"bill run {self.run_id}"


@dataclass(frozen=True, slots=True)
class Shard:
    """Accounts of a run in the order of (area, account): from the first pair up to and with the second."""

    run_id: int
    shard_no: int
    from_area_id: int
    from_account_id: int
    to_area_id: int
    to_account_id: int
    account_count: int
    first_number: int
    calculated_at: datetime | None
    issued_at: datetime | None

    @property
    def last_number(self) -> int:
        """The last bill id that the shard may use."""
        return self.first_number + self.account_count - 1


@dataclass(frozen=True, slots=True)
class ShardCounts:
    """What calculating or issuing a shard made."""

    bill_count: int
    held_count: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """The block of bill ids of a run, and how many of its shards wait."""

    first: int
    last: int
    uncalculated: int
    unissued: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the present stage (calculating or issuing) has come; no shards yet means that it is being planned."""

    status: str
    done_shards: int
    total_shards: int
    done_accounts: int
    total_accounts: int
    failure: str | None


@dataclass(frozen=True, slots=True)
class UnfinishedRun:
    """A run in the middle of its work, with the person it works for."""

    org_id: int
    run_id: int
    staff_id: int


@dataclass(frozen=True, slots=True)
class AreaClassTotal:
    """Sums of a run over the bills of one area and customer class; held ones apart."""

    area_id: int
    customer_class: str
    bill_count: int
    demand: Decimal
    held_count: int
    held_demand: Decimal


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """Sums over an area's subtree or a customer class, beside those of the run of the period before.

    `area_id` is None for a class. `previous_demand` is of issued bills; both previous figures are 0 without such a run.
    """

    label: str
    area_id: int | None
    bill_count: int
    demand: Decimal
    held_count: int
    held_demand: Decimal
    previous_count: int
    previous_demand: Decimal


@dataclass(frozen=True, slots=True)
class Level:
    """A depth of the tree of areas, 1 being the root, in words such as "tehsil"."""

    depth: int
    label: str


@dataclass(frozen=True, slots=True)
class ExceptionCount:
    """How many bills of a run an open rule holds back."""

    kind: str
    bill_count: int


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer decides on; `previous` is the newest issued run of the cycle before this one."""

    run: Run
    previous: Run | None
    total: GroupTotal
    by_area: tuple[GroupTotal, ...]
    by_class: tuple[GroupTotal, ...]
    exceptions: tuple[ExceptionCount, ...]
    levels: tuple[Level, ...]
    depth: int


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """Why one bill of a run was held back."""

    period: date
    bill_id: int
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
    quantity: Decimal | None
    demand: Decimal
    bill_status: str
    resolved_at: datetime | None
    resolution: str | None
