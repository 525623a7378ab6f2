"""The quantity that is charged: repeated by day, brought to whole steps, less what is free."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from services.tariffs.models import Direction

_MODES = {Direction.HALF_UP: ROUND_HALF_UP, Direction.UP: ROUND_CEILING, Direction.DOWN: ROUND_FLOOR}


def to_step(number: Decimal, step: Decimal, direction: Direction) -> Decimal:
    """The multiple of `step` next to the number in this direction: 27.9 down to steps of 1 is 27."""
    return (number / step).to_integral_value(_MODES[direction]) * step


def less_free(quantities: Sequence[Decimal], free_each: Decimal, free_total: Decimal) -> tuple[Decimal, Decimal]:
    """What is charged of these daily quantities (or of one quantity of the period) and what of them is free.

    `free_each` is taken from every quantity on its own, so that an unused part of one day never helps another;
    `free_total` from the sum of what is left: charged = max(0, sum(max(0, q - free_each)) - free_total).
    """
    left = sum((max(quantity - free_each, Decimal(0)) for quantity in quantities), Decimal(0))
    charged = max(left - free_total, Decimal(0))
    return charged, sum(quantities, Decimal(0)) - charged
