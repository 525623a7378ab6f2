"""Takes the quantity that a usage component charges out of an input, with the lines that explain what was left out."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeAlias

from services.tariffs.calculators.quantity import less_free, to_step
from services.tariffs.coverage import Uncovered
from services.tariffs.line_rules import for_free, for_steps
from services.tariffs.models import Allowance, Per, QuantityRule, Usage
from services.tariffs.phrases import words
from services.tariffs.prices import PricedLine, PricingInput
from utils.money import format_number, plain, quantum

LARGEST = Decimal(10) ** 12
ZERO = Decimal(0)

Meter: TypeAlias = Callable[[PricingInput, list[PricedLine]], Decimal]


def main_quantity(usage: Usage) -> Meter:
    """The usual case, a main quantity charged as it was measured."""

    def meter(given: PricingInput, _lines: list[PricedLine]) -> Decimal:
        if given.quantity is None and "" in given.daily:
            return plain(sum((checked(quantity, usage) for quantity in given.daily[""]), ZERO))
        return plain(checked(given.quantity, usage))

    return meter


def stepped_quantity(usage: Usage, steps: QuantityRule, minor_units: int) -> Meter:
    """A main quantity brought to whole steps."""
    step_rule = for_steps(steps, usage)
    zero = quantum(minor_units) * 0

    def meter(given: PricingInput, lines: list[PricedLine]) -> Decimal:
        measured = plain(checked(given.quantity, usage))
        quantity = to_step(measured, steps.step, steps.direction)
        if quantity == measured:
            return measured
        lines.append(PricedLine(step_rule, quantity - measured, zero))
        return plain(quantity)

    return meter


def adjusted_quantity(
    usage: Usage,
    steps: QuantityRule | None,
    allowances: Sequence[Allowance],
    minor_units: int,
    *,
    is_explained: bool,
) -> Meter:
    """Repeat by day, bring to whole steps, take off what is free, take the share.

    Only where `is_explained` do the parts left out get lines, so that two charges on one measure tell them once.
    """
    free_rules = [for_free(allowance, usage) for allowance in allowances]
    step_rule = for_steps(steps, usage) if steps else None
    zero = quantum(minor_units) * 0

    def meter(given: PricingInput, lines: list[PricedLine]) -> Decimal:
        measured = [plain(checked(quantity, usage)) for quantity in _measured(given, usage)]
        quantities = measured
        if steps and step_rule:
            quantities = [to_step(quantity, steps.step, steps.direction) for quantity in measured]
            difference = sum(quantities, ZERO) - sum(measured, ZERO)
            if difference and is_explained:
                lines.append(PricedLine(step_rule, plain(difference), zero))
        free_each, free_total = _free(usage, allowances, given.days)
        charged, free = less_free(quantities, free_each, free_total)
        if free and is_explained and free_rules:
            lines.append(PricedLine(free_rules[0], plain(free), zero))
        return plain(charged * usage.share)

    return meter


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


def _measured(given: PricingInput, usage: Usage) -> list[Decimal | None]:
    if usage.measure in given.daily:
        daily: list[Decimal | None] = list(given.daily[usage.measure])
        return daily if usage.per is Per.DAY else [sum((checked(each, usage) for each in daily), ZERO)]
    if given.days < 0:
        raise Uncovered(f"no price for {usage.label}: {given.days} days are below zero")
    total = given.measures.get(usage.measure) if usage.measure else given.quantity
    return [total] * given.days if usage.per is Per.DAY else [total]


def _free(usage: Usage, allowances: Sequence[Allowance], days: int) -> tuple[Decimal, Decimal]:
    """What is free of each day's quantity, and of the sum; a daily allowance on a period's quantity counts for its days."""
    each = total = ZERO
    for allowance in allowances:
        if allowance.per is Per.DAY and usage.per is Per.DAY:
            each += allowance.amount
        else:
            total += allowance.amount * (days if allowance.per is Per.DAY else 1)
    return each, total
