"""The order of stops on foot: always to the nearest, then ways that cross are undone."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from services.visits.proof import metres_between

Point: TypeAlias = tuple[float, float]
"""Latitude and longitude in degrees."""
ROUNDS: Final = 20
HARDLY: Final = 1e-6


def walk(points: Sequence[Point], start: Point | None = None) -> list[int]:
    """The places of the points in a short order from `start`; without it from whichever outer point gives the shortest way.

    Nearest neighbour, improved by 2-opt: no stretch of the way can be turned round to shorten it. The way does not
    return. The same points give the same order.
    """
    if not points:
        return []
    everything = [*points, start] if start is not None else list(points)
    metres = [[metres_between(*one, *other) for other in everything] for one in everything]
    firsts = [len(points)] if start is not None else _outer(points)
    paths = [_to_the_nearest(first, len(everything), metres) for first in firsts]
    path = min(paths, key=lambda one: length_of(one, metres))
    _turn_round(path, metres, fixed=1 if start is not None else 0)
    return path[1:] if start is not None else path


def length_of(path: Sequence[int], metres: Sequence[Sequence[float]]) -> float:
    """The length of a way in metres."""
    return sum(metres[one][other] for one, other in pairwise(path))


def _outer(points: Sequence[Point]) -> list[int]:
    """The first of the southernmost, northernmost, westernmost and easternmost points."""
    places = range(len(points))
    found = [min(places, key=lambda n: points[n][axis] * side) for axis in (0, 1) for side in (1, -1)]
    return list(dict.fromkeys(found))


def _to_the_nearest(first: int, count: int, metres: Sequence[Sequence[float]]) -> list[int]:
    path, left = [first], set(range(count)) - {first}
    while left:
        here = metres[path[-1]]
        nearest = min(left, key=lambda n: (here[n], n))
        path.append(nearest)
        left.remove(nearest)
    return path


def _turn_round(path: list[int], metres: Sequence[Sequence[float]], fixed: int) -> None:
    """Turn stretches round as long as that shortens the way; the first `fixed` points stay."""
    last = len(path) - 1
    for _ in range(ROUNDS):
        is_shorter = False
        for start in range(fixed, last):
            for end in range(start + 1, last + 1):
                before = metres[path[start - 1]] if start else None
                after = metres[path[end + 1]] if end < last else None
                kept = (before[path[start]] if before else 0.0) + (after[path[end]] if after else 0.0)
                turned = (before[path[end]] if before else 0.0) + (after[path[start]] if after else 0.0)
                if turned < kept - HARDLY:
                    path[start : end + 1] = path[start : end + 1][::-1]
                    is_shorter = True
        if not is_shorter:
            return
