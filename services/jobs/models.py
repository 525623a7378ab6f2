"""What is known of one job, of all of them together, and of the workers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    LOST = "lost"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


# What a list can be narrowed to, in the words of the queue; running includes what stops or lost its worker.
STATUSES: Final[Mapping[JobState, tuple[str, ...]]] = {
    JobState.WAITING: ("todo",),
    JobState.RUNNING: ("doing",),
    JobState.FAILED: ("failed",),
    JobState.DONE: ("succeeded",),
    JobState.CANCELLED: ("cancelled", "aborted"),
}
CAN_CANCEL: Final = frozenset({JobState.WAITING, JobState.RUNNING, JobState.LOST})
CAN_RETRY: Final = frozenset({JobState.FAILED, JobState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Concern:
    """What a job is about: bill_run 12."""

    noun: str
    number: int | str


@dataclass(frozen=True, slots=True)
class Job:
    """One job. `reason` says why it stopped or who cancelled it; `attempts` is how often it was begun.

    `heard_at` is when its worker was last heard of, while it runs; `scheduled_at` until when it waits on purpose.
    """

    job_id: int
    kind: str
    title: str
    state: JobState
    concern: Concern | None
    asker_name: str | None
    attempts: int
    queued_at: datetime | None
    scheduled_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    worker_id: int | None
    heard_at: datetime | None
    reason: str | None

    @property
    def ref(self) -> str:
        """Its name in the audit log."""
        return f"job {self.job_id}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs there are in each state."""

    waiting: int
    running: int
    failed: int
    done: int
    cancelled: int

    @property
    def is_busy(self) -> bool:
        """Whether anything waits or runs."""
        return self.waiting + self.running > 0


@dataclass(frozen=True, slots=True)
class Worker:
    """A background worker, the job of this organization that it is at, and whether it was heard of lately."""

    worker_id: int
    heard_at: datetime
    job_id: int | None
    is_alive: bool
