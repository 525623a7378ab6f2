"""Sharing units out over agents: each to somebody who sees it, evenly, and neighbours to the same agent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

BITS: Final = 16


@dataclass(frozen=True, slots=True)
class Spot:
    """A unit and where it lies; without a position it goes with those of its area."""

    unit_id: int
    area_id: int
    latitude: float | None
    longitude: float | None


def share(units: Sequence[Spot], seers: Mapping[int, Sequence[int]], loads: Mapping[int, int]) -> dict[int, list[int]]:
    """Units by agent. `seers` are the agents who see an area, `loads` the stops that they have already.

    Units that the same agents see are laid out along a curve that keeps neighbours together, and cut into as many
    stretches as there are agents, so long that in the end each has as nearly the same number of stops as can be; who
    already has more gets none. Areas with the fewest agents come first. A unit that nobody sees is given to nobody.
    """
    had = dict(loads)
    given: dict[int, list[int]] = {agent: [] for agents in seers.values() for agent in agents}
    groups: dict[tuple[int, ...], list[Spot]] = {}
    for unit in units:
        groups.setdefault(tuple(sorted(set(seers.get(unit.area_id, ())))), []).append(unit)
    for agents, group in sorted(groups.items(), key=lambda one: (len(one[0]), one[0])):
        if not agents:
            continue
        line = _along_a_curve(group)
        for agent, count in _levelled(agents, had, len(line)):
            mine, line = line[:count], line[count:]
            given[agent] += [each.unit_id for each in mine]
            had[agent] = had.get(agent, 0) + count
    return {agent: mine for agent, mine in given.items() if mine}


def _levelled(agents: Sequence[int], had: Mapping[int, int], count: int) -> list[tuple[int, int]]:
    """How many of so many each gets, so that those with the fewest are filled up first."""
    loads = {agent: had.get(agent, 0) for agent in agents}
    order = sorted(agents, key=lambda agent: (loads[agent], agent))
    width = 1
    while width < len(order) and sum(loads[order[width]] - loads[agent] for agent in order[:width]) <= count:
        width += 1
    filled = order[:width]
    level, more = divmod(count + sum(loads[agent] for agent in filled), width)
    return [(agent, level + (place < more) - loads[agent]) for place, agent in enumerate(filled)]


def _along_a_curve(units: Sequence[Spot]) -> list[Spot]:
    """Units along Hilbert's curve over the rectangle that holds them; those without a position last, area by area."""
    placed = [(each, each.latitude, each.longitude) for each in units if each.latitude is not None and each.longitude is not None]
    others = sorted((each for each in units if each.latitude is None or each.longitude is None), key=_by_area)
    if not placed:
        return others
    south, north = min(lat for _, lat, _ in placed), max(lat for _, lat, _ in placed)
    west, east = min(lon for _, _, lon in placed), max(lon for _, _, lon in placed)
    side = max(north - south, east - west) or 1.0
    steps = (1 << BITS) - 1
    keyed = [
        (_hilbert(int((lon - west) / side * steps), int((lat - south) / side * steps)), each.unit_id, each)
        for each, lat, lon in placed
    ]
    return [each for _, _, each in sorted(keyed, key=lambda one: one[:2])] + others


def _hilbert(x: int, y: int) -> int:
    """How far along the curve a cell lies."""
    far = 0
    side = 1 << (BITS - 1)
    while side:
        right, up = int(bool(x & side)), int(bool(y & side))
        far += side * side * ((3 * right) ^ up)
        if not up:
            if right:
                x, y = (1 << BITS) - 1 - x, (1 << BITS) - 1 - y
            x, y = y, x
        side >>= 1
    return far


def _by_area(unit: Spot) -> tuple[int, int]:
    return unit.area_id, unit.unit_id
