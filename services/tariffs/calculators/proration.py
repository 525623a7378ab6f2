"""The part of an amount that falls on the days served."""

from decimal import Decimal

from services.tariffs.prices import Proration


def part_of(amount: Decimal, proration: Proration | None) -> Decimal:
    """amount x days / of_days, not yet rounded; the whole without a proration."""
    return amount if proration is None else amount * proration.days / proration.of_days
