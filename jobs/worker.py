"""A worker: takes jobs from the queue one by one, and puts right what a dead worker left behind."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from types import FrameType
from typing import Final

from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.jobs import Status

from jobs import children, handlers
from services import background, drafts, notices, sweeping
from services.jobs import KINDS, Kind
from utils import clock, scratch, settings
from utils.errors import AppError

HEARTBEAT_SECONDS: Final = 5.0
STALLED_SECONDS: Final = 20.0
RESUME_SECONDS: Final = 60.0
PARENT_SECONDS: Final = 1.0
SWEEP_SECONDS: Final = 3600.0
# To look for what no row owns a store lists all it has: done by a worker that starts, and once a day.
THOROUGH_EVERY: Final = 24
DONE_HOURS: Final = 7 * 24
STOPPED_HOURS: Final = 90 * 24

log = logging.getLogger("suthra.worker")


def run(count: int | None = None, parent: int | None = None) -> int:
    """Work in so many processes (None: WORKERS) until SIGTERM or SIGINT, jobs in hand being finished first.

    One process works here; it ends when it is no longer a child of `parent`, where that is given.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    wanted = settings.current().workers if count is None else count
    if wanted == 1:
        asyncio.run(serve(parent))
        return 0
    is_over = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        is_over.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)
    with children.running(wanted):
        is_over.wait()
    return 0


def make_app(queue_url: str, kinds: Sequence[Kind] = KINDS) -> App:
    """The queue with its kinds of jobs."""
    app: App = App(connector=PsycopgConnector(conninfo=queue_url, min_size=1, max_size=3))
    handlers.register(app, kinds)
    return app


async def serve(
    parent: int | None = None,
    *,
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
    stalled_seconds: float = STALLED_SECONDS,
    wait: bool = True,
    kinds: Sequence[Kind] = KINDS,
) -> None:
    """Take jobs until told to stop (or, without `wait`, until none is left); ends with the process `parent`."""
    app = make_app(await asyncio.to_thread(background.queue_url), kinds)
    async with app.open_async():
        await requeue_stalled(app, stalled_seconds, kinds)
        await _resume(kinds)
        beside = [
            asyncio.create_task(_recover(app, kinds, heartbeat_seconds, stalled_seconds)),
            asyncio.create_task(_end_with(parent)),
            asyncio.create_task(_clear_away()),
        ]
        try:
            await app.run_worker_async(
                wait=wait,
                fetch_job_polling_interval=2.0,
                update_heartbeat_interval=heartbeat_seconds,
                stalled_worker_timeout=stalled_seconds,
                delete_jobs="never",
            )
        finally:
            for task in beside:
                task.cancel()


async def requeue_stalled(app: App, stalled_seconds: float, kinds: Sequence[Kind] = KINDS) -> int:
    """Queue the jobs of workers that have not been heard of for so long; returns how many there were."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_seconds))
    for job in stalled:
        try:
            if job.abort_requested:
                await asyncio.to_thread(handlers.give_up, job, kinds)
                await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=False)
            else:
                await app.job_manager.retry_job(job)
        except exceptions.UniqueViolation:
            # The same work waits already, and may begin once this one is out of its way.
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
        except exceptions.ConnectorException:
            log.warning("job %s was taken up by another worker", job.id)
    return len(stalled)


async def _recover(app: App, kinds: Sequence[Kind], heartbeat_seconds: float, stalled_seconds: float) -> None:
    """Look after dead workers all the time, and after work that lost its jobs now and then."""
    passed = 0.0
    while True:
        await asyncio.sleep(heartbeat_seconds)
        passed += heartbeat_seconds
        try:
            await requeue_stalled(app, stalled_seconds, kinds)
            if passed >= RESUME_SECONDS:
                passed = 0.0
                await _resume(kinds)
                await tidy(app)
        except (exceptions.ConnectorException, AppError):
            log.warning("the queue cannot be reached; trying again")


async def _resume(kinds: Sequence[Kind]) -> None:
    try:
        await asyncio.to_thread(handlers.resume_unfinished, kinds)
    except AppError as error:
        log.warning("unfinished work could not be resumed: %s", error)


async def _clear_away() -> None:
    """Remove now and then files whose time is over, old notices and drafts, and what killed processes left; two do no harm."""
    for turn in count():
        try:
            removed = await asyncio.to_thread(sweeping.sweep, clock.now(), is_thorough=turn % THOROUGH_EVERY == 0)
            await asyncio.to_thread(notices.forget, clock.now())
            await asyncio.to_thread(drafts.forget, clock.now())
            await asyncio.to_thread(scratch.clear)
        except (AppError, OSError) as error:
            log.warning("old files could not be cleared away: %s", error)
        else:
            if removed:
                log.info("cleared away %s files", removed)
        await asyncio.sleep(SWEEP_SECONDS)


async def tidy(app: App) -> None:
    """Remove what ended long ago, in every organization: what was done after a week, what stopped after a quarter."""
    await app.job_manager.delete_old_jobs(DONE_HOURS)
    await app.job_manager.delete_old_jobs(
        STOPPED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
    await asyncio.to_thread(background.forget_failures, clock.now() - timedelta(hours=STOPPED_HOURS + 24))


async def _end_with(parent: int | None) -> None:
    while parent is not None:
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        await asyncio.sleep(PARENT_SECONDS)
