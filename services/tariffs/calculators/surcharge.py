"""The surcharge for paying late, by its own rule after the bill."""

from decimal import Decimal

from services.tariffs.models import SurchargeEvery, SurchargeKind, SurchargeRule
from utils.money import quantum, round_money


def surcharge(rule: SurchargeRule, unpaid: Decimal, days_late: int, minor_units: int = 2) -> Decimal:
    """What is owed for being `days_late` days past due with `unpaid` open, as the whole charge until now.

    Days of grace are not counted. A percentage is of `unpaid` and never compounds; a begun month of thirty days counts
    whole; `cap` bounds the sum. Zero while the rule is off, nothing is unpaid, or the grace lasts.
    """
    counted = days_late - rule.grace_days
    if not rule.is_on or unpaid <= 0 or counted <= 0:
        return Decimal(0).quantize(quantum(minor_units))
    times = {SurchargeEvery.ONCE: 1, SurchargeEvery.MONTH: -(-counted // 30), SurchargeEvery.DAY: counted}[rule.every]
    once = rule.value if rule.kind is SurchargeKind.AMOUNT else unpaid * rule.value / 100
    charge = once * times
    return round_money(charge if rule.cap is None else min(charge, rule.cap), minor_units)
