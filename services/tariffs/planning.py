"""Works out, for one set of attributes, month and days, which components apply and prepares their calculators."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from services.tariffs.calculators.budget import edges
from services.tariffs.calculators.rate import per_unit
from services.tariffs.calculators.season import season_in
from services.tariffs.calculators.tiers import Calculator, graduated, volume
from services.tariffs.coverage import Uncovered, no_price_sentence
from services.tariffs.line_rules import for_rate, for_tiers
from services.tariffs.lookup import RowIndex, all_hold, as_number
from services.tariffs.metered import adjusted_quantity, main_quantity, stepped_quantity
from services.tariffs.models import (
    STAGES,
    Allowance,
    Component,
    Definition,
    Fee,
    FlatCharge,
    Minimum,
    Per,
    QuantityRule,
    RatedUsage,
    Rounding,
    Row,
    Season,
    SeasonRule,
    TieredUsage,
    TierMethod,
    Usage,
    When,
)
from services.tariffs.phrases import words
from services.tariffs.prices import Attributes, PricingInput, Proration
from services.tariffs.steps import (
    CHARGES,
    Step,
    amount_step,
    minimum_step,
    percent_step,
    rounding_step,
    usage_step,
)
from utils.money import minor_units, quantum

DAYS = "days"


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in their order, or why there is no price."""

    steps: tuple[Step, ...]
    uncovered: str | None = None


