"""Single amounts: a flat price or fee, the top-up to a minimum, and the last line that rounds the total."""

from dataclasses import replace
from decimal import Decimal

from services.tariffs.calculators.proration import part_of
from services.tariffs.calculators.quantity import to_step
from services.tariffs.models import ONE, Direction
from services.tariffs.prices import LineRule, PricedLine, Proration
from utils.money import round_money


def flat(rule: LineRule, proration: Proration | None, minor_units: int) -> PricedLine:
    """One line of the rule's amount, for the days served: rate x days / of_days."""
    return PricedLine(rule, ONE, round_money(part_of(rule.rate, proration), minor_units))


def top_up(rule: LineRule, minimum: Decimal, charged: Decimal) -> PricedLine | None:
    """The line that lifts what was charged to the minimum, or None where that is reached."""
    missing = minimum - charged
    return PricedLine(replace(rule, rate=missing), ONE, missing) if missing > 0 else None


def round_off(rule: LineRule, total: Decimal, step: Decimal, direction: Direction, minor_units: int) -> PricedLine | None:
    """The line that brings the total to a multiple of `step`, or None where it is one."""
    difference = round_money(to_step(total, step, direction) - total, minor_units)
    return PricedLine(replace(rule, rate=difference), ONE, difference) if difference else None
