"""What each queued job does: become its actor, begin, call the use case; a failure is told on the run."""

import logging
import secrets
from collections.abc import Callable
from functools import partial
from typing import Final

from procrastinate import App, RetryStrategy

from services import bill_runs, staff
from services.permissions import Permission
from services.work import Actor, Work, begin
from utils.errors import AppError, Busy, Unauthenticated

# What is busy now is tried again after 2, 4, 8 … seconds; beyond that the run is found unfinished and handed out anew.
AGAIN: Final = RetryStrategy(max_attempts=6, exponential_wait=2, retry_exceptions={Busy})

log = logging.getLogger("suthra.jobs")


def register(app: App) -> None:
    """Make every kind of job known to the app, by the name that services queue it under."""
    app.task(name="bill_run.share_out", retry=AGAIN)(share_out)
    app.task(name="bill_run.calculate_shard", retry=AGAIN)(calculate_shard)
    app.task(name="bill_run.issue_shard", retry=AGAIN)(issue_shard)


def share_out(org_id: int, staff_id: int, run_id: int) -> None:
    """Plan a run and queue its shards."""
    _attempt(org_id, staff_id, run_id, partial(bill_runs.share_out, run_id=run_id))


def calculate_shard(org_id: int, staff_id: int, run_id: int, shard_no: int) -> None:
    """Price one shard."""
    actor = _attempt(org_id, staff_id, run_id, partial(bill_runs.calculate_shard, run_id=run_id, shard_no=shard_no))
    _look_anew(actor)


def issue_shard(org_id: int, staff_id: int, run_id: int, shard_no: int) -> None:
    """Issue one shard."""
    actor = _attempt(org_id, staff_id, run_id, partial(bill_runs.issue_shard, run_id=run_id, shard_no=shard_no))
    _look_anew(actor)


def resume_unfinished() -> int:
    """Queue again what is left of every run in the middle of its work; what still waits is not queued twice."""
    unfinished = bill_runs.unfinished_runs()
    for run in unfinished:
        share_out(run.org_id, run.staff_id, run.run_id)
    return len(unfinished)


def _attempt(org_id: int, staff_id: int, run_id: int, do: Callable[[Work], object]) -> Actor:
    actor = _actor(org_id, staff_id)
    try:
        with begin(actor) as work:
            do(work)
    except Busy:
        raise
    except AppError as error:
        log.warning("run %s of organization %s stopped: %s", run_id, org_id, type(error).__name__)
        _fail(actor, run_id, str(error))
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("run %s of organization %s stopped, reference %s", run_id, org_id, reference)
        _fail(actor, run_id, f"Something unexpected went wrong; give your administrator the reference {reference}.")
    return actor


def _fail(actor: Actor, run_id: int, reason: str) -> None:
    with begin(actor) as work:
        bill_runs.fail(work, run_id, reason)


def _look_anew(actor: Actor) -> None:
    with begin(actor) as work:
        bill_runs.refresh_statistics(work)


def _actor(org_id: int, staff_id: int) -> Actor:
    """Whoever asked for the work; when they have left, the first who may do the whole of it."""
    try:
        return staff.actor_for(org_id, staff_id, "job")
    except Unauthenticated:
        able = [
            actor
            for actor in staff.actors_with(org_id, Permission.BILL_RUN_CREATE, "job")
            if actor.may(Permission.BILL_RUN_ISSUE)
        ]
        if not able:
            raise
        return able[0]
