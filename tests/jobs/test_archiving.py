"""Archiving in the background: killed at any moment, it ends in the same rows as a move that nobody disturbed."""

import signal
from datetime import date
from decimal import Decimal
from typing import Any, LiteralString

import pytest

from services import archives, bill_runs, ledger
from services.ledger import NewOpening
from services.work import begin
from tests import money
from tests.builders import World
from tests.services.archives.old_town import old_town, places
from tests.services.bill_runs import village
from tests.services.bulk_changes.changing import table
from tests.working import FORGET, PATIENCE_SECONDS, on_queue, start_worker, until, work_until_idle

MONTHS = [date(2014, month, 1) for month in range(1, 9)]
MANY = 1_500
BILLS: LiteralString = """
SELECT c.code, b.period, b.bill_id, b.status, b.is_live, b.demand, b.arrears, b.credit, b.amount_due, b.outstanding, b.due_on,
    b.customer_class, b.is_archived, ARRAY(SELECT l.amount || l.component FROM all_bill_lines l
        WHERE l.org_id = b.org_id AND l.period = b.period AND l.bill_id = b.bill_id ORDER BY l.line_no) AS lines
FROM all_bills b JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id
WHERE b.org_id = %(org_id)s ORDER BY 2, 3
"""
MONTHS_KEPT: LiteralString = """
SELECT period, bill_count, line_count, demand FROM archived_periods WHERE org_id = %(org_id)s ORDER BY 1
"""


def test_a_move_is_made_by_jobs_alone(database: object) -> None:
    place = old_town()
    on_queue(FORGET)
    with begin(place.here.admin) as work:
        archives.archive(work, 24)
    work_until_idle()
    assert places(place) == (9, 9, 7, 7)
    with begin(place.here.admin) as work:
        archives.unarchive(work, date(2014, 1, 1))
    work_until_idle()
    assert places(place) == (12, 12, 4, 4)


@pytest.mark.slow
def test_workers_killed_in_the_middle_are_followed_by_others_that_end_it(database: str) -> None:
    undisturbed, here = billed_for_months(), billed_for_months()
    on_queue(FORGET)
    moves: list[int] = []
    for each in (undisturbed, here):
        with begin(each.admin) as work:
            moves.append(archives.archive(work, 24).move_id)
    on_queue(FORGET)
    archives.run(undisturbed.admin, moves[0])

    kill_then_finish(database, here, moves[1])
    assert left(here) == left(undisturbed)
    assert money.disagreements(here) == []
    with begin(here.admin) as work:
        done = archives.get(work, moves[1])
        assert (done.bill_count, done.line_count, done.period_count) == (MANY * 8, MANY * 8, 8)
        back = archives.unarchive(work, MONTHS[3])
    on_queue(FORGET)
    kill_then_finish(database, here, back.move_id)
    with begin(undisturbed.admin) as work:
        again = archives.unarchive(work, MONTHS[3])
    archives.run(undisturbed.admin, again.move_id)
    assert left(here) == left(undisturbed)
    assert money.disagreements(here) == []


def billed_for_months() -> World:
    """A village whose households paid ahead, so that every bill of eight months is settled when it is issued."""
    place = village.village(MANY, started=date(2013, 1, 1))
    with begin(place.here.admin) as work:
        codes = [f"A-{n:03}" for n in range(MANY)]
        ledger.post_openings(work, [NewOpening(code, Decimal(-100_000), date(2013, 1, 1)) for code in codes])
    for period in MONTHS:
        run = village.start(place, MANY, period)
        bill_runs.work_off(place.clerk, run.run_id)
        village.approve_and_issue(place, run)
        bill_runs.work_off(place.chief, run.run_id)
    return place.here


def kill_then_finish(database: str, here: World, move_id: int) -> None:
    def seen() -> archives.Move:
        with begin(here.admin) as work:
            return archives.get(work, move_id)

    process = start_worker(database)
    until(lambda: seen().bill_count > 0 or seen().status == "done")
    process.send_signal(signal.SIGKILL)
    process.wait()
    if seen().status == "done":
        return
    process = start_worker(database)
    until(lambda: seen().status == "done")
    process.terminate()
    assert process.wait(PATIENCE_SECONDS) == 0


def left(here: World) -> list[Any]:
    return [*table(here.admin, BILLS), *table(here.admin, MONTHS_KEPT)]
