"""Judges whether the prices of a tariff version make sense before any account is priced by it."""

from calendar import month_name
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import combinations

from services.tariffs.condition_rules import can_both_hold, row_problems, when_problems
from services.tariffs.models import (
    STAGES,
    Allowance,
    Component,
    ComponentKind,
    Definition,
    Exemption,
    Fee,
    FlatCharge,
    Minimum,
    Percentage,
    QuantityRule,
    RatedUsage,
    Rounding,
    SeasonRule,
    SurchargeRule,
    Tax,
    TieredUsage,
)
from services.tariffs.phrases import when_words
from services.tariffs.tier_rules import tier_problems
from utils.errors import Invalid
from utils.money import format_number, is_currency

Problem = tuple[str, str]
PRICING = frozenset({ComponentKind.TIERS, ComponentKind.RATE, ComponentKind.FLAT, ComponentKind.FEE})
LINES = PRICING | {ComponentKind.MINIMUM, ComponentKind.PERCENTAGE, ComponentKind.EXEMPTION, ComponentKind.TAX}
USAGE = frozenset({ComponentKind.TIERS, ComponentKind.RATE})


def check(definition: Definition) -> None:
    """Raise Invalid where `problems` finds any."""
    found = problems(definition)
    if found:
        raise Invalid(found)


def problems(definition: Definition) -> dict[str, str]:
    """One sentence by path for everything in the version that cannot be right; empty where it is sound."""
    found: dict[str, str] = {}
    if not is_currency(definition.currency):
        found["currency"] = f"{definition.currency!r} is not a currency that can be billed."
    if not any(component.kind in PRICING for component in definition.components):
        found["components"] = "No component gives a price; add tiers, a rate, a flat charge or a fee."
    for place, component in enumerate(definition.components):
        at = f"components[{place}]"
        for path, sentence in _component_problems(component, definition.attribute_units):
            found.setdefault(f"{at}.{path}", f"{component.label}: {sentence}.")
        for path, sentence in _reference_problems(component, definition.components):
            found.setdefault(f"{at}.{path}", f"{component.label}: {sentence}.")
    for path, sentence in (*_pair_problems(definition), *_surcharge_problems(definition.surcharge)):
        found.setdefault(path, sentence)
    return found


def _component_problems(component: Component, units: Mapping[str, str]) -> Iterable[Problem]:
    yield from when_problems(component.when, "when")
    match component:
        case TieredUsage():
            yield from tier_problems(component)
            yield from _below_zero("share", component.share)
        case RatedUsage():
            yield from _below_zero("rate", component.rate)
            yield from _below_zero("share", component.share)
        case FlatCharge() | Fee():
            yield from row_problems(component, units)
        case Allowance() | Minimum():
            yield from _below_zero("amount", component.amount)
        case QuantityRule() | Rounding():
            if component.step <= 0:
                yield "step", f"the step is {format_number(component.step)}; it must be above zero"
        case SeasonRule():
            yield from _season_problems(component)
        case Percentage() | Exemption() | Tax():
            yield from _below_zero("percent", component.percent)
            if isinstance(component, Exemption) and component.percent > 100:
                yield "percent", f"takes off {format_number(component.percent)}%; at most 100% can be taken off"


def _below_zero(field: str, number: Decimal) -> Iterable[Problem]:
    if number < 0:
        yield field, f"the {field} is {format_number(number)}; it cannot be below zero"


def _season_problems(rule: SeasonRule) -> Iterable[Problem]:
    taken: dict[int, str] = {}
    for place, season in enumerate(rule.seasons):
        if season.multiplier < 0:
            yield f"seasons[{place}].multiplier", f"season {season.name} multiplies by a number below zero"
        for month in season.months:
            if month in taken:
                sentence = f"{month_name[month]} is in two seasons, {taken[month]} and {season.name}"
                yield f"seasons[{place}].months", sentence
            taken[month] = season.name


def _reference_problems(component: Component, components: tuple[Component, ...]) -> Iterable[Problem]:
    """`of` must name components that exist, are of the right kind, and are worked out before this one."""
    if not isinstance(component, Allowance | SeasonRule | Percentage | Exemption | Tax):
        return
    on_usage = isinstance(component, Allowance | SeasonRule)
    for code in component.of:
        named = [other for other in components if other.code == code]
        if not named:
            yield "of", f"names {code!r}, but no component has that code"
        elif on_usage and not any(other.kind in USAGE for other in named):
            yield "of", f"names {code!r}, which is no charge on usage"
        elif not on_usage and not any(other.kind in LINES for other in named):
            yield "of", f"names {code!r}, which makes no line to take a percentage of"
        elif not on_usage and not any(_is_before(other, component, components) for other in named):
            yield "of", f"names {code!r}, which is worked out only later"
        elif not any(can_both_hold(other.when, component.when) for other in named):
            yield "of", f"names {code!r}, but never applies together with it"
    reached = [other for other in components if other.kind in USAGE]
    if isinstance(component, Allowance):
        reached = [
            other for other in reached if isinstance(other, TieredUsage | RatedUsage) and other.measure == component.measure
        ]
    if on_usage and not component.of and not any(can_both_hold(other.when, component.when) for other in reached):
        yield "kind", "has no effect: there is no charge on usage that it could apply to"


def _is_before(one: Component, other: Component, components: tuple[Component, ...]) -> bool:
    places = {id(component): place for place, component in enumerate(components)}
    return (STAGES[one.kind], places[id(one)]) < (STAGES[other.kind], places[id(other)])


def _pair_problems(definition: Definition) -> Iterable[Problem]:
    """Components of which only one may apply to an account."""
    for (_, one), (place, other) in combinations(enumerate(definition.components), 2):
        if not can_both_hold(one.when, other.when):
            continue
        if one.code == other.code:
            where = when_words(other.when, definition.attribute_units)
            yield f"components[{place}].code", f"Two components have the code {one.code!r} and can both apply ({where})."
        elif isinstance(one, SeasonRule) and isinstance(other, SeasonRule):
            yield from _two_seasons(one, other, place)
        elif isinstance(one, QuantityRule) and isinstance(other, QuantityRule) and one.measure == other.measure:
            yield f"components[{place}]", f"{one.label} and {other.label} both round the same quantity."
        elif isinstance(one, Minimum | Rounding) and type(one) is type(other):
            yield f"components[{place}]", f"{one.label} and {other.label} can both apply; only one {one.kind} can."


def _two_seasons(one: SeasonRule, other: SeasonRule, place: int) -> Iterable[Problem]:
    if one.of and other.of and not set(one.of) & set(other.of):
        return
    shared = {month for season in one.seasons for month in season.months} & {
        month for season in other.seasons for month in season.months
    }
    if shared:
        month = month_name[min(shared)]
        yield f"components[{place}].seasons", f"{month} is in two seasons, of {one.label} and of {other.label}."


def _surcharge_problems(rule: SurchargeRule) -> Iterable[Problem]:
    if rule.value < 0:
        yield "surcharge.value", f"The surcharge is {format_number(rule.value)}; it cannot be below zero."
    if rule.grace_days < 0:
        yield "surcharge.grace_days", "The days of grace cannot be below zero."
    if rule.cap is not None and rule.cap < 0:
        yield "surcharge.cap", f"The surcharge is capped at {format_number(rule.cap)}; the cap cannot be below zero."
