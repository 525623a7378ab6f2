"""Prices a quantity by tiers: graduated, each slice at its own rate, or volume, the whole at the rate it reaches."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from services.tariffs.prices import LineRule, PricedLine

Calculator: TypeAlias = Callable[[Decimal], tuple[PricedLine, ...]]

_NO_END = Decimal("Infinity")


def graduated(rules: Sequence[LineRule], quantum: Decimal) -> Calculator:
    """Price each slice of the quantity once: line i is (min(quantity, upper_i) - lower_i) x rate_i x multiplier_i.

    `rules` are the tiers in order, each over `lower` up to and including `upper` (None: without end). The lines of full
    tiers are made here once and shared by all prices; only the last slice is worked out for each quantity. A quantity of
    zero gives one line of the first tier; a tier of no width gives none.
    """
    uppers = [_NO_END if rule.upper is None else rule.upper for rule in rules]
    lowers = [rule.lower or Decimal(0) for rule in rules]
    prices = [rule.rate * rule.multiplier for rule in rules]
    full: list[tuple[PricedLine, ...]] = [()]
    for rule, lower, price in zip(rules, lowers, prices, strict=True):
        if rule.upper is None:
            break
        width = rule.upper - lower
        line = PricedLine(rule, width, (width * price).quantize(quantum, ROUND_HALF_UP))
        full.append((*full[-1], line) if width else full[-1])

    def price_slices(quantity: Decimal) -> tuple[PricedLine, ...]:
        place = bisect_left(uppers, quantity)
        part = quantity - lowers[place]
        amount = (part * prices[place]).quantize(quantum, ROUND_HALF_UP)
        return (*full[place], PricedLine(rules[place], part, amount))

    return price_slices


def volume(rules: Sequence[LineRule], quantum: Decimal) -> Calculator:
    """Price the whole quantity at the rate of the tier it falls in: one line of quantity x rate_i x multiplier_i."""
    uppers = [_NO_END if rule.upper is None else rule.upper for rule in rules]
    prices = [rule.rate * rule.multiplier for rule in rules]

    def price_whole(quantity: Decimal) -> tuple[PricedLine, ...]:
        place = bisect_left(uppers, quantity)
        amount = (quantity * prices[place]).quantize(quantum, ROUND_HALF_UP)
        return (PricedLine(rules[place], quantity, amount),)

    return price_whole
