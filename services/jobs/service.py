"""What administrators see of background jobs and may do about them."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from services import audit, notices
from services.jobs import repository
from services.jobs.kinds import KINDS, Kind
from services.jobs.models import CAN_CANCEL, CAN_RETRY, STATUSES, Concern, Counts, Job, JobState, Worker
from services.jobs.repository import JobRow
from services.notices import About
from services.paging import ListQuery, Page, decode_id, page_of
from services.permissions import Permission
from services.work import Work
from utils.errors import Conflict, Invalid, NotFound, not_found

# Workers are heard of every five seconds.
SILENT_SECONDS: Final = 20.0
FEWEST_DAYS: Final = 1

_KINDS: Final = {kind.name: kind for kind in KINDS}


def page(work: Work, query: ListQuery) -> Page[Job]:
    """The organization's jobs, newest first; filters: state (waiting, running, failed, done, cancelled) and kind."""
    work.require_everywhere(Permission.JOB_READ)
    state, kind = query.filters.get("state"), query.filters.get("kind")
    if state is not None and state not in list(STATUSES):
        raise Invalid({"state": f"State is one of {', '.join(STATUSES)}."})
    statuses = None if state is None else list(STATUSES[JobState(state)])
    keys = decode_id(query.after), decode_id(query.before)
    rows = [_job(work, row) for row in repository.list_page(work, statuses, kind, *keys, query.size)]
    counted = sum(
        each.jobs
        for each in repository.counts(work)
        if (statuses is None or each.status in statuses) and (kind is None or each.task == kind)
    )
    return page_of(rows, query, lambda job: (job.job_id,), counted)


def get(work: Work, job_id: int) -> Job:
    """One job of the organization. Raises NotFound, Forbidden."""
    work.require_everywhere(Permission.JOB_READ)
    return _job(work, _existing(work, job_id))


def counts(work: Work) -> Counts:
    """How many of the organization's jobs are in each state."""
    work.require_everywhere(Permission.JOB_READ)
    found = repository.counts(work)
    by_state = {
        state.value: sum(each.jobs for each in found if each.status in statuses) for state, statuses in STATUSES.items()
    }
    return Counts(**by_state)


def workers(work: Work) -> list[Worker]:
    """The workers of the installation, with the job of this organization that each is at."""
    work.require_everywhere(Permission.JOB_READ)
    return [
        Worker(row.worker_id, row.heard_at, row.job_id, is_alive=_is_heard(work, row.heard_at))
        for row in repository.workers(work)
    ]


def retry(work: Work, job_id: int) -> None:
    """Do once more what failed or was cancelled; its noun is readied for it. Raises NotFound, Conflict, Forbidden."""
    work.require_everywhere(Permission.JOB_CHANGE)
    row = _existing(work, job_id)
    job = _job(work, row)
    if job.state not in CAN_RETRY:
        raise Conflict(f"Job {job_id} is {job.state}; only what failed or was cancelled can be tried again.")
    if not repository.retry(work, job_id):
        raise Conflict(f"The work of job {job_id} waits already as another job.")
    kind = _KINDS.get(row.task)
    if kind is not None and kind.again is not None:
        kind.again(work, **_own(row))
    audit.record(work, "job.retried", job.ref, before={"state": job.state}, after=_about(job))


def cancel(work: Work, job_id: int) -> bool:
    """End a job; what waits ends at once and its noun is told. Raises NotFound, Conflict, Forbidden.

    False when it runs: it is then asked to end, and rolls back what it has not committed.
    """
    work.require_everywhere(Permission.JOB_CHANGE)
    row = _existing(work, job_id)
    job = _job(work, row)
    outcome = repository.cancel(work, job_id, SILENT_SECONDS) if job.state in CAN_CANCEL else None
    if outcome is None:
        raise Conflict(f"Job {job_id} is {job.state}; there is nothing left of it to cancel.")
    reason = f"{work.actor.full_name} cancelled it."
    repository.tell(work, job_id, reason)
    kind = _KINDS.get(row.task)
    is_ended = outcome == "cancelled"
    if is_ended and kind is not None and kind.fail is not None:
        with suppress(NotFound):  # what it was about may be gone
            kind.fail(work, reason, **_own(row))
    audit.record(work, "job.cancelled", job.ref, before={"state": job.state}, after=_about(job))
    return is_ended


def tell_of_stop(work: Work, title: str, job_id: int, attempt: int, reason: str) -> None:
    """Tell those who look after background work that a job stopped for good, and why."""
    about = About("job", job_id, is_for_all_areas=True)
    subject = f"Background job {job_id}, “{title}”, stopped: {reason}"
    notices.tell(work, notices.JOB_STOPPED, None, about, subject, f"job {job_id} stopped {attempt}")


def purge(work: Work, days: int) -> int:
    """Remove the organization's jobs that ended more than so many days ago; returns how many. Raises Invalid, Forbidden."""
    work.require_everywhere(Permission.JOB_CHANGE)
    if not FEWEST_DAYS <= days <= 3650:
        raise Invalid({"days": "Give a number of days from 1 to 3,650."})
    removed = repository.purge(work, work.now - timedelta(days=days))
    if removed:
        audit.record(work, "job.purged", "jobs", after={"days": days, "jobs": removed})
    return removed


def _existing(work: Work, job_id: int) -> JobRow:
    return repository.get(work, job_id) or not_found("job", job_id)


def _job(work: Work, row: JobRow) -> Job:
    kind = _KINDS.get(row.task)
    return Job(
        job_id=row.job_id,
        kind=row.task,
        title=kind.title if kind else row.task.replace(".", " ").replace("_", " ").capitalize(),
        state=_state(work, row),
        concern=_concern(kind, row),
        asker_name=row.asker_name,
        attempts=row.attempts,
        queued_at=row.queued_at,
        scheduled_at=row.scheduled_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        worker_id=row.worker_id,
        heard_at=row.heard_at,
        reason=None if row.status == "succeeded" else row.reason,
    )


def _state(work: Work, row: JobRow) -> JobState:
    if row.status == "doing":
        if not _is_heard(work, row.heard_at):
            return JobState.LOST
        return JobState.STOPPING if row.is_abort_requested else JobState.RUNNING
    return next(state for state, statuses in STATUSES.items() if row.status in statuses)


def _is_heard(work: Work, heard_at: datetime | None) -> bool:
    return heard_at is not None and heard_at > work.now - timedelta(seconds=SILENT_SECONDS)


def _concern(kind: Kind | None, row: JobRow) -> Concern | None:
    if kind is None or kind.concerns is None or kind.concerns[1] not in row.args:
        return None
    noun, argument = kind.concerns
    return Concern(noun, row.args[argument])


def _own(row: JobRow) -> dict[str, int | str]:
    return {name: value for name, value in row.args.items() if name not in {"org_id", "staff_id"}}


def _about(job: Job) -> dict[str, object]:
    concern = f"{job.concern.noun} {job.concern.number}" if job.concern else None
    return {"kind": job.kind, "concerns": concern}
