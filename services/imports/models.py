"""Imports: what is asked for, what is kept of each, and what is shown before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypedDict


class ImportNoun(StrEnum):
    """What can be imported."""

    AREAS = "areas"
    STAFF = "staff"
    UNITS = "units"
    ACCOUNTS = "accounts"
    READINGS = "readings"
    PAYMENTS = "payments"
    OPENING_BALANCES = "opening_balances"
    EARLIER_BILLS = "earlier_bills"


class ImportStatus(StrEnum):
    """Where an import stands; `mapped` is being checked, `partial` left rows out or was stopped."""

    UPLOADED = "uploaded"
    MAPPED = "mapped"
    VALIDATED = "validated"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    PARTIAL = "partial"
    ROLLED_BACK = "rolled_back"


class Verdict(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    PARKED = "parked"


class Stage(StrEnum):
    """What goes on with an import in the background."""

    CHECKING = "checking"
    RUNNING = "running"
    ROLLING_BACK = "rolling_back"


class SourceColumn(TypedDict):
    """A column of the file: its key, its heading and a few of its cells."""

    key: str
    name: str
    samples: list[str]


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a file is to be read; None leaves it to the reader. `header_row` counts from 1."""

    sheet: str | None = None
    header_row: int | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """One file on its way in; `mapping` names the column of each field that is used."""

    import_id: int
    noun: str
    status: str
    file_id: int
    file_name: str
    sha256: str
    sheet: str | None
    header_row: int | None
    delimiter: str | None
    sheets: list[str]
    columns: list[SourceColumn]
    notes: list[str]
    shape_key: str
    mapping: dict[str, str]
    check_no: int
    checked_count: int
    last_row_no: int
    applied_upto: int
    applied_count: int
    to_apply_count: int
    is_again: bool
    added_count: int
    changed_count: int
    unchanged_count: int
    rejected_count: int
    parked_count: int
    failure: str | None
    error_file_id: int | None
    result_file_ids: list[int]
    created_by: int
    creator_name: str
    created_at: datetime
    validated_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    rolling_back_at: datetime | None
    rolled_back_at: datetime | None

    @property
    def ref(self) -> str:
        """How the audit log names it."""
        return f"import {self.import_id}"

    @property
    def row_count(self) -> int:
        """How many rows were read."""
        return self.added_count + self.changed_count + self.unchanged_count + self.rejected_count + self.parked_count

    @property
    def is_checking(self) -> bool:
        """Whether its rows are being read and judged."""
        return self.status == ImportStatus.MAPPED and self.failure is None

    @property
    def is_rolling_back(self) -> bool:
        """Whether what it did is being taken back."""
        return self.rolling_back_at is not None and self.status != ImportStatus.ROLLED_BACK

    @property
    def is_in_work(self) -> bool:
        """Whether something goes on in the background."""
        return self.is_checking or self.status == ImportStatus.RUNNING or self.is_rolling_back

    @property
    def read_as(self) -> ReadAs:
        """How its file is read."""
        return ReadAs(self.sheet, self.header_row, self.delimiter)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import as a list shows it."""

    import_id: int
    noun: str
    status: str
    file_name: str
    row_count: int
    added_count: int
    changed_count: int
    rejected_count: int
    parked_count: int
    creator_name: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Rows that were not taken for one kind of reason, with the first of them."""

    verdict: str
    label: str
    count: int
    row_no: int
    reason: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A row of an import: its cells in the order of the noun's fields; `before` is what a changed record held."""

    row_no: int
    key: str | None
    cells: list[str | None]
    verdict: str
    reason: str | None
    before: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Twin:
    """Another import of the very same file."""

    import_id: int
    noun: str
    status: str
    creator_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class KeptMapping:
    """How files of one shape are read: field to heading."""

    noun: str
    shape_key: str
    mapping: dict[str, str]
    file_name: str
    updater_name: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class UnfinishedImport:
    """An import in the middle of its work, of whatever organization, and whom it works for."""

    org_id: int
    import_id: int
    staff_id: int
    stage: str
