"""Hands work to the background in the transaction of the use case that asks for it, and queues again what was cut off."""

import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Final

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

REASON = """SELECT reason FROM job_failures WHERE org_id = %(org_id)s AND job_id = %(job_id)s"""

FORGET = """DELETE FROM job_failures WHERE failed_at < %(before)s"""

WITHDRAW = """SELECT withdraw_jobs(%(noun)s, %(concerned)s::jsonb)"""

Args = Mapping[str, int | str]

CANCELLED: Final = "It was cancelled."

_is_cancelled: ContextVar[Callable[[], bool]] = ContextVar("is_cancelled", default=lambda: False)


class Cancelled(AppError):
    """Somebody cancelled the job that does this work; what is not committed is rolled back."""

    def __init__(self) -> None:
        super().__init__(CANCELLED)


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


def withdraw(work: Work, noun: str, args: Args) -> None:
    """Take the jobs of a noun that wait and have these arguments out of the queue: their work is done or given up."""
    work.execute(WITHDRAW, noun=noun, concerned=json.dumps(dict(args)))


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


def failure_told(org_id: int, job_id: int) -> str | None:
    """What was written on a job: why it stopped, or who cancelled it."""
    with transaction(DatabaseRole.DOOR) as door:
        row = door.execute(REASON, {"org_id": org_id, "job_id": job_id}).fetchone()
    return None if row is None else str(row[0])


def forget_failures(before: datetime) -> None:
    """Forget, in every organization, why jobs stopped that did so before a moment and are gone themselves."""
    with transaction(DatabaseRole.DOOR) as door:
        door.execute(FORGET, {"before": before})


def is_cancelled() -> bool:
    """Whether somebody cancelled the job that runs here."""
    return _is_cancelled.get()()


def check_wanted() -> None:
    """Raise Cancelled when the job that runs here was cancelled; work in batches asks before each of them."""
    if is_cancelled():
        raise Cancelled


@contextmanager
def cancelled_by(ask: Callable[[], bool]) -> Generator[None]:
    """Let `check_wanted` ask this while the block runs."""
    token = _is_cancelled.set(ask)
    try:
        yield
    finally:
        _is_cancelled.reset(token)


def queue_url() -> str:
    """Where workers find the queue: the database without a pooler between, since they listen. Raises AppError."""
    return connection.direct_url()
