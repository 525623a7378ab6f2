"""Each pricing shape alone and in the order in which shapes are applied."""

from datetime import date
from decimal import Decimal

import pytest

from services.tariffs import PricingInput, compile, parse
from tests.tariff_samples import JANUARY, JULY, amounts, pricer, used, version

TIERS = [{"upto": "10", "rate": "2"}, {"upto": "20", "rate": "3"}, {"rate": "4"}]
RATE = {"kind": "rate", "code": "usage", "label": "Water", "rate": "2"}


def test_volume_prices_the_whole_quantity_at_the_tier_it_reaches() -> None:
    price = pricer({"kind": "tiers", "method": "volume", "tiers": TIERS}).price
    assert [str(price(used(quantity)).total) for quantity in (10, 11, 20, 25)] == ["20.00", "33.00", "60.00", "100.00"]


def test_an_allowance_of_the_period_comes_before_the_tiers() -> None:
    price = pricer({"kind": "allowance", "amount": "4"}, {"kind": "tiers", "tiers": TIERS}).price
    result = price(used(16))
    assert amounts(result) == {"allowance": "0.00", "tiers.tier_1": "20.00", "tiers.tier_2": "6.00"}
    assert str(price(used(3)).total) == "0.00"


def test_a_daily_allowance_on_a_period_quantity_counts_for_each_day() -> None:
    price = pricer({"kind": "allowance", "amount": "0.5", "per": "day"}, RATE).price
    assert str(price(used(20, days=30)).total) == "10.00"


def test_two_allowances_are_taken_off_one_after_the_other_and_each_is_told() -> None:
    price = pricer(
        {"kind": "allowance", "code": "basic", "amount": "4"}, {"kind": "allowance", "code": "family", "amount": "9"}, RATE
    ).price
    assert [(line.code, line.quantity) for line in price(used(10)).lines] == [("basic", 4), ("family", 6), ("usage", 0)]


def test_a_minimum_tops_up_usage_but_not_fees() -> None:
    price = pricer(RATE, {"kind": "minimum", "amount": "20"}, {"kind": "fee", "amount": "5"}).price
    assert amounts(price(used(3))) == {"usage": "6.00", "minimum": "14.00", "fee": "5.00"}
    assert amounts(price(used(10))) == {"usage": "20.00", "fee": "5.00"}


def test_a_season_multiplies_before_the_minimum() -> None:
    season = {"kind": "season", "seasons": [{"name": "summer", "months": [7], "multiplier": "1.5"}]}
    price = pricer(RATE, season, {"kind": "minimum", "amount": "10"}).price
    assert amounts(price(used(4, JULY))) == {"usage": "12.00"}
    assert amounts(price(used(4, JANUARY))) == {"usage": "8.00", "minimum": "2.00"}


def test_a_season_can_be_for_some_charges_only() -> None:
    season = {"kind": "season", "of": ["usage"], "seasons": [{"name": "summer", "months": [7], "multiplier": "2"}]}
    price = pricer(RATE, {"kind": "rate", "code": "sewer", "label": "Sewer", "rate": "1"}, season).price
    assert amounts(price(used(5, JULY))) == {"usage": "20.00", "sewer": "5.00"}


def test_two_seasons_of_one_name_for_two_classes_do_not_mix() -> None:
    def season(code: str, kind: str, multiplier: str) -> dict[str, object]:
        months = {"name": "summer", "months": [7], "multiplier": multiplier}
        return {"kind": "season", "code": code, "when": {"category": kind}, "seasons": [months]}

    price = pricer(RATE, season("one", "home", "2"), season("two", "shop", "3")).price
    assert str(price(used(5, JULY, category="home")).total) == "20.00"
    assert str(price(used(5, JULY, category="shop")).total) == "30.00"


def test_a_fee_by_meter_size_is_looked_up() -> None:
    rows = [{"when": {"meter_size": "5/8"}, "amount": "11"}, {"when": {"meter_size": ["1", "1.5"]}, "amount": "22"}]
    price = pricer(RATE, {"kind": "fee", "label": "Meter charge", "rows": rows}).price
    assert amounts(price(used(0, meter_size="5/8")))["fee"] == "11.00"
    assert amounts(price(used(0, meter_size=Decimal("1.50"))))["fee"] == "22.00"
    assert price(used(0, meter_size="9")).uncovered == "no price for meter size 9"


