"""Hands work to the background in the transaction of the use case that asks for it, and queues again what was cut off."""

import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from database import connection
from database.connection import DatabaseRole, transaction
from services.work import Work
from utils import clock
from utils.errors import AppError

DEFER = """SELECT defer_job(%(task)s, %(args)s::jsonb, %(lock)s, %(queueing_lock)s)"""

RESUME = """SELECT resume_job(%(task)s, %(args)s::jsonb, %(lock)s)"""

TELL = """
INSERT INTO job_failures (org_id, job_id, reason, failed_at) VALUES (%(org_id)s, %(job_id)s, %(reason)s, %(now)s)
ON CONFLICT (org_id, job_id) DO UPDATE SET reason = excluded.reason, failed_at = excluded.failed_at
"""

Args = Mapping[str, int | str]

_is_cancelled: ContextVar[Callable[[], bool]] = ContextVar("is_cancelled", default=lambda: False)


class Cancelled(AppError):
    """Somebody cancelled the job that does this work; what is not committed is rolled back."""

    def __init__(self) -> None:
        super().__init__("It was cancelled.")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Work in the middle, of whatever organization: whom it works for and the other arguments of its job."""

    org_id: int
    staff_id: int
    args: Args


def defer(work: Work, task: str, args: Args, once: str | None = None) -> None:
    """Queue a job, e.g. 'bill_run.share_out', that starts after this work commits and acts as this actor.

    `once` names the work (see `once_name`): while a job of that name waits, a second one is not added, and two of
    that name never run side by side.
    """
    full = {"org_id": work.org_id, "staff_id": work.actor.staff_id, **args}
    work.execute(DEFER, task=task, args=json.dumps(full), lock=once, queueing_lock=once)


def once_name(task: str, org_id: int, args: Args) -> str:
    """What names a piece of work: its kind, organization and arguments in their order."""
    return ":".join(map(str, (task, org_id, *args.values())))


def resume(task: str, unfinished: Unfinished) -> bool:
    """Queue a job for work that was cut off; False when a job of that work, or of a part of it, waits or runs."""
    full = {"org_id": unfinished.org_id, "staff_id": unfinished.staff_id, **unfinished.args}
    name = once_name(task, unfinished.org_id, unfinished.args)
    with transaction(DatabaseRole.DOOR) as door:
        row = door.execute(RESUME, {"task": task, "args": json.dumps(full), "lock": name}).fetchone()
    return row is not None and bool(row[0])


def tell_failure(org_id: int, job_id: int, reason: str) -> None:
    """Write on a job of an organization why it stopped."""
    with transaction(DatabaseRole.DOOR) as door:
        door.execute(TELL, {"org_id": org_id, "job_id": job_id, "reason": reason, "now": clock.now()})


def check_wanted() -> None:
    """Raise Cancelled when the job that runs here was cancelled; work in batches asks before each of them."""
    if _is_cancelled.get()():
        raise Cancelled


@contextmanager
def cancelled_by(is_cancelled: Callable[[], bool]) -> Generator[None]:
    """Let `check_wanted` ask this while the block runs."""
    token = _is_cancelled.set(is_cancelled)
    try:
        yield
    finally:
        _is_cancelled.reset(token)


def queue_url() -> str:
    """Where workers find the queue: the database without a pooler between, since they listen. Raises AppError."""
    return connection.direct_url()
