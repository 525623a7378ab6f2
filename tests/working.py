"""Workers in tests: jobs done at once, or by a process that may be killed."""

import asyncio
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from typing import LiteralString

from database.connection import DatabaseRole, transaction
from jobs import worker
from utils.settings import ROOT

PATIENCE_SECONDS = 60
SERVE = """
import asyncio, sys
from database import connection
connection.use(sys.argv[1])
from jobs import worker
asyncio.run(worker.serve(heartbeat_seconds=0.3, stalled_seconds=1.0))
"""
# Loads the product once and then is, for every line that it reads, the parent of a worker; tells how each ended.
NURSERY = """
import asyncio, dataclasses, importlib, json, os, signal, sys
from database import connection
from jobs import worker

def put(module, name, value):
    *parts, name = name.split(".")
    place = importlib.import_module(module)
    for part in parts:
        place = getattr(place, part)
    # What is frozen in the product is set all the same.
    change = setattr if isinstance(place, type) or not dataclasses.is_dataclass(place) else object.__setattr__
    change(place, name, value(getattr(place, name)))

def dying(nth, is_after):
    def wrap(whole):
        calls = []
        def call(*given, **named):
            calls.append(None)
            if len(calls) == nth and not is_after:
                os.kill(os.getpid(), signal.SIGKILL)
            found = whole(*given, **named)
            if len(calls) == nth:
                os.kill(os.getpid(), signal.SIGKILL)
            return found
        return call
    return wrap

def serve(dies, sizes):
    for module, name, size in sizes:
        put(module, name, lambda _: size)
    if dies:
        module, name, nth, is_after = dies
        put(module, name, dying(nth, is_after))
    connection.use(sys.argv[1])
    asyncio.run(worker.serve(heartbeat_seconds=0.3, stalled_seconds=1.0))

for line in sys.stdin:
    child = os.fork()
    if not child:
        serve(**json.loads(line))
        os._exit(0)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
WAITING = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
HOLD = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE status = 'todo'"
FORGET = "DELETE FROM procrastinate_jobs"


def work_until_idle() -> None:
    """Do every job that waits, in this process."""
    # In a thread, because the browser tests of the same process keep a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(worker.serve(wait=False))).result()


def on_queue(statement: LiteralString) -> int:
    """Run a statement on the queue; the first value of its first row, 0 without one."""
    with transaction(DatabaseRole.OWNER) as owner:
        cursor = owner.execute(statement)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else 0


def until(is_so: Callable[[], bool], otherwise: str = "it never came to that") -> None:
    """Wait for something; fail when it does not come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)


@dataclass(frozen=True)
class Moment:
    """Where a worker dies: at the `nth` call of a function of a module, before it or after."""

    module: str
    name: str
    nth: int = 1
    is_after: bool = False


Sizes = Sequence[tuple[str, str, int]]


def start_worker(database: str) -> "subprocess.Popen[bytes]":
    """A worker in a process of its own, that soon notices the jobs of a dead one."""
    return subprocess.Popen([sys.executable, "-c", SERVE, database], cwd=ROOT)


def killed_at(database: str, moments: Sequence[Moment], is_done: Callable[[], bool], sizes: Sizes = ()) -> None:
    """One worker after the other, each killed at its moment by SIGKILL, so that nothing of it runs any more; then one
    that ends the work and leaves no job. `sizes` are constants of modules: batches so small that there are many."""
    command = [sys.executable, "-c", NURSERY, database]
    nursery = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    asked, told = nursery.stdin, nursery.stdout
    assert asked
    assert told
    try:
        for moment in [*moments, None]:
            asked.write(json.dumps({"dies": moment and astuple(moment), "sizes": list(sizes)}) + "\n")
            asked.flush()
            if moment is not None:
                until(lambda: bool(select.select([told], [], [], 0)[0]), f"it never came to {moment}")
                assert int(told.readline()) == -signal.SIGKILL, moment
                assert on_queue(WAITING) > 0, moment
        until(lambda: is_done() and not on_queue(WAITING))
        nursery.terminate()
        assert int(told.readline()) == 0
    finally:
        os.killpg(nursery.pid, signal.SIGKILL)
        nursery.communicate()
