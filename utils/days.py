"""Calendar days: reading one that a person wrote, and the spans between two that people ask for by name."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final, TypeAlias

from utils import month
from utils.errors import Invalid

Span: TypeAlias = tuple[date, date]


def parse(text: str, field: str) -> date:
    """Read '2026-09-30' as a day; anything else, and a year out of 1900 to 2200, raises Invalid on `field`."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text.strip())
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:
        raise Invalid({field: f"“{text[:40]}” is not a day; write it as year, month and day, for example 2026-09-30."})
    return day


def last_twelve_months(today: date) -> Span:
    """From the first of the month eleven months ago to today."""
    return month.add(month.first_of(today), -11), today


def _month(back: int) -> Callable[[date], Span]:
    def span(today: date) -> Span:
        first = month.add(month.first_of(today), -back)
        return first, month.last_day(first)

    return span


def _year(back: int) -> Callable[[date], Span]:
    return lambda today: (date(today.year - back, 1, 1), date(today.year - back, 12, 31))


PRESETS: Final[Mapping[str, tuple[str, Callable[[date], Span]]]] = {
    "this-month": ("This month", _month(0)),
    "last-month": ("Last month", _month(1)),
    "last-30-days": ("Last 30 days", lambda today: (today - timedelta(days=29), today)),
    "last-12-months": ("Last 12 months", last_twelve_months),
    "this-year": ("This year", _year(0)),
    "last-year": ("Last year", _year(1)),
}
"""The spans that have a name: how it is written in an address, in words, and its first and last day for a given today."""
