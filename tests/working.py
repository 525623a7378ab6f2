"""Workers in tests: jobs done at once, or by a process that may be killed."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something; fail when it does not come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)


def start_worker(database: str) -> "subprocess.Popen[bytes]":
    """A worker in a process of its own, that soon notices the jobs of a dead one."""
    return subprocess.Popen([sys.executable, "-c", SERVE, database], cwd=ROOT)
