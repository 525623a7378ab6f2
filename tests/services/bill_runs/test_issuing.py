"""Issuing: once, around what is held, with arrears beside the demand and never in it; and three months of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal

from services import bill_runs, bills, verification
from services.bill_runs import RunStatus
from services.bills import BillHead
from services.paging import ListQuery
from services.work import begin
from tests import town
from tests.services.bill_runs import village
from tests.town import PERIOD, Town


def head(place: Town, account_code: str, period: date) -> BillHead:
    with begin(place.clerk) as work:
        query = ListQuery(filters={"account": str(place.account_ids[account_code])})
        (row,) = [row for row in bills.page(work, query).rows if row.period == period]
        return bills.get(work, period, row.bill_id).head


def assert_nothing_disagrees(place: Town) -> None:
    with begin(place.here.admin) as work:
        assert verification.verify(work) == ()


def test_three_months_of_billing_part_paying_and_paying_ahead(database: object) -> None:
    place = town.town()
    july, august, september = date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)

    town.bill(place, july)
    first = head(place, "A-1", july)
    assert (first.demand, first.arrears, first.credit, first.amount_due, first.outstanding) == (300, 0, 0, 300, 300)
    town.pay(place, "A-1", "100")
    town.pay(place, "A-2", "1200")  # 500 for July, 700 ahead

    town.bill(place, august)
    second = head(place, "A-1", august)
    assert (second.demand, second.arrears, second.amount_due, second.outstanding) == (300, 200, 500, 300)
    ahead = head(place, "A-2", august)
    assert (ahead.demand, ahead.credit, ahead.amount_due, ahead.outstanding, ahead.status) == (500, 500, 0, 0, "paid")
    silent = head(place, "B-2", august)
    assert (silent.demand, silent.arrears, silent.amount_due) == (2000, 2000, 4000)
    town.pay(place, "A-1", "500")

    town.bill(place, september)
    third = head(place, "A-1", september)
    assert (third.demand, third.arrears, third.amount_due) == (300, 0, 300)
    part = head(place, "A-2", september)
    assert (part.demand, part.credit, part.amount_due, part.outstanding, part.status) == (500, 200, 300, 300, "partly_paid")
    assert (head(place, "B-2", september).arrears, head(place, "B-2", september).demand) == (4000, 2000)
    assert head(place, "A-1", july).status == head(place, "A-1", august).status == "paid"
    assert_nothing_disagrees(place)


def test_all_bills_carry_the_moment_of_issue_and_are_due_the_cycles_days_later(database: object) -> None:
    place = town.town()
    run = town.review(place)
    moment = datetime(2026, 9, 3, 20, 0, tzinfo=UTC)  # the 4th in Karachi
    with begin(place.second, moment) as work:
        bill_runs.approve(work, run.run_id)
        bill_runs.issue(work, run.run_id)
    bill_runs.work_off(place.second, run.run_id)
    bill = head(place, "A-1", PERIOD)
    assert (bill.issued_at, bill.due_on) == (moment, date(2026, 9, 19))


def test_held_bills_stay_held_and_the_run_is_issued_around_them(database: object) -> None:
    place = town.water_town()
    run = town.bill(place, cycle="reads")
    assert (run.status, run.bill_count, run.held_count) == (RunStatus.ISSUED, 3, 1)
    held = head(place, "W-2", PERIOD)
    assert (held.status, held.issued_at, held.outstanding) == ("held", None, 0)
    zero = head(place, "W-3", PERIOD)
    assert (zero.status, zero.demand, zero.outstanding) == ("issued", 0, 0)
    assert run.demand == Decimal("4962.83")
    assert_nothing_disagrees(place)


def test_issuing_a_shard_twice_charges_nobody_twice(database: object) -> None:
    place = village.village(12)
    run = village.start(place, 5)
    bill_runs.work_off(place.clerk, run.run_id)
    village.approve_and_issue(place, run)
    with begin(place.chief) as work:
        bill_runs.issue_shard(work, run.run_id, 1)
    with begin(place.chief) as work:
        bill_runs.issue_shard(work, run.run_id, 1)
        progress = bill_runs.progress(work, run.run_id)
    assert (progress.status, progress.done_shards, progress.done_accounts) == ("issuing", 1, 5)
    bill_runs.work_off(place.chief, run.run_id)
    before = village.left(place)
    with begin(place.chief) as work:
        for shard_no in (1, 2, 3):
            bill_runs.issue_shard(work, run.run_id, shard_no)
    bill_runs.work_off(place.chief, run.run_id)
    assert village.left(place) == before
    assert len(before["entries"]) == 12


def test_two_workers_on_the_same_shard_do_it_once(database: object) -> None:
    undisturbed, place = village.village(30), village.village(30)
    for each in (undisturbed, place):
        run = village.start(each, 10)
        if each is undisturbed:
            bill_runs.work_off(each.clerk, run.run_id)
            village.approve_and_issue(each, run)
            bill_runs.work_off(each.chief, run.run_id)

    def calculate(shard_no: int) -> None:
        with begin(place.clerk) as work:
            bill_runs.calculate_shard(work, run.run_id, shard_no)

    def issue(shard_no: int) -> None:
        with begin(place.chief) as work:
            bill_runs.issue_shard(work, run.run_id, shard_no)

    with ThreadPoolExecutor(6) as workers:
        list(workers.map(calculate, [1, 1, 2, 2, 3, 3]))
        assert village.status(place, run) == RunStatus.REVIEW
        village.approve_and_issue(place, run)
        list(workers.map(issue, [1, 1, 2, 2, 3, 3]))
    assert village.status(place, run) == RunStatus.ISSUED
    assert village.left(place) == village.left(undisturbed)
