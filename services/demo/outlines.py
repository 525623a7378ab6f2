"""Outlines of districts: whether a point lies inside one, and random points that do."""

import json
import math
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Final

from services.demo.census import DATA
from utils.errors import not_found

Point = tuple[float, float]
"""Longitude and latitude in degrees, as in the file."""

TRIES: Final = 200


@dataclass(frozen=True)
class Outline:
    """The rings of a district; a point inside an odd number of them is inside the district."""

    rings: tuple[tuple[Point, ...], ...]

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a point lies inside, by counting the edges that a ray to the east crosses."""
        inside = False
        for ring in self.rings:
            x1, y1 = ring[-1]
            for x2, y2 in ring:
                if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
                    inside = not inside
                x1, y1 = x2, y2
        return inside

    def edge_distance(self, longitude: float, latitude: float) -> float:
        """How far the nearest edge is, in degrees."""
        nearest = math.inf
        for ring in self.rings:
            x1, y1 = ring[-1]
            for x2, y2 in ring:
                dx, dy = x2 - x1, y2 - y1
                length = dx * dx + dy * dy
                along = 0.0 if length == 0 else ((longitude - x1) * dx + (latitude - y1) * dy) / length
                along = min(max(along, 0.0), 1.0)
                nearest = min(nearest, math.hypot(longitude - x1 - along * dx, latitude - y1 - along * dy))
                x1, y1 = x2, y2
        return nearest

    def any_point(self, rng: Random) -> Point:
        """A point spread evenly over the district."""
        xs = [x for ring in self.rings for x, _ in ring]
        ys = [y for ring in self.rings for _, y in ring]
        west, south, width, height = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
        while True:
            point = (west + rng.random() * width, south + rng.random() * height)
            if self.holds(*point):
                return point

    def near(self, rng: Random, centre: Point, spread: float) -> Point:
        """A point around `centre`, about `spread` degrees away; the centre itself where none is inside."""
        for _ in range(TRIES):
            point = (centre[0] + rng.gauss(0.0, spread), centre[1] + rng.gauss(0.0, spread))
            if self.holds(*point):
                return point
        return centre


@cache
def outline_of(district: str) -> Outline:
    """The outline of a district by its name in the census. Raises NotFound."""
    features: list[dict[str, Any]] = json.loads((DATA / "punjab_districts.geojson").read_text(encoding="utf-8"))["features"]
    for feature in features:
        if feature["properties"]["district"] == district:
            shape = feature["geometry"]
            polygons: list[Any] = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
            return Outline(tuple(tuple((x, y) for x, y in ring) for polygon in polygons for ring in polygon))
    return not_found("district", district)
