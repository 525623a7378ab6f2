"""A version that leaves gaps, overlaps or can never apply is refused with a sentence that says where."""

from collections.abc import Mapping

import pytest

from services.tariffs import check, load, parse, problems, slugs, to_json
from tests.tariff_samples import version
from utils.errors import Invalid

RATE = {"kind": "rate", "code": "usage", "label": "Water", "rate": "2"}
PLAIN = [{"upto": "10", "rate": "1"}, {"rate": "2"}]


def tiers(*edges: Mapping[str, object], convention: str = "upto") -> dict[str, object]:
    return {
        "kind": "tiers",
        "code": "usage",
        "label": "Water",
        "convention": convention,
        "tiers": [{"rate": "1", **edge} for edge in edges],
    }


def flat(*rows: tuple[Mapping[str, object], str], **more: object) -> dict[str, object]:
    return {"kind": "flat", "code": "fee", "label": "Fee", "rows": [{"when": w, "amount": a} for w, a in rows], **more}


def found(*components: Mapping[str, object], currency: str = "USD", **more: object) -> dict[str, str]:
    return problems(parse(version(*components, currency=currency, attribute_units={"size": "marla"}, **more)))


@pytest.mark.parametrize(
    ("component", "path", "sentence"),
    [
        (
            tiers({"upto": "10"}, {"from": "15"}),
            "tiers[1]",
            "tier 2 starts at 15 but tier 1 ends at 10: units 10 to 15 have no price",
        ),
        (
            tiers({"upto": "10"}, {"from": "8"}),
            "tiers[1]",
            "tier 2 starts at 8 but tier 1 ends at 10: units 8 to 10 have two prices",
        ),
        (tiers({"from": "5", "upto": "10"}, {}), "tiers[0]", "tier 1 starts at 5: units 0 to 5 have no price"),
        (tiers({"upto": "10"}, {"upto": "10"}, {}), "tiers[1].upto", "tier 2 starts at 10 and ends at 10: it has no width"),
        (
            tiers({"upto": "10"}, {"upto": "7"}, {}),
            "tiers[1].upto",
            "tier 2 starts at 10 and ends at 7: it has a width below zero",
        ),
        (
            tiers({"upto": "10"}, {"upto": "20"}),
            "tiers[1].upto",
            "tier 2 is the last and ends at 20: units above it have no price",
        ),
        (tiers({}, {}), "tiers[0].upto", "tier 1 has no upper bound, but tier 2 follows it"),
        (tiers({"upto": "10", "rate": "-1"}, {}), "tiers[0].rate", "tier 1 has a rate below zero: -1"),
        (tiers({"upto": "10"}, {"start": "11"}), "tiers[1]", "tier 2 has “start”, but these tiers are written by “upto”"),
        (
            tiers({"start": "0"}, {"start": "15"}, {"start": "15"}, convention="start"),
            "tiers[2].start",
            "tier 3 starts at unit 15, so tier 2 which starts at 15 has no width",
        ),
        (
            tiers({"start": "0"}, {"start": "15"}, {"start": "9"}, convention="start"),
            "tiers[2].start",
            "tier 3 starts at unit 9 but tier 2 starts at unit 15: they overlap",
        ),
        (
            tiers({"start": "0"}, {"start": "1"}, convention="start"),
            "tiers[1].start",
            "tier 2 starts at unit 1, so tier 1 which starts at 0 has no width",
        ),
        (tiers({"start": "5"}, convention="start"), "tiers[0].start", "tier 1 starts at unit 5: units 1 to 4 have no price"),
        (
            tiers({"start": "0"}, {"start": "1.5"}, convention="start"),
            "tiers[1].start",
            "tier 2 starts at 1.5: a tier by its first unit starts at a whole one",
        ),
        (tiers({"start": "0"}, {}, convention="start"), "tiers[1].start", "tier 2 does not say at which unit it starts"),
        (
            tiers({"width": [{"times": "-1", "of": ["people"]}]}, {}, convention="width"),
            "tiers[0].width",
            "tier 1 has a formula with a number below zero: its width could be below zero",
        ),
        (
            tiers({"width": [{"times": "0"}]}, {}, convention="width"),
            "tiers[0].width",
            "tier 1 has a formula that is always zero: it has no width",
        ),
        (tiers({}, {}, convention="width"), "tiers[0].width", "tier 1 has no width, but tier 2 follows it"),
        (
            tiers({"width": [{"times": "1"}]}, convention="width"),
            "tiers[0].width",
            "tier 1 is the last and has a width: units above it have no price",
        ),
    ],
)
def test_tiers_are_refused_with_the_place_that_is_wrong(component: dict[str, object], path: str, sentence: str) -> None:
    assert found(component) == {f"components[0].{path}": f"Water: {sentence}."}


def band(over: str | None, upto: str | None, **exact: object) -> dict[str, object]:
    return {**exact, "size": {key: edge for key, edge in (("over", over), ("upto", upto)) if edge is not None}}


