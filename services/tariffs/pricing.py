"""The one way from an input to a price: preview, run, what-if and explanation all call `Pricer.price`."""

from decimal import InvalidOperation

from services.tariffs.coverage import Uncovered
from services.tariffs.models import (
    Allowance,
    Definition,
    Fee,
    FlatCharge,
    Per,
    RatedUsage,
    SeasonRule,
    TieredUsage,
)
from services.tariffs.phrases import attributes_of
from services.tariffs.planning import DAYS, Plan, Planner, formula_names
from services.tariffs.prices import PricedLine, PriceResult, PricingInput
from services.tariffs.rules import check
from utils.money import minor_units, quantum

REMEMBERED = 100_000
PLANS = 20_000


class Pricer:
    """Prices inputs by one tariff version; made by `compile`, used by one run or request after another.

    What it has priced it remembers by what the definition looks at, up to `remember` prices, and then starts anew;
    0 remembers none. The answer is the same either way.
    """

    def __init__(self, definition: Definition, remember: int = REMEMBERED) -> None:
        self.definition = definition
        self._planner = Planner(definition)
        self._remember = remember
        self._prices: dict[object, PriceResult] = {}
        self._plans: dict[object, Plan] = {}
        self._zero = quantum(minor_units(definition.currency)) * 0
        self._names = tuple(_names_used(definition))
        self._is_seasonal = any(isinstance(part, SeasonRule) for part in definition.components)
        self._plans_by_days = any(isinstance(part, TieredUsage) and DAYS in formula_names(part) for part in definition.components)
        self._is_dated = self._is_seasonal or self._plans_by_days or self._planner.is_prorated
        self._measures = tuple(
            sorted({part.measure for part in definition.components if isinstance(part, TieredUsage | RatedUsage)} - {""})
        )
        repeats = any(
            isinstance(part, TieredUsage | RatedUsage | Allowance) and part.per is Per.DAY for part in definition.components
        )
        self._is_measured = repeats or bool(self._measures)

    def price(self, given: PricingInput) -> PriceResult:
        """The lines and total of an input, or the sentence that says why it has no price."""
        quantity = given.quantity
        if quantity is not None and quantity.is_snan():
            return PriceResult((), self._zero, "no price for a quantity that is not a number")
        plan_key = self._plan_key(given)
        if not self._remember:
            return self._work_out(given, plan_key)
        key: tuple[object, ...] = (quantity, plan_key)
        if self._is_measured or given.daily:
            key = (quantity, plan_key, *self._measured(given))
        known = self._prices.get(key)
        if known is None:
            if len(self._prices) >= self._remember:
                self._prices.clear()
            known = self._prices[key] = self._work_out(given, plan_key)
        return known

    def _plan_key(self, given: PricingInput) -> tuple[object, ...]:
        values = (given.unit, *map(given.attributes.get, self._names))
        if not self._is_dated:
            return values
        return (
            *values,
            given.period.month if self._is_seasonal else 0,
            given.days if self._plans_by_days else 0,
            given.proration if self._planner.is_prorated else None,
        )

    def _measured(self, given: PricingInput) -> tuple[object, ...]:
        """All else that the quantities depend on."""
        return (
            given.days,
            tuple(given.measures.get(name) for name in self._measures),
            tuple(sorted(given.daily.items())) if given.daily else (),
        )

    def _work_out(self, given: PricingInput, plan_key: object) -> PriceResult:
        plan = self._plans.get(plan_key)
        if plan is None:
            if len(self._plans) >= PLANS:
                self._plans.clear()
            plan = self._plans[plan_key] = self._planner.plan(given)
        if plan.uncovered is not None:
            return PriceResult((), self._zero, plan.uncovered)
        lines: list[PricedLine] = []
        try:
            for step in plan.steps:
                step(given, lines)
            total = self._zero
            for line in lines:
                total += line.amount
        except Uncovered as reason:
            return PriceResult((), self._zero, str(reason))
        except InvalidOperation:
            return PriceResult((), self._zero, "no price: the amount would have too many digits")
        return PriceResult(tuple(lines), total)


def compile(definition: Definition, remember: int = REMEMBERED) -> Pricer:
    """Prepare a tariff version for pricing; raises Invalid where `rules.check` refuses it."""
    check(definition)
    return Pricer(definition, remember)


def _names_used(definition: Definition) -> dict[str, None]:
    """Every attribute that a condition or a formula looks at, in the order they are met."""
    names: dict[str, None] = {}
    for part in definition.components:
        names.update(dict.fromkeys(attributes_of(part.when)))
        if isinstance(part, FlatCharge | Fee):
            names.update(dict.fromkeys(name for row in part.rows for name in attributes_of(row.when)))
        if isinstance(part, TieredUsage):
            names.update(dict.fromkeys(name for name in formula_names(part) if name != DAYS))
    return names
