"""What a tariff version asks of an account before it can be priced: its quantities, attributes and days."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.tariffs.models import (
    Allowance,
    Component,
    Definition,
    Fee,
    FlatCharge,
    Minimum,
    OneOf,
    Per,
    RatedUsage,
    SeasonRule,
    TieredUsage,
    When,
)
from services.tariffs.planning import DAYS, formula_names


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity that is priced; `name` "" is the main one, `label` the charge it is first used for."""

    name: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something known of an account: one of `choices` where there are any, else a number in `unit` ("" for none)."""

    name: str
    choices: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Questions:
    """All that a version looks at; `has_days` where a day counts, `is_prorated` where the days served do."""

    measures: tuple[Measure, ...]
    attributes: tuple[Attribute, ...]
    is_seasonal: bool
    has_days: bool
    is_prorated: bool


def questions(definition: Definition) -> Questions:
    """What the version needs to know, in the order it is met."""
    measures: dict[str, Measure] = {}
    choices: dict[str, dict[str, None]] = {}
    numeric: set[str] = set()
    for component in definition.components:
        if isinstance(component, TieredUsage | RatedUsage):
            measures.setdefault(component.measure, Measure(component.measure, component.label, component.unit))
        for condition in (condition for when in _whens(component) for condition in when):
            known = choices.setdefault(condition.attribute, {})
            if isinstance(condition, OneOf):
                known.update(dict.fromkeys(condition.values))
            else:
                numeric.add(condition.attribute)
        for name in _formula(component):
            choices.setdefault(name, {})
            numeric.add(name)
    units = definition.attribute_units
    return Questions(
        measures=tuple(measures.values()),
        attributes=tuple(
            Attribute(name, () if name in numeric else tuple(known), units.get(name, "")) for name, known in choices.items()
        ),
        is_seasonal=any(isinstance(component, SeasonRule) for component in definition.components),
        has_days=any(map(_counts_days, definition.components)),
        is_prorated=any(
            isinstance(part, TieredUsage | FlatCharge | Fee | Minimum) and part.is_prorated for part in definition.components
        ),
    )


def _whens(component: Component) -> Iterator[When]:
    yield component.when
    if isinstance(component, FlatCharge | Fee):
        yield from (row.when for row in component.rows)


def _formula(component: Component) -> list[str]:
    return [name for name in formula_names(component) if name != DAYS] if isinstance(component, TieredUsage) else []


def _counts_days(component: Component) -> bool:
    if isinstance(component, TieredUsage) and DAYS in formula_names(component):
        return True
    return isinstance(component, TieredUsage | RatedUsage | Allowance) and component.per is Per.DAY