def test_sewer_can_be_a_share_of_the_quantity_or_of_the_charge() -> None:
    by_quantity = pricer(RATE, {"kind": "rate", "code": "sewer", "label": "Sewer", "rate": "3", "share": "0.9"})
    assert amounts(by_quantity.price(used(10))) == {"usage": "20.00", "sewer": "27.00"}
    by_charge = pricer(RATE, {"kind": "percentage", "code": "sewer", "percent": "35", "of": ["usage"]})
    assert amounts(by_charge.price(used(10))) == {"usage": "20.00", "sewer": "7.00"}


def test_tax_comes_after_exemptions_and_leaves_other_taxes_out() -> None:
    price = pricer(
        {"kind": "tax", "code": "vat", "percent": "10"},
        {"kind": "tax", "code": "levy", "percent": "5"},
        {"kind": "exemption", "percent": "50", "when": {"is_widow": "yes"}},
        {"kind": "fee", "amount": "10"},
        RATE,
    ).price
    assert amounts(price(used(5, is_widow="yes"))) == {
        "usage": "10.00",
        "fee": "10.00",
        "exemption": "-10.00",
        "vat": "1.00",
        "levy": "0.50",
    }
    assert str(price(used(5, is_widow="no")).total) == "23.00"


def test_exemptions_never_take_more_than_there_is() -> None:
    first, second = ({"kind": "exemption", "code": code, "percent": "80", "of": ["usage"]} for code in ("one", "two"))
    result = pricer(RATE, first, second).price(used(5))
    assert amounts(result) == {"usage": "10.00", "one": "-8.00", "two": "-1.60"}
    assert result.total >= 0


def test_small_homes_can_be_exempt() -> None:
    exempt = {"kind": "exemption", "label": "Up to 3 marla", "when": {"size_marla": {"upto": "3"}}}
    price = pricer({"kind": "flat", "amount": "300"}, exempt, currency="PKR").price
    assert str(price(used(None, size_marla=3)).total) == "0.00"
    assert str(price(used(None, size_marla=4)).total) == "300.00"


@pytest.mark.parametrize(
    ("direction", "line", "total"), [("half_up", "1.50", "10.00"), ("up", "1.50", "10.00"), ("down", "-3.50", "5.00")]
)
def test_a_rounding_line_brings_the_total_to_a_multiple(direction: str, line: str, total: str) -> None:
    price = pricer({"kind": "fee", "amount": "8.50"}, {"kind": "rounding", "step": "5", "direction": direction}).price
    assert amounts(price(used(None))) == {"fee": "8.50", "rounding": line}
    assert str(price(used(None)).total) == total


def test_budget_tiers_get_their_width_from_a_formula() -> None:
    tiers = [
        {"width": [{"times": "0.1", "of": ["occupants", "days"]}, {"times": "2"}], "rate": "1"},
        {"width": [{"times": "0.01", "of": ["garden"]}], "rate": "2"},
        {"rate": "5"},
    ]
    price = pricer({"kind": "tiers", "label": "Water", "convention": "width", "tiers": tiers}).price
    given = used(30, days=30, occupants=4, garden=1000)
    assert amounts(price(given)) == {"tiers.tier_1": "14.00", "tiers.tier_2": "20.00", "tiers.tier_3": "30.00"}
    assert amounts(price(used(30, days=30, occupants=4, garden=0))) == {"tiers.tier_1": "14.00", "tiers.tier_3": "80.00"}
    assert price(used(30, days=30, occupants=4)).uncovered == "no price for Water: garden is not given"
    assert price(used(30, occupants=-1, garden=1)).uncovered == "no price for Water: occupants of -1 is below zero"


def test_amounts_and_tier_widths_shrink_with_the_days_served_where_they_say_so() -> None:
    price = pricer(
        {"kind": "tiers", "is_prorated": True, "tiers": TIERS},
        {"kind": "fee", "amount": "10", "is_prorated": True},
        {"kind": "fee", "code": "whole", "amount": "7"},
    ).price
    result = price(used(6, served=(15, 30)))
    assert amounts(result) == {"tiers.tier_1": "10.00", "tiers.tier_2": "3.00", "fee": "5.00", "whole": "7.00"}
    assert result.lines[2].text == "US$ 10.00 per month, 15 of 30 days"
    assert amounts(price(used(6))) == {"tiers.tier_1": "12.00", "fee": "10.00", "whole": "7.00"}
    assert price(used(6, served=(31, 30))).uncovered == "no price for 31 days of a period of 30 days"


def test_whole_units_are_counted_and_the_rest_is_told() -> None:
    price = pricer({"kind": "quantity", "code": "whole"}, RATE).price
    assert [(line.code, str(line.quantity)) for line in price(used("27.9")).lines] == [("whole", "-0.9"), ("usage", "27")]
    assert [(line.code, str(line.quantity)) for line in price(used("27.00")).lines] == [("usage", "27")]


