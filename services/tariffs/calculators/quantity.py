"""The quantity that is charged: brought to whole steps, less what is free."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from services.tariffs.models import ZERO, Direction

_MODES = {Direction.HALF_UP: ROUND_HALF_UP, Direction.UP: ROUND_CEILING, Direction.DOWN: ROUND_FLOOR}


def to_step(number: Decimal, step: Decimal, direction: Direction) -> Decimal:
    """The multiple of `step` next to the number in this direction: 27.9 down to steps of 1 is 27."""
    return (number / step).to_integral_value(_MODES[direction]) * step


def less_daily(quantities: Sequence[Decimal], free: Decimal) -> list[Decimal]:
    """Each day's quantity less what is free of it, so that an unused part of one day never helps another."""
    return [max(quantity - free, ZERO) for quantity in quantities]


def less(quantity: Decimal, free: Decimal) -> Decimal:
    """The quantity less what is free of it, never below zero."""
    return max(quantity - free, ZERO)
