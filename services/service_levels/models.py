"""When an organization works: hours and breaks of each weekday, and its holidays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from utils.marks import mark_of

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Minutes after midnight, by the clock on the wall: from `start` up to, not including, `end`."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start // 60:02}:{self.start % 60:02}–{self.end // 60:02}:{self.end % 60:02}"


@dataclass(frozen=True, slots=True)
class Day:
    """A weekday: its hours, None where nobody works, and the breaks within them, in order and apart from each other."""

    hours: Span | None
    breaks: tuple[Span, ...] = ()

    @property
    def open(self) -> tuple[Span, ...]:
        """The hours without the breaks."""
        if self.hours is None:
            return ()
        edges = [self.hours.start, *(edge for each in self.breaks for edge in (each.start, each.end)), self.hours.end]
        return tuple(Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end)

    def __str__(self) -> str:
        if self.hours is None:
            return "closed"
        return f"{self.hours}" + (f" without {', '.join(map(str, self.breaks))}" if self.breaks else "")


@dataclass(frozen=True, slots=True)
class NewDay:
    """A weekday as somebody writes it: '09:00-17:00' with breaks '13:00-14:00, 16:00-16:15'; without hours it is closed."""

    hours: str
    breaks: str = ""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A whole day, in the zone of the organization, on which no clock runs."""

    holiday_on: date
    name: str


@dataclass(frozen=True, slots=True)
class Pause:
    """From when to when a clock stood still; it still does where `ended_at` is None."""

    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an organization works: `days` from Monday to Sunday in `time_zone`; `changed_at` is None for the usual hours."""

    time_zone: str
    days: Sequence[Day]
    holidays: Sequence[Holiday] = ()
    changed_at: datetime | None = None
    changer_name: str | None = None

    @property
    def mark(self) -> str:
        """Changes whenever hours, breaks or holidays do."""
        return mark_of((tuple(self.days), tuple(self.holidays)))


_LONG: Final = Day(Span(9 * 60, 17 * 60), (Span(13 * 60, 14 * 60),))
_FRIDAY: Final = Day(Span(9 * 60, 17 * 60), (Span(12 * 60 + 30, 14 * 60 + 30),))
USUAL_DAYS: Final = (_LONG, _LONG, _LONG, _LONG, _FRIDAY, _LONG, Day(None))
"""Monday to Sunday of an organization that has set nothing: Friday's break holds the prayer."""
