"""Months in the archive, what a move into it or out of it would do, and how far one is."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from utils import month


class MoveKind(StrEnum):
    """Into the archive, or out of it."""

    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"


class MoveStatus(StrEnum):
    """A stopped move keeps what it moved and can be resumed."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class MonthPreview:
    """What would move of a month, and what would stay: unpaid bills, others that are not settled, or all while a run is open."""

    period: date
    bill_count: int
    line_count: int
    demand: Decimal
    unpaid_count: int
    unpaid: Decimal
    unsettled_count: int
    open_run: str | None

    @property
    def is_moving(self) -> bool:
        """Whether any of its bills would move."""
        return self.open_run is None and self.bill_count > 0


@dataclass(frozen=True, slots=True)
class Preview:
    """The months before `first_kept`, the oldest first."""

    first_kept: date
    months: tuple[MonthPreview, ...]

    @property
    def moving(self) -> tuple[MonthPreview, ...]:
        """The months of which bills would move."""
        return tuple(each for each in self.months if each.is_moving)

    @property
    def bill_count(self) -> int:
        """How many bills would move."""
        return sum(each.bill_count for each in self.moving)

    @property
    def line_count(self) -> int:
        """How many lines would move with them."""
        return sum(each.line_count for each in self.moving)

    @property
    def demand(self) -> Decimal:
        """What these bills charged."""
        return sum((each.demand for each in self.moving), Decimal(0))


@dataclass(frozen=True, slots=True)
class ArchivedMonth:
    """What the archive holds of a month; `demand` is what these bills charged."""

    period: date
    bill_count: int
    line_count: int
    demand: Decimal
    archived_at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """One move: months before `period` into the archive, or the month `period` out of it."""

    move_id: int
    kind: str
    period: date
    older_than: int | None
    status: str
    failure: str | None
    expected_count: int
    at_period: date | None
    at_bill: int
    period_count: int
    bill_count: int
    line_count: int
    demand: Decimal
    created_by: int
    creator_name: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def ref(self) -> str:
        """What the audit calls it."""
        return f"archive move {self.move_id}"

    @property
    def words(self) -> str:
        """What it does: "Archive the months before April 2014"."""
        named = month.show(self.period)
        return f"Archive the months before {named}" if self.kind == MoveKind.ARCHIVE else f"Bring back {named}"

    @property
    def sentence(self) -> str:
        """What came of it, with its figures."""
        moved = f"{self.bill_count:,} {'bill' if self.bill_count == 1 else 'bills'} with {self.line_count:,} lines"
        months = f"{self.period_count:,} {'month' if self.period_count == 1 else 'months'}"
        is_out = self.kind == MoveKind.ARCHIVE
        done = f"Archived {moved} of {months}" if is_out else f"Brought back {moved} of {month.show(self.period)}"
        if self.status == MoveStatus.STOPPED:
            return f"{done}, then it stopped: {self.failure}"
        return f"{done}." if self.status == MoveStatus.DONE else f"{done} so far, of {self.expected_count:,} bills."
