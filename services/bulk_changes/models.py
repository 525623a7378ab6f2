"""What a bulk change is: which rows, what becomes of them, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.paging import ListQuery


class Noun(StrEnum):
    """What may be changed in bulk."""

    UNITS = "units"
    ACCOUNTS = "accounts"
    BILLS = "bills"


class Status(StrEnum):
    """Where a change stands; `running` and `undoing` with a failure have stopped and may be resumed."""

    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class Verdict(StrEnum):
    """What became of one row; `left` was changed by somebody else since, and an undo let it be."""

    WAITING = "waiting"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    UNDONE = "undone"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which rows: `ids` (of units and accounts; numbers of bills), or all that match `query`."""

    ids: tuple[str, ...] = ()
    query: ListQuery | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What becomes of the rows: a kind of `ACTIONS` and its values by name, as a form or an address gives them."""

    kind: str
    values: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class NewChange:
    """A change to make. `expected` is the count that was previewed; another count refuses it. `client_uuid` names it."""

    noun: str
    action: Action
    chosen: Chosen
    reason: str
    client_uuid: UUID
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An action that was understood: its fields, what statements need beside, and the same in words."""

    after: Mapping[str, object]
    params: Mapping[str, object]
    words: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """What is chosen: how many rows, what the first of them are called, and what narrowed the list, in words."""

    count: int
    refs: tuple[str, ...]
    narrowed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """One row of a preview, in words."""

    ref: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why some rows are refused, and how many."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do: `total` = `changed` + `unchanged` + `refused`; up to 20 samples of what changes."""

    words: str
    total: int
    changed: int
    unchanged: int
    refused: int
    samples: tuple[Sample, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class BulkChange:
    """One change with its progress: rows up to `done_upto` of `total_count` are done, up to `undone_upto` undone."""

    change_id: int
    client_uuid: UUID
    noun: str
    action: Mapping[str, Any]
    query: Mapping[str, Any]
    reason: str
    status: str
    failure: str | None
    total_count: int
    done_upto: int
    changed_count: int
    unchanged_count: int
    refused_count: int
    undone_upto: int
    undone_count: int
    left_count: int
    created_by: int
    creator_name: str
    created_at: datetime
    finished_at: datetime | None
    undone_by: int | None
    undoer_name: str | None
    undone_at: datetime | None
    undo_finished_at: datetime | None

    @property
    def ref(self) -> str:
        """What the audit log calls it."""
        return f"bulk change {self.change_id}"

    @property
    def words(self) -> str:
        """What it does, in words."""
        return str(self.action.get("words", self.action["kind"]))

    @property
    def is_moving(self) -> bool:
        """Whether it is being worked off, or waits for a worker."""
        return self.status in (Status.RUNNING, Status.UNDOING) and self.failure is None

    @property
    def kind(self) -> str:
        """The kind of its action."""
        return str(self.action["kind"])

    @property
    def values(self) -> dict[str, str]:
        """The values of its action."""
        return {str(name): str(value) for name, value in self.action["values"].items()}
