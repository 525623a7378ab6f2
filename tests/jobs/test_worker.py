"""The worker on the real queue: it does what was handed to it, outlives its own death, and says why it stopped."""

import signal
from datetime import date

import pytest

from jobs import handlers
from services import bill_runs, metering, tariffs
from services.bill_runs import RunStatus
from services.metering import NewService
from services.work import begin
from tests import builders, town
from tests.services.bill_runs import village
from tests.services.bill_runs.village import Village
from tests.town import PERIOD, Town
from tests.working import FORGET, HOLD, PATIENCE_SECONDS, WAITING, on_queue, start_worker, until, work_until_idle

DISMISS = "UPDATE staff SET is_active = false WHERE org_id = %(org_id)s AND staff_id = %(staff_id)s"


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


def test_a_run_goes_from_draft_to_issued_by_jobs_alone(place: Town) -> None:
    with begin(place.clerk) as work:
        run_id = bill_runs.calculate(work, bill_runs.create(work, "monthly", PERIOD).run_id).run_id
    work_until_idle()
    with begin(place.second) as work:
        assert bill_runs.approve(work, run_id).bill_count == 5
        bill_runs.issue(work, run_id)
    work_until_idle()
    with begin(place.clerk) as work:
        assert bill_runs.get(work, run_id).status == RunStatus.ISSUED
    assert on_queue(WAITING) == 0


def test_a_job_of_a_dead_worker_is_taken_up_again(place: Town) -> None:
    with begin(place.clerk) as work:
        run_id = bill_runs.calculate(work, bill_runs.create(work, "monthly", PERIOD).run_id).run_id
    on_queue(HOLD)
    with begin(place.clerk) as work:
        bill_runs.resume(work, run_id)
    assert on_queue(WAITING) == 2
    work_until_idle()
    with begin(place.clerk) as work:
        assert bill_runs.get(work, run_id).status == RunStatus.REVIEW
    assert on_queue(WAITING) == 0


def test_a_run_that_lost_its_jobs_is_resumed_when_a_worker_starts(place: Town) -> None:
    with begin(place.clerk) as work:
        run_id = bill_runs.calculate(work, bill_runs.create(work, "monthly", PERIOD).run_id).run_id
    on_queue(FORGET)
    work_until_idle()
    with begin(place.clerk) as work:
        assert bill_runs.get(work, run_id).status == RunStatus.REVIEW
    assert handlers.resume_unfinished() == 0


def test_a_failed_shard_says_why_on_the_run_and_a_retry_works(place: Town) -> None:
    with begin(place.clerk) as work:
        run = bill_runs.calculate(work, bill_runs.create(work, "monthly", PERIOD).run_id)
        bill_runs.plan(work, run.run_id)
    builders.account(place.here, "A-9")
    with begin(place.here.admin) as work:
        (tariff,) = tariffs.list_tariffs(work)
        metering.add_services(work, [NewService("A-9", None, "waste", tariff.tariff_id, date(2026, 1, 1))])
        ahead = "UPDATE accounts SET area_id = %(area)s WHERE org_id = %(org_id)s AND code = 'A-9'"
        work.execute(ahead, area=place.here.ward_a)
    work_until_idle()
    with begin(place.clerk) as work:
        failed = bill_runs.get(work, run.run_id)
        assert failed.status == RunStatus.FAILED
        assert failed.failure == "Accounts were added or moved while the run was being calculated; calculate it again."
        bill_runs.calculate(work, run.run_id)
    work_until_idle()
    with begin(place.clerk) as work:
        assert bill_runs.get(work, run.run_id).status == RunStatus.REVIEW


def test_the_work_of_a_person_who_left_is_finished_for_the_organization(place: Town) -> None:
    with begin(place.clerk) as work:
        run_id = bill_runs.calculate(work, bill_runs.create(work, "monthly", PERIOD).run_id).run_id
    with begin(place.here.admin) as work:
        work.execute(DISMISS, staff_id=place.clerk.staff_id)
    work_until_idle()
    with begin(place.second) as work:
        assert bill_runs.get(work, run_id).status == RunStatus.REVIEW


def test_workers_killed_in_the_middle_are_followed_by_others_that_end_the_run(database: str) -> None:
    undisturbed, place = village.village(100), village.village(100)
    for each in (undisturbed, place):
        run = village.start(each, 5)
        on_queue(FORGET)
    bill_runs.work_off(undisturbed.clerk, run.run_id - 1)
    village.approve_and_issue(undisturbed, _run(undisturbed, run.run_id - 1))
    bill_runs.work_off(undisturbed.chief, run.run_id - 1)
    on_queue(FORGET)

    kill_then_finish(database, place, run.run_id, RunStatus.REVIEW)
    village.approve_and_issue(place, run)
    kill_then_finish(database, place, run.run_id, RunStatus.ISSUED)
    assert village.left(place) == village.left(undisturbed)


def kill_then_finish(database: str, place: Village, run_id: int, then: RunStatus) -> None:
    """A worker killed after its first shard; the next finds the dead one's jobs and ends on SIGTERM when done."""
    before = done(place, run_id)
    process = start_worker(database)
    until(lambda: done(place, run_id) > before or reached(place, run_id, then))
    process.send_signal(signal.SIGKILL)
    process.wait()
    process = start_worker(database)
    until(lambda: reached(place, run_id, then))
    process.terminate()
    assert process.wait(PATIENCE_SECONDS) == 0


def done(place: Village, run_id: int) -> int:
    with begin(place.clerk) as work:
        return bill_runs.progress(work, run_id).done_shards


def reached(place: Village, run_id: int, then: RunStatus) -> bool:
    with begin(place.clerk) as work:
        return bill_runs.get(work, run_id).status == then


def _run(place: Village, run_id: int) -> bill_runs.Run:
    with begin(place.clerk) as work:
        return bill_runs.get(work, run_id)
