"""Months, each held as the date of its first day."""

import calendar
import re
from datetime import date

from utils.errors import Invalid


def first_of(day: date) -> date:
    """The month a day falls in."""
    return day.replace(day=1)


def add(month: date, count: int) -> date:
    """The month `count` months after (before, when negative) the given one."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def last_day(month: date) -> date:
    """The last calendar day of a month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def parse(text: str, field: str = "period") -> date:
    """Read '2026-09' or '2026-09-01' as a month; anything else raises Invalid on `field`."""
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:-01)?", text.strip())
    if found and 1900 <= int(found[1]) <= 2200 and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    raise Invalid({field: f"“{text}” is not a month; write it as year and month, for example 2026-09."})


def show(month: date) -> str:
    """A month in words, e.g. 'September 2026'."""
    return f"{calendar.month_name[month.month]} {month.year}"
