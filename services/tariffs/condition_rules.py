"""Refuses tables whose rows overlap, leave a gap in a band, or can never be reached, with a sentence that says where."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import combinations, pairwise, product

from services.tariffs.models import Band, Condition, OneOf, Table, When
from services.tariffs.phrases import when_words, words
from utils.money import format_number

Problem = tuple[str, str]
Group = dict[tuple[str, ...], list[int]]

LOWEST, HIGHEST = Decimal("-Infinity"), Decimal("Infinity")


def ends(band: Band) -> tuple[Decimal, Decimal]:
    """The band as numbers: over the first, up to the second."""
    return LOWEST if band.over is None else band.over, HIGHEST if band.upto is None else band.upto


def meet(one: Condition, other: Condition) -> bool:
    """Whether a value could fulfil both conditions on the same attribute."""
    if isinstance(one, OneOf) and isinstance(other, OneOf):
        return bool(set(one.values) & set(other.values))
    if isinstance(one, Band) and isinstance(other, Band):
        return max(ends(one)[0], ends(other)[0]) < min(ends(one)[1], ends(other)[1])
    return True


def can_both_hold(one: When, other: When) -> bool:
    """Whether an account could fulfil both; an attribute in only one of them keeps nobody out."""
    return all(meet(mine, theirs) for mine in one for theirs in other if mine.attribute == theirs.attribute)


def when_problems(when: When, at: str) -> list[Problem]:
    """What is wrong with the conditions themselves: no values, or a band without width."""
    problems: list[Problem] = []
    for condition in when:
        path = f"{at}.{condition.attribute}"
        if isinstance(condition, OneOf):
            if not condition.values:
                problems.append((path, f"the condition on {words(condition.attribute)} names no value, so it never holds"))
            continue
        low, high = ends(condition)
        if low >= high:
            width = "no width" if low == high else "a width below zero"
            sentence = (
                f"the band of {words(condition.attribute)} over {format_number(low)} up to {format_number(high)} has {width}"
            )
            problems.append((path, sentence))
    return problems


def row_problems(table: Table, units: Mapping[str, str]) -> list[Problem]:
    """Pairs of a path below the component ("rows[3]") and a sentence."""
    problems: list[Problem] = []
    for place, row in enumerate(table.rows):
        if row.amount < 0:
            problems.append((f"rows[{place}].amount", f"row {place + 1} has an amount below zero: {format_number(row.amount)}"))
        problems += when_problems(row.when, f"rows[{place}].when")
        if not can_both_hold(table.when, row.when):
            here, only = when_words(row.when, units), when_words(table.when, units)
            sentence = f"row {place + 1} ({here}) can never apply: the component is only for {only}"
            problems.append((f"rows[{place}].when", sentence))
    if problems:
        return problems
    groups = _groups(table)
    for shape, group in groups.items():
        for places in group.values():
            problems += _band_problems(table, places, units) if shape[1] else _repeat_problems(table, places, units)
    return problems + _cross_problems(table, groups, units)


def _groups(table: Table) -> dict[tuple[tuple[str, ...], tuple[str, ...]], Group]:
    """Rows by the attributes they look at, then by each combination of exact values."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], Group] = {}
    for place, row in enumerate(table.rows):
        exact = {part.attribute: part.values for part in row.when if isinstance(part, OneOf)}
        banded = sorted(part.attribute for part in row.when if isinstance(part, Band))
        group = groups.setdefault((tuple(sorted(exact)), tuple(banded)), {})
        for key in product(*(dict.fromkeys(exact[name]) for name in sorted(exact))):
            group.setdefault(key, []).append(place)
    return groups


def _repeat_problems(table: Table, places: Sequence[int], units: Mapping[str, str]) -> list[Problem]:
    return [_overlap(table, places[0], later, units) for later in places[1:]]


def _band_problems(table: Table, places: Sequence[int], units: Mapping[str, str]) -> list[Problem]:
    """Neighbouring bands must touch; rows with two bands are only compared with each other."""
    bands = {place: [part for part in table.rows[place].when if isinstance(part, Band)] for place in places}
    if any(len(parts) > 1 for parts in bands.values()):
        return _pair_problems(table, list(combinations(places, 2)), units)
    ordered = sorted(places, key=lambda place: ends(bands[place][0]))
    problems: list[Problem] = []
    for before, after in pairwise(ordered):
        end, start = ends(bands[before][0])[1], ends(bands[after][0])[0]
        if start < end:
            problems.append(_overlap(table, before, after, units))
        elif start > end:
            gap = f"{words(bands[after][0].attribute)} over {format_number(end)} to {format_number(start)}"
            sentence = (
                f"row {after + 1} ({when_words(table.rows[after].when, units)}) starts over {format_number(start)} but "
                f"row {before + 1} ends at {format_number(end)}: {gap} has no price"
            )
            problems.append((f"rows[{after}].when", sentence))
    return problems


def _cross_problems(
    table: Table, groups: Mapping[tuple[tuple[str, ...], tuple[str, ...]], Group], units: Mapping[str, str]
) -> list[Problem]:
    """Rows that look at different attributes overlap unless one they share keeps them apart."""
    members = [sorted({place for places in group.values() for place in places}) for group in groups.values()]
    pairs = [pair for one, other in combinations(members, 2) for pair in product(one, other)]
    return _pair_problems(table, pairs, units)


def _pair_problems(table: Table, pairs: Sequence[tuple[int, int]], units: Mapping[str, str]) -> list[Problem]:
    return [
        _overlap(table, min(pair), max(pair), units)
        for pair in pairs
        if can_both_hold(table.rows[pair[0]].when, table.rows[pair[1]].when)
    ]


def _overlap(table: Table, one: int, other: int, units: Mapping[str, str]) -> Problem:
    first, second = when_words(table.rows[one].when, units), when_words(table.rows[other].when, units)
    return (
        f"rows[{other}].when",
        f"rows {one + 1} ({first}) and {other + 1} ({second}) overlap: an account could have two prices",
    )
