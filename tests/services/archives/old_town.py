"""A town that has been billed for years, and all that is said of its money."""

from dataclasses import asdict
from datetime import date
from typing import LiteralString

from services import archives, bill_runs, bills, dashboards, ledger, listing, metering, payments, search
from services.archives import Move
from services.bill_runs import Basis, NewCycle
from services.bills import BillRow
from services.metering import NewService
from services.paging import ListQuery
from services.permissions import Role
from services.work import Work, begin
from tests import builders, money, town
from tests.town import Town, add_tariff

MONTHS = (date(2014, 1, 1), date(2014, 2, 1), date(2014, 3, 1))
RECENT = date(2026, 8, 1)
COUNTS: LiteralString = """
SELECT (SELECT count(*) FROM bills)::int, (SELECT count(*) FROM bill_lines)::int,
    (SELECT count(*) FROM archived_bills)::int, (SELECT count(*) FROM archived_bill_lines)::int
"""


def old_town() -> Town:
    """Four accounts billed in three months of 2014 and once of late; A-1 and A-2 paid all of 2014, B-1 nothing, B-2 a part."""
    here = builders.world()
    tariff_id, version_id = add_tariff(here, "punjab_sanitation", "sanitation", "waste", date(2013, 1, 1))
    account_ids, unit_ids = {}, {}
    for code, marla, area in (("A-1", "5", here.ward_a), ("A-2", "8", here.ward_a), ("B-1", "5", here.ward_b),
                              ("B-2", "30", here.ward_b)):  # fmt: skip
        account_ids[code] = builders.account(here, code, area, f"Demo {code}")
        unit_ids[code] = builders.unit(here, f"U-{code}", code, marla)
    with begin(here.admin) as work:
        started = date(2013, 1, 1)
        metering.add_services(work, [NewService(code, f"U-{code}", "waste", tariff_id, started) for code in account_ids])
        bill_runs.add_cycle(work, NewCycle("monthly", "Sanitation monthly", "waste", Basis.FLAT, "monthly", 15))
    clerk = builders.person(here, Role.BILLING)
    place = Town(here, clerk, builders.person(here, Role.MANAGER), account_ids, unit_ids, version_id)
    for period in MONTHS:
        town.bill(place, period)
    town.pay(place, "A-1", "900")
    town.pay(place, "A-2", "1500")
    town.pay(place, "B-2", "2500")
    town.bill(place, RECENT)
    return place


def archived(place: Town, older_than: int = 24) -> Move:
    """Archive what is old, to the end."""
    with begin(place.here.admin) as work:
        move = archives.archive(work, older_than)
    archives.run(place.here.admin, move.move_id)
    with begin(place.here.admin) as work:
        return archives.get(work, move.move_id)


def brought_back(place: Town, period: date) -> Move:
    """Bring a month back, to the end."""
    with begin(place.here.admin) as work:
        move = archives.unarchive(work, period)
    archives.run(place.here.admin, move.move_id)
    with begin(place.here.admin) as work:
        return archives.get(work, move.move_id)


def money_of(place: Town) -> dict[str, object]:
    """Every answer about money that must be the same wherever bills lie."""
    said: dict[str, object] = {"verify": money.disagreements(place.here)}
    with begin(place.here.admin, money.NOON) as work:
        for code, account_id in place.account_ids.items():
            said[f"balance of {code}"] = ledger.balance_of(work, account_id)
            said[f"statement of {code}"] = ledger.statement_between(work, account_id, date(2014, 1, 1), date(2030, 1, 1))
            listed = bills.page(work, ListQuery(filters={"account": str(account_id)})).rows
            newest = bills.latest_for_account(work, account_id)
            said[f"bills of {code}"] = [_wherever(row) for row in listed], newest and _wherever(newest)
            for row in listed:
                said |= _of_bill(work, row.bill_no)
        for payment in payments.page(work, ListQuery()).rows:
            said[payment.receipt_no] = payments.get(work, payment.payment_id)
        for period in (*MONTHS, RECENT):
            said[f"{period} by area"] = dashboards.leaks(work, period)
            for run in bill_runs.page(work, ListQuery(filters={"period": f"{period:%Y-%m}"})).rows:
                said[f"run of {period}"] = run, bill_runs.review(work, run.run_id)
                listed = bills.page(work, ListQuery(filters={"run": str(run.run_id)}))
                said[f"bills of {period}"] = [_wherever(row) for row in listed.rows], listed.count
                totals = listing.totals(work, bills.BILLS, ListQuery(filters={"period": f"{period:%Y-%m}"}))
                said[f"totals of {period}"] = totals.count, dict(totals.sums)
        said["home"] = dashboards.trend(work), dashboards.collected(work)
    return said


def places(place: Town) -> tuple[int, int, int, int]:
    """How many bills and lines are hot, and how many are archived."""
    with begin(place.here.admin) as work:
        found = work.execute(COUNTS).fetchone()
    assert found is not None
    return found


def _of_bill(work: Work, bill_no: str) -> dict[str, object]:
    bill = bills.get_by_no(work, bill_no)
    hits = [hit for group in search.find(work, bill_no).groups for hit in group.hits]
    return {
        bill_no: (_wherever(bill.head), bill.lines, bill.exceptions, bill.payments),
        f"why {bill_no}": bills.explain(work, bill),
        f"search {bill_no}": [(hit.noun, hit.title, hit.amount, hit.state) for hit in hits],
    }


def _wherever(row: BillRow) -> dict[str, object]:
    return {name: value for name, value in asdict(row).items() if name != "is_archived"}
