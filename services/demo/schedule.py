"""When things happened in the demo: the periods, and the moments of each run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from utils import month

PERIODS: Final = 6


@dataclass(frozen=True, slots=True)
class Moments:
    """When the run of a period was created, approved and issued."""

    period: date
    created_at: datetime
    approved_at: datetime
    issued_at: datetime


def periods(newest: date) -> list[date]:
    """The periods that are billed, oldest first."""
    return [month.add(newest, back) for back in range(1 - PERIODS, 1)]


def moment(day: date, hour: int, time_zone: str, now: datetime) -> datetime:
    """An hour of a day in the organization's zone, or `now` where that is still to come."""
    return min(datetime.combine(day, time(hour), ZoneInfo(time_zone)).astimezone(UTC), now)


def moments(period: date, first_day: date, time_zone: str, now: datetime) -> Moments:
    """A run that is created on `first_day`, approved on the next and issued on the one after."""
    return Moments(
        period,
        moment(first_day, 9, time_zone, now),
        moment(first_day + timedelta(days=1), 11, time_zone, now),
        moment(first_day + timedelta(days=2), 10, time_zone, now),
    )


def monthly(newest: date, time_zone: str, now: datetime) -> list[Moments]:
    """The runs of a cycle that bills each month on its second day, oldest first."""
    return [moments(period, period + timedelta(days=1), time_zone, now) for period in periods(newest)]


def spans(runs: Sequence[Moments], last: date) -> list[list[tuple[date, date]]]:
    """For each run the spans of days, first and last inclusive, in which its payments were entered.

    They begin with the day of issue; the last run, which is not issued, has the days from its creation to `last`.
    """
    starts = [run.issued_at.date() for run in runs[:-1]]
    ends = [start - timedelta(days=1) for start in starts[1:]] + [runs[-1].created_at.date() - timedelta(days=1)]
    found = [_halves(start, min(end, last)) for start, end in zip(starts, ends, strict=True)]
    return [*found, _halves(runs[-1].created_at.date(), last)]


def _halves(first: date, last: date) -> list[tuple[date, date]]:
    if last < first:
        return []
    middle = first + (last - first) / 2
    return [(first, middle), (middle + timedelta(days=1), last)] if middle < last else [(first, last)]