@pytest.mark.parametrize(
    ("component", "path", "sentence"),
    [
        (
            flat((band(None, "5", place="urban"), "1"), (band("10", None, place="urban"), "2")),
            "rows[1].when",
            "row 2 (Urban, over 10 marla) starts over 10 but row 1 ends at 5: size over 5 to 10 has no price",
        ),
        (
            flat((band(None, "5"), "1"), (band("3", None), "2")),
            "rows[1].when",
            "rows 1 (Up to 5 marla) and 2 (Over 3 marla) overlap: an account could have two prices",
        ),
        (
            flat((band("5", "5"), "1")),
            "rows[0].when.size",
            "the band of size over 5 up to 5 has no width",
        ),
        (flat((band("9", "5"), "1")), "rows[0].when.size", "the band of size over 9 up to 5 has a width below zero"),
        (
            flat(({"place": "urban"}, "1"), ({"place": ["rural", "urban"]}, "2")),
            "rows[1].when",
            "rows 1 (Urban) and 2 (Rural or urban) overlap: an account could have two prices",
        ),
        (
            flat(({"place": "urban"}, "1"), ({"trade": "shop"}, "2")),
            "rows[1].when",
            "rows 1 (Urban) and 2 (Shop) overlap: an account could have two prices",
        ),
        (
            flat(({"place": "urban"}, "1"), ({"place": "rural"}, "2"), when={"place": "rural"}),
            "rows[0].when",
            "row 1 (Urban) can never apply: the component is only for Rural",
        ),
        (flat(({"place": []}, "1")), "rows[0].when.place", "the condition on place names no value, so it never holds"),
        (flat(({"place": "urban"}, "-5")), "rows[0].amount", "row 1 has an amount below zero: -5"),
    ],
)
def test_rows_are_refused_with_the_place_that_is_wrong(component: dict[str, object], path: str, sentence: str) -> None:
    assert found(component) == {f"components[0].{path}": f"Fee: {sentence}."}


def test_bands_on_two_attributes_may_not_overlap() -> None:
    def row(size: str, rooms: str) -> dict[str, object]:
        return {"size": {"upto": size}, "rooms": {"upto": rooms}}

    assert list(found(flat((row("5", "2"), "1"), (row("9", "3"), "2")))) == ["components[0].rows[1].when"]


def season(code: str, *seasons: tuple[str, list[int]], **more: object) -> dict[str, object]:
    return {
        "kind": "season",
        "code": code,
        "label": code.title(),
        "seasons": [{"name": name, "months": months, "multiplier": "1.1"} for name, months in seasons],
        **more,
    }


@pytest.mark.parametrize(
    ("components", "path", "sentence"),
    [
        (
            [RATE, season("season", ("summer", [6, 7]), ("rains", [7, 8]))],
            "components[1].seasons[1].months",
            "Season: July is in two seasons, summer and rains.",
        ),
        (
            [RATE, season("one", ("summer", [6])), season("two", ("dry", [5, 6]))],
            "components[2].seasons",
            "June is in two seasons, of One and of Two.",
        ),
        ([{**RATE, "rate": "-2"}], "components[0].rate", "Water: the rate is -2; it cannot be below zero."),
        (
            [RATE, {"kind": "tax", "percent": "5", "of": ["usge"]}],
            "components[1].of",
            "Tax: names 'usge', but no component has that code.",
        ),
        (
            [RATE, {"kind": "tax", "percent": "5"}, {"kind": "exemption", "of": ["tax"]}],
            "components[2].of",
            "Exemption: names 'tax', which is worked out only later.",
        ),
        (
            [RATE, {"kind": "fee", "amount": "1"}, season("season", ("x", [1]), of=["fee"])],
            "components[2].of",
            "Season: names 'fee', which is no charge on usage.",
        ),
        (
            [{"kind": "fee", "amount": "1"}, season("season", ("x", [1]))],
            "components[1].kind",
            "Season: has no effect: there is no charge on usage that it could apply to.",
        ),
        (
            [RATE, {"kind": "allowance", "amount": "1", "measure": "calls"}],
            "components[1].kind",
            "Allowance: has no effect: there is no charge on usage that it could apply to.",
        ),
        ([RATE, RATE], "components[1].code", "Two components have the code 'usage' and can both apply (All)."),
        (
            [RATE, {"kind": "minimum", "amount": "1"}, {"kind": "minimum", "code": "m2", "amount": "2"}],
            "components[2]",
            "Minimum and Minimum can both apply; only one minimum can.",
        ),
        (
            [RATE, {"kind": "exemption", "percent": "101"}],
            "components[1].percent",
            "Exemption: takes off 101%; at most 100% can be taken off.",
        ),
        ([RATE, {"kind": "rounding", "step": "0"}], "components[1].step", "Rounding: the step is 0; it must be above zero."),
        (
            [{"kind": "tax", "percent": "5"}],
            "components",
            "No component gives a price; add tiers, a rate, a flat charge or a fee.",
        ),
    ],
)
def test_components_that_do_not_fit_together_are_refused(components: list[dict[str, object]], path: str, sentence: str) -> None:
    assert found(*components) == {path: sentence}


