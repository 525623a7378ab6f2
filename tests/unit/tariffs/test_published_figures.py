"""The shipped tariffs give the figures that were published for them."""

from datetime import date
from decimal import Decimal

import pytest

from services.tariffs import PricingInput, slugs
from tests.tariff_samples import JANUARY, JULY, amounts, shipped, used


def test_every_shipped_tariff_is_sound() -> None:
    assert slugs() == [
        "billflow_storage",
        "electricity_slabs",
        "hydrospark_water",
        "punjab_sanitation",
        "santa_monica_water",
    ]
    for slug in slugs():
        shipped(slug)


@pytest.mark.parametrize(
    ("quantity", "month", "total"),
    [(25, 7, "107.00"), (12, 1, "47.90"), (0, 1, "20.00"), (0, 7, "20.00"), (0, 4, "20.00"), (25, 4, "92.50")],
)
def test_hydrospark_water_costs_what_it_should(quantity: int, month: int, total: str) -> None:
    result = shipped("hydrospark_water").price(used(quantity, date(2026, month, 1)))
    assert str(result.total) == total


def test_a_season_shows_base_rate_and_multiplier_on_usage_lines_only() -> None:
    lines = shipped("hydrospark_water").price(used(25, JULY)).lines
    assert [(line.code, str(line.rate), str(line.multiplier), line.season) for line in lines] == [
        ("usage.tier_1", "2.50", "1.2", "summer"),
        ("usage.tier_2", "3.00", "1.2", "summer"),
        ("usage.tier_3", "3.50", "1.2", "summer"),
        ("service", "15.00", "1", None),
        ("infrastructure", "5.00", "1", None),
    ]


@pytest.mark.parametrize(("gigabytes", "calls", "total"), [("5", "3500", "32.50"), ("1", "1000", "0.00"), ("0", "0", "0.00")])
def test_billflow_storage_costs_what_it_should(gigabytes: str, calls: str, total: str) -> None:
    given = PricingInput(JANUARY, Decimal(gigabytes), "GB", days=30, measures={"api_calls": Decimal(calls)})
    assert str(shipped("billflow_storage").price(given).total) == total


def test_an_unused_daily_allowance_does_not_help_another_day() -> None:
    given = PricingInput(JANUARY, unit="GB", daily={"": (Decimal(0), Decimal(2))}, measures={"api_calls": Decimal(0)})
    result = shipped("billflow_storage").price(given)
    assert amounts(result)["storage"] == "0.25"
    assert {line.code: line.quantity for line in result.lines}["free_storage"] == 1


def test_storage_without_a_count_of_calls_is_held_rather_than_billed_without_them() -> None:
    result = shipped("billflow_storage").price(PricingInput(JANUARY, Decimal(5), days=30))
    assert result.uncovered == "no price for API calls: no quantity of api calls was given"
    assert result.lines == ()


@pytest.mark.parametrize(
    ("quantity", "total"), [(0, "0.00"), (10, "0.00"), (11, "5.00"), (20, "50.00"), (21, "57.00"), (30, "120.00"), (45, "270.00")]
)
def test_slabs_price_each_band_once(quantity: int, total: str) -> None:
    assert str(shipped("electricity_slabs").price(used(quantity)).total) == total


@pytest.mark.parametrize(
    ("customer_class", "quantity", "total"),
    [
        ("RESIDENTIAL_SINGLE", 27, "95.95"),
        ("RESIDENTIAL_SINGLE", 14, "40.18"),
        ("RESIDENTIAL_SINGLE", 15, "44.47"),
        ("RESIDENTIAL_MULTI", 493, "4866.88"),
        ("COMMERCIAL", 210, "854.70"),
        ("INSTITUTIONAL", 211, "864.73"),
        ("IRRIGATION", 1, "4.07"),
    ],
)
def test_santa_monica_water_costs_what_it_should(customer_class: str, quantity: int, total: str) -> None:
    result = shipped("santa_monica_water").price(used(quantity, customer_class=customer_class))
    assert str(result.total) == total


def test_santa_monica_has_one_line_a_tier_used_with_everything_that_says_why() -> None:
    result = shipped("santa_monica_water").price(used(27, customer_class="RESIDENTIAL_SINGLE"))
    assert [(line.code, line.quantity, str(line.rate), str(line.amount), line.tier, line.text) for line in result.lines] == [
        ("usage.tier_1", 14, "2.87", "40.18", 1, "Tier 1: units 1 to 14 at US$ 2.87 per CCF"),
        ("usage.tier_2", 13, "4.29", "55.77", 2, "Tier 2: units 15 to 40 at US$ 4.29 per CCF"),
    ]
    assert [(line.rule.lower, line.rule.upper) for line in result.lines] == [(0, 14), (14, 40)]


def test_a_reading_of_zero_makes_one_first_tier_line_of_nothing() -> None:
    result = shipped("santa_monica_water").price(used(0, customer_class="RESIDENTIAL_MULTI"))
    assert [(line.code, str(line.quantity), str(line.amount)) for line in result.lines] == [("usage.tier_1", "0", "0.00")]
    assert str(result.total) == "0.00"


def test_a_class_without_a_price_is_uncovered() -> None:
    result = shipped("santa_monica_water").price(used(9, customer_class="OTHER"))
    assert result.uncovered == "no price for customer class OTHER"
    assert (result.lines, str(result.total)) == ((), "0.00")


URBAN = {"5": "300", "10": "500", "20": "1000", "40": "2000", "41": "5000"}
RURAL = {"5": "200", "10": "200", "20": "400", "40": "400", "41": "400"}


@pytest.mark.parametrize(
    ("settlement", "size", "price"),
    [("urban", size, price) for size, price in URBAN.items()] + [("rural", size, price) for size, price in RURAL.items()],
)
def test_a_home_pays_by_settlement_and_size(settlement: str, size: str, price: str) -> None:
    given = used(None, settlement=settlement, category="residential", size_marla=Decimal(size))
    assert shipped("punjab_sanitation").price(given).total == Decimal(price)


@pytest.mark.parametrize(
    ("size", "price"),
    [("0.5", 300), ("5.01", 500), ("10.01", 1000), ("20.001", 2000), ("40.01", 5000), ("400", 5000)],
)
def test_a_size_just_over_the_edge_is_in_the_next_band(size: str, price: int) -> None:
    given = used(None, settlement="urban", category="residential", size_marla=Decimal(size))
    assert shipped("punjab_sanitation").price(given).total == price


@pytest.mark.parametrize(
    ("settlement", "size", "price"),
    [
        ("urban", "small", 500),
        ("urban", "medium", 1000),
        ("urban", "large", 3000),
        ("rural", "small", 300),
        ("rural", "medium", 700),
        ("rural", "large", 2000),
    ],
)
def test_a_business_pays_by_settlement_and_its_size(settlement: str, size: str, price: int) -> None:
    given = used(None, settlement=settlement, category="commercial", commercial_size=size, size_marla=Decimal(7))
    assert shipped("punjab_sanitation").price(given).total == price


def test_a_missing_attribute_is_named() -> None:
    price = shipped("punjab_sanitation").price
    assert price(used(None, settlement="urban", category="residential")).uncovered == "no price: size marla is not given"
    assert price(used(None, settlement="urban", category="mosque", size_marla=3)).uncovered == "no price for category mosque"
