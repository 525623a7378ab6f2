"""Runs stages of several chains side by side in a few processes, and tells how far they are."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from typing import Final

from database import connection
from services.demo.steps import Stage, Task
from utils.errors import AppError, Conflict

WATCH_SECONDS: Final = 0.3


@dataclass(frozen=True, slots=True)
class Progress:
    """The share of all work that is done, 0 to 1, and what is being done."""

    share: float
    label: str


Tell = Callable[[Progress], None]


def work_off(chains: Sequence[Sequence[Stage]], processes: int, tell: Tell) -> None:
    """Do the stages of each chain in order and the chains side by side; 0 processes: all in this one.

    Raises the AppError sentence of the first task that was refused, as Conflict; the other tasks are then ended.
    """
    tracker = _Tracker(chains, tell)
    if processes < 1:
        for task, label in ((task, stage.label) for chain in chains for stage in chain for task in stage.tasks):
            task.run(*task.args)
            tracker.done(task, label)
        return
    with _pool(processes) as pool:
        _drive(pool, chains, tracker)


class _Tracker:
    def __init__(self, chains: Sequence[Sequence[Stage]], tell: Tell) -> None:
        self._whole = sum(task.weight for chain in chains for stage in chain for task in stage.tasks) or 1.0
        self._sum = 0.0
        self._tell = tell

    def done(self, task: Task, label: str) -> None:
        self._sum += task.weight
        self._tell(Progress(min(self._sum / self._whole, 1.0), label))


def _drive(pool: Executor, chains: Sequence[Sequence[Stage]], tracker: _Tracker) -> None:
    """Hand out the next stage of a chain when every task of its present one is done."""
    waiting: dict[Future[str | None], tuple[int, Task, str]] = {}
    left = [iter(chain) for chain in chains]
    open_tasks = [0] * len(chains)

    def hand_out(place: int) -> None:
        for stage in left[place]:
            for task in stage.tasks:
                waiting[pool.submit(_do, task)] = (place, task, stage.label)
            open_tasks[place] = len(stage.tasks)
            if stage.tasks:
                return

    for place in range(len(chains)):
        hand_out(place)
    while waiting:
        finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in finished:
            place, task, label = waiting.pop(future)
            refusal = future.result()
            if refusal is not None:
                raise Conflict(refusal)
            tracker.done(task, label)
            open_tasks[place] -= 1
            if open_tasks[place] == 0:
                hand_out(place)


def _do(task: Task) -> str | None:
    """The task in a process of the pool; what it refuses comes back as its sentence, since errors travel badly."""
    try:
        task.run(*task.args)
    except AppError as error:
        return str(error)
    return None


@contextlib.contextmanager
def _pool(processes: int) -> Generator[Executor]:
    """Processes that end when we are done, are interrupted, or die ourselves."""
    context = multiprocessing.get_context("spawn")
    is_over = context.Event()
    start = (connection.url(), os.getpid(), is_over)
    pool = ProcessPoolExecutor(processes, context, _prepare, start)
    try:
        yield pool
        pool.shutdown()
    except BaseException:
        is_over.set()
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def _prepare(url: str, parent: int, is_over: Event) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection.use(url)

    def watch() -> None:
        while not is_over.wait(WATCH_SECONDS) and os.getppid() == parent:
            pass
        # What is open in the database is rolled back there.
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
