"""An agent's day: what is still to be made, in the order to walk it, which the agent may change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from services import audit, listing
from services.paging import ListQuery
from services.permissions import Permission
from services.visits import day_repository, walking
from services.visits.listing_repository import VISITS
from services.visits.models import Day, Stop, VisitStatus
from services.visits.proof import metres_between
from services.visits.walking import Point
from services.work import Work
from utils.errors import Conflict, not_found


def today(work: Work) -> Day:
    """The actor's stops of today and those left from before: the one that was started, then as arranged, then by the way.

    The way begins where the actor submitted a visit last today; stops without a position come at the end, by code.
    Visits that were returned are apart. Raises Forbidden.
    """
    work.require(Permission.VISIT_MAKE)
    since = datetime.combine(work.today, time(), ZoneInfo(work.actor.time_zone))
    found = day_repository.stops(work, work.today)
    spot = day_repository.last_spot(work, since)
    counts = day_repository.counts(work, work.today, since)
    stops = [each for each in found if each.status != VisitStatus.RETURNED]
    returned = sorted((each for each in found if each.status == VisitStatus.RETURNED), key=lambda each: each.visit_id)
    at = (spot.latitude, spot.longitude) if spot else None
    is_arranged = any(each.day_place is not None for each in stops)
    return Day(work.today, measured(ordered(stops, at), at), returned, counts.done_count, counts.missed_count, is_arranged)


def move_stop(work: Work, visit_id: int, *, is_up: bool) -> Day:
    """Make a stop one place earlier or later; from then on the order of the stops there are is kept. Raises NotFound."""
    before = today(work)
    order = [each.visit_id for each in before.stops]
    if visit_id not in order:
        found = listing.page(work, VISITS, ListQuery(filters={"visit": str(visit_id)}, size=1)).rows
        row = found[0] if found else not_found("visit", visit_id)
        raise Conflict(f"Visit {row.visit_no} is none of your stops of today.")
    place = order.index(visit_id)
    other = place - 1 if is_up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        day_repository.arrange(work, order)
        moved = before.stops[place]
        audit.record(work, "visit.arranged", f"visit {moved.visit_no}", {"place": place + 1}, {"place": other + 1})
    return today(work)


def arrange_by_way(work: Work) -> Day:
    """Forget the own order: the stops come by walking distance again. Raises Forbidden."""
    if today(work).is_arranged:
        day_repository.forget(work, work.today)
        audit.record(work, "visit.arranged_by_way", f"stops of {work.actor.username}")
    return today(work)


def ordered(stops: Sequence[Stop], at: Point | None) -> list[Stop]:
    """The stops in the order to make them: started, arranged by hand, by the way from there, and those without a position."""
    started = [each for each in stops if each.status == VisitStatus.STARTED]
    others = [each for each in stops if each.status != VisitStatus.STARTED]
    arranged = sorted((each for each in others if each.day_place is not None), key=lambda each: (each.day_place, each.visit_id))
    free = sorted((each for each in others if each.day_place is None), key=_by_code)
    located = [(each, point) for each in free if (point := _point(each)) is not None]
    first = [*sorted(started, key=_by_code), *arranged]
    start = next((point for each in reversed(first) if (point := _point(each)) is not None), at)
    way = walking.walk([point for _, point in located], start)
    return [*first, *(located[place][0] for place in way), *(each for each in free if _point(each) is None)]


def measured(stops: Sequence[Stop], at: Point | None) -> list[Stop]:
    """The stops, each with its distance from the one before that has a position."""
    found: list[Stop] = []
    for each in stops:
        point = _point(each)
        metres = round(metres_between(*at, *point)) if at is not None and point is not None else None
        found.append(replace(each, metres=metres))
        at = point or at
    return found


def _point(stop: Stop) -> Point | None:
    return None if stop.latitude is None or stop.longitude is None else (stop.latitude, stop.longitude)


def _by_code(stop: Stop) -> tuple[str, int]:
    return stop.unit_code or "", stop.visit_id
