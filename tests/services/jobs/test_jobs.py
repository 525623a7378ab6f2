"""What administrators see of jobs and do about them: their own organization's, and their nouns stay consistent."""

from datetime import timedelta
from typing import LiteralString

import pytest

from database.connection import DatabaseRole, transaction
from services import audit, background, bill_runs, jobs
from services.bill_runs import RunStatus
from services.jobs import Concern, Job, JobState
from services.paging import ListQuery
from services.permissions import GRANTS, Permission, Role
from services.work import begin
from tests import builders, town
from tests.town import NEXT, PERIOD, Town
from utils import clock
from utils.errors import Conflict, Forbidden, Invalid, NotFound

TAKEN = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s"
ENDED = "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s"
WORKER = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id"
ASKED = "SELECT abort_requested FROM procrastinate_jobs WHERE id = %s"


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


def as_owner(statement: LiteralString, *params: object) -> object:
    with transaction(DatabaseRole.OWNER) as owner:
        cursor = owner.execute(statement, params)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def calculating(place: Town) -> tuple[int, Job]:
    """A run that waits to be planned, and the job that will."""
    with begin(place.clerk) as work:
        run_id = bill_runs.calculate(work, bill_runs.create(work, "monthly", PERIOD).run_id).run_id
    (job,) = listed(place)
    return run_id, job


def listed(place: Town, **filters: str) -> tuple[Job, ...]:
    with begin(place.here.admin) as work:
        return jobs.page(work, ListQuery(filters=filters)).rows


def now(place: Town, job: Job) -> Job:
    with begin(place.here.admin) as work:
        return jobs.get(work, job.job_id)


def status_of(place: Town, run_id: int) -> tuple[str, str | None]:
    with begin(place.here.admin) as work:
        run = bill_runs.get(work, run_id)
        return run.status, run.failure


def taken_by_worker(job: Job, silent_seconds: int = 0) -> None:
    as_owner(TAKEN, as_owner(WORKER, silent_seconds), job.job_id)


def test_a_job_says_what_it_is_about_who_asked_and_where_it_stands(place: Town) -> None:
    run_id, job = calculating(place)
    assert (job.title, job.state, job.concern) == ("Plan a bill run", JobState.WAITING, Concern("bill_run", run_id))
    assert job.asker_name == place.clerk.full_name
    assert (job.attempts, job.started_at, job.ended_at, job.reason) == (0, None, None, None)
    taken_by_worker(job)
    assert (now(place, job).state, now(place, job).attempts) == (JobState.RUNNING, 1)
    as_owner(ENDED, "succeeded", job.job_id)
    done = now(place, job)
    assert done.state == JobState.DONE
    assert done.ended_at is not None


def test_a_job_whose_worker_is_silent_is_lost(place: Town) -> None:
    _, job = calculating(place)
    taken_by_worker(job, silent_seconds=60)
    assert now(place, job).state == JobState.LOST
    with begin(place.here.admin) as work:
        (worker,) = jobs.workers(work)
    assert (worker.is_alive, worker.job_id) == (False, job.job_id)


def test_states_are_counted_and_narrow_the_list(place: Town) -> None:
    _, job = calculating(place)
    with begin(place.here.admin) as work:
        assert jobs.counts(work) == jobs.Counts(waiting=1, running=0, failed=0, done=0, cancelled=0)
        assert jobs.page(work, ListQuery(filters={"state": "waiting"})).count == 1
        assert jobs.page(work, ListQuery(filters={"state": "failed"})).rows == ()
        assert jobs.page(work, ListQuery(filters={"kind": "bill_run.issue_shard"})).count == 0
        with pytest.raises(Invalid, match="State is one of"):
            jobs.page(work, ListQuery(filters={"state": "lost"}))
    assert listed(place, kind=job.kind) == (job,)


def test_pages_of_jobs_lead_forth_and_back(place: Town) -> None:
    for period in (PERIOD, NEXT):
        with begin(place.clerk) as work:
            bill_runs.calculate(work, bill_runs.create(work, "monthly", period).run_id)
    newest, oldest = listed(place)
    with begin(place.here.admin) as work:
        first = jobs.page(work, ListQuery(size=1))
        second = jobs.page(work, ListQuery(size=1, after=first.next_key))
        back = jobs.page(work, ListQuery(size=1, before=second.previous_key))
    assert (first.rows, second.rows, back.rows) == ((newest,), (oldest,), (newest,))


def test_another_organization_sees_and_touches_none_of_it(place: Town) -> None:
    _, job = calculating(place)
    other = builders.world()
    taken_by_worker(job)
    with begin(other.admin) as work:
        assert jobs.page(work, ListQuery()).rows == ()
        assert not jobs.counts(work).is_busy
        assert [worker.job_id for worker in jobs.workers(work)] == [None]
        assert jobs.purge(work, 1) == 0
    for use_case in (jobs.get, jobs.cancel, jobs.retry):
        with pytest.raises(NotFound), begin(other.admin) as work:
            use_case(work, job.job_id)
    with begin(other.admin) as work:
        assert work.scalar("SELECT cancel_job(%(job_id)s, 20)", job_id=job.job_id) is None
        assert work.scalar("SELECT retry_job(%(job_id)s)", job_id=job.job_id) is False
    assert now(place, job).state == JobState.RUNNING


