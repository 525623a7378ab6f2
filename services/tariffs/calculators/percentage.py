"""Lines that are a percentage of other lines: percentages, exemptions, taxes."""

from collections.abc import Iterable
from decimal import Decimal

from services.tariffs.models import ComponentKind
from services.tariffs.prices import LineRule, PricedLine
from utils.money import round_money

HUNDRED = Decimal(100)


def base_of(lines: Iterable[PricedLine], of: frozenset[str], left_out: ComponentKind | None = None) -> Decimal:
    """The sum of the lines of the components in `of`; of all lines, without those of one kind, where it is empty."""
    if of:
        return sum((line.amount for line in lines if line.rule.component in of), Decimal(0))
    return sum((line.amount for line in lines if line.rule.kind is not left_out), Decimal(0))


def percent_line(rule: LineRule, base: Decimal, minor_units: int) -> PricedLine:
    """One line of base x rate / 100."""
    return PricedLine(rule, base, round_money(base * rule.rate / HUNDRED, minor_units))


def exemption_line(rule: LineRule, base: Decimal, total: Decimal, minor_units: int) -> PricedLine | None:
    """What is taken off (`rate` is below zero): at most the total so far, None where nothing is left to take."""
    relieved = min(base, total)
    return percent_line(rule, relieved, minor_units) if relieved > 0 else None
