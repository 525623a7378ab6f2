"""A bulk change in the background: killed at any moment, it ends in the same rows as one that nobody disturbed."""

import signal

import pytest

from services import accounts, bulk_changes
from services.accounts import NewAccount
from services.paging import ListQuery
from services.work import begin
from tests import builders, town
from tests.builders import World
from tests.services.bulk_changes.changing import begun, chosen, seen, table
from tests.working import FORGET, PATIENCE_SECONDS, WAITING, Moment, killed_at, on_queue, start_worker, until, work_until_idle

ROWS = """
SELECT r.row_no, r.ref, r.verdict, r.before - 'area_id', r.after - 'area_id', r.reason, a.code
FROM bulk_change_rows r JOIN accounts c ON c.org_id = r.org_id AND c.account_id = r.row_id
JOIN areas a ON a.org_id = c.org_id AND a.area_id = c.area_id
WHERE r.org_id = %(org_id)s AND r.change_id = %(change_id)s ORDER BY r.row_no
"""
COUNTS = """
SELECT status, total_count, done_upto, changed_count, unchanged_count, refused_count, undone_upto, undone_count, left_count
FROM bulk_changes WHERE org_id = %(org_id)s AND change_id = %(change_id)s
"""
TOLD = "SELECT count(*) FROM audit_log WHERE org_id = %(org_id)s AND action = %(action)s"
MANY = 12_000


@pytest.fixture
def place(database: object) -> town.Town:
    return town.town()


def crowd(size: int = MANY) -> World:
    here = builders.world()
    with begin(here.admin) as work:
        wards = (here.ward_a, here.ward_b)
        accounts.add_many(work, (NewAccount(f"C-{n:06}", "Demo", None, wards[n % 5 == 0]) for n in range(size)))
    return here


def test_a_change_is_made_and_undone_by_jobs_alone(place: town.Town) -> None:
    change = begun(place.clerk, "units", "settlement", chosen(), None, settlement="rural")
    work_until_idle()
    assert seen(place.clerk, change.change_id).changed_count == 5
    with begin(place.clerk) as work:
        bulk_changes.undo(work, change.change_id)
    on_queue(FORGET)
    work_until_idle()
    assert seen(place.clerk, change.change_id).undone_count == 5
    assert on_queue(WAITING) == 0


def test_a_change_that_may_no_longer_be_made_says_so(place: town.Town) -> None:
    change = begun(place.clerk, "units", "settlement", chosen(), None, settlement="rural")
    with begin(place.here.admin) as work:
        work.execute("UPDATE staff SET role = 'support' WHERE org_id = %(org_id)s AND staff_id = %(id)s", id=place.clerk.staff_id)
    work_until_idle()
    stopped = seen(place.here.admin, change.change_id)
    assert (stopped.status, stopped.done_upto) == ("running", 0)
    assert stopped.failure is not None
    assert "may not make bulk changes" in stopped.failure
    with begin(place.here.admin) as work:
        bulk_changes.undo(work, change.change_id)
    work_until_idle()
    assert seen(place.here.admin, change.change_id).status == "undone"


@pytest.mark.slow
def test_workers_killed_in_the_middle_are_followed_by_others_that_end_it(database: str) -> None:
    undisturbed, here = crowd(), crowd()
    changes = [begun(each.admin, "accounts", "area", chosen(), None, area=str(each.ward_b)) for each in (undisturbed, here)]
    on_queue(FORGET)
    bulk_changes.run(undisturbed.admin, changes[0].change_id)

    kill_then_finish(database, here, changes[1].change_id, "done")
    assert left(here, changes[1].change_id) == left(undisturbed, changes[0].change_id)
    assert seen(here.admin, changes[1].change_id).changed_count == MANY * 4 // 5

    for each, change in zip((undisturbed, here), changes, strict=True):
        with begin(each.admin) as work:
            bulk_changes.undo(work, change.change_id)
    on_queue(FORGET)
    bulk_changes.run(undisturbed.admin, changes[0].change_id)
    kill_then_finish(database, here, changes[1].change_id, "undone")
    assert left(here, changes[1].change_id) == left(undisturbed, changes[0].change_id)
    with begin(here.admin) as work:
        assert accounts.page(work, ListQuery(filters={"area": str(here.ward_b)})).count == MANY // 5


def test_workers_killed_within_a_batch_between_two_and_at_the_end_are_followed_by_others(database: str) -> None:
    few, sizes = 1_000, [("services.bulk_changes.working", "BATCH", 200)]
    undisturbed, here = crowd(few), crowd(few)
    changes = [begun(each.admin, "accounts", "area", chosen(), None, area=str(each.ward_b)) for each in (undisturbed, here)]
    on_queue(FORGET)
    bulk_changes.run(undisturbed.admin, changes[0].change_id)
    with begin(here.admin) as work:
        bulk_changes.resume(work, changes[1].change_id)
    working = "services.bulk_changes.working"
    moments = [
        Moment(working, "repository.do_batch", 2, is_after=True),
        Moment(working, "_step", 1, is_after=True),
        Moment(working, "_record", 1, is_after=True),
    ]
    killed_at(database, moments, lambda: seen(here.admin, changes[1].change_id).status == "done", sizes)
    assert left(here, changes[1].change_id) == left(undisturbed, changes[0].change_id)
    assert seen(here.admin, changes[1].change_id).changed_count == few * 4 // 5

    with begin(undisturbed.admin) as work:
        bulk_changes.undo(work, changes[0].change_id)
    on_queue(FORGET)
    bulk_changes.run(undisturbed.admin, changes[0].change_id)
    with begin(here.admin) as work:
        bulk_changes.undo(work, changes[1].change_id)
    moments = [
        Moment(working, "repository.undo_batch", 1, is_after=True),
        Moment(working, "_step", 1, is_after=True),
        Moment("jobs.handlers", "_do", 1, is_after=True),
    ]
    killed_at(database, moments, lambda: seen(here.admin, changes[1].change_id).status == "undone", sizes)
    assert left(here, changes[1].change_id) == left(undisturbed, changes[0].change_id)
    with begin(here.admin) as work:
        for action in ("bulk_change.made", "bulk_change.undone"):
            assert work.scalar(TOLD, action=action) == 1
        assert accounts.page(work, ListQuery(filters={"area": str(here.ward_b)})).count == few // 5


def kill_then_finish(database: str, here: World, change_id: int, then: str) -> None:
    process = start_worker(database)
    until(lambda: moved(here, change_id) > 0 or seen(here.admin, change_id).status == then)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process = start_worker(database)
    until(lambda: seen(here.admin, change_id).status == then)
    process.terminate()
    assert process.wait(PATIENCE_SECONDS) == 0


def moved(here: World, change_id: int) -> int:
    change = seen(here.admin, change_id)
    return change.undone_upto if change.status == "undoing" else change.done_upto


def left(here: World, change_id: int) -> list[object]:
    return [*table(here.admin, COUNTS, change_id=change_id), *table(here.admin, ROWS, change_id=change_id)]
