"""What every queued job does: become its actor, call the use case of its kind, and tell why when it stops."""

import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from procrastinate import App, JobContext, RetryStrategy
from procrastinate.exceptions import JobAborted
from procrastinate.job_context import AbortReason
from procrastinate.jobs import Job

from services import background, jobs, staff
from services.background import Cancelled
from services.jobs import KINDS, Kind
from services.permissions import Permission
from services.work import Actor, begin
from utils.errors import AppError, Busy, Unauthenticated

# What is busy now is tried again after 2, 4, 8 … seconds.
ATTEMPTS: Final = 6
AGAIN: Final = RetryStrategy(max_attempts=ATTEMPTS - 1, exponential_wait=2, retry_exceptions={Busy})

log = logging.getLogger("suthra.jobs")


class Stopped(Exception):
    """Marks the job as failed; why has been told on it and on its noun."""


def register(app: App, kinds: Iterable[Kind] = KINDS) -> None:
    """Make the kinds of jobs known to the app, each by the name that services queue it under."""
    logging.getLogger("procrastinate.worker").addFilter(_is_news)
    for kind in kinds:
        app.task(name=kind.name, retry=AGAIN, pass_context=True)(_handler(kind))


def resume_unfinished(kinds: Iterable[Kind] = KINDS) -> int:
    """Queue again the work that lost its jobs; returns how much was. What still waits is not queued twice."""
    return sum(background.resume(kind.name, each) for kind in kinds if kind.unfinished is not None for each in kind.unfinished())


def give_up(job: Job, kinds: Iterable[Kind] = KINDS) -> None:
    """Tell why on a job that was cancelled while its worker died, and on its noun."""
    args: dict[str, Any] = {**job.task_kwargs}
    org_id = int(args.pop("org_id"))
    del args["staff_id"]
    reason = _cancelled_reason(org_id, job.id)
    for kind in kinds:
        if kind.name == job.task_name:
            _tell_noun(kind, None, org_id, reason, args)
    _tell_job(job.id, org_id, reason)


def _handler(kind: Kind) -> Callable[..., None]:
    def handle(context: JobContext, org_id: int, staff_id: int, **args: int | str) -> None:
        with background.cancelled_by(lambda: context.abort_reason() is AbortReason.USER_REQUEST):
            _attempt(kind, context, org_id, staff_id, args)

    return handle


def _attempt(kind: Kind, context: JobContext, org_id: int, staff_id: int, args: background.Args) -> None:
    actor = None
    try:
        actor = replace(_actor(kind, org_id, staff_id), device=f"job {context.job.id}")
        _do(kind, actor, args)
    except Busy as error:
        if context.job.attempts + 1 < ATTEMPTS and not background.is_cancelled():
            raise
        reason = str(error)
        # What can be found unfinished is handed out anew in a while.
        if kind.unfinished is None:
            _tell_noun(kind, actor, org_id, reason, args)
    except AppError as error:
        log.warning("%s of organization %s stopped: %s", kind.name, org_id, type(error).__name__)
        reason = _cancelled_reason(org_id, context.job.id) if isinstance(error, Cancelled) else str(error)
        _tell_noun(kind, actor, org_id, reason, args)
        if isinstance(error, Cancelled):
            _tell_job(context.job.id, org_id, reason)
            raise JobAborted from error
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("%s of organization %s stopped, reference %s", kind.name, org_id, reference)
        reason = f"Something unexpected went wrong; give your administrator the reference {reference}."
        _tell_noun(kind, actor, org_id, reason, args)
    else:
        return
    _tell_job(context.job.id, org_id, reason)
    _tell_administrators(kind, context.job, org_id, reason)
    raise Stopped


def _do(kind: Kind, actor: Actor, args: background.Args) -> None:
    background.check_wanted()
    if kind.in_batches:
        kind.do(actor, **args)
    else:
        with begin(actor) as work:
            kind.do(work, **args)
            background.check_wanted()
    if kind.and_then is not None:
        with begin(actor) as work:
            kind.and_then(work)


def _tell_noun(kind: Kind, actor: Actor | None, org_id: int, reason: str, args: background.Args) -> None:
    """In the name of whoever did the work, or of an administrator where nobody could."""
    if kind.fail is None:
        return
    try:
        for each in [actor] if actor else staff.actors_with(org_id, Permission.STAFF_WRITE, "job")[:1]:
            with begin(each) as work:
                kind.fail(work, reason, **args)
    except Busy:
        raise
    except AppError as error:
        # Its noun may be gone: the job itself still says why.
        log.warning("%s of organization %s could not be told on its noun: %s", kind.name, org_id, type(error).__name__)


def _tell_job(job_id: int | None, org_id: int, reason: str) -> None:
    if job_id is not None:
        background.tell_failure(org_id, job_id, reason)


def _tell_administrators(kind: Kind, job: Job, org_id: int, reason: str) -> None:
    """In the name of the first of them."""
    if job.id is None:
        return
    try:
        for each in staff.actors_with(org_id, Permission.JOB_READ, "job")[:1]:
            with begin(each) as work:
                jobs.tell_of_stop(work, kind.title, job.id, job.attempts, reason)
    except AppError as error:
        # The job itself says why; a worker does not die of a notice.
        log.warning("job %s of organization %s could not be told of: %s", job.id, org_id, type(error).__name__)


def _cancelled_reason(org_id: int, job_id: int | None) -> str:
    told = None if job_id is None else background.failure_told(org_id, job_id)
    return told or background.CANCELLED


def _actor(kind: Kind, org_id: int, staff_id: int) -> Actor:
    """Whoever asked for the work; when they have left, the first who may do the whole of it everywhere."""
    try:
        return staff.actor_for(org_id, staff_id, "job")
    except Unauthenticated:
        if not kind.needs:
            raise
        for actor in staff.actors_with(org_id, next(iter(kind.needs)), "job"):
            if all(map(actor.may, kind.needs)) and actor.area_ids is None and actor.account_id is None:
                return actor
        raise


def _is_news(record: logging.LogRecord) -> bool:
    """A job that stopped for a reason has been logged here already."""
    return not (record.exc_info and isinstance(record.exc_info[1], Stopped | JobAborted))
