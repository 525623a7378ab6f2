"""The surcharge for paying late, and a tariff in words."""

from decimal import Decimal

import pytest

from services.tariffs import SurchargeRule, explain, load, parse, rows, sentences, slugs, surcharge
from services.tariffs.models import SurchargeEvery, SurchargeKind
from tests.tariff_samples import JANUARY, JULY, pricer, shipped, used, version

FIVE_PERCENT = SurchargeRule(is_on=True, value=Decimal(5))


def test_a_surcharge_is_off_unless_switched_on() -> None:
    assert all(not load(slug).definition.surcharge.is_on for slug in slugs())
    assert str(surcharge(SurchargeRule(value=Decimal(5)), Decimal(1000), 90)) == "0.00"


@pytest.mark.parametrize(
    ("rule", "unpaid", "days", "charge"),
    [
        (FIVE_PERCENT, "1000", 1, "50.00"),
        (FIVE_PERCENT, "1000", 0, "0.00"),
        (FIVE_PERCENT, "0", 9, "0.00"),
        (FIVE_PERCENT, "-10", 9, "0.00"),
        (FIVE_PERCENT, "0.10", 9, "0.01"),
        (SurchargeRule(is_on=True, value=Decimal(5), grace_days=7), "1000", 7, "0.00"),
        (SurchargeRule(is_on=True, value=Decimal(5), grace_days=7), "1000", 8, "50.00"),
        (SurchargeRule(is_on=True, value=Decimal(1), every=SurchargeEvery.MONTH), "1000", 30, "10.00"),
        (SurchargeRule(is_on=True, value=Decimal(1), every=SurchargeEvery.MONTH), "1000", 31, "20.00"),
        (SurchargeRule(is_on=True, kind=SurchargeKind.AMOUNT, value=Decimal(2), every=SurchargeEvery.DAY), "9", 4, "8.00"),
        (SurchargeRule(is_on=True, value=Decimal(5), cap=Decimal(30)), "1000", 1, "30.00"),
    ],
)
def test_a_surcharge_follows_its_rule(rule: SurchargeRule, unpaid: str, days: int, charge: str) -> None:
    assert str(surcharge(rule, Decimal(unpaid), days)) == charge


def test_sanitation_in_words_names_unit_and_price() -> None:
    spoken = sentences(load("punjab_sanitation").definition)
    assert "Residential, urban, over 5 to 10 marla: Rs 500 per month" in spoken
    assert "Commercial, rural, large: Rs 2,000 per month" in spoken
    assert spoken[-1] == "Surcharge for late payment: none"
    assert len(spoken) == 17


def test_water_in_words_names_tiers_and_seasons() -> None:
    assert sentences(load("hydrospark_water").definition) == [
        "Water: up to 10 CCF: US$ 2.50 per CCF",
        "Water: over 10 to 20 CCF: US$ 3.00 per CCF",
        "Water: over 20 CCF: US$ 3.50 per CCF",
        "Season: summer (June, July, August): usage × 1.2",
        "Season: winter (December, January, February): usage × 0.9",
        "Service charge: US$ 15.00 per month",
        "Infrastructure charge: US$ 5.00 per month",
        "Surcharge for late payment: none",
    ]


def test_a_tariff_is_a_table_too() -> None:
    row = rows(load("santa_monica_water").definition)[2]
    assert (row.label, row.applies_to, row.part, row.price) == (
        "Water",
        "Residential single",
        "units 15 to 40",
        "US$ 4.29 per CCF",
    )


def test_the_other_shapes_have_words() -> None:
    spoken = sentences(
        parse(
            version(
                {"kind": "quantity"},
                {"kind": "allowance", "amount": "1", "per": "day"},
                {
                    "kind": "tiers",
                    "label": "Water",
                    "unit": "CCF",
                    "convention": "width",
                    "tiers": [
                        {"width": [{"times": "0.05", "of": ["occupants", "days"]}, {"times": "2"}], "rate": "1"},
                        {"rate": "3"},
                    ],
                },
                {"kind": "rate", "label": "Sewer", "rate": "2", "unit": "CCF", "share": "0.9"},
                {"kind": "minimum", "amount": "20", "is_prorated": True},
                {"kind": "fee", "label": "Meter", "rows": [{"when": {"meter_size": {"over": "1"}}, "amount": "9"}]},
                {"kind": "exemption", "percent": "50", "of": ["tiers", "fee"]},
                {"kind": "tax", "percent": "16"},
                {"kind": "rounding", "step": "1"},
                surcharge={"is_on": True, "value": "5", "every": "month", "grace_days": 7, "cap": "100"},
            )
        )
    )
    assert spoken == [
        "Quantity: Counted in steps of 1 CCF, rounded down",
        "Allowance: Free each day: 1 CCF",
        "Water: the first 0.05 × occupants × days + 2 CCF: US$ 1.00 per CCF",
        "Water: above: US$ 3.00 per CCF",
        "Sewer: US$ 2.00 per CCF, on 90% of the quantity",
        "Minimum: at least US$ 20.00 per month, by days served",
        "Meter size over 1: US$ 9.00 per month",
        "Exemption: 50% off Water and Meter",
        "Tax: 16% of the lines above",
        "Rounding: Total rounded half up to a multiple of US$ 1.00",
        "Surcharge for late payment: 5% of what is unpaid, for each begun 30 days, after 7 days of grace, at most US$ 100.00",
    ]


def test_a_line_explains_its_arithmetic() -> None:
    water = shipped("hydrospark_water").price(used(25, JULY))
    assert [explain(line, "USD") for line in water.lines][2:4] == ["5 CCF × US$ 3.50 × 1.2 = US$ 21.00", "US$ 15.00"]
    taxed = pricer({"kind": "fee", "amount": "10", "is_prorated": True}, {"kind": "tax", "percent": "16"})
    assert [explain(line, "USD") for line in taxed.price(used(None, JANUARY, served=(15, 30))).lines] == [
        "US$ 10.00 × 15 of 30 days = US$ 5.00",
        "US$ 5.00 × 16% = US$ 0.80",
    ]
