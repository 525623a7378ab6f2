"""Makes the rule behind each kind of line, with its words, once per plan rather than once per bill."""

from collections.abc import Sequence
from decimal import Decimal

from services.tariffs.models import (
    ONE,
    ZERO,
    Allowance,
    Definition,
    Exemption,
    Minimum,
    Per,
    PercentLine,
    QuantityRule,
    RatedUsage,
    Rounding,
    Row,
    Season,
    Table,
    TierConvention,
    TieredUsage,
    TierMethod,
    Usage,
)
from services.tariffs.phrases import counted, listed, tier_words, unit_words, when_words
from services.tariffs.prices import LineRule, Proration
from utils.money import format_money, format_number

Bounds = Sequence[tuple[Decimal, Decimal | None]]


def for_tiers(usage: TieredUsage, bounds: Bounds, season: Season | None, definition: Definition) -> list[LineRule]:
    """One rule a tier: "Tier 2: units 15 to 40 at US$ 4.29 per CCF, x 1.2 in summer"."""
    unit = unit_words(usage)
    is_counted = usage.convention is TierConvention.START
    whole = ", the whole quantity" if usage.method is TierMethod.VOLUME else ""
    return [
        LineRule(
            kind=usage.kind,
            component=usage.code,
            code=f"{usage.code}.tier_{number}",
            label=f"{usage.label}, tier {number}",
            text=f"Tier {number}: {tier_words(lower, upper, unit, is_counted=is_counted)} "
            f"at {format_money(tier.rate, definition.currency)} per {unit}{whole}{_modifiers(usage, season)}",
            rate=tier.rate,
            unit=unit,
            tier=number,
            lower=lower,
            upper=upper,
            season=season.name if season else None,
            multiplier=season.multiplier if season else ONE,
        )
        for number, (tier, (lower, upper)) in enumerate(zip(usage.tiers, bounds, strict=True), 1)
    ]


def for_rate(usage: RatedUsage, season: Season | None, definition: Definition) -> LineRule:
    """ "US$ 0.25 per GB-day"."""
    unit = unit_words(usage)
    return LineRule(
        kind=usage.kind,
        component=usage.code,
        code=usage.code,
        label=usage.label,
        text=f"{format_money(usage.rate, definition.currency)} per {unit}{_modifiers(usage, season)}",
        rate=usage.rate,
        unit=unit,
        season=season.name if season else None,
        multiplier=season.multiplier if season else ONE,
    )


def for_free(allowance: Allowance, usage: Usage) -> LineRule:
    """ "Free each day: 1 GB"."""
    span = "each day" if allowance.per is Per.DAY else "in the period"
    return LineRule(
        kind=allowance.kind,
        component=allowance.code,
        code=allowance.code,
        label=allowance.label,
        text=f"Free {span}: {counted(allowance.amount, usage.unit)}",
        rate=ZERO,
        unit=unit_words(usage),
    )


def for_steps(rule: QuantityRule, usage: Usage) -> LineRule:
    """ "Counted in steps of 1 CCF, rounded down: this part is not charged"."""
    return LineRule(
        kind=rule.kind,
        component=rule.code,
        code=rule.code,
        label=rule.label,
        text=f"{steps_words(rule, usage.unit)}: this is the difference from what was measured",
        rate=ZERO,
        unit=usage.unit,
    )


def steps_words(rule: QuantityRule, unit: str) -> str:
    """ "Counted in steps of 1 CCF, rounded down"."""
    return f"Counted in steps of {counted(rule.step, unit)}, rounded {rule.direction.value.replace('_', ' ')}"


def for_row(table: Table, row: Row, proration: Proration | None, definition: Definition) -> LineRule:
    """ "Residential, urban, over 5 to 10 marla: Rs 500 per month", or only the amount where it is one for all."""
    conditions = (*table.when, *row.when)
    where = f"{when_words(conditions, definition.attribute_units)}: " if conditions else ""
    return LineRule(
        kind=table.kind,
        component=table.code,
        code=table.code,
        label=table.label,
        text=f"{where}{format_money(row.amount, definition.currency)} per {definition.period}{_days(proration)}",
        rate=row.amount,
        days=proration.days if proration else None,
        of_days=proration.of_days if proration else None,
    )


def for_minimum(minimum: Minimum, proration: Proration | None, definition: Definition) -> LineRule:
    """ "Raised to the minimum of US$ 20.00 per month"."""
    amount = f"{format_money(minimum.amount, definition.currency)} per {definition.period}"
    return LineRule(
        kind=minimum.kind,
        component=minimum.code,
        code=minimum.code,
        label=minimum.label,
        text=f"Raised to the minimum of {amount}{_days(proration)}",
        rate=ZERO,
    )


def for_percent(component: PercentLine, definition: Definition) -> LineRule:
    """ "16% of water and sewer"; an exemption's rate is below zero."""
    is_relief = isinstance(component, Exemption)
    labels = {other.code: other.label for other in definition.components}
    of = listed([labels.get(code, code) for code in component.of]) if component.of else "the lines above"
    return LineRule(
        kind=component.kind,
        component=component.code,
        code=component.code,
        label=component.label,
        text=f"{format_number(component.percent)}% {'off ' if is_relief else 'of '}{of}",
        rate=-component.percent if is_relief else component.percent,
        unit="%",
    )


def for_rounding(rounding: Rounding, definition: Definition) -> LineRule:
    """ "Total rounded half up to a multiple of Rs 10"."""
    return LineRule(
        kind=rounding.kind,
        component=rounding.code,
        code=rounding.code,
        label=rounding.label,
        text=f"Total rounded {rounding.direction.value.replace('_', ' ')} "
        f"to a multiple of {format_money(rounding.step, definition.currency)}",
        rate=ZERO,
    )


def _modifiers(usage: Usage, season: Season | None) -> str:
    share = "" if usage.share == 1 else f", on {format_number(usage.share * 100)}% of the quantity"
    return share + (f", × {format_number(season.multiplier)} in {season.name}" if season else "")


def _days(proration: Proration | None) -> str:
    return f", {proration.days} of {proration.of_days} days" if proration else ""
