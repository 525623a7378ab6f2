"""What can be exported, what is asked for, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from services.paging import ListQuery


class ExportNoun(StrEnum):
    """What can be exported."""

    BILLS = "bills"
    BILL_LINES = "bill_lines"
    UNITS = "units"
    ACCOUNTS = "accounts"
    READINGS = "readings"
    PAYMENTS = "payments"
    STAFF = "staff"
    AUDIT_ENTRIES = "audit_entries"
    ACTIVITY_ENTRIES = "activity_entries"
    TICKETS = "tickets"
    VISITS = "visits"
    CHANGE_REQUESTS = "change_requests"
    DUPLICATES = "duplicates"
    CASH_RECEIPTS = "cash_receipts"
    CASH_HANDOVERS = "cash_handovers"
    CLOSED_DAYS = "closed_days"
    CHALLANS = "challans"


class FileFormat(StrEnum):
    """As what."""

    CSV = "csv"
    XLSX = "xlsx"


class ExportStatus(StrEnum):
    """Where the making of an export stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class NewExport:
    """What is asked for: a list narrowed and sorted as on the screen, and columns in their order; none is all of them."""

    noun: str
    format: str = FileFormat.CSV
    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict[str, str])
    sort: str = ""
    columns: tuple[str, ...] = ()

    @property
    def query(self) -> ListQuery:
        """The question to the list."""
        return ListQuery(self.search, dict(self.filters), self.sort)


@dataclass(frozen=True, slots=True)
class Export:
    """An export of the actor. `words` says what narrows and orders it; `row_count` is None until it is known.

    `is_kept` is whether its file can still be had, until `expires_at`.
    """

    export_id: int
    noun: ExportNoun
    format: FileFormat
    search: str
    filters: Mapping[str, str]
    sort: str
    columns: list[str]
    words: list[list[str]]
    status: ExportStatus
    row_count: int | None
    rows_done: int
    failure: str | None
    file_id: int | None
    file_name: str | None
    size: int | None
    expires_at: datetime | None
    is_kept: bool
    created_by: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status not in (ExportStatus.WAITING, ExportStatus.RUNNING)

    @property
    def wanted(self) -> NewExport:
        """What was asked for."""
        return NewExport(self.noun, self.format, self.search, self.filters, self.sort, tuple(self.columns))


@dataclass(frozen=True, slots=True)
class ExportUnderWay:
    """An export of any organization that is to be made, and for whom."""

    org_id: int
    export_id: int
    staff_id: int
