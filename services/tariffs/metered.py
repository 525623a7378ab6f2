"""Takes the quantity that a usage component charges out of an input, with the lines that explain what was left out."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeAlias

from services.tariffs.calculators.quantity import less, less_daily, to_step
from services.tariffs.coverage import Uncovered
from services.tariffs.line_rules import for_free, for_steps
from services.tariffs.models import ONE, ZERO, Allowance, Per, QuantityRule, Usage
from services.tariffs.phrases import words
from services.tariffs.prices import LineRule, PricedLine, PricingInput
from utils.money import format_number, plain

LARGEST = Decimal(10) ** 12
MOST_DAYS = 3660

Meter: TypeAlias = Callable[[PricingInput, list[PricedLine]], Decimal]
Free: TypeAlias = tuple[Allowance, LineRule]


def main_quantity(usage: Usage) -> Meter:
    """The usual case, a main quantity charged as it was measured."""

    def meter(given: PricingInput, _lines: list[PricedLine]) -> Decimal:
        quantity = given.quantity
        if quantity is None or given.daily or not quantity.is_finite() or not ZERO <= quantity <= LARGEST:
            quantity = _total(given, usage)
        return plain(quantity)

    return meter


def stepped_quantity(steps: QuantityRule, usage: Usage, zero: Decimal) -> Meter:
    """A main quantity brought to whole steps; one that is whole already is the usual case."""
    step_rule = for_steps(steps, usage)
    is_whole = steps.step == ONE

    def meter(given: PricingInput, lines: list[PricedLine]) -> Decimal:
        quantity = given.quantity
        if quantity is None or given.daily or not quantity.is_finite() or not ZERO <= quantity <= LARGEST:
            quantity = _total(given, usage)
        if is_whole and (whole := quantity.to_integral_value()) == quantity:
            return whole.quantize(ONE)
        stepped = to_step(quantity, steps.step, steps.direction)
        if stepped != quantity:
            lines.append(PricedLine(step_rule, plain(stepped - quantity), zero))
        return plain(stepped)

    return meter


def adjusted_quantity(
    usage: Usage, steps: QuantityRule | None, allowances: Sequence[Allowance], told: frozenset[str], zero: Decimal
) -> Meter:
    """Repeat by day, bring to whole steps, take off what is free, take the share.

    A step rule or allowance whose code is in `told` adds no line, so that two charges on one measure tell it once.
    """
    daily, in_period = _by_span(usage, allowances)
    step_rule = for_steps(steps, usage) if steps else None

    def meter(given: PricingInput, lines: list[PricedLine]) -> Decimal:
        def tell(rule: LineRule, quantity: Decimal) -> None:
            if quantity and rule.code not in told:
                lines.append(PricedLine(rule, plain(quantity), zero))

        quantities = [plain(checked(quantity, usage)) for quantity in _measured(given, usage)]
        left = sum(quantities, ZERO)
        if steps and step_rule:
            quantities = [to_step(quantity, steps.step, steps.direction) for quantity in quantities]
            left, before = sum(quantities, ZERO), left
            tell(step_rule, left - before)
        for allowance, rule in daily:
            quantities = less_daily(quantities, allowance.amount)
            left, before = sum(quantities, ZERO), left
            tell(rule, before - left)
        for allowance, rule in in_period:
            times = _days(given, usage) if allowance.per is Per.DAY else 1
            left, before = less(left, allowance.amount * times), left
            tell(rule, before - left)
        return plain(left * usage.share)

    return meter


def _by_span(usage: Usage, allowances: Sequence[Allowance]) -> tuple[list[Free], list[Free]]:
    """Allowances taken off each day's quantity, and those taken off the sum; each with the rule of its line."""
    ruled = [(allowance, for_free(allowance, usage)) for allowance in allowances]
    daily = [pair for pair in ruled if pair[0].per is Per.DAY and usage.per is Per.DAY]
    return daily, [pair for pair in ruled if pair not in daily]


def checked(quantity: Decimal | None, usage: Usage) -> Decimal:
    """The quantity where it can be charged; raises Uncovered with the reason where not."""
    if quantity is not None and quantity.is_finite() and ZERO <= quantity <= LARGEST:
        return quantity
    named = f"quantity of {words(usage.measure)}" if usage.measure else "quantity"
    if quantity is None:
        raise Uncovered(f"no price for {usage.label}: no {named} was given")
    if quantity.is_finite() and quantity < 0:
        raise Uncovered(f"no price for {usage.label}: {named} of {format_number(quantity)} {usage.unit} is below zero")
    raise Uncovered(f"no price for {usage.label}: {named} of {quantity} is not possible")


def _total(given: PricingInput, usage: Usage) -> Decimal:
    """The main quantity of the period, summed where it was measured by day."""
    if usage.measure in given.daily:
        return sum((checked(each, usage) for each in given.daily[usage.measure]), ZERO)
    return checked(given.quantity, usage)


def _measured(given: PricingInput, usage: Usage) -> list[Decimal | None]:
    if usage.measure in given.daily:
        daily: list[Decimal | None] = list(given.daily[usage.measure])
        return daily if usage.per is Per.DAY else [_total(given, usage)]
    total = given.measures.get(usage.measure) if usage.measure else given.quantity
    return [total] * _days(given, usage) if usage.per is Per.DAY else [total]


def _days(given: PricingInput, usage: Usage) -> int:
    if not 0 <= given.days <= MOST_DAYS:
        raise Uncovered(f"no price for {usage.label}: a period of {given.days} days is not possible")
    return given.days
