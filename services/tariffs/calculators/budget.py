"""The edges of tiers, whichever way they are written: upper bounds, first units, or widths by formula."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from services.tariffs.calculators.proration import part_of
from services.tariffs.models import Term, Tier, TierConvention
from services.tariffs.prices import Proration

_FINEST = Decimal("0.001")


def width_of(terms: Sequence[Term], values: Mapping[str, Decimal]) -> Decimal:
    """The sum over the terms of `times` x the product of its attributes; raises KeyError for one that is not in `values`."""
    total = Decimal(0)
    for term in terms:
        product = term.times
        for name in term.of:
            product *= values[name]
        total += product
    return total


def edges(
    tiers: Sequence[Tier], convention: TierConvention, values: Mapping[str, Decimal], proration: Proration | None = None
) -> list[tuple[Decimal, Decimal | None]]:
    """Each tier's cumulative lower and upper bound; the last has no upper.

    A tier that starts at unit n begins where n - 1 units are used, so "start 15" makes the 15th unit the first of its
    tier. Prorated bounds are rounded half-up to thousandths of a unit.
    """
    bounds: list[tuple[Decimal, Decimal | None]] = []
    lower = Decimal(0)
    for place, tier in enumerate(tiers):
        upper: Decimal | None = None
        if place + 1 < len(tiers):
            if convention is TierConvention.WIDTH:
                upper = lower + _prorated(width_of(tier.width, values), proration)
            elif convention is TierConvention.START:
                upper = _prorated((tiers[place + 1].start or Decimal(1)) - 1, proration)
            else:
                upper = _prorated(tier.upto or Decimal(0), proration)
        bounds.append((lower, upper))
        lower = lower if upper is None else upper
    return bounds


def _prorated(bound: Decimal, proration: Proration | None) -> Decimal:
    return bound if proration is None else part_of(bound, proration).quantize(_FINEST, ROUND_HALF_UP)
