"""SQL of jobs: the queue's own tables are shut, so it asks functions that see the own organization only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import scalar_row

from services.work import Work


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job in the words of the queue."""

    job_id: int
    task: str
    args: dict[str, Any]
    status: str
    is_abort_requested: bool
    attempts: int
    queued_at: datetime | None
    scheduled_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    worker_id: int | None
    heard_at: datetime | None
    reason: str | None
    asker_name: str | None


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many jobs of a kind have a status."""

    task: str
    status: str
    jobs: int


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker and the job that it is at."""

    worker_id: int
    heard_at: datetime
    job_id: int | None


LIST = """
SELECT j.job_id, j.task, j.args, j.status, j.is_abort_requested, j.attempts, j.queued_at, j.scheduled_at, j.started_at,
    j.ended_at, j.worker_id, j.heard_at, f.reason, p.full_name AS asker_name
FROM organization_jobs(%(job_id)s::bigint, %(statuses)s::text[], %(task)s::text, %(after)s::bigint, %(before)s::bigint,
    %(size)s::integer) WITH ORDINALITY AS j (job_id, task, args, status, is_abort_requested, attempts, queued_at,
    scheduled_at, started_at, ended_at, worker_id, heard_at, place)
LEFT JOIN job_failures f ON f.org_id = %(org_id)s AND f.job_id = j.job_id
LEFT JOIN staff s ON s.org_id = %(org_id)s AND s.staff_id = (j.args ->> 'staff_id')::bigint
LEFT JOIN people p ON p.person_id = s.person_id
ORDER BY j.place
"""

COUNTS = "SELECT c.task, c.status, c.jobs FROM organization_job_counts() c"

WORKERS = "SELECT w.worker_id, w.heard_at, w.job_id FROM queue_workers() w"

RETRY = "SELECT retry_job(%(job_id)s)"

CANCEL = "SELECT cancel_job(%(job_id)s, %(silent_seconds)s)"

PURGE = "SELECT purge_jobs(%(ended_before)s)"

TELL = """
INSERT INTO job_failures (org_id, job_id, reason, failed_at) VALUES (%(org_id)s, %(job_id)s, %(reason)s, %(now)s)
ON CONFLICT (org_id, job_id) DO UPDATE SET reason = excluded.reason, failed_at = excluded.failed_at
"""

FORGET = "DELETE FROM job_failures WHERE org_id = %(org_id)s AND job_id = ANY (%(job_ids)s)"


def list_page(
    work: Work, statuses: list[str] | None, task: str | None, after: int | None, before: int | None, size: int
) -> list[JobRow]:
    """Up to size + 1 jobs, the newest first; before a key in reading direction."""
    keys = {"after": after, "before": before, "size": size + 1}
    return work.all(JobRow, LIST, job_id=None, statuses=statuses, task=task, **keys)


def get(work: Work, job_id: int) -> JobRow | None:
    """One job of the organization."""
    return work.one(JobRow, LIST, job_id=job_id, statuses=None, task=None, after=None, before=None, size=1)


def counts(work: Work) -> list[CountRow]:
    """The organization's jobs by kind and status."""
    return work.all(CountRow, COUNTS)


def workers(work: Work) -> list[WorkerRow]:
    """Every worker of the installation."""
    return work.all(WorkerRow, WORKERS)


def retry(work: Work, job_id: int) -> bool:
    """Queue a job that stopped once more; False when it did not stop, or the same work waits."""
    return bool(work.scalar(RETRY, job_id=job_id))


def cancel(work: Work, job_id: int, silent_seconds: float) -> str | None:
    """End a job ('cancelled'), or ask the one that runs to end ('requested'); None when it has ended."""
    return work.scalar(CANCEL, job_id=job_id, silent_seconds=silent_seconds)


def tell(work: Work, job_id: int, reason: str) -> None:
    """Write on a job why it stops."""
    work.execute(TELL, job_id=job_id, reason=reason)


def purge(work: Work, ended_before: datetime) -> int:
    """Remove the jobs that ended before a moment; returns how many there were."""
    with work.connection.cursor(row_factory=scalar_row) as cursor:
        job_ids = cursor.execute(PURGE, {"ended_before": ended_before}).fetchall()
    work.execute(FORGET, job_ids=job_ids)
    return len(job_ids)
