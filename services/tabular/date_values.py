"""Dates and months in the spellings of people, programs and spreadsheets; the day comes before the month."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import polars as pl

from services.tabular.parsing import Parsed, Parser, Unreadable, by_text, plain_digits, quoted
from utils import month

_EARLIEST: Final = date(1980, 1, 1)
_LATEST: Final = date(2099, 12, 31)
# Day 0 of the calendar that spreadsheets count in, right from 1 March 1900 on.
_SERIAL_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(20_000, 80_001)
_MONTHS: Final = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}  # fmt: skip
_TIME: Final = r"(?:(?:[T ]|, ?)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?)?"
_YEAR_FIRST: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME)
_DAY_FIRST: Final = re.compile(r"(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})" + _TIME)
_WITH_NAME: Final = re.compile(
    r"(?:[A-Za-z]+, ?)?(\d{1,2})(?:st|nd|rd|th)?[-/. ]*([A-Za-z]{3,9})\.?[-/., ']*(\d{4}|\d{2})" + _TIME, re.I
)
_NAME_FIRST: Final = re.compile(r"(?:[A-Za-z]+, ?)?([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})" + _TIME, re.I)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL: Final = re.compile(r"(\d{5})(?:\.\d+)?")
_MONTH_NUMBER_LAST: Final = re.compile(r"(\d{4}) ?[-/. ] ?(\d{1,2})")
_MONTH_NUMBER_FIRST: Final = re.compile(r"(\d{1,2}) ?[-/. ] ?(\d{4})")
_MONTH_NAME_FIRST: Final = re.compile(r"([A-Za-z]{3,9})\.?[-/., ']*(\d{4}|\d{2})")
_MONTH_NAME_LAST: Final = re.compile(r"(\d{4})[-/., ]*([A-Za-z]{3,9})\.?")
_MONTH_COMPACT: Final = re.compile(r"(\d{4})(\d{2})")


def as_date(first: date = _EARLIEST, last: date = _LATEST) -> Parser:
    """A date between two days: 2026-11-21, 21/11/2026, 21-Nov-26, 21 November 2026, a serial, any with a time behind it."""

    def read(text: str) -> date:
        found = _date_in(text)
        if found is None:
            raise Unreadable(f"{quoted(text)} is no date; write it as 21/11/2026 (day first) or as 2026-11-21.")
        if not first <= found <= last:
            raise Unreadable(f"{quoted(text)} is outside {_shown(first)} – {_shown(last)}, the dates that are taken here.")
        return found

    return _by(read)


def as_month(first: date = _EARLIEST, last: date = _LATEST) -> Parser:
    """A month as its first day: 2026-09, 09/2026, Sep-2026, September 2026, or the first of a month in any spelling."""

    def read(text: str) -> date:
        found = _month_in(text)
        if found is None:
            day = _date_in(text)
            if day is not None and day.day != 1:
                raise Unreadable(f"{quoted(text)} is a day in {month.show(day)}; write the month as {day:%Y-%m}.")
            found = day
        if found is None:
            raise Unreadable(f"{quoted(text)} is no month; write it as 2026-09 or as Sep-2026.")
        if not month.first_of(first) <= found <= last:
            raise Unreadable(
                f"{quoted(text)} is outside {month.show(first)} – {month.show(last)}, the months that are taken here."
            )
        return found

    return _by(read)


def _by(read: Callable[[str], date]) -> Parser:
    def parse(texts: pl.Series) -> Parsed:
        return by_text(plain_digits(texts), lambda text: read(" ".join(text.split())), pl.Date())

    return parse


def _date_in(text: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(found[1], found[3], found[4])
    if found := _DAY_FIRST.fullmatch(text):
        return _day(found[4], found[3], found[1])
    if found := _WITH_NAME.fullmatch(text):
        return _day(found[3], str(_MONTHS.get(found[2].lower(), 0)), found[1])
    if found := _NAME_FIRST.fullmatch(text):
        return _day(found[3], str(_MONTHS.get(found[1].lower(), 0)), found[2])
    if found := _COMPACT.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if (found := _SERIAL.fullmatch(text)) and int(found[1]) in _SERIALS:
        return _SERIAL_ZERO + timedelta(int(found[1]))
    return None


def _month_in(text: str) -> date | None:
    if found := _MONTH_NUMBER_LAST.fullmatch(text):
        return _day(found[1], found[2], "1")
    if found := _MONTH_NUMBER_FIRST.fullmatch(text):
        return _day(found[2], found[1], "1")
    if (found := _MONTH_NAME_FIRST.fullmatch(text)) and found[1].lower() in _MONTHS:
        return _day(found[2], str(_MONTHS[found[1].lower()]), "1")
    if (found := _MONTH_NAME_LAST.fullmatch(text)) and found[2].lower() in _MONTHS:
        return _day(found[1], str(_MONTHS[found[2].lower()]), "1")
    if found := _MONTH_COMPACT.fullmatch(text):
        return _day(found[1], found[2], "1")
    return None


def _day(year: str, month_number: str, day: str) -> date | None:
    """The day, with a year of two digits in 1970–2069; None where the calendar has none."""
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    try:
        return date(full, int(month_number), int(day))
    except ValueError:
        return None


def _shown(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
