"""Filters of lists: how each reads what an address says, and what it says of itself in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, LiteralString, Protocol
from zoneinfo import ZoneInfo

from services import areas
from services.work import Work
from utils import month
from utils.errors import Invalid

BETWEEN: Final = ".."
PRESETS: Final[Mapping[str, str]] = {
    "today": "Today",
    "yesterday": "Yesterday",
    "last-7-days": "Last 7 days",
    "last-30-days": "Last 30 days",
    "this-month": "This month",
    "last-month": "Last month",
    "this-year": "This year",
    "last-year": "Last year",
}
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of a WHERE clause with its parameters; `is_none` means that nothing can match.

    `counted` says the same for a count, where no order lets it end early; "" where it is said the same way.
    """

    sql: LiteralString
    params: Mapping[str, object] = field(default_factory=dict[str, object])
    is_none: bool = False
    counted: LiteralString = ""


NOTHING: Final = Condition("false", is_none=True)


class Filter(Protocol):
    """One filter: `name` in the address, `label` for people."""

    @property
    def name(self) -> LiteralString:
        """The name in the address and in `ListQuery.filters`."""
        ...

    @property
    def label(self) -> str:
        """What people call it."""
        ...

    def read(self, work: Work, text: str) -> Condition:
        """The condition for what the address says. Raises Invalid."""
        ...

    def describe(self, work: Work, text: str) -> str:
        """The same in words, for whoever reads a file made from the list."""
        ...


@dataclass(frozen=True, slots=True)
class OneOf:
    """One or several of a few values, with commas between: `options` is (value, word).

    `implied` adds what single values mean beside, so that a partial index can be used.
    """

    name: LiteralString
    label: str
    sql: LiteralString
    options: Sequence[tuple[str, str]]

    def read(self, work: Work, text: str) -> Condition:
        chosen = text.split(",")
        known = [value for value, _ in self.options]
        if any(value not in known for value in chosen):
            raise Invalid({self.name: f"{self.label} is one of {', '.join(known)}."})
        if len(chosen) == 1:
            return Condition(self.sql + " = %(" + self.name + ")s", {self.name: chosen[0]})
        return Condition(self.sql + " = ANY (%(" + self.name + ")s::text[])", {self.name: chosen})

    def describe(self, work: Work, text: str) -> str:
        words = dict(self.options)
        return ", ".join(words.get(value, value) for value in text.split(","))


@dataclass(frozen=True, slots=True)
class Exactly:
    """One text, such as a class that the organization itself named."""

    name: LiteralString
    label: str
    sql: LiteralString

    def read(self, work: Work, text: str) -> Condition:
        return Condition(self.sql + " = %(" + self.name + ")s", {self.name: text})

    def describe(self, work: Work, text: str) -> str:
        return text


@dataclass(frozen=True, slots=True)
class Same:
    """The records of one other record, by its id."""

    name: LiteralString
    label: str
    sql: LiteralString

    def read(self, work: Work, text: str) -> Condition:
        return Condition(self.sql + " = %(" + self.name + ")s", {self.name: number(self.name, text)})

    def describe(self, work: Work, text: str) -> str:
        return f"no. {text}"


@dataclass(frozen=True, slots=True)
class Within:
    """An area with all below it, by id."""

    name: LiteralString
    label: str
    sql: LiteralString

    def read(self, work: Work, text: str) -> Condition:
        path = areas.get(work, number(self.name, text)).path
        inside: LiteralString = (
            " = ANY (ARRAY(SELECT i.area_id FROM areas i WHERE i.org_id = %(org_id)s"
            " AND i.path >= %(area_path)s AND i.path < %(area_path)s || '~'))"
        )
        return Condition(self.sql + inside, {"area_path": path})

    def describe(self, work: Work, text: str) -> str:
        return areas.get(work, number(self.name, text)).name


@dataclass(frozen=True, slots=True)
class Whether:
    """Yes or no, each with its own condition and word."""

    name: LiteralString
    label: str
    yes: LiteralString
    no: LiteralString
    words: tuple[str, str] = ("Yes", "No")

    @property
    def options(self) -> Sequence[tuple[str, str]]:
        """The values with their words."""
        return (("yes", self.words[0]), ("no", self.words[1]))

    def read(self, work: Work, text: str) -> Condition:
        if text not in ("yes", "no"):
            raise Invalid({self.name: f"{self.label} is yes or no."})
        return Condition(self.yes if text == "yes" else self.no)

    def describe(self, work: Work, text: str) -> str:
        return self.words[0] if text == "yes" else self.words[1]


