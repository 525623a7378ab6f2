"""What a run makes of services and readings."""

from datetime import date
from decimal import Decimal

import pytest

from database.connection import DatabaseRole, transaction
from services import bill_runs, bills, metering, tariffs
from services.bill_runs import RunStatus
from services.bills import Bill
from services.metering import NewService
from services.paging import ListQuery
from services.work import begin
from tests import builders, town
from tests.services.bill_runs import village
from tests.town import PERIOD, Town
from utils.errors import Conflict

MET = """
SELECT most_common_vals::text::bigint[] FROM pg_stats
WHERE schemaname = 'public' AND tablename = 'accounts' AND attname = 'org_id'
"""
NEVER_LOOKED_AT = "SELECT pg_clear_relation_stats('public', 'accounts')"
KNOWN_ACCOUNTS = "SELECT reltuples::int FROM pg_class WHERE oid = 'public.accounts'::regclass"


def bills_of(place: Town, account_code: str) -> list[Bill]:
    with begin(place.clerk) as work:
        query = ListQuery(filters={"account": str(place.account_ids[account_code])})
        return [bills.get(work, row.period, row.bill_id) for row in bills.page(work, query).rows]


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


@pytest.fixture
def water(database: object) -> Town:
    return town.water_town()


def test_each_household_gets_one_bill_at_the_notified_amount(place: Town) -> None:
    run = town.review(place)
    assert (run.status, run.bill_count, run.held_count, run.demand) == (RunStatus.REVIEW, 5, 0, Decimal(4100))
    assert [bills_of(place, code)[0].head.demand for code in ("A-1", "A-2", "A-3", "B-1", "B-2")] == [300, 500, 1000, 300, 2000]
    (bill,) = bills_of(place, "B-2")
    assert (bill.head.status, bill.head.customer_class, bill.head.tariff_version_id) == ("draft", "residential", place.version_id)
    (line,) = bill.lines
    assert (line.component, line.amount, line.unit_code) == ("sanitation", Decimal(2000), "U-B-2")


def test_a_first_run_right_after_an_import_is_not_planned_for_empty_tables(database: object) -> None:
    place = village.village(1_200)
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute(NEVER_LOOKED_AT)
    with begin(place.here.admin) as work:
        assert work.scalar(KNOWN_ACCOUNTS) == -1
    village.start(place, 1_200)
    with begin(place.here.admin) as work:
        assert work.scalar(KNOWN_ACCOUNTS) >= 1_200


EMPTIED = "SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', 'accounts', 'relpages', 16, 'reltuples', 0::real)"


def test_nor_is_one_after_the_tables_were_emptied_vacuumed_and_filled_again(database: object) -> None:
    place = village.village(1_200)
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute(EMPTIED)
    village.start(place, 1_200)
    with begin(place.here.admin) as work:
        assert work.scalar(KNOWN_ACCOUNTS) >= 1_200


def test_the_planner_meets_an_organization_that_is_new_among_others(database: object) -> None:
    village.village(1_200)
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute("ANALYZE accounts")
    place = village.village(1_200)
    assert place.here.org_id not in met()
    village.start(place, 1_200)
    assert place.here.org_id in met()


def met() -> list[int]:
    with transaction(DatabaseRole.OWNER) as owner:
        row = owner.execute(MET).fetchone()
    assert row is not None
    return row[0]


def test_several_premises_of_an_account_share_one_bill(place: Town) -> None:
    builders.unit(place.here, "U-A-1-SHOP", "A-1", category="commercial")
    with begin(place.here.admin) as work:
        (tariff,) = tariffs.list_tariffs(work)
        metering.add_services(work, [NewService("A-1", "U-A-1-SHOP", "waste", tariff.tariff_id, date(2026, 1, 1))])
    town.review(place)
    (bill,) = bills_of(place, "A-1")
    assert (bill.head.demand, bill.head.customer_class) == (Decimal(800), "mixed")
    assert [line.amount for line in bill.lines] == [300, 500]


def test_a_metered_bill_has_lines_per_meter_and_tier(water: Town) -> None:
    run = town.review(water, cycle="reads")
    (bill,) = bills_of(water, "W-1")
    assert (bill.head.customer_class, bill.head.quantity) == ("mixed", Decimal(520))
    assert bill.head.demand == Decimal("95.95") + Decimal("4866.88")
    single = [(line.tier_no, line.quantity, line.rate, line.amount) for line in bill.lines if line.meter_no == "W-1/1"]
    assert single == [(1, 14, Decimal("2.87"), Decimal("40.18")), (2, 13, Decimal("4.29"), Decimal("55.77"))]
    (zero,) = bills_of(water, "W-3")
    assert [(line.tier_no, line.quantity, line.amount) for line in zero.lines] == [(1, 0, Decimal("0.00"))]
    assert (run.bill_count, run.held_count) == (3, 1)


