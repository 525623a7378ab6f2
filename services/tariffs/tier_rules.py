"""Refuses tiers that leave a gap, overlap, or have no width, with a sentence that says where."""

from collections.abc import Callable
from decimal import Decimal

from services.tariffs.models import Tier, TierConvention, TieredUsage
from utils.money import format_number

Problem = tuple[str, str]


def tier_problems(usage: TieredUsage) -> list[Problem]:
    """Pairs of a path below the component ("tiers[1]") and a sentence; empty where the tiers are sound."""
    problems = [
        (f"tiers[{place}].rate", f"tier {place + 1} has a rate below zero: {format_number(tier.rate)}")
        for place, tier in enumerate(usage.tiers)
        if tier.rate < 0
    ]
    strays = [_stray(place, tier, usage.convention) for place, tier in enumerate(usage.tiers)]
    found = [stray for stray in strays if stray is not None]
    if found:
        return problems + found
    return problems + _CHECKS[usage.convention](usage)


def _stray(place: int, tier: Tier, convention: TierConvention) -> Problem | None:
    """An edge written in another convention than the component's."""
    given = {
        TierConvention.UPTO: tier.upto is not None or tier.lower is not None,
        TierConvention.START: tier.start is not None,
        TierConvention.WIDTH: bool(tier.width),
    }
    for other, is_given in given.items():
        if is_given and other is not convention:
            return f"tiers[{place}]", f"tier {place + 1} has “{other}”, but these tiers are written by “{convention}”"
    return None


def _upto_problems(usage: TieredUsage) -> list[Problem]:
    problems: list[Problem] = []
    before = Decimal(0)
    last = len(usage.tiers) - 1
    for place, tier in enumerate(usage.tiers):
        number = place + 1
        lower = before if tier.lower is None else tier.lower
        if lower != before:
            problems.append((f"tiers[{place}]", _edge_sentence(number, lower, before)))
        if tier.upto is None:
            if place < last:
                problems.append((f"tiers[{place}].upto", f"tier {number} has no upper bound, but tier {number + 1} follows it"))
            continue
        if tier.upto <= lower:
            problems.append((f"tiers[{place}].upto", _width_sentence(number, lower, tier.upto)))
        elif place == last:
            problems.append(
                (
                    f"tiers[{place}].upto",
                    f"tier {number} is the last and ends at {format_number(tier.upto)}: units above it have no price",
                )
            )
        before = tier.upto
    return problems


def _edge_sentence(number: int, lower: Decimal, before: Decimal) -> str:
    start, end = format_number(lower), format_number(before)
    if number == 1:
        return (
            f"tier 1 starts at {start}: units 0 to {start} have no price"
            if lower > before
            else f"tier 1 starts at {start}, which is below zero"
        )
    if lower > before:
        return f"tier {number} starts at {start} but tier {number - 1} ends at {end}: units {end} to {start} have no price"
    return f"tier {number} starts at {start} but tier {number - 1} ends at {end}: units {start} to {end} have two prices"


def _width_sentence(number: int, lower: Decimal, upper: Decimal) -> str:
    width = "no width" if upper == lower else "a width below zero"
    return f"tier {number} starts at {format_number(lower)} and ends at {format_number(upper)}: it has {width}"


def _start_problems(usage: TieredUsage) -> list[Problem]:
    problems: list[Problem] = []
    before: Decimal | None = None
    for place, tier in enumerate(usage.tiers):
        number, at = place + 1, f"tiers[{place}].start"
        if tier.start is None:
            problems.append((at, f"tier {number} does not say at which unit it starts"))
            continue
        start = format_number(tier.start)
        if tier.start != tier.start.to_integral_value():
            problems.append((at, f"tier {number} starts at {start}: a tier by its first unit starts at a whole one"))
        elif before is None and place == 0 and tier.start not in (0, 1):
            problems.append((at, f"tier 1 starts at unit {start}: units 1 to {format_number(tier.start - 1)} have no price"))
        elif before is not None and tier.start <= max(before, Decimal(1)):
            problems.append((at, _start_sentence(number, tier.start, before)))
        before = tier.start
    return problems


def _start_sentence(number: int, start: Decimal, before: Decimal) -> str:
    shown, first = format_number(start), format_number(before)
    if start < before:
        return f"tier {number} starts at unit {shown} but tier {number - 1} starts at unit {first}: they overlap"
    return f"tier {number} starts at unit {shown}, so tier {number - 1} which starts at {first} has no width"


def _width_problems(usage: TieredUsage) -> list[Problem]:
    problems: list[Problem] = []
    last = len(usage.tiers) - 1
    for place, tier in enumerate(usage.tiers):
        number, at = place + 1, f"tiers[{place}].width"
        if place == last:
            if tier.width:
                problems.append((at, f"tier {number} is the last and has a width: units above it have no price"))
        elif not tier.width:
            problems.append((at, f"tier {number} has no width, but tier {number + 1} follows it"))
        elif any(term.times < 0 for term in tier.width):
            problems.append((at, f"tier {number} has a formula with a number below zero: its width could be below zero"))
        elif all(term.times == 0 for term in tier.width):
            problems.append((at, f"tier {number} has a formula that is always zero: it has no width"))
    return problems


_CHECKS: dict[TierConvention, Callable[[TieredUsage], list[Problem]]] = {
    TierConvention.UPTO: _upto_problems,
    TierConvention.START: _start_problems,
    TierConvention.WIDTH: _width_problems,
}
