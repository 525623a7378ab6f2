"""A run whose processes are killed in the middle, again and again, ends as if nothing had happened."""

import signal
import subprocess
import sys
import time

from services import bill_runs
from services.bill_runs import Run, RunStatus
from services.work import Actor, begin
from tests.services.bill_runs import village
from tests.services.bill_runs.village import Village
from utils.settings import ROOT

KILLS = 4
WORK_OFF = """
import sys
from database import connection
connection.use(sys.argv[1])
from services import bill_runs, staff
bill_runs.work_off(staff.actor_for(int(sys.argv[2]), int(sys.argv[3])), int(sys.argv[4]))
"""


def test_a_run_killed_while_calculating_and_while_issuing_equals_an_undisturbed_one(database: str) -> None:
    undisturbed, place = village.village(120), village.village(120)
    run = village.start(undisturbed, 5)
    bill_runs.work_off(undisturbed.clerk, run.run_id)
    village.approve_and_issue(undisturbed, run)
    bill_runs.work_off(undisturbed.chief, run.run_id)

    run = village.start(place, 5)
    for _ in range(KILLS):
        kill_in_the_middle(database, place, place.clerk, run)
    bill_runs.work_off(place.clerk, run.run_id)
    assert village.status(place, run) == RunStatus.REVIEW
    village.approve_and_issue(place, run)
    for _ in range(KILLS):
        kill_in_the_middle(database, place, place.chief, run)
    bill_runs.work_off(place.chief, run.run_id)
    assert village.status(place, run) == RunStatus.ISSUED
    assert village.left(place) == village.left(undisturbed)


def kill_in_the_middle(database: str, place: Village, actor: Actor, run: Run) -> None:
    """Start a process on the run, and kill it once it has done a shard or two of those that were left."""
    words = [sys.executable, "-c", WORK_OFF, database, str(place.here.org_id), str(actor.staff_id), str(run.run_id)]
    before = done(place, run)
    process = subprocess.Popen(words, cwd=ROOT)
    try:
        while done(place, run) == before and process.poll() is None:
            time.sleep(0.002)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def done(place: Village, run: Run) -> int:
    with begin(place.clerk) as work:
        return bill_runs.progress(work, run.run_id).done_shards
