"""Reading and changing the business calendar, and trying it out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from services import audit
from services.permissions import Permission
from services.service_levels import checking, repository, rules
from services.service_levels.models import USUAL_DAYS, WEEKDAYS, Calendar, Day, Holiday, NewDay, Span
from services.work import Work
from utils.errors import Conflict, not_found

REF: Final = "business calendar"


def current(work: Work) -> Calendar:
    """The calendar by which clocks run now: the one that was set, or the usual hours. For use cases that keep a clock."""
    zone = work.actor.time_zone
    changed = repository.last_change(work)
    if changed is None:
        return Calendar(zone, USUAL_DAYS)
    hours: dict[int, Span] = {}
    breaks: dict[int, list[Span]] = {}
    for row in repository.hours(work):
        span = Span(row.starts_minute, row.ends_minute)
        if row.is_break:
            breaks.setdefault(row.weekday, []).append(span)
        else:
            hours[row.weekday] = span
    days = tuple(Day(hours.get(number), tuple(breaks.get(number, ()))) for number in range(1, 8))
    return Calendar(zone, days, tuple(repository.holidays(work)), changed.changed_at, changed.changer_name)


def get(work: Work) -> Calendar:
    """The calendar for who may look at it. Raises Forbidden."""
    work.require(Permission.BUSINESS_CALENDAR_READ)
    return current(work)


def due(work: Work, opened_at: str, hours: Decimal) -> datetime:
    """When a promise of so many working hours would be due that was given at '2026-11-21 16:30'. Raises Forbidden, Invalid."""
    calendar = get(work)
    start = checking.moment(opened_at, calendar.time_zone)
    return rules.due_at(calendar, start, checking.minutes(hours)) or start


def set_hours(work: Work, days: Mapping[str, NewDay], seen: str | None = None) -> Calendar:
    """Work these hours from now on; `seen` is the mark of the calendar that the person looked at.

    Raises Forbidden, Invalid, Conflict when somebody else changed it meanwhile.
    """
    before = _locked(work, seen)
    return _written(work, before, checking.days(days), before.holidays)


def add_holiday(work: Work, holiday_on: date, name: str) -> Calendar:
    """Keep a day off. Raises Forbidden, Invalid."""
    before = _locked(work, None)
    return _written(work, before, before.days, checking.holidays([*before.holidays, Holiday(holiday_on, name)]))


def remove_holiday(work: Work, holiday_on: date) -> Calendar:
    """Work on that day after all. Raises Forbidden, NotFound."""
    before = _locked(work, None)
    kept = [each for each in before.holidays if each.holiday_on != holiday_on]
    if len(kept) == len(before.holidays):
        not_found("holiday on", holiday_on.isoformat())
    return _written(work, before, before.days, kept)


def replace_all(work: Work, days: Mapping[str, NewDay], holidays: Sequence[Holiday], seen: str | None = None) -> Calendar:
    """Put a whole calendar in place of what there is. Raises Forbidden, Invalid, Conflict."""
    before = _locked(work, seen)
    return _written(work, before, checking.days(days), checking.holidays(holidays))


def _locked(work: Work, seen: str | None) -> Calendar:
    work.require_everywhere(Permission.BUSINESS_CALENDAR_WRITE)
    repository.lock(work)
    found = current(work)
    if seen is not None and seen != found.mark:
        raise Conflict("Somebody else changed the business calendar meanwhile; look at it again before you change it.")
    return found


def _written(work: Work, before: Calendar, days: Sequence[Day], holidays: Sequence[Holiday]) -> Calendar:
    after = Calendar(before.time_zone, tuple(days), tuple(holidays))
    if after.mark == before.mark:
        return before
    repository.write(work, after.days, after.holidays)
    old, new = _told(before), _told(after)
    changed = [name for name in new if old[name] != new[name]]
    audit.record(
        work, "business_calendar.changed", REF, {name: old[name] for name in changed}, {name: new[name] for name in changed}
    )
    return current(work)


def _told(calendar: Calendar) -> dict[str, object]:
    told: dict[str, object] = {name: str(day) for name, day in zip(WEEKDAYS, calendar.days, strict=True)}
    return told | {"holidays": [f"{each.name} ({each.holiday_on.isoformat()})" for each in calendar.holidays]}
