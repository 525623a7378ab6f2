"""Whether a visit can be believed: how far it was from its unit, how fast its agent must have moved, and when it was made."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import asin, ceil, cos, radians, sin, sqrt
from typing import Final

from services import service_levels
from services.service_levels import Calendar
from services.visits.models import Position

EARTH_METRES: Final = 6_371_000
# A position known no better than this proves nothing of a visit.
VAGUE_METRES: Final = 500
# From here on it is no longer the neighbourhood.
ELSEWHERE_METRES: Final = 20_000
# As fast as a motorcycle gets through a district.
METRES_A_MINUTE: Final = 1_000
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Before:
    """The visit that the same agent submitted before: when and where."""

    submitted_at: datetime
    position: Position


def metres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The way between two points over the ground, in metres (haversine, within 0.5%)."""
    south, north = radians(latitude), radians(other_latitude)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(min(1.0, half)))


def distance(at: Position | None, latitude: float | None, longitude: float | None) -> int | None:
    """How far a position is from a unit, in whole metres; None where one of the two is not known."""
    if at is None or latitude is None or longitude is None:
        return None
    return round(metres_between(at.latitude, at.longitude, latitude, longitude))


def doubts(
    at: Position | None, metres: int | None, fence: int, before: Before | None, now: datetime, calendar: Calendar
) -> list[str]:
    """What speaks against a visit that is submitted now, a sentence each; nothing where all is well.

    `metres` is its distance from the unit. It is inside the geofence where the circle of its accuracy touches it; a
    circle of over 500 m proves nothing, so that a poor position is no way around the geofence.
    """
    found = ["No position was taken."] if at is None else [*_place(at, metres, fence), *_speed(at, before, now)]
    if not _is_working_time(calendar, now):
        found.append("It was submitted outside the working hours.")
    return found


def _place(at: Position, metres: int | None, fence: int) -> Iterator[str]:
    if at.accuracy_metres > max(VAGUE_METRES, fence):
        yield f"The position is sure to {at.accuracy_metres:,} m only, which proves nothing."
    if metres is None:
        return
    if metres - at.accuracy_metres > ELSEWHERE_METRES:
        yield f"The position is {round(metres / 1000):,} km from the unit, in another part of the country or of the world."
    elif metres - at.accuracy_metres > fence:
        yield f"The position is {metres:,} m from the unit; {fence:,} m are allowed, and it is sure to {at.accuracy_metres:,} m."


def _speed(at: Position, before: Before | None, now: datetime) -> Iterator[str]:
    if before is None:
        return
    there = before.position
    way = metres_between(at.latitude, at.longitude, there.latitude, there.longitude)
    way -= at.accuracy_metres + there.accuracy_metres
    minutes = max(now - before.submitted_at, timedelta()) / MINUTE
    if way > METRES_A_MINUTE * max(minutes, 0.5):
        took = "less than a minute" if minutes < 1 else f"{ceil(minutes)} minutes"
        yield f"The visit before was {round(way):,} m away and submitted only {took} earlier."


def _is_working_time(calendar: Calendar, now: datetime) -> bool:
    """Whether a moment falls between the first and the last working hour of its day; breaks are the agent's to choose."""
    whole = replace(calendar, days=tuple(replace(day, breaks=()) for day in calendar.days))
    return service_levels.elapsed_minutes(whole, now, now + MINUTE) > 0
