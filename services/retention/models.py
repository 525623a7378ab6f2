"""Kinds of records that go after a while, the rule of each, and what applying them removed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class RetainedKind:
    """A kind of record with the usual, the fewest and the most days that it is kept, and what is counted as one."""

    name: str
    title: str
    what: str
    usual_days: int
    fewest_days: int
    most_days: int = 36_500


UNTIL_DELETED: Final = "after their deletion; with bills, payments or readings they stay hidden, and keep their code, for good"
# In the order in which they are removed: units before the accounts that they belong to, exports before their files.
KINDS: Final = (
    RetainedKind("units", "Deleted units", UNTIL_DELETED, 30, 30),
    RetainedKind("accounts", "Deleted accounts", UNTIL_DELETED, 30, 30),
    RetainedKind("previews", "Imports that were never run", "after their upload, with their rows", 30, 1),
    RetainedKind("import_rows", "Rows of imports", "after the import ended; it then cannot be rolled back any more", 180, 30),
    RetainedKind("bulk_change_rows", "Rows of bulk changes", "after the change or its undo ended", 365, 31),
    RetainedKind("exports", "Exports", "after they ended, once their file has expired", 90, 7),
    RetainedKind("files", "Expired files", "after they expired; their contents went then", 90, 1),
    RetainedKind("jobs", "Ended jobs", "after they ended; those that were done go after 7 days in any case", 90, 1, 90),
    RetainedKind("sessions", "Ended sessions", "after they ended", 30, 1),
    RetainedKind("sign_in_attempts", "Sign-in attempts", "after the attempt", 7, 1),
    RetainedKind("audit", "Audit entries", "after they were written", 2_557, 730),
)
BY_NAME: Final[Mapping[str, RetainedKind]] = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a kind is kept here; `changed_at` is None while it is the usual time."""

    kind: RetainedKind
    keep_days: int
    changed_at: datetime | None
    changer_name: str | None
    last_applied_at: datetime | None
    last_removed: int


@dataclass(frozen=True, slots=True)
class Due:
    """How many records of a kind would go now, and since when the oldest of them is over."""

    rule: Rule
    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class RetentionRun:
    """One time that the rules were applied, by a person who asked for it or day by day."""

    run_id: int
    is_asked: bool
    starter_name: str
    started_at: datetime
    finished_at: datetime | None
    removed: Mapping[str, int]
    failure: str | None

    @property
    def ref(self) -> str:
        """What the audit calls it."""
        return f"retention run {self.run_id}"

    @property
    def sentence(self) -> str:
        """What was removed: "Removed 12 ended sessions, 3 exports."."""
        titles = {kind.name: kind.title[0].lower() + kind.title[1:] for kind in KINDS}
        counts = [f"{self.removed[name]:,} {title}" for name, title in titles.items() if self.removed.get(name)]
        done = f"Removed {', '.join(counts)}" if counts else "Nothing was old enough to be removed"
        return f"{done}, then it stopped: {self.failure}" if self.failure else f"{done}."
