"""The tree of places of Suthra demo: real districts, tehsils and household counts, made-up wards and villages."""

import math
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

from services import areas
from services.areas import NewArea
from services.demo import names
from services.demo.census import Tehsil, apportion, tehsils_of
from services.demo.outlines import Outline, Point, outline_of

DIVISION: Final = "Sahiwal"
ROOT_CODE: Final = "SHW"
WARD_HOUSEHOLDS: Final = 2_500
ZONE_HOUSEHOLDS: Final = 30_000
COUNCIL_HOUSEHOLDS: Final = 6_500
VILLAGE_HOUSEHOLDS: Final = 1_600
TOWN_SPREAD: Final = 0.017
COUNCIL_SPREAD: Final = 0.022

# Where the towns lie that the tehsils are named after (longitude, latitude; public geography).
TOWNS: Final[dict[tuple[str, str], Point]] = {
    ("Okara", "Depalpur"): (73.653, 30.671),
    ("Okara", "Okara"): (73.459, 30.808),
    ("Okara", "Renala Khurd"): (73.598, 30.878),
    ("Pakpattan", "Arif Wala"): (73.066, 30.290),
    ("Pakpattan", "Pakpattan"): (73.387, 30.344),
    ("Sahiwal", "Chichawatni"): (72.696, 30.530),
    ("Sahiwal", "Sahiwal"): (73.107, 30.667),
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A ward or village, where premises lie; `position` is its place in the list of areas."""

    position: int
    code: str
    name: str
    settlement: str
    district: str
    households: int
    centre: Point


@dataclass(frozen=True, slots=True)
class Places:
    """Every area, parents first, and those of them that hold premises."""

    areas: tuple[NewArea, ...]
    leaves: tuple[Leaf, ...]


@cache
def places(seed: int) -> Places:
    """The whole tree of the division; the same seed gives the same tree."""
    plan = _Plan(Random(f"{seed}/places"))  # noqa: S311 - repeatable on purpose
    tehsils = tehsils_of(DIVISION)
    households = sum(tehsil.urban + tehsil.rural for tehsil in tehsils)
    root = plan.add(None, "division", ROOT_CODE, f"{DIVISION} Division", households, None)
    for district in dict.fromkeys(tehsil.district for tehsil in tehsils):
        inner = [tehsil for tehsil in tehsils if tehsil.district == district]
        code = f"{ROOT_CODE}-{district[:3].upper()}"
        count = sum(tehsil.urban + tehsil.rural for tehsil in inner)
        parent = plan.add(root, "district", code, f"{district} District", count, None)
        for tehsil in inner:
            _lay_out_tehsil(plan, parent, code, tehsil)
    return Places(tuple(plan.areas), tuple(plan.leaves))


class _Plan:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.areas: list[NewArea] = []
        self.leaves: list[Leaf] = []

    def add(self, parent: int | None, kind: str, code: str, name: str, households: int, centre: Point | None) -> int:
        longitude, latitude = (round(centre[0], 6), round(centre[1], 6)) if centre else (None, None)
        self.areas.append(areas.NewArea(parent, kind, code, name, households, latitude, longitude))
        return len(self.areas) - 1

    def add_leaf(self, parent: int, kind: str, code: str, name: str, households: int, centre: Point, district: str) -> None:
        position = self.add(parent, kind, code, name, households, centre)
        settlement = "urban" if kind == "ward" else "rural"
        self.leaves.append(Leaf(position, code, name, settlement, district, households, centre))

    def shares(self, households: int, size: int) -> list[int]:
        """Cut households into parts of about `size`, some smaller and some larger."""
        parts = max(1, round(households / size))
        return apportion(households, [0.6 + 0.8 * self.rng.random() for _ in range(parts)])


def _lay_out_tehsil(plan: _Plan, district: int, district_code: str, tehsil: Tehsil) -> None:
    outline = outline_of(tehsil.district)
    town = TOWNS[tehsil.district, tehsil.name]
    code = f"{district_code}-{tehsil.name[:3].upper()}"
    parent = plan.add(district, "tehsil", code, f"{tehsil.name} Tehsil", tehsil.urban + tehsil.rural, town)
    _lay_out_town(plan, parent, code, tehsil, outline, town)
    for number, households in enumerate(plan.shares(tehsil.rural, COUNCIL_HOUSEHOLDS), start=1):
        council_code = f"{code}-U{number:02}"
        centre = _council_centre(plan.rng, tehsil, outline, town)
        name = f"Union Council {number} {names.place(plan.rng)}"
        council = plan.add(parent, "union_council", council_code, name, households, centre)
        for village_no, share in enumerate(plan.shares(households, VILLAGE_HOUSEHOLDS), start=1):
            village = names.chak(plan.rng) if plan.rng.random() < 0.6 else names.place(plan.rng)
            middle = outline.near(plan.rng, centre, COUNCIL_SPREAD)
            plan.add_leaf(council, "village", f"{council_code}-V{village_no}", village, share, middle, tehsil.district)


def _lay_out_town(plan: _Plan, parent: int, code: str, tehsil: Tehsil, outline: Outline, town: Point) -> None:
    """A large town has zones; a small one is a municipal committee."""
    zones = [tehsil.urban] if tehsil.urban < 2 * ZONE_HOUSEHOLDS else plan.shares(tehsil.urban, ZONE_HOUSEHOLDS)
    for number, households in enumerate(zones, start=1):
        is_zone = len(zones) > 1
        zone_code = f"{code}-Z{number}" if is_zone else f"{code}-MC"
        name = f"{tehsil.name} Zone {number}" if is_zone else f"Municipal Committee {tehsil.name}"
        angle = 2 * math.pi * number / len(zones)
        offset = TOWN_SPREAD * 1.5 if is_zone else 0.0
        centre = (town[0] + offset * math.cos(angle), town[1] + offset * math.sin(angle))
        zone = plan.add(parent, "zone" if is_zone else "municipal_committee", zone_code, name, households, centre)
        for ward_no, share in enumerate(plan.shares(households, WARD_HOUSEHOLDS), start=1):
            ward = f"Ward {ward_no} {names.colony(plan.rng)}"
            middle = outline.near(plan.rng, centre, TOWN_SPREAD)
            plan.add_leaf(zone, "ward", f"{zone_code}-W{ward_no:02}", ward, share, middle, tehsil.district)


def _council_centre(rng: Random, tehsil: Tehsil, outline: Outline, town: Point) -> Point:
    """A point of the district that is nearer to this tehsil's town than to another's, and outside the town."""
    others = [point for (district, name), point in TOWNS.items() if district == tehsil.district and name != tehsil.name]
    for _ in range(1000):
        point = outline.any_point(rng)
        own = math.dist(point, town)
        if own > 3 * TOWN_SPREAD and all(own < math.dist(point, other) for other in others):
            return point
    return town