@pytest.mark.parametrize("role", [role for role in Role if Permission.JOB_READ not in GRANTS[role] and role is not Role.CONSUMER])
def test_other_roles_do_not_look_after_jobs(place: Town, role: Role) -> None:
    somebody = builders.person(place.here, role, (place.here.ward_a,))
    for use_case in (jobs.counts, jobs.workers):
        with pytest.raises(Forbidden), begin(somebody) as work:
            use_case(work)


def test_cancelling_what_waits_stops_its_run_and_says_who_did(place: Town) -> None:
    run_id, job = calculating(place)
    with begin(place.here.admin) as work:
        assert jobs.cancel(work, job.job_id)
    reason = f"{place.here.admin.full_name} cancelled it."
    assert status_of(place, run_id) == (RunStatus.FAILED, reason)
    cancelled = now(place, job)
    assert (cancelled.state, cancelled.reason) == (JobState.CANCELLED, reason)
    with begin(place.here.admin) as work:
        (row,) = audit.history_of(work, job.ref)
    assert (row.action, row.before, row.after) == (
        "job.cancelled", {"state": "waiting"}, {"kind": job.kind, "concerns": f"bill_run {run_id}"})  # fmt: skip


def test_cancelling_what_runs_asks_its_worker(place: Town) -> None:
    run_id, job = calculating(place)
    taken_by_worker(job)
    with begin(place.here.admin) as work:
        assert not jobs.cancel(work, job.job_id)
    assert now(place, job).state == JobState.STOPPING
    assert as_owner(ASKED, job.job_id) is True
    assert status_of(place, run_id) == (RunStatus.CALCULATING, None)
    with pytest.raises(Conflict, match="nothing left of it to cancel"), begin(place.here.admin) as work:
        jobs.cancel(work, job.job_id)


def test_cancelling_what_lost_its_worker_ends_it_at_once(place: Town) -> None:
    run_id, job = calculating(place)
    taken_by_worker(job, silent_seconds=60)
    with begin(place.here.admin) as work:
        assert jobs.cancel(work, job.job_id)
    assert now(place, job).state == JobState.CANCELLED
    assert status_of(place, run_id)[0] == RunStatus.FAILED


def test_trying_again_takes_the_run_up_where_it_stopped(place: Town) -> None:
    run_id, job = calculating(place)
    with begin(place.here.admin) as work:
        jobs.cancel(work, job.job_id)
    with begin(place.here.admin) as work:
        jobs.retry(work, job.job_id)
    assert status_of(place, run_id) == (RunStatus.CALCULATING, None)
    (again,) = listed(place)
    assert (again.job_id, again.state) == (job.job_id, JobState.WAITING)
    with pytest.raises(Conflict, match="only what failed or was cancelled"), begin(place.here.admin) as work:
        jobs.retry(work, again.job_id)


def test_work_that_waits_as_another_job_is_not_queued_twice(place: Town) -> None:
    run_id, job = calculating(place)
    with begin(place.here.admin) as work:
        jobs.cancel(work, job.job_id)
        bill_runs.calculate(work, run_id)
    with pytest.raises(Conflict, match="waits already"), begin(place.here.admin) as work:
        jobs.retry(work, job.job_id)


def test_a_run_that_went_on_meanwhile_refuses_to_be_taken_up(place: Town) -> None:
    run_id, job = calculating(place)
    with begin(place.here.admin) as work:
        jobs.cancel(work, job.job_id)
    with begin(place.clerk) as work:
        bill_runs.calculate(work, run_id)
    bill_runs.work_off(place.clerk, run_id)
    with pytest.raises(Conflict, match="nothing to resume"), begin(place.here.admin) as work:
        jobs.retry(work, job.job_id)
    assert now(place, job).state == JobState.CANCELLED


def test_work_done_by_another_process_leaves_no_job_behind(place: Town) -> None:
    run_id, _ = calculating(place)
    bill_runs.work_off(place.clerk, run_id)
    assert listed(place) == ()
    with begin(place.second) as work:
        bill_runs.approve(work, run_id)
        bill_runs.issue(work, run_id)
    bill_runs.work_off(place.second, run_id)
    assert listed(place) == ()


def test_a_job_about_something_that_is_gone_can_be_cancelled(place: Town) -> None:
    with begin(place.here.admin) as work:
        background.defer(work, "bill_run.share_out", {"run_id": 10**12})
    (job,) = listed(place)
    with begin(place.here.admin) as work:
        assert jobs.cancel(work, job.job_id)
    assert now(place, job).reason == f"{place.here.admin.full_name} cancelled it."
    with pytest.raises(NotFound, match="There is no bill run"), begin(place.here.admin) as work:
        jobs.retry(work, job.job_id)
    assert now(place, job).state == JobState.CANCELLED


def test_only_what_ended_long_enough_ago_is_removed(place: Town) -> None:
    _, job = calculating(place)
    with begin(place.here.admin) as work:
        jobs.cancel(work, job.job_id)
    with begin(place.here.admin) as work:
        assert jobs.purge(work, 1) == 0
    with begin(place.here.admin, clock.now() + timedelta(days=2)) as work:
        assert jobs.purge(work, 1) == 1
        assert work.scalar("SELECT count(*) FROM job_failures") == 0
    assert listed(place) == ()
    with pytest.raises(Invalid), begin(place.here.admin) as work:
        jobs.purge(work, 0)