def test_daily_quantities_are_summed_for_a_charge_by_the_period() -> None:
    given = PricingInput(JANUARY, daily={"": (Decimal("1.5"), Decimal("2.5"))})
    assert str(pricer(RATE).price(given).total) == "8.00"
    assert str(pricer({"kind": "quantity", "code": "whole"}, RATE).price(given).total) == "8.00"


def test_a_start_tier_splits_a_fraction_at_the_end_of_its_last_whole_unit() -> None:
    tiers = [{"start": "0", "rate": "1"}, {"start": "15", "rate": "2"}]
    price = pricer({"kind": "tiers", "convention": "start", "tiers": tiers}).price
    assert amounts(price(used("14.5"))) == {"tiers.tier_1": "14.00", "tiers.tier_2": "1.00"}


@pytest.mark.parametrize(
    ("quantity", "reason"),
    [
        (None, "no price for Water: no quantity was given"),
        ("-3", "no price for Water: quantity of -3 unit is below zero"),
        ("NaN", "no price for Water: quantity of NaN is not possible"),
        ("Infinity", "no price for Water: quantity of Infinity is not possible"),
        ("1E+40", "no price for Water: quantity of 1E+40 is not possible"),
    ],
)
def test_a_quantity_that_cannot_be_is_uncovered(quantity: str | None, reason: str) -> None:
    assert pricer(RATE).price(used(quantity)).uncovered == reason


def test_a_quantity_in_another_unit_is_uncovered() -> None:
    result = pricer({**RATE, "unit": "CCF"}).price(PricingInput(JANUARY, Decimal(3), "m3"))
    assert result.uncovered == "no price for Water per m3: it is priced per CCF"


def test_each_line_is_rounded_half_up_and_the_total_is_their_sum() -> None:
    result = pricer({**RATE, "rate": "0.125"}, {**RATE, "code": "other", "rate": "0.125"}).price(used(1))
    assert [str(line.amount) for line in result.lines] == ["0.13", "0.13"]
    assert str(result.total) == "0.26"


def test_remembering_prices_changes_no_answer_and_stays_bounded() -> None:
    definition = parse(version({"kind": "tiers", "tiers": TIERS}, {"kind": "fee", "amount": "1", "when": {"a": "x"}}))
    forgetful, brief, usual = compile(definition, 0), compile(definition, 3), compile(definition)
    inputs = [used(quantity % 7, a=letter, ignored=quantity) for quantity in range(40) for letter in "xyz"]
    for given in inputs:
        assert forgetful.price(given) == brief.price(given) == usual.price(given)
    assert usual.price(inputs[0]) is usual.price(inputs[-0])


def test_equal_quantities_written_differently_give_the_same_lines() -> None:
    definition = parse(version(RATE))
    assert str(compile(definition).price(used("27.0")).lines) == str(compile(definition).price(used("27")).lines)
    assert str(compile(definition).price(used("1E+2")).lines[0].quantity) == "100"


def test_a_memo_keeps_months_days_and_measures_apart() -> None:
    season = {"kind": "season", "seasons": [{"name": "summer", "months": [7], "multiplier": "2"}]}
    daily = {"kind": "rate", "code": "storage", "rate": "1", "per": "day", "measure": "gb"}
    price = pricer(RATE, season, daily).price

    def total(month: date, days: int, stored: int) -> Decimal:
        return price(PricingInput(month, Decimal(1), days=days, measures={"gb": Decimal(stored)})).total

    assert [total(JULY, 1, 1), total(JANUARY, 1, 1), total(JULY, 2, 1), total(JULY, 2, 3)] == [6, 3, 8, 16]


def test_a_memo_keeps_the_days_of_a_budget_apart() -> None:
    tiers = [{"width": [{"times": "1", "of": ["days"]}], "rate": "1"}, {"rate": "10"}]
    price = pricer({"kind": "tiers", "convention": "width", "tiers": tiers}).price
    assert [price(used(20, days=days)).total for days in (20, 10, 20)] == [20, 110, 20]


def test_an_allowance_shared_by_two_charges_is_told_once() -> None:
    sewer = {"kind": "rate", "code": "sewer", "label": "Sewer", "rate": "1"}
    price = pricer({"kind": "quantity", "code": "whole"}, {"kind": "allowance", "amount": "4"}, RATE, sewer).price
    assert [(line.code, str(line.amount)) for line in price(used("10.5")).lines] == [
        ("whole", "0.00"),
        ("allowance", "0.00"),
        ("usage", "12.00"),
        ("sewer", "6.00"),
    ]