def test_a_class_without_a_price_holds_the_bill_and_keeps_its_other_lines(water: Town) -> None:
    town.review(water, cycle="reads")
    (bill,) = bills_of(water, "W-2")
    assert bill.head.status == "held"
    (found,) = bill.exceptions
    assert (found.kind, found.meter_no) == ("no_price", "W-2/1")
    assert "OTHER" in found.reason
    assert {line.meter_no for line in bill.lines} == {"W-2/2"}
    assert bill.head.demand == Decimal("65.92")  # 14 x 2.87 + 6 x 4.29


def test_no_version_in_force_yet_holds_every_bill_with_the_reason(database: object) -> None:
    late = village.village(4)
    with begin(late.here.admin) as work:
        work.execute("UPDATE tariff_versions SET effective_from = '2026-09-01' WHERE org_id = %(org_id)s")
    run = village.start(late, 10)
    bill_runs.work_off(late.clerk, run.run_id)
    with begin(late.clerk) as work:
        found = bill_runs.get(work, run.run_id)
        rows = bill_runs.exceptions(work, run.run_id, ListQuery()).rows
    assert (found.bill_count, found.held_count, found.demand) == (4, 4, 0)
    assert {row.kind for row in rows} == {"no_tariff"}
    assert rows[0].reason == "No version of the tariff Suthra Punjab sanitation fee is in force in August 2026 for this area."


def test_a_tariff_that_covers_only_homes_holds_the_shops(database: object) -> None:
    place = village.village(20)
    homes = {
        "currency": "PKR",
        "components": [
            {"kind": "flat", "code": "home", "label": "Home", "rows": [{"when": {"category": "residential"}, "amount": "90"}]}
        ],
    }
    with begin(place.here.admin) as work:
        tariffs.add_version(work, "sanitation", date(2026, 6, 1), None, homes, "Homes only")
    run = village.start(place, 7)
    bill_runs.work_off(place.clerk, run.run_id)
    with begin(place.clerk) as work:
        found = bill_runs.get(work, run.run_id)
        rows = bill_runs.exceptions(work, run.run_id, ListQuery(filters={"kind": "no_price", "state": "open"})).rows
        review = bill_runs.review(work, run.run_id)
    assert (found.bill_count, found.held_count, found.demand) == (20, 2, Decimal(18 * 90))
    assert [row.account_code for row in rows] == ["A-009", "A-019"]
    assert "commercial" in rows[0].reason
    assert [(each.kind, each.bill_count) for each in review.exceptions] == [("no_price", 2)]


def test_a_ward_with_its_own_version_pays_its_own_price(place: Town) -> None:
    own = {"currency": "PKR", "components": [{"kind": "flat", "code": "fee", "label": "Fee", "amount": "111"}]}
    with begin(place.here.admin) as work:
        tariffs.add_version(work, "sanitation", date(2015, 1, 1), place.here.ward_b, own, "Ward B resolution")
    town.review(place)
    assert bills_of(place, "A-1")[0].head.demand == Decimal(300)
    assert [bills_of(place, code)[0].head.demand for code in ("B-1", "B-2")] == [111, 111]


def test_an_outlier_is_held_looked_at_and_released(database: object) -> None:
    place = town.water_town()
    with begin(place.here.admin) as work:
        work.execute("UPDATE billing_cycles SET outlier_above = 400 WHERE org_id = %(org_id)s")
    run = town.review(place, cycle="reads")
    (bill,) = bills_of(place, "W-1")
    (found,) = bill.exceptions
    assert (bill.head.status, found.kind) == ("held", "outlier")
    assert found.reason == "The quantity of 493 CCF is above 400, the most that is billed unseen."
    with begin(place.second) as work:
        bills.release(work, bill.head.period, bill.head.bill_id, "The reader confirmed it.")
        bill_runs.approve(work, run.run_id)
        bill_runs.issue(work, run.run_id)
    bill_runs.work_off(place.second, run.run_id)
    assert bills_of(place, "W-1")[0].head.status == "issued"
    with begin(place.clerk) as work:
        done = bill_runs.get(work, run.run_id)
    assert (done.bill_count, done.held_count, done.demand) == (3, 1, Decimal("95.95") + Decimal("4866.88"))


