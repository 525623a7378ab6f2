"""Clocks that run while an organization works: when a promise is due, and how much working time went by."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from services.service_levels.models import Calendar, Pause, Span
from utils.errors import Invalid

FARTHEST: Final = timedelta(days=3_660)
FIRST_YEAR, LAST_YEAR = 1900, 2200
_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_Stretch = tuple[datetime, datetime]


def due_at(calendar: Calendar, start: datetime, minutes: int, pauses: Sequence[Pause] = ()) -> datetime | None:
    """The first moment at which so many working minutes went by since `start`, in UTC; pauses do not count.

    Working time is real time during which the clock on the wall shows working hours: an hour that a change of the clock
    leaves out does not count, one that it repeats counts twice. None while a clock stands still that was not due before.
    Raises Invalid where the calendar reaches no such moment within ten years.
    """
    start = _utc(start)
    if minutes <= 0:
        return start
    left = timedelta(minutes=minutes)
    standing = min((each.started_at for each in pauses if each.ended_at is None), default=None)
    resumed = max((each.ended_at for each in pauses if each.ended_at is not None), default=start)
    last = max(start, _utc(resumed)) + FARTHEST if standing is None else max(start, _utc(standing))
    for begins, ends in _running(calendar, start, last, pauses):
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    if standing is not None:
        return None
    raise Invalid({"minutes": f"The calendar has no {minutes:,} working minutes within ten years; give it more working hours."})


def elapsed_minutes(calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> int:
    """Whole working minutes from `start` to `end` without the pauses; 0 where `end` is not after `start`."""
    start, end = _utc(start), _utc(end)
    spent = sum((ends - begins for begins, ends in _running(calendar, start, end, pauses)), timedelta())
    return spent // _MINUTE


def _running(calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause]) -> Iterator[_Stretch]:
    """The stretches between two moments during which the clock runs, in order."""
    stops = sorted((_utc(each.started_at), end if each.ended_at is None else _utc(each.ended_at)) for each in pauses)
    for opened, closed in _working(calendar, start.date(), end.date()):
        begins, ends = max(opened, start), min(closed, end)
        for stopped, resumed in stops:
            if resumed <= max(begins, stopped) or stopped >= ends:
                continue
            if begins < stopped:
                yield begins, stopped
            begins = max(begins, resumed)
        if begins < ends:
            yield begins, ends


def _working(calendar: Calendar, first: date, last: date) -> Iterator[_Stretch]:
    """The working stretches of the days of UTC from `first` to `last`, in order and apart from each other."""
    week = [each.open for each in calendar.days]
    closed = {each.holiday_on for each in calendar.holidays}
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        for begins, ends, offset in _offsets(calendar.time_zone, date.fromordinal(ordinal)):
            wall_begins, wall_ends = _wall(begins, offset), _wall(ends, offset)
            for day in _days(wall_begins, wall_ends):
                if day not in closed:
                    for span in week[day.weekday()]:
                        opened, shut = _on(day, span)
                        opened, shut = max(opened, wall_begins), min(shut, wall_ends)
                        if opened < shut:
                            yield (opened - offset).replace(tzinfo=UTC), (shut - offset).replace(tzinfo=UTC)


@lru_cache(8192)
def _offsets(time_zone: str, day: date) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """The stretches of one day of UTC during which the zone keeps its distance from UTC; mostly one."""
    zone = ZoneInfo(time_zone)
    midnight = datetime.combine(day, time(), UTC)
    hours = [midnight + _HOUR * number for number in range(25)]
    found: list[tuple[datetime, datetime, timedelta]] = []
    since = midnight
    for before, after in pairwise(hours):
        if _offset(zone, before) != _offset(zone, after):
            changed = _change(zone, before)
            found.append((since, changed, _offset(zone, before)))
            since = changed
    found.append((since, hours[-1], _offset(zone, since)))
    return tuple(found)


def _change(zone: ZoneInfo, hour: datetime) -> datetime:
    """The second of this hour at which the zone changes its distance from UTC."""
    kept, moved = 0, 3600
    while moved - kept > 1:
        middle = (kept + moved) // 2
        if _offset(zone, hour + timedelta(seconds=middle)) == _offset(zone, hour):
            kept = middle
        else:
            moved = middle
    return hour + timedelta(seconds=moved)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _wall(moment: datetime, offset: timedelta) -> datetime:
    return moment.replace(tzinfo=None) + offset


def _days(begins: datetime, ends: datetime) -> Iterator[date]:
    for ordinal in range(begins.toordinal(), (ends - timedelta.resolution).toordinal() + 1):
        yield date.fromordinal(ordinal)


def _on(day: date, span: Span) -> tuple[datetime, datetime]:
    midnight = datetime.combine(day, time())
    return midnight + _MINUTE * span.start, midnight + _MINUTE * span.end


def _utc(moment: datetime) -> datetime:
    """The moment in UTC. Raises Invalid outside the years that a calendar knows."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Invalid({"opened_at": f"Choose a day between {FIRST_YEAR} and {LAST_YEAR}."})
    return moment.astimezone(UTC)
