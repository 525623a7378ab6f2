"""A tariff version in words, as plain sentences and as the rows of a table, for the screen."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass

from services.tariffs.calculators.budget import edges
from services.tariffs.line_rules import for_free, for_percent, for_rounding, steps_words
from services.tariffs.models import (
    STAGES,
    Allowance,
    Component,
    Definition,
    Exemption,
    Fee,
    FlatCharge,
    Minimum,
    Percentage,
    QuantityRule,
    RatedUsage,
    Rounding,
    Season,
    SeasonRule,
    SurchargeEvery,
    SurchargeKind,
    Tax,
    Term,
    TierConvention,
    TieredUsage,
    TierMethod,
    Usage,
)
from services.tariffs.phrases import counted, tier_words, unit_words, when_words, words
from services.tariffs.prices import PricedLine
from utils.money import format_money, format_number


@dataclass(frozen=True, slots=True)
class TariffRow:
    """One row of a tariff's table: which line, for whom, of what, at which price."""

    label: str
    applies_to: str
    part: str
    price: str


def sentences(definition: Definition) -> list[str]:
    """The version in words, one sentence a rule in the order they apply, the surcharge last.

    A flat price reads "Residential, urban, over 5 to 10 marla: Rs 500 per month".
    """
    spoken: list[str] = []
    for row in rows(definition):
        who = "" if row.applies_to == "All" else f"{row.applies_to}: "
        part = f"{row.part}: " if row.part else ""
        label = "" if who and not part else f"{row.label}: "
        spoken.append(f"{label}{who}{part}{row.price}")
    return [*spoken, surcharge_sentence(definition)]


def rows(definition: Definition) -> list[TariffRow]:
    """The version as rows of a table, in the order the rules apply."""
    ordered = sorted(definition.components, key=lambda component: STAGES[component.kind])
    return [row for component in ordered for row in _rows(component, definition)]


def surcharge_sentence(definition: Definition) -> str:
    """What paying late costs: "Surcharge for late payment: 5% of what is unpaid, once"."""
    rule = definition.surcharge
    if not rule.is_on:
        return "Surcharge for late payment: none"
    amount = (
        format_money(rule.value, definition.currency)
        if rule.kind is SurchargeKind.AMOUNT
        else f"{format_number(rule.value)}% of what is unpaid"
    )
    every = {
        SurchargeEvery.ONCE: "once",
        SurchargeEvery.MONTH: "for each begun 30 days",
        SurchargeEvery.DAY: "for each day",
    }[rule.every]
    grace = f", after {rule.grace_days} days of grace" if rule.grace_days else ""
    cap = f", at most {format_money(rule.cap, definition.currency)}" if rule.cap is not None else ""
    return f"Surcharge for late payment: {amount}, {every}{grace}{cap}"


def explain(line: PricedLine, currency: str) -> str:
    """A line's arithmetic: "13 CCF × US$ 4.29 = US$ 55.77", with the season and the days where they count."""
    rule, amount = line.rule, format_money(line.amount, currency)
    if rule.unit == "%":
        return f"{format_money(line.quantity, currency)} × {format_number(rule.rate)}% = {amount}"
    rate = format_money(rule.rate, currency)
    if not rule.unit:
        return f"{rate} × {rule.days} of {rule.of_days} days = {amount}" if rule.days is not None else amount
    season = f" × {format_number(rule.multiplier)}" if rule.season else ""
    return f"{counted(line.quantity, rule.unit)} × {rate}{season} = {amount}"


def _rows(component: Component, definition: Definition) -> list[TariffRow]:
    who = when_words(component.when, definition.attribute_units)
    match component:
        case TieredUsage():
            return [TariffRow(component.label, who, part, price) for part, price in _tier_parts(component, definition)]
        case RatedUsage():
            price = f"{format_money(component.rate, definition.currency)} per {unit_words(component)}"
            return [TariffRow(component.label, who, "", f"{price}{_share(component)}")]
        case FlatCharge() | Fee():
            return [
                TariffRow(
                    component.label,
                    when_words((*component.when, *row.when), definition.attribute_units),
                    "",
                    _price(component, place, definition),
                )
                for place, row in enumerate(component.rows)
            ]
        case SeasonRule():
            return [
                TariffRow(
                    component.label, who, f"{season.name} ({_months(season)})", f"usage × {format_number(season.multiplier)}"
                )
                for season in component.seasons
            ]
        case _:
            return [TariffRow(component.label, who, "", _other(component, definition))]


def _price(component: FlatCharge | Fee, place: int, definition: Definition) -> str:
    days = ", by days served" if component.is_prorated else ""
    return f"{format_money(component.rows[place].amount, definition.currency)} per {definition.period}{days}"


def _other(
    component: QuantityRule | Allowance | Minimum | Percentage | Exemption | Tax | Rounding, definition: Definition
) -> str:
    match component:
        case QuantityRule():
            return steps_words(component, _unit_of(component.measure, definition))
        case Allowance():
            usage = _first_usage(component.measure, definition)
            return for_free(component, usage).text if usage else f"Free: {format_number(component.amount)}"
        case Minimum():
            days = ", by days served" if component.is_prorated else ""
            return f"at least {format_money(component.amount, definition.currency)} per {definition.period}{days}"
        case Rounding():
            return for_rounding(component, definition).text
        case _:
            return for_percent(component, definition).text


def _tier_parts(usage: TieredUsage, definition: Definition) -> list[tuple[str, str]]:
    """Each tier's units and price: "units 15 to 40" at "US$ 4.29 per CCF"."""
    unit = unit_words(usage)
    if usage.convention is TierConvention.WIDTH:
        parts = _budget_parts(usage, unit)
    else:
        is_counted = usage.convention is TierConvention.START
        bounds = edges(usage.tiers, usage.convention, {})
        parts = [tier_words(lower, upper, unit, is_counted=is_counted) for lower, upper in bounds]
    whole = ", for the whole quantity" if usage.method is TierMethod.VOLUME else ""
    days = ", widths by days served" if usage.is_prorated else ""
    return [
        (part, f"{format_money(tier.rate, definition.currency)} per {unit}{whole}{_share(usage)}{days}")
        for part, tier in zip(parts, usage.tiers, strict=True)
    ]


def _budget_parts(usage: TieredUsage, unit: str) -> list[str]:
    """Tiers whose widths are formulas: "the first 0.055 × occupants × days CCF", "the next ...", "above"."""
    last = len(usage.tiers) - 1
    if last == 0:
        return [f"every {unit}"]
    return [
        "above" if place == last else f"the {'next' if place else 'first'} {formula_words(tier.width)} {unit}"
        for place, tier in enumerate(usage.tiers)
    ]


def formula_words(terms: Sequence[Term]) -> str:
    """A formula as it is read: "0.055 × occupants × days + 2"."""
    return " + ".join(" × ".join([format_number(term.times), *(words(name) for name in term.of)]) for term in terms)


def _share(usage: Usage) -> str:
    return "" if usage.share == 1 else f", on {format_number(usage.share * 100)}% of the quantity"


def _months(season: Season) -> str:
    return ", ".join(calendar.month_name[month] for month in season.months)


def _first_usage(measure: str, definition: Definition) -> Usage | None:
    for component in definition.components:
        if isinstance(component, TieredUsage | RatedUsage) and component.measure == measure:
            return component
    return None


def _unit_of(measure: str, definition: Definition) -> str:
    usage = _first_usage(measure, definition)
    return usage.unit if usage else "unit"
