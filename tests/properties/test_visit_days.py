"""The order of stops on foot, and units shared out over agents, for any positions."""

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.visits.proof import metres_between
from services.visits.sharing import Spot, share
from services.visits.walking import walk

# A district, so that distances are what people walk and ride.
POINTS = st.lists(st.tuples(st.floats(30.0, 31.0), st.floats(73.0, 74.0)), max_size=25)
FEW = st.lists(st.tuples(st.floats(30.0, 31.0), st.floats(73.0, 74.0)), min_size=1, max_size=6)
START = st.none() | st.tuples(st.floats(30.0, 31.0), st.floats(73.0, 74.0))
UNITS = st.lists(st.tuples(st.integers(1, 4), st.floats(30.0, 31.0) | st.none(), st.floats(73.0, 74.0)), max_size=60)
SEERS = st.dictionaries(st.integers(1, 4), st.lists(st.integers(100, 104), max_size=4, unique=True))
LOADS = st.dictionaries(st.integers(100, 104), st.integers(0, 30))


def length(points: list[tuple[float, float]], order: list[int], start: tuple[float, float] | None) -> float:
    way = ([start] if start else []) + [points[place] for place in order]
    return sum(metres_between(*one, *other) for one, other in pairwise(way))


@given(POINTS, START)
def test_a_walk_comes_to_every_stop_once_and_no_stretch_turned_round_is_shorter(
    points: list[tuple[float, float]], start: tuple[float, float] | None
) -> None:
    order = walk(points, start)
    assert sorted(order) == list(range(len(points)))
    assert walk(points, start) == order
    whole = length(points, order, start)
    for first in range(len(order)):
        for last in range(first + 1, len(order)):
            turned = order[:first] + order[first : last + 1][::-1] + order[last + 1 :]
            assert length(points, turned, start) >= whole - 1e-3


@given(FEW, START)
def test_a_short_walk_is_at_most_a_third_longer_than_the_best(
    points: list[tuple[float, float]], start: tuple[float, float] | None
) -> None:
    best = min(length(points, list(order), start) for order in permutations(range(len(points))))
    assert length(points, walk(points, start), start) <= best * 4 / 3 + 1


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=30, unique=True))
def test_along_a_street_the_walk_goes_from_one_end_to_the_other(doors: list[int]) -> None:
    latitudes = [30 + door / 10_000 for door in doors]
    there = [doors[place] for place in walk([(each, 73.4) for each in latitudes], (29.9, 73.4))]
    assert there == sorted(doors)
    alone = [doors[place] for place in walk([(each, 73.4) for each in latitudes])]
    assert alone in (sorted(doors), sorted(doors, reverse=True))


@given(UNITS, SEERS, LOADS)
def test_each_unit_goes_to_one_agent_who_sees_it_or_to_nobody_where_nobody_does(
    units: list[tuple[int, float | None, float]], seers: dict[int, list[int]], loads: dict[int, int]
) -> None:
    spots = [Spot(number, area, lat, lon) for number, (area, lat, lon) in enumerate(units, 1)]
    shared = share(spots, seers, loads)
    whose = {unit: agent for agent, mine in shared.items() for unit in mine}
    assert len(whose) == sum(map(len, shared.values()))
    for spot in spots:
        able = seers.get(spot.area_id, [])
        assert (whose.get(spot.unit_id) in able) if able else spot.unit_id not in whose


@given(st.integers(0, 60), st.lists(st.integers(0, 20), min_size=1, max_size=5))
def test_who_has_most_before_gets_none_before_the_others_have_as_many(count: int, before: list[int]) -> None:
    agents = list(range(len(before)))
    spots = [Spot(number, 1, 30 + number / 1000, 73.4) for number in range(count)]
    shared = share(spots, {1: agents}, dict(enumerate(before)))
    after = [before[agent] + len(shared.get(agent, [])) for agent in agents]
    busy = [after[agent] for agent in agents if shared.get(agent)]
    assert sum(after) == sum(before) + count
    if busy:
        assert max(busy) - min(after) <= 1


def test_neighbours_go_to_the_same_agent() -> None:
    """Two villages, twenty kilometres apart, and two agents: each gets one of them."""
    villages = [(30.1, 73.1), (30.3, 73.1)]
    spots = [Spot(number, 1, villages[number % 2][0] + number / 1e5, 73.1) for number in range(40)]
    shared = share(spots, {1: [7, 8]}, {})
    assert sorted({unit % 2 for unit in mine} for mine in shared.values()) == [{0}, {1}]


@pytest.mark.parametrize("points", [[], [(30.5, 73.5)], [(30.5, 73.5)] * 4])
def test_no_stop_one_stop_and_stops_at_the_same_door(points: list[tuple[float, float]]) -> None:
    assert sorted(walk(points)) == list(range(len(points)))
