"""What may follow what in the life of a run, and who may do it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services import bill_runs
from services.bill_runs import TRANSITIONS, RunStatus
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, Work, begin
from tests import builders, town
from tests.town import NEXT, PERIOD, Town
from utils import month
from utils.errors import AppError, Conflict, Forbidden, Invalid, NotFound

SET_STATUS = "UPDATE bill_runs SET status = %(status)s WHERE org_id = %(org_id)s AND run_id = %(run_id)s"
STEPS: dict[RunStatus, Callable[[Work, int], Any]] = {
    RunStatus.CALCULATING: bill_runs.calculate,
    RunStatus.APPROVED: bill_runs.approve,
    RunStatus.ISSUING: bill_runs.issue,
    RunStatus.CANCELLED: bill_runs.cancel,
    RunStatus.CLOSED: bill_runs.close,
}


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


def draft(place: Town) -> int:
    with begin(place.clerk) as work:
        return bill_runs.create(work, "monthly", PERIOD).run_id


def refused(do: Callable[[Work], object], actor: Actor, kind: type[AppError]) -> str:
    with pytest.raises(kind) as caught, begin(actor) as work:
        do(work)
    return str(caught.value)


@pytest.mark.parametrize("then", STEPS)
@pytest.mark.parametrize("now", RunStatus)
def test_only_the_steps_of_the_state_table_are_taken(place: Town, now: RunStatus, then: RunStatus) -> None:
    run_id = draft(place)
    with begin(place.clerk) as work:
        work.execute(SET_STATUS, run_id=run_id, status=now)
    if then in TRANSITIONS[now]:
        with begin(place.here.admin) as work:
            assert STEPS[then](work, run_id).status == then
    else:
        sentence = refused(lambda work: STEPS[then](work, run_id), place.here.admin, Conflict)
        assert "August 2026" in sentence
        assert sentence.endswith(".")
        with begin(place.clerk) as work:
            assert bill_runs.get(work, run_id).status == now


def test_the_creator_does_not_approve_even_as_head_administrator(place: Town) -> None:
    with begin(place.here.admin) as work:
        run_id = bill_runs.create(work, "monthly", PERIOD).run_id
        bill_runs.calculate(work, run_id)
    bill_runs.work_off(place.here.admin, run_id)
    sentence = refused(lambda work: bill_runs.approve(work, run_id), place.here.admin, Forbidden)
    assert sentence == "You created this run, so another person must approve it."
    with begin(place.second) as work:
        assert bill_runs.approve(work, run_id).approved_by == place.second.staff_id


def test_who_may_not_is_told_so(place: Town) -> None:
    run_id = town.review(place).run_id
    refused(lambda work: bill_runs.create(work, "monthly", NEXT), place.second, Forbidden)
    refused(lambda work: bill_runs.approve(work, run_id), place.clerk, Forbidden)
    support = builders.person(place.here, Role.SUPPORT)
    for step in STEPS.values():
        refused(lambda work, step=step: step(work, run_id), support, Forbidden)
    refused(lambda work: bill_runs.get(work, run_id), support, Forbidden)
    refused(lambda work: bill_runs.progress(work, run_id), support, Forbidden)


def test_who_sees_only_a_ward_runs_nothing_for_the_organization(place: Town) -> None:
    of_a_ward = builders.person(place.here, Role.BILLING, area_ids=(place.here.ward_a,))
    sentence = refused(lambda work: bill_runs.create(work, "monthly", PERIOD), of_a_ward, Forbidden)
    assert "whole organization" in sentence


def test_a_run_needs_a_known_cycle_and_a_sensible_period(place: Town) -> None:
    refused(lambda work: bill_runs.create(work, "weekly", PERIOD), place.clerk, NotFound)
    refused(lambda work: bill_runs.create(work, "monthly", date(2026, 8, 2)), place.clerk, Invalid)
    with begin(place.clerk) as work:
        latest = month.add(month.first_of(work.today), 1)
    sentence = refused(lambda work: bill_runs.create(work, "monthly", month.add(latest, 1)), place.clerk, Invalid)
    assert f"the latest period to bill now is {month.show(latest)}" in sentence


def test_a_period_without_anything_to_bill_is_refused(place: Town) -> None:
    sentence = refused(lambda work: bill_runs.create(work, "monthly", date(2025, 3, 1)), place.clerk, Conflict)
    assert sentence.startswith("There is nothing to bill in March 2025 for Sanitation monthly")


def test_a_metered_period_without_readings_is_refused(database: object) -> None:
    place = town.water_town()
    sentence = refused(lambda work: bill_runs.create(work, "reads", date(2026, 7, 1)), place.clerk, Conflict)
    assert "no reading is ready" in sentence


def test_a_second_run_of_a_period_is_refused_whether_the_first_is_open_or_issued(place: Town) -> None:
    first = town.review(place)
    sentence = refused(lambda work: bill_runs.create(work, "monthly", PERIOD), place.clerk, Conflict)
    assert f"open run {first.run_id}" in sentence
    with begin(place.second) as work:
        bill_runs.approve(work, first.run_id)
        bill_runs.issue(work, first.run_id)
    bill_runs.work_off(place.second, first.run_id)
    sentence = refused(lambda work: bill_runs.create(work, "monthly", PERIOD), place.clerk, Conflict)
    assert "August 2026, was already issued" in sentence


def test_a_cancelled_run_frees_its_period_and_its_bills_are_cancelled(place: Town) -> None:
    first = town.review(place)
    with begin(place.clerk) as work:
        bill_runs.cancel(work, first.run_id)
        statuses = work.execute("SELECT DISTINCT status FROM bills WHERE org_id = %(org_id)s").fetchall()
    assert statuses == [("cancelled",)]
    assert town.bill(place).status == RunStatus.ISSUED


def test_runs_are_listed_newest_first_and_filtered(place: Town) -> None:
    first, second = town.bill(place, PERIOD), town.review(place, NEXT)
    with begin(place.clerk) as work:
        page = bill_runs.page(work, ListQuery(size=1))
        assert [run.run_id for run in page.rows] == [second.run_id]
        rest = bill_runs.page(work, ListQuery(size=1, after=page.next_key))
        assert [run.run_id for run in rest.rows] == [first.run_id]
        issued = bill_runs.page(work, ListQuery(filters={"status": "issued", "period": "2026-08", "cycle": "monthly"}))
        assert [run.run_id for run in issued.rows] == [first.run_id]
