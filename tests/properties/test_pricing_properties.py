"""What holds for any tariff and any quantity, judged against oracles that share no code with the pricer."""

import csv
import gzip
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.tariffs import PriceResult, PricingInput, parse
from services.tariffs import compile as compile_tariff
from tests.tariff_samples import JANUARY, pricer, shipped, used, version

READS = Path(__file__).parents[2] / "assets" / "data" / "santa_monica_water_reads.csv.gz"
CENT = Decimal("0.01")

rates = st.decimals("0", "50", places=2)
quantities = st.decimals("0", "500", places=3)
edge_lists = st.lists(st.integers(1, 300), min_size=1, max_size=5, unique=True).map(sorted)


def tiered(edges: list[int], prices: list[Decimal], **more: object) -> dict[str, object]:
    uppers = [{"upto": str(edge)} for edge in edges]
    tiers = [{**upper, "rate": str(rate)} for upper, rate in zip([*uppers, {}], prices, strict=True)]
    return {"kind": "tiers", "code": "usage", "label": "Water", "tiers": tiers, **more}


@st.composite
def tariffs(draw: st.DrawFn) -> tuple[list[int], list[Decimal]]:
    edges = draw(edge_lists)
    return edges, draw(st.lists(rates, min_size=len(edges) + 1, max_size=len(edges) + 1))


def unit_by_unit(edges: list[int], prices: list[Decimal], quantity: int) -> Decimal:
    """The naive oracle: every single unit at the rate of the tier that holds it."""
    return sum((prices[sum(1 for edge in edges if unit > edge)] for unit in range(1, quantity + 1)), Decimal(0))


@given(tariffs(), st.integers(0, 400))
def test_graduated_tiers_price_every_unit_once(tariff: tuple[list[int], list[Decimal]], quantity: int) -> None:
    assert pricer(tiered(*tariff)).price(used(quantity)).total == unit_by_unit(*tariff, quantity)


@given(tariffs(), st.integers(0, 400))
def test_tiers_by_first_unit_equal_tiers_by_upper_bound(tariff: tuple[list[int], list[Decimal]], quantity: int) -> None:
    edges, prices = tariff
    starts = ["0", *(str(edge + 1) for edge in edges)]
    tiers = [{"start": start, "rate": str(rate)} for start, rate in zip(starts, prices, strict=True)]
    by_start = pricer({"kind": "tiers", "code": "usage", "label": "Water", "convention": "start", "tiers": tiers})
    assert by_start.price(used(quantity)).total == pricer(tiered(edges, prices)).price(used(quantity)).total


@given(tariffs(), quantities, quantities)
def test_graduated_tiers_never_fall_as_the_quantity_rises(
    tariff: tuple[list[int], list[Decimal]], one: Decimal, other: Decimal
) -> None:
    price = pricer(tiered(*tariff)).price
    assert price(used(min(one, other))).total <= price(used(max(one, other))).total


@given(tariffs(), st.data())
def test_graduated_tiers_do_not_jump_at_an_edge(tariff: tuple[list[int], list[Decimal]], data: st.DataObject) -> None:
    edges, prices = tariff
    edge = data.draw(st.sampled_from(edges))
    step = Decimal("0.001")
    price = pricer(tiered(edges, prices)).price
    jump = price(used(edge + step)).total - price(used(edge)).total
    assert 0 <= jump <= max(prices) * step + CENT


@given(tariffs(), st.integers(0, 400))
def test_volume_prices_the_whole_at_the_rate_of_its_last_unit(tariff: tuple[list[int], list[Decimal]], quantity: int) -> None:
    edges, prices = tariff
    rate = prices[sum(1 for edge in edges if quantity > edge)]
    assert pricer(tiered(edges, prices, method="volume")).price(used(quantity)).total == quantity * rate


percents = st.decimals("0", "100", places=1)


