"""Background jobs as they travel."""

from datetime import datetime

from pydantic import Field

from api.schemas.shapes import ListParams, Out, Text
from services.jobs import JobState


class JobParams(ListParams):
    """Filters of jobs."""

    state: Text | None = Field(None, max_length=20, description="waiting, running, failed, done or cancelled.")
    kind: Text | None = Field(None, max_length=60, description="For example bill_run.calculate_shard.")


class ConcernOut(Out):
    """What a job is about."""

    noun: str
    number: int | str


class JobOut(Out):
    """One job; `reason` says why it stopped or who cancelled it, `heard_at` when its worker was last heard of."""

    job_id: int
    kind: str
    title: str
    state: JobState
    concern: ConcernOut | None
    asker_name: str | None
    attempts: int
    queued_at: datetime | None
    scheduled_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    heard_at: datetime | None
    reason: str | None