@dataclass(frozen=True, slots=True)
class Where:
    """Where a list looks: it chooses between bases (see `Listing.scope`) and is no condition of its own."""

    name: LiteralString
    label: str
    options: Sequence[tuple[str, str]]

    def read(self, work: Work, text: str) -> Condition:
        if text not in dict(self.options):
            raise Invalid({self.name: f"{self.label} is one of {', '.join(value for value, _ in self.options)}."})
        return Condition("")

    def describe(self, work: Work, text: str) -> str:
        return dict(self.options).get(text, text)


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from one to another: '100..500', '100..', '..500' or '100' alone."""

    name: LiteralString
    label: str
    sql: LiteralString
    is_money: bool = False

    def read(self, work: Work, text: str) -> Condition:
        low, high = self._ends(text)
        return _between(self.name, self.sql, low, high, "numeric")

    def describe(self, work: Work, text: str) -> str:
        low, high = self._ends(text)
        return _range_words(None if low is None else f"{low:,}", None if high is None else f"{high:,}")

    def _ends(self, text: str) -> tuple[Decimal | None, Decimal | None]:
        ends = _ends(text)
        if any(end and not _NUMBER.fullmatch(end) for end in ends) or ends == ("", ""):
            raise Invalid({self.name: f"{self.label} is a number or a range such as 100..500."})
        low, high = (Decimal(end) if end else None for end in ends)
        if low is not None and high is not None and low > high:
            raise Invalid({self.name: f"{self.label} runs from the smaller number to the larger one."})
        return low, high


@dataclass(frozen=True, slots=True)
class Days:
    """Days of a date, or of a moment in the organization's zone: a preset, a day, or 'from..to' with either end."""

    name: LiteralString
    label: str
    sql: LiteralString
    is_moment: bool = False

    def read(self, work: Work, text: str) -> Condition:
        low, high = days(work.today, self.name, self.label, text)
        if not self.is_moment:
            return _between(self.name, self.sql, low, high, "date")
        zone = ZoneInfo(work.actor.time_zone)
        params: dict[str, object] = {}
        parts: list[LiteralString] = []
        if low is not None:
            params[self.name + "_from"] = datetime.combine(low, time(), zone)
            parts.append(self.sql + " >= %(" + self.name + "_from)s")
        if high is not None:
            params[self.name + "_to"] = datetime.combine(high + timedelta(days=1), time(), zone)
            parts.append(self.sql + " < %(" + self.name + "_to)s")
        return Condition(" AND ".join(parts), params)

    def describe(self, work: Work, text: str) -> str:
        low, high = days(work.today, self.name, self.label, text)
        words = _range_words(None if low is None else f"{low:%d %b %Y}", None if high is None else f"{high:%d %b %Y}")
        return f"{PRESETS[text]} ({words})" if text in PRESETS else words


@dataclass(frozen=True, slots=True)
class Months:
    """A month '2026-09': of a column that holds months, or of days that fall in it."""

    name: LiteralString
    label: str
    sql: LiteralString
    is_of_days: bool = False

    def read(self, work: Work, text: str) -> Condition:
        chosen = month.parse(text, self.name)
        if self.is_of_days:
            return _between(self.name, self.sql, chosen, month.last_day(chosen), "date")
        return Condition(self.sql + " = %(" + self.name + ")s", {self.name: chosen})

    def describe(self, work: Work, text: str) -> str:
        return month.show(month.parse(text, self.name))


def number(name: str, text: str) -> int:
    """An id out of an address. Raises Invalid."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid({name: f"Choose the {name} from the list."})
    return int(text)


def days(today: date, name: str, label: str, text: str) -> tuple[date | None, date | None]:
    """The first and the last day that a preset, a day or a range means; None where it is open. Raises Invalid."""
    first = month.first_of(today)
    spans: dict[str, tuple[date, date]] = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "last-7-days": (today - timedelta(days=6), today),
        "last-30-days": (today - timedelta(days=29), today),
        "this-month": (first, month.last_day(first)),
        "last-month": (month.add(first, -1), first - timedelta(days=1)),
        "this-year": (date(today.year, 1, 1), date(today.year, 12, 31)),
        "last-year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }
    if text in spans:
        return spans[text]
    low, high = (_day(name, label, end) if end else None for end in _ends(text))
    if low is None and high is None:
        raise Invalid({name: _day_sentence(label, text)})
    if low is not None and high is not None and low > high:
        raise Invalid({name: f"{label} runs from the earlier day to the later one."})
    return low, high


def _ends(text: str) -> tuple[str, str]:
    low, between, high = text.partition(BETWEEN)
    return (low.strip(), high.strip()) if between else (text.strip(), text.strip())


def _day(name: str, label: str, text: str) -> date:
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 2200:
        raise Invalid({name: _day_sentence(label, text)})
    return found


def _day_sentence(label: str, text: str) -> str:
    return f"“{text}” is no day for {label}; write 2026-09-30, 2026-09-01..2026-09-30 or one of {', '.join(PRESETS)}."


def _between(name: LiteralString, sql: LiteralString, low: object, high: object, kind: LiteralString) -> Condition:
    if low == high:
        return Condition(sql + " = %(" + name + ")s::" + kind, {name: low})
    parts: list[LiteralString] = []
    params: dict[str, object] = {}
    if low is not None:
        parts.append(sql + " >= %(" + name + "_from)s::" + kind)
        params[name + "_from"] = low
    if high is not None:
        parts.append(sql + " <= %(" + name + "_to)s::" + kind)
        params[name + "_to"] = high
    return Condition(" AND ".join(parts), params)


def _range_words(low: str | None, high: str | None) -> str:
    if low is None:
        return f"up to {high}"
    if high is None:
        return f"from {low}"
    return low if low == high else f"{low} to {high}"