@given(tariffs(), quantities, percents, percents, rates, rates, st.sampled_from(["1", "5", "0.25"]), st.integers(1, 12))
def test_the_lines_sum_to_the_total_and_each_is_rounded_alone(
    tariff: tuple[list[int], list[Decimal]],
    quantity: Decimal,
    relief: Decimal,
    tax: Decimal,
    minimum: Decimal,
    fee: Decimal,
    step: str,
    month: int,
) -> None:
    price = pricer(
        tiered(*tariff),
        {"kind": "allowance", "amount": "3"},
        {"kind": "season", "seasons": [{"name": "summer", "months": [6, 7, 8], "multiplier": "1.25"}]},
        {"kind": "minimum", "amount": str(minimum)},
        {"kind": "fee", "amount": str(fee)},
        {"kind": "percentage", "percent": "7.5", "of": ["usage"]},
        {"kind": "exemption", "percent": str(relief)},
        {"kind": "tax", "percent": str(tax)},
        {"kind": "rounding", "step": step},
    ).price
    result = price(used(quantity, JANUARY.replace(month=month)))
    assert result.total == sum(line.amount for line in result.lines)
    assert result.total % Decimal(step) == 0
    for line in result.lines:
        part = Decimal(100) if line.unit == "%" else Decimal(1)
        exact = line.quantity * line.rate * line.multiplier / part
        assert line.amount == exact.quantize(CENT, ROUND_HALF_UP)


def slice_by_slice(edges: list[int], prices: list[Decimal], quantity: Decimal) -> list[tuple[Decimal, Decimal]]:
    """What lies of the quantity in each tier and its rounded price, for tiers that hold anything of it."""
    slices: list[tuple[Decimal, Decimal]] = []
    for lower, upper, rate in zip([0, *edges], [*edges, 10**9], prices, strict=True):
        held = min(quantity, Decimal(upper)) - lower
        if held > 0 or (lower == 0 and quantity == 0):
            slices.append((held, (held * rate).quantize(CENT, ROUND_HALF_UP)))
    return slices


@given(tariffs(), quantities)
def test_graduated_tiers_price_fractions_slice_by_slice(tariff: tuple[list[int], list[Decimal]], quantity: Decimal) -> None:
    lines = pricer(tiered(*tariff)).price(used(quantity)).lines
    assert [(line.quantity, line.amount) for line in lines] == slice_by_slice(*tariff, quantity)


@given(tariffs(), st.data())
def test_a_quantity_at_an_edge_uses_nothing_of_the_next_tier(
    tariff: tuple[list[int], list[Decimal]], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(tariff[0]) - 1))
    price = pricer(tiered(*tariff)).price
    assert [line.tier for line in price(used(tariff[0][place])).lines] == list(range(1, place + 2))
    just_below = price(used(tariff[0][place] - Decimal("0.5"))).lines
    assert all(line.quantity > 0 for line in just_below)


@given(tariffs(), quantities)
def test_the_slices_sum_to_the_quantity_and_none_repeats(tariff: tuple[list[int], list[Decimal]], quantity: Decimal) -> None:
    lines = pricer(tiered(*tariff)).price(used(quantity)).lines
    assert sum(line.quantity for line in lines) == quantity
    assert all(one.rule.upper == other.rule.lower for one, other in pairwise(lines))


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=6, unique=True).map(sorted),
    st.lists(st.sampled_from(["urban", "rural", "camp"]), min_size=1, max_size=3, unique=True),
    st.decimals("0.01", "80", places=2),
    st.sampled_from(["urban", "rural", "camp", "sea"]),
)
def test_a_table_finds_the_row_that_a_plain_search_finds(edges: list[int], places: list[str], size: Decimal, place: str) -> None:
    bounds = list(pairwise([None, *edges, None]))
    table = [(name, over, upto) for name in places for over, upto in bounds]
    rows = [
        {
            "when": {"place": name, "size": {k: str(v) for k, v in (("over", over), ("upto", upto)) if v is not None}},
            "amount": str(number),
        }
        for number, (name, over, upto) in enumerate(table, 1)
    ]
    fits = [
        number
        for number, (name, over, upto) in enumerate(table, 1)
        if name == place and (over is None or size > over) and (upto is None or size <= upto)
    ]
    result = pricer({"kind": "flat", "rows": rows}).price(used(None, place=place, size=size))
    assert fits == ([int(result.total)] if result.uncovered is None else [])