class Planner:
    """Holds a definition's components in the order they apply, its row indexes, and calculators that are shared."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.components = sorted(definition.components, key=lambda component: STAGES[component.kind])
        self._quantum = quantum(minor_units(definition.currency))
        self._zero = self._quantum * 0
        self._indexes = {id(part): RowIndex(part.rows) for part in self.components if isinstance(part, FlatCharge | Fee)}
        self.is_prorated = any(
            isinstance(part, TieredUsage | FlatCharge | Fee | Minimum) and part.is_prorated for part in self.components
        )
        self._calculators: dict[tuple[int, Season | None], Calculator] = {}
        self._steps: dict[tuple[int, Proration | None], Step] = {}

    def plan(self, given: PricingInput) -> Plan:
        """The plan for an input; it depends on nothing that `pricing.Pricer` leaves out of its plan key."""
        try:
            if self.is_prorated:
                check_proration(given.proration)
            active = [component for component in self.components if all_hold(component.when, given.attributes)]
            self._check_covered(active, given.attributes)
            steps: list[Step] = []
            told: set[str] = set()
            for component in active:
                step = self._step(component, active, given, told)
                if step is not None:
                    steps.append(step)
            return Plan(tuple(steps))
        except Uncovered as reason:
            return Plan((), str(reason))

    def _check_covered(self, active: list[Component], attributes: Attributes) -> None:
        charges = [component for component in self.components if component.kind in CHARGES]
        pricing = charges or [component for component in self.components if isinstance(component, Fee)]
        if not any(component in active for component in pricing):
            raise Uncovered(no_price_sentence([when for component in pricing for when in whens_of(component)], attributes))

    def _step(self, component: Component, active: list[Component], given: PricingInput, told: set[str]) -> Step | None:
        match component:
            case TieredUsage() | RatedUsage():
                return self._usage(component, active, given, told)
            case FlatCharge() | Fee():
                row = self._indexes[id(component)].find(given.attributes)
                if row is None:
                    raise Uncovered(no_price_sentence(whens_of(component), given.attributes))
                return self._shared(row, given, lambda days: amount_step(component, row, days, self.definition))
            case Minimum():
                return self._shared(component, given, lambda days: minimum_step(component, days, self.definition))
            case Rounding():
                return self._shared(component, given, lambda _: rounding_step(component, self.definition))
            case QuantityRule() | Allowance() | SeasonRule():
                return None
            case _:
                return self._shared(component, given, lambda _: percent_step(component, self.definition))

    def _shared(self, part: Component | Row, given: PricingInput, make: Callable[[Proration | None], Step]) -> Step:
        """One step a component or row and days served, so that a million accounts do not make a million of them."""
        days = given.proration if self.is_prorated else None
        key = (id(part), days)
        known = self._steps.get(key)
        if known is None:
            known = self._steps[key] = make(days)
        return known

    def _usage(self, usage: Usage, active: list[Component], given: PricingInput, told: set[str]) -> Step:
        if not usage.measure and given.unit and given.unit != usage.unit:
            raise Uncovered(f"no price for {usage.label} per {given.unit}: it is priced per {usage.unit}")
        season = _season_for(usage, active, given.period.month)
        calculate = self._calculator(usage, season, given)
        steps = next((c for c in active if isinstance(c, QuantityRule) and c.measure == usage.measure), None)
        free = [c for c in active if isinstance(c, Allowance) and c.measure == usage.measure and _names(c.of, usage.code)]
        before = frozenset(told)
        told.update(allowance.code for allowance in free)
        if steps is not None:
            told.add(steps.code)
        if not free and usage.share == 1 and not usage.measure and usage.per is Per.PERIOD:
            if steps is None:
                return usage_step(main_quantity(usage), calculate)
            if steps.code not in before:
                return usage_step(stepped_quantity(steps, usage, self._zero), calculate)
        return usage_step(adjusted_quantity(usage, steps, free, before, self._zero), calculate)

    def _calculator(self, usage: Usage, season: Season | None, given: PricingInput) -> Calculator:
        """One calculator a component and season, except where the tier edges depend on the account."""
        depends = isinstance(usage, TieredUsage) and (
            any(tier.width for tier in usage.tiers) or (usage.is_prorated and given.proration is not None)
        )
        if depends:
            return self._new_calculator(usage, season, given)
        key = (id(usage), season)
        known = self._calculators.get(key)
        if known is None:
            known = self._calculators[key] = self._new_calculator(usage, season, given)
        return known

    def _new_calculator(self, usage: Usage, season: Season | None, given: PricingInput) -> Calculator:
        if isinstance(usage, RatedUsage):
            return per_unit(for_rate(usage, season, self.definition), self._quantum)
        values = formula_values(usage, given)
        bounds = edges(usage.tiers, usage.convention, values, given.proration if usage.is_prorated else None)
        rules = for_tiers(usage, bounds, season, self.definition)
        return (volume if usage.method is TierMethod.VOLUME else graduated)(rules, self._quantum)


def whens_of(component: Component) -> list[When]:
    """Every full set of conditions under which a component gives a price."""
    if isinstance(component, FlatCharge | Fee):
        return [(*component.when, *row.when) for row in component.rows]
    return [component.when]


def formula_names(usage: TieredUsage) -> list[str]:
    """The attributes that the widths of these tiers are worked out from."""
    return [name for tier in usage.tiers for term in tier.width for name in term.of]


def formula_values(usage: TieredUsage, given: PricingInput) -> Mapping[str, Decimal]:
    """The numbers for the width formulas; raises Uncovered where one is missing or below zero."""
    values: dict[str, Decimal] = {}
    for name in formula_names(usage):
        number = Decimal(given.days) if name == DAYS else as_number(given.attributes.get(name))
        if number is None:
            raise Uncovered(f"no price for {usage.label}: {words(name)} is not given")
        if number < 0:
            raise Uncovered(f"no price for {usage.label}: {words(name)} of {number} is below zero")
        values[name] = number
    return values


def check_proration(proration: Proration | None) -> None:
    """Raise Uncovered for days served that do not fit into the period."""
    if proration is not None and not (0 <= proration.days <= proration.of_days and proration.of_days > 0):
        raise Uncovered(f"no price for {proration.days} days of a period of {proration.of_days} days")


def _season_for(usage: Usage, active: list[Component], month: int) -> Season | None:
    for component in active:
        if isinstance(component, SeasonRule) and _names(component.of, usage.code):
            season = season_in(month, component.seasons)
            if season is not None:
                return season
    return None


def _names(of: tuple[str, ...], code: str) -> bool:
    return not of or code in of
