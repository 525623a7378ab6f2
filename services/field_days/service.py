"""The end of an agent's day: what was done and left, and closing it once."""

from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Final
from uuid import uuid5
from zoneinfo import ZoneInfo

from services import audit, listing, visits
from services.field_days import repository
from services.field_days.listing_repository import CLOSED_DAYS
from services.field_days.models import CloseDay, ClosedDay, Figures, Summary
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.visits import VisitStatus
from services.work import Work
from utils.errors import Conflict, Invalid

LONGEST_NOTE: Final = 500
REASONS: Final = dict(visits.MISSED_FOR)


def today(work: Work) -> Summary:
    """The actor's day as it stands: what was done since midnight, what is open, and how it was closed. Raises Forbidden."""
    work.require(Permission.VISIT_MAKE)
    asked = {"agent": str(work.actor.staff_id), "day": work.today.isoformat()}
    closed = page(work, ListQuery(filters=asked, size=1)).rows
    return Summary(work.today, _figures(work), repository.left(work, work.today), closed[0] if closed else None)


def close(work: Work, command: CloseDay) -> Summary:
    """Close the actor's day, once: what is left open is missed for one reason. The same again changes nothing.

    Raises Forbidden, Invalid without a reason while something is open, Conflict for a visit that is begun and a closed day.
    """
    work.require(Permission.VISIT_MAKE)
    if len(command.note.strip()) > LONGEST_NOTE:
        raise Invalid({"note": f"A note has at most {LONGEST_NOTE} characters."})
    is_sent = repository.is_sent(work, work.today, command.client_uuid, command.note.strip())
    if is_sent is not None:
        if not is_sent:
            raise Conflict("This day is closed already; what comes now belongs to tomorrow.")
        return today(work)
    left = repository.left(work, work.today)
    begun = next((each for each in left if each.status == VisitStatus.STARTED), None)
    if begun is not None:
        raise Conflict(f"Visit {begun.visit_no} at {begun.unit_code or 'its unit'} is begun; submit it before you close the day.")
    if left and command.reason not in REASONS:
        raise Invalid({"reason": f"Say why {len(left)} of your visits were not made."})
    for each in left:
        visits.miss(work, each.visit_id, command.reason, command.note, uuid5(command.client_uuid, each.visit_no))
    found = _figures(work)
    repository.add(work, command, work.today, found)
    audit.record(work, "day.closed", f"day {work.today.isoformat()} of {work.actor.username}", after=asdict(found))
    return today(work)


def page(work: Work, query: ListQuery) -> Page[ClosedDay]:
    """Closed days as `CLOSED_DAYS` says, the latest first; an agent's own. Raises Forbidden, Invalid."""
    return listing.page(work, CLOSED_DAYS, query)


def _figures(work: Work) -> Figures:
    zone = ZoneInfo(work.actor.time_zone)
    since, until = (datetime.combine(work.today + timedelta(days=days), time(), zone) for days in (0, 1))
    found = repository.figures(work, work.today, since, until)
    assert found is not None  # noqa: S101 an aggregate is always a row
    return found