@given(
    st.lists(st.decimals("0", "9", places=2), min_size=1, max_size=40),
    st.decimals("0", "5", places=2),
    st.decimals("0", "40", places=2),
)
def test_allowances_are_taken_day_by_day_and_then_off_the_sum(daily: list[Decimal], each_day: Decimal, in_all: Decimal) -> None:
    price = pricer(
        {"kind": "allowance", "code": "daily", "amount": str(each_day), "per": "day"},
        {"kind": "allowance", "code": "whole", "amount": str(in_all)},
        {"kind": "rate", "rate": "1", "per": "day"},
    ).price
    result = price(PricingInput(JANUARY, daily={"": tuple(daily)}))
    left = sum((quantity - each_day for quantity in daily if quantity > each_day), Decimal(0)) - in_all
    assert result.total == max(left, Decimal(0))
    assert sum(line.quantity for line in result.lines) == sum(daily)


@given(tariffs(), st.lists(quantities, max_size=30), st.integers(0, 3))
def test_prices_are_the_same_however_many_are_remembered(
    tariff: tuple[list[int], list[Decimal]], readings: list[Decimal], remember: int
) -> None:
    definition = parse(version(tiered(*tariff)))
    few, many = compile_tariff(definition, remember), compile_tariff(definition)
    assert [few.price(used(q)) for q in readings] == [many.price(used(q)) for q in readings]


@given(st.one_of(st.none(), st.decimals()), st.integers(-5, 10**6), st.decimals(allow_nan=True))
@settings(max_examples=300)
def test_any_quantity_gives_a_price_or_a_reason(quantity: Decimal | None, days: int, calls: Decimal) -> None:
    assume(not calls.is_snan())
    results: list[PriceResult] = [
        shipped("hydrospark_water").price(PricingInput(JANUARY, quantity, days=days)),
        shipped("billflow_storage").price(PricingInput(JANUARY, quantity, days=days, measures={"api_calls": calls})),
    ]
    for result in results:
        assert (result.uncovered is None) == bool(result.lines)
        assert result.total >= 0


PUBLISHED = {
    "RESIDENTIAL_SINGLE": ([15, 41, 149], ["2.87", "4.29", "6.44", "10.07"]),
    "RESIDENTIAL_MULTI": ([5, 10, 21], ["2.87", "4.29", "6.44", "10.07"]),
    "COMMERCIAL": ([211], ["4.07", "10.03"]),
    "INSTITUTIONAL": ([211], ["4.07", "10.03"]),
    "IRRIGATION": ([211], ["4.07", "10.03"]),
}


def cents(customer_class: str, units: int) -> int:
    """The published rates in whole cents, by counting units from the top tier down."""
    starts, prices = PUBLISHED[customer_class]
    owed, left = 0, units
    for start, price in reversed(list(zip([1, *starts], prices, strict=True))):
        above = max(left - (start - 1), 0)
        owed += above * int(price.replace(".", ""))
        left -= above
    return owed


@pytest.mark.slow
def test_the_published_reads_cost_the_same_by_an_independent_count() -> None:
    price = shipped("santa_monica_water").price
    priced = held = total = 0
    with gzip.open(READS, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            quantity, customer_class = Decimal(row["usage_ccf"]), row["customer_class"]
            result = price(PricingInput(JANUARY, quantity, "CCF", {"customer_class": customer_class}))
            if customer_class == "OTHER":
                assert result.uncovered == "no price for customer class OTHER"
                held += 1
                continue
            assert result.total * 100 == cents(customer_class, int(quantity)), row
            total += cents(customer_class, int(quantity))
            priced += 1
    assert (priced, held) == (217_256, 811)
    assert total > 0
