"""Tariffs as dated data: what is refused, and which edition prices which area and period."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services import audit, tariffs
from services.permissions import Role
from services.tariffs import PricingInput
from services.work import begin
from tests import builders
from tests.builders import World
from utils.errors import Conflict, Forbidden, Invalid, NotFound

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


def fee(amount: str, currency: str = "PKR") -> dict[str, Any]:
    return {"currency": currency, "components": [{"kind": "flat", "code": "fee", "label": "Fee", "amount": amount}]}


def slabs(*tiers: tuple[str, str, str]) -> dict[str, Any]:
    rows = [{"from": lower, "upto": upto, "rate": rate} for lower, upto, rate in tiers]
    return {"currency": "PKR", "components": [{"kind": "tiers", "code": "usage", "label": "Power", "tiers": rows}]}


@pytest.fixture
def here(database: object) -> World:
    place = builders.world()
    with begin(place.admin) as work:
        tariffs.add_tariff(work, "sanitation", "Sanitation", "waste")
    return place


def add(here: World, effective_from: date, amount: str, area_id: int | None = None) -> int:
    with begin(here.admin) as work:
        return tariffs.add_version(work, "sanitation", effective_from, area_id, fee(amount), "Gazette")


def chosen(here: World, period: date, area_id: int) -> int | None:
    with begin(here.admin) as work:
        tariff = tariffs.find(work, "sanitation")
        version = tariffs.resolve(work, [tariff.tariff_id], period).choose(tariff.tariff_id, area_id)
    return version.version_id if version else None


def test_the_newest_version_in_force_at_the_end_of_the_period_prices_it(here: World) -> None:
    old, new = add(here, date(2026, 1, 1), "100"), add(here, date(2026, 7, 31), "200")
    assert chosen(here, date(2025, 12, 1), here.ward_a) is None
    assert chosen(here, date(2026, 1, 1), here.ward_a) == chosen(here, date(2026, 6, 1), here.ward_a) == old
    assert chosen(here, JULY, here.ward_a) == chosen(here, AUGUST, here.ward_a) == new


def test_the_version_of_the_deepest_area_goes_first_even_when_it_is_older(here: World) -> None:
    ward = add(here, date(2020, 1, 1), "10", here.ward_a)
    district = add(here, date(2021, 1, 1), "20", here.district)
    everywhere = add(here, date(2022, 1, 1), "30")
    assert chosen(here, JULY, here.ward_a) == ward
    assert chosen(here, JULY, here.ward_b) == chosen(here, JULY, here.district) == district
    assert chosen(here, JULY, here.division) == everywhere


def test_versions_are_numbered_listed_newest_first_and_recorded(here: World) -> None:
    first, second = add(here, JULY, "100"), add(here, AUGUST, "200")
    with begin(here.admin) as work:
        tariff = tariffs.find(work, "sanitation")
        versions = tariffs.versions_of(work, tariff.tariff_id)
        history = audit.history_of(work, "tariff sanitation")
    assert (tariff.version_count, tariff.effective_from) == (2, AUGUST)
    assert [(version.version_id, version.version_no) for version in versions] == [(second, 2), (first, 1)]
    assert [row.action for row in history] == ["tariff.versioned", "tariff.versioned", "tariff.added"]


def test_a_second_version_of_the_same_day_and_area_is_refused(here: World) -> None:
    add(here, JULY, "100")
    add(here, JULY, "100", here.ward_a)
    with pytest.raises(Conflict, match="versions are never edited"):
        add(here, JULY, "120")


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        (slabs(("0", "10", "5"), ("12", "20", "7")), "have no price"),
        (slabs(("0", "10", "5"), ("8", "20", "7")), "have two prices"),
        (slabs(("0", "10", "5"), ("10", "4", "7")), "tier 2"),
        ({"currency": "PKR", "components": []}, "at least one entry"),
        (fee("-5"), "below zero"),
        (fee("5", currency="USD"), "bills in PKR"),
    ],
)
def test_a_version_that_cannot_be_right_is_refused_with_the_reason(here: World, definition: dict[str, Any], reason: str) -> None:
    with pytest.raises(Invalid) as caught, begin(here.admin) as work:
        tariffs.add_version(work, "sanitation", JULY, None, definition, "Gazette")
    assert reason.lower() in str(caught.value).lower()
    with begin(here.admin) as work:
        assert tariffs.find(work, "sanitation").version_count == 0


def test_unknown_tariffs_and_areas_and_a_missing_source_are_refused(here: World) -> None:
    for code, area_id in (("water", None), ("sanitation", 999_999)):
        with pytest.raises(NotFound), begin(here.admin) as work:
            tariffs.add_version(work, code, JULY, area_id, fee("1"), "Gazette")
    with pytest.raises(Invalid, match="published"), begin(here.admin) as work:
        tariffs.add_version(work, "sanitation", JULY, None, fee("1"), "  ")
    with pytest.raises(Conflict), begin(here.admin) as work:
        tariffs.add_tariff(work, "sanitation", "Again", "waste")
    with pytest.raises(Invalid), begin(here.admin) as work:
        tariffs.add_tariff(work, "Bad Code", "", "cable")


def test_only_who_may_writes_tariffs_and_nobody_sees_those_of_another_organization(here: World) -> None:
    version_id = add(here, JULY, "100")
    with pytest.raises(Forbidden), begin(builders.person(here, Role.MANAGER)) as work:
        tariffs.add_version(work, "sanitation", AUGUST, None, fee("1"), "Gazette")
    with pytest.raises(NotFound), begin(builders.world().admin) as work:
        tariffs.get_version(work, version_id)


def test_trying_a_version_out_prices_on_the_path_of_a_run(here: World) -> None:
    version_id = add(here, JULY, "100")
    with begin(here.admin) as work:
        result = tariffs.try_it(work, version_id, PricingInput(period=JULY))
    assert (result.total, result.lines[0].label) == (Decimal("100.00"), "Fee")