def test_a_service_that_ended_and_premises_out_of_use_are_not_billed(place: Town) -> None:
    with begin(place.here.admin) as work:
        ids = {"a": place.account_ids["A-2"], "u": place.unit_ids["B-1"]}
        work.execute("UPDATE services SET ends_on = '2026-07-31' WHERE org_id = %(org_id)s AND account_id = %(a)s", **ids)
        work.execute("UPDATE survey_units SET status = 'inactive' WHERE org_id = %(org_id)s AND unit_id = %(u)s", **ids)
    run = town.review(place)
    assert run.bill_count == 3
    assert bills_of(place, "A-2") == bills_of(place, "B-1") == []


def test_shards_of_any_size_make_the_same_bills_under_numbers_without_gap(database: object) -> None:
    whole, cut = village.village(23), village.village(23)
    for place, size in ((whole, 25_000), (cut, 5)):
        run = village.start(place, size)
        bill_runs.work_off(place.clerk, run.run_id)
    assert village.left(whole) == village.left(cut)
    with begin(cut.clerk) as work:
        numbers = [row[0] for row in work.execute("SELECT bill_id FROM bills WHERE org_id = %(org_id)s ORDER BY 1")]
        assert bill_runs.progress(work, run.run_id).total_shards == 5
    assert numbers == list(range(1, 24))


def test_calculating_again_cancels_the_first_bills_and_takes_new_numbers(place: Town) -> None:
    run = town.review(place)
    with begin(place.clerk) as work:
        bill_runs.calculate(work, run.run_id)
    bill_runs.work_off(place.clerk, run.run_id)
    with begin(place.clerk) as work:
        again = bill_runs.get(work, run.run_id)
        statuses = work.execute("SELECT bill_id, status FROM bills WHERE org_id = %(org_id)s ORDER BY 1").fetchall()
    assert (again.status, again.bill_count) == (RunStatus.REVIEW, 5)
    assert statuses == [(n, "cancelled" if n <= 5 else "draft") for n in range(1, 11)]


def test_an_account_that_appears_in_the_middle_fails_the_run_and_a_second_try_bills_it(place: Town) -> None:
    with begin(place.clerk) as work:
        run = bill_runs.calculate(work, bill_runs.create(work, "monthly", PERIOD).run_id)
        bill_runs.plan(work, run.run_id)
    account_id = builders.account(place.here, "A-9")
    with begin(place.here.admin) as work:
        moved = "UPDATE accounts SET area_id = %(a)s WHERE org_id = %(org_id)s AND account_id = %(account_id)s"
        work.execute(moved, a=place.here.ward_a, account_id=account_id)
        (tariff,) = tariffs.list_tariffs(work)
        metering.add_services(work, [NewService("A-9", None, "waste", tariff.tariff_id, date(2026, 1, 1))])
    with pytest.raises(Conflict):
        bill_runs.work_off(place.clerk, run.run_id)
    with begin(place.clerk) as work:
        failed = bill_runs.get(work, run.run_id)
        assert failed.status == RunStatus.FAILED
        assert failed.failure is not None
        assert "calculate it again" in failed.failure
        bill_runs.calculate(work, run.run_id)
    bill_runs.work_off(place.clerk, run.run_id)
    with begin(place.clerk) as work:
        again = bill_runs.get(work, run.run_id)
    assert (again.status, again.bill_count, again.held_count, again.failure) == (RunStatus.REVIEW, 6, 1, None)


def test_the_review_sums_by_area_and_class_beside_the_period_before(place: Town) -> None:
    town.bill(place, PERIOD)
    run = town.review(place, town.NEXT)
    with begin(place.clerk) as work:
        review = bill_runs.review(work, run.run_id)
        by_district = bill_runs.review(work, run.run_id, depth=2)
    assert [(row.label, row.bill_count, row.demand, row.previous_demand) for row in review.by_area] == [
        ("Ward A", 3, 1800, 1800),
        ("Ward B", 2, 2300, 2300),
    ]
    assert [(row.label, row.bill_count) for row in by_district.by_area] == [("Okara", 5)]
    assert [(row.label, row.demand) for row in review.by_class] == [("residential", 4100)]
    assert (review.total.bill_count, review.total.previous_count) == (5, 5)
    assert [level.label for level in review.levels] == ["division", "district", "ward"]