def test_one_code_may_return_where_only_one_of_its_components_can_apply() -> None:
    assert found({**RATE, "when": {"place": "urban"}}, {**RATE, "when": {"place": "rural"}}) == {}


def test_a_surcharge_and_a_currency_are_judged_too() -> None:
    assert found(RATE, currency="XXX", surcharge={"value": "-1", "grace_days": -2, "cap": "-3"}) == {
        "currency": "'XXX' is not a currency that can be billed.",
        "surcharge.value": "The surcharge is -1; it cannot be below zero.",
        "surcharge.grace_days": "The days of grace cannot be below zero.",
        "surcharge.cap": "The surcharge is capped at -3; the cap cannot be below zero.",
    }


def test_check_raises_invalid_with_every_sentence() -> None:
    with pytest.raises(Invalid) as refused:
        check(parse(version(tiers({"upto": "10"}, {"from": "15"}), {"kind": "rounding", "step": "-1"})))
    assert set(refused.value.fields) == {"components[0].tiers[1]", "components[1].step"}
    assert "units 10 to 15 have no price" in str(refused.value)


@pytest.mark.parametrize(
    ("stored", "path", "sentence"),
    [
        ([], "definition", "The definition must be an object with named fields."),
        ({**version(RATE), "componets": []}, "componets", "componets is not a field that is known here."),
        (version({**RATE, "kind": "magic"}), "components[0].kind", "components[0].kind is 'magic'; it must be one of"),
        (version({**RATE, "rate": 2.87}), "components[0].rate", "must be a number written as text"),
        (version({**RATE, "rate": "NaN"}), "components[0].rate", "must be a number written as text"),
        (version({**RATE, "rate": "1E+99"}), "components[0].rate", "must be a number written as text"),
        (version({**RATE, "rate": True}), "components[0].rate", "must be a number written as text"),
        (version({**RATE, "rate": None}), "components[0].rate", "must be a number written as text"),
        (version({**RATE, "code": "a.b"}), "components[0].code", "it must be one word of letters, digits and _."),
        (version({**RATE, "label": " "}), "components[0].label", "components[0].label must be a text."),
        (version({**RATE, "when": {"size": {}}}), "components[0].when.size", "must be a text, a list of texts, or a band"),
        (version({**RATE, "when": {"size": 3}}), "components[0].when.size", "must be an object with named fields"),
        (version({"kind": "flat", "amount": "1", "rows": []}), "components[0].amount", "has both an amount and rows"),
        (version({"kind": "tiers", "tiers": "x"}), "components[0].tiers", "components[0].tiers must be a list"),
        (version(season("s", ("x", [13]))), "components[0].seasons[0].months", "must be a list of month numbers"),
        (version(), "components", "components must be a list with at least one entry."),
        (version(RATE, surcharge={"grace_days": "1.5"}), "surcharge.grace_days", "must be a whole number"),
        (version(RATE, surcharge={"is_on": "yes"}), "surcharge.is_on", "must be true or false"),
    ],
)
def test_malformed_definitions_are_refused_field_by_field(stored: object, path: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(stored)
    assert sentence in refused.value.fields[path]


def test_all_wrong_fields_are_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        parse(version({**RATE, "rate": "x"}, {"kind": "fee", "amount": "y"}))
    assert set(refused.value.fields) == {"components[0].rate", "components[1].amount"}


@pytest.mark.parametrize("slug", slugs())
def test_a_definition_survives_being_written_and_read(slug: str) -> None:
    definition = load(slug).definition
    assert parse(to_json(definition)) == definition


def test_every_kind_of_component_survives_being_written_and_read() -> None:
    definition = parse(
        version(
            {"kind": "quantity", "step": "0.5", "direction": "up", "measure": "gb"},
            {"kind": "allowance", "amount": "2", "per": "day", "of": ["rate"], "measure": "gb"},
            {"kind": "rate", "rate": "0.001", "share": "0.9", "per": "day", "unit": "GB", "measure": "gb"},
            {"kind": "tiers", "method": "volume", "tiers": PLAIN, "is_prorated": True},
            {
                "kind": "tiers",
                "code": "budget",
                "convention": "width",
                "tiers": [{"width": [{"times": "2", "of": ["a"]}], "rate": "1"}, {"rate": "3"}],
            },
            {"kind": "fee", "amount": "5", "is_prorated": True},
            {"kind": "flat", "rows": [{"when": {"a": ["x", "y"], "b": {"over": "1", "upto": "2"}}, "amount": "3"}]},
            {"kind": "season", "seasons": [{"name": "s", "months": [1], "multiplier": "2"}], "of": ["rate"]},
            {"kind": "minimum", "amount": "1", "is_prorated": True, "when": {"a": "x"}},
            {"kind": "percentage", "percent": "3"},
            {"kind": "exemption", "of": ["fee"]},
            {"kind": "tax", "percent": "16", "of": ["fee", "exemption"]},
            {"kind": "rounding", "step": "10", "direction": "down"},
            surcharge={"is_on": True, "value": "5", "kind": "amount", "every": "month", "grace_days": 3, "cap": "20"},
        )
    )
    assert parse(to_json(definition)) == definition
