"""Two billed organizations for tests, made by the same use cases that the product runs."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from services import bill_runs, metering, payments, tariffs
from services.bill_runs import Basis, NewCycle, Run
from services.metering import NewMeter, NewReading, NewService
from services.payments import Payment
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from tests.money import payment_of

PERIOD = date(2026, 8, 1)
NEXT = date(2026, 9, 1)
ASSETS = Path(__file__).resolve().parents[1] / "assets" / "tariffs"


@dataclass(frozen=True)
class Town:
    """An organization with two billers; A-1 to A-3 lie in ward A, B-1 and B-2 in ward B."""

    here: World
    clerk: Actor
    second: Actor
    account_ids: dict[str, int]
    unit_ids: dict[str, int]
    version_id: int


def add_tariff(here: World, slug: str, code: str, kind: str, effective_from: date = date(2014, 1, 1)) -> tuple[int, int]:
    """A shipped tariff with one version for everywhere; gives the tariff's and the version's id."""
    stored = json.loads((ASSETS / f"{slug}.json").read_text(encoding="utf-8"))
    with begin(here.admin) as work:
        tariff_id = tariffs.add_tariff(work, code, stored["name"], kind)
        version_id = tariffs.add_version(work, code, effective_from, None, stored["definition"], stored["source"])
    return tariff_id, version_id


def town() -> Town:
    """Five residences under the sanitation tariff and a monthly cycle; nothing is billed yet. A-1 has a meter."""
    here = builders.world()
    tariff_id, version_id = add_tariff(here, "punjab_sanitation", "sanitation", "waste")
    account_ids, unit_ids = {}, {}
    for code, marla, area in (("A-1", "5", here.ward_a), ("A-2", "8", here.ward_a), ("A-3", "12", here.ward_a),
                              ("B-1", "5", here.ward_b), ("B-2", "30", here.ward_b)):  # fmt: skip
        account_ids[code] = builders.account(here, code, area, f"Demo {code}")
        unit_ids[code] = builders.unit(here, f"U-{code}", code, marla)
    with begin(here.admin) as work:
        started = date(2026, 1, 1)
        metering.add_services(work, [NewService(code, f"U-{code}", "waste", tariff_id, started) for code in account_ids])
        metering.add_meters(work, [NewMeter("A-1", "M-A-1", None, "CCF"), NewMeter("B-1", "M-B-1", None, "CCF")])
        read_on = date(2026, 8, 30)
        read = (("M-A-1", Decimal(7)), ("M-B-1", Decimal(9)))
        metering.add_readings(work, [NewReading(no, PERIOD, read_on, used, "RESIDENTIAL_SINGLE") for no, used in read])
        bill_runs.add_cycle(work, NewCycle("monthly", "Sanitation monthly", "waste", Basis.FLAT, "monthly", 15))
    clerk = builders.person(here, Role.BILLING)
    return Town(here, clerk, builders.person(here, Role.MANAGER), account_ids, unit_ids, version_id)


def bill(place: Town, period: date = PERIOD, cycle: str = "monthly") -> Run:
    """Bill a period from creation to issue."""
    run = review(place, period, cycle)
    with begin(place.second) as work:
        bill_runs.approve(work, run.run_id)
    with begin(place.clerk) as work:
        bill_runs.issue(work, run.run_id)
    bill_runs.work_off(place.clerk, run.run_id)
    with begin(place.clerk) as work:
        return bill_runs.get(work, run.run_id)


def review(place: Town, period: date = PERIOD, cycle: str = "monthly") -> Run:
    """Create and calculate a run."""
    with begin(place.clerk) as work:
        run = bill_runs.create(work, cycle, period)
        bill_runs.calculate(work, run.run_id)
    bill_runs.work_off(place.clerk, run.run_id)
    with begin(place.clerk) as work:
        return bill_runs.get(work, run.run_id)


def pay(place: Town, code: str, amount: str) -> Payment:
    """A payment in cash."""
    with begin(place.clerk) as work:
        return payments.record(work, payment_of(code, amount))


def water_town() -> Town:
    """Metered accounts under the Santa Monica tariff: W-1 mixes two classes, W-2 has a class without a price."""
    here = builders.world(currency="USD")
    tariff_id, version_id = add_tariff(here, "santa_monica_water", "water", "water")
    account_ids = {code: builders.account(here, code) for code in ("W-1", "W-2", "W-3")}
    with begin(here.admin) as work:
        started = date(2014, 1, 1)
        metering.add_services(work, [NewService(code, None, "water", tariff_id, started) for code in account_ids])
        metering.add_meters(work, [NewMeter(code, f"{code}/{n}", None, "CCF") for code in account_ids for n in (1, 2)])
        read = [("W-1/1", "27", "RESIDENTIAL_SINGLE"), ("W-1/2", "493", "RESIDENTIAL_MULTI"), ("W-2/1", "5", "OTHER"),
                ("W-2/2", "20", "RESIDENTIAL_SINGLE"), ("W-3/1", "0", "RESIDENTIAL_SINGLE")]  # fmt: skip
        metering.add_readings(work, [NewReading(no, PERIOD, date(2026, 8, 30), Decimal(q), c) for no, q, c in read])
        bill_runs.add_cycle(work, NewCycle("reads", "Water per read", "water", Basis.METERED, "per_read", 20))
    clerk = builders.person(here, Role.BILLING)
    return Town(here, clerk, builders.person(here, Role.MANAGER), account_ids, {}, version_id)
