"""Prices a quantity at one rate per unit."""

from decimal import ROUND_HALF_UP, Decimal

from services.tariffs.calculators.tiers import Calculator
from services.tariffs.prices import LineRule, PricedLine


def per_unit(rule: LineRule, quantum: Decimal) -> Calculator:
    """One line of quantity x rate x multiplier."""
    price = rule.rate * rule.multiplier

    def price_units(quantity: Decimal) -> tuple[PricedLine, ...]:
        return (PricedLine(rule, quantity, (quantity * price).quantize(quantum, ROUND_HALF_UP)),)

    return price_units
