"""Imports on the real queue: checked and run by jobs alone, and in the same rows when workers are killed on the way."""

import signal
from typing import LiteralString

import pytest

from services import imports
from services.imports import Import
from services.work import begin
from tests import builders
from tests.builders import World
from tests.services.imports.bringing import again, brought, counts, csv_bytes
from tests.working import FORGET, PATIENCE_SECONDS, Moment, killed_at, on_queue, start_worker, until, work_until_idle

HEAD = ("Unit code", "Area", "Consumer", "Category", "Size in marla", "Address")
REGISTER: LiteralString = """
SELECT u.code, c.code, c.holder_name, a.code, u.size_marla FROM survey_units u
JOIN accounts c ON c.org_id = u.org_id AND c.account_id = u.account_id
JOIN areas a ON a.org_id = u.org_id AND a.area_id = u.area_id WHERE u.org_id = %(org_id)s ORDER BY u.code
"""


def contents(count: int) -> bytes:
    return csv_bytes(HEAD, [(f"U-{n:06}", "OKR-A", f"Demo {n}", "residential", n % 7, f"House {n}") for n in range(count)])


def uploaded(here: World, count: int) -> Import:
    with begin(here.admin) as work:
        found = imports.upload(work, "units", "rows.csv", [contents(count)])
        return imports.choose(work, found.import_id, found.mapping)


def started(here: World, found: Import) -> Import:
    with begin(here.admin) as work:
        return imports.start(work, found.import_id)


def register(here: World) -> list[tuple[object, ...]]:
    with begin(here.admin) as work:
        # Rows of one more organization are in no statistics yet.
        work.execute("SET LOCAL enable_nestloop = off")
        return work.execute(REGISTER).fetchall()


def test_an_import_is_checked_run_and_rolled_back_by_jobs_alone(database: str) -> None:
    here = builders.world()
    found = uploaded(here, 50)
    work_until_idle()
    assert again(here.admin, found).status == "validated"
    started(here, found)
    work_until_idle()
    after = again(here.admin, found)
    assert (after.status, after.added_count, after.rejected_count) == ("partial", 42, 8)
    with begin(here.admin) as work:
        imports.roll_back(work, found.import_id)
    work_until_idle()
    assert again(here.admin, found).status == "rolled_back"
    assert register(here) == []


def test_rows_that_wait_go_in_by_themselves_when_what_they_name_comes(database: str) -> None:
    here = builders.world()
    head = ("Unit code", "Account", "Area", "Category", "Size in marla", "Address")
    found = brought(here.admin, "units", csv_bytes(head, [("U-1", "A-1", "OKR-A", "residential", "5", "House 1")]))
    assert found.parked_count == 1
    brought(here.admin, "accounts", csv_bytes(("Account", "Consumer", "Area"), [("A-1", "Demo", "OKR-A")]))
    work_until_idle()
    assert again(here.admin, found).status == "done"
    assert [row[:2] for row in register(here)] == [("U-1", "A-1")]


def test_workers_killed_within_a_batch_between_two_and_at_the_end_are_followed_by_others(database: str) -> None:
    undisturbed, here = builders.world(), builders.world()
    size, sizes = 1_000, [("services.imports.units", "UNITS.batch", 200)]
    alone = brought(undisturbed.admin, "units", contents(size))
    on_queue(FORGET)
    found = uploaded(here, size)
    checking, applying = "services.imports.checking", "services.imports.applying"
    moments = [
        Moment(checking, "rows_repository.keep_judged", 2, is_after=True),
        Moment(checking, "_check_batch", 1, is_after=True),
    ]
    killed_at(database, moments, lambda: again(here.admin, found).status == "validated", sizes)
    assert (again(here.admin, found).checked_count, register(here)) == (size, [])
    started(here, found)
    moments = [
        Moment(applying, "staging_repository.run", 3, is_after=True),
        Moment(applying, "apply_next", 1, is_after=True),
        Moment(applying, "repository.mark_finished", 1, is_after=True),
        Moment("jobs.handlers", "_do", 1, is_after=True),
    ]
    killed_at(database, moments, lambda: again(here.admin, found).status == "partial", sizes)
    assert counts(again(here.admin, found)) == counts(alone)
    assert register(here) == register(undisturbed)
    with begin(here.admin) as work:
        imports.roll_back(work, found.import_id)
    moments = [Moment("services.imports.undoing", "staging_repository.run", 1, is_after=True)]
    killed_at(database, moments, lambda: again(here.admin, found).status == "rolled_back", sizes)
    assert register(here) == []


@pytest.mark.slow
def test_workers_killed_on_the_way_are_followed_by_others_that_end_in_the_same_rows(database: str) -> None:
    undisturbed, here = builders.world(), builders.world()
    size = 120_000
    brought(undisturbed.admin, "units", contents(size))
    found = uploaded(here, size)
    killed_after(database, here, found, lambda seen: seen.checked_count > 0)
    process = start_worker(database)
    until(lambda: again(here.admin, found).status == "validated")
    process.terminate()
    assert process.wait(PATIENCE_SECONDS) == 0
    started(here, found)
    killed_after(database, here, found, lambda seen: seen.applied_count > 0)
    process = start_worker(database)
    until(lambda: again(here.admin, found).status == "partial")
    process.terminate()
    assert process.wait(PATIENCE_SECONDS) == 0
    assert register(here) == register(undisturbed)


def killed_after(database: str, here: World, found: Import, is_time: object) -> None:
    """A worker that is killed as soon as some of the work is done."""
    process = start_worker(database)
    until(lambda: is_time(again(here.admin, found)))  # pyright: ignore
    process.send_signal(signal.SIGKILL)
    process.wait()


