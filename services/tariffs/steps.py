"""The steps that price one input, each made once for a plan and adding its lines to those before it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeAlias

from services.tariffs.calculators.amount import flat, round_off, top_up
from services.tariffs.calculators.percentage import base_of, exemption_line, percent_line
from services.tariffs.calculators.proration import part_of
from services.tariffs.calculators.tiers import Calculator
from services.tariffs.line_rules import for_minimum, for_percent, for_rounding, for_row
from services.tariffs.metered import Meter
from services.tariffs.models import (
    ComponentKind,
    Definition,
    Exemption,
    Minimum,
    PercentLine,
    Rounding,
    Row,
    Table,
    Tax,
)
from services.tariffs.prices import PricedLine, PricingInput, Proration
from utils.money import minor_units, round_money

Step: TypeAlias = Callable[[PricingInput, list[PricedLine]], None]

CHARGES = frozenset({ComponentKind.TIERS, ComponentKind.RATE, ComponentKind.FLAT})


def usage_step(meter: Meter, calculate: Calculator) -> Step:
    """Take the quantity, then price it."""

    def step(given: PricingInput, lines: list[PricedLine]) -> None:
        lines.extend(calculate(meter(given, lines)))

    return step


def amount_step(table: Table, row: Row, proration: Proration | None, definition: Definition) -> Step:
    """Add the line of this row of a table; it is the same for every input of the plan."""
    days = proration if table.is_prorated else None
    line = flat(for_row(table, row, days, definition), days, minor_units(definition.currency))

    def step(_given: PricingInput, lines: list[PricedLine]) -> None:
        lines.append(line)

    return step


def minimum_step(minimum: Minimum, proration: Proration | None, definition: Definition) -> Step:
    """Top the charges so far up to the minimum."""
    days = proration if minimum.is_prorated else None
    rule = for_minimum(minimum, days, definition)
    least = round_money(part_of(minimum.amount, days), minor_units(definition.currency))

    def step(_given: PricingInput, lines: list[PricedLine]) -> None:
        charged = sum((line.amount for line in lines if line.rule.kind in CHARGES), Decimal(0))
        line = top_up(rule, least, charged)
        if line is not None:
            lines.append(line)

    return step


def percent_step(component: PercentLine, definition: Definition) -> Step:
    """Add a percentage or a tax of the lines so far, or take an exemption off them."""
    rule = for_percent(component, definition)
    of = frozenset(component.of)
    decimals = minor_units(definition.currency)
    left_out = ComponentKind.TAX if isinstance(component, Tax) else None

    def add(_given: PricingInput, lines: list[PricedLine]) -> None:
        lines.append(percent_line(rule, base_of(lines, of, left_out), decimals))

    def relieve(_given: PricingInput, lines: list[PricedLine]) -> None:
        line = exemption_line(rule, base_of(lines, of), total_of(lines), decimals)
        if line is not None:
            lines.append(line)

    return relieve if isinstance(component, Exemption) else add


def rounding_step(rounding: Rounding, definition: Definition) -> Step:
    """Bring the total to a multiple of the step."""
    rule = for_rounding(rounding, definition)
    decimals = minor_units(definition.currency)

    def step(_given: PricingInput, lines: list[PricedLine]) -> None:
        line = round_off(rule, total_of(lines), rounding.step, rounding.direction, decimals)
        if line is not None:
            lines.append(line)

    return step


def total_of(lines: Sequence[PricedLine]) -> Decimal:
    """The sum of the lines."""
    return sum((line.amount for line in lines), Decimal(0))
