"""The business calendar as it travels."""

from datetime import date, datetime

from pydantic import Field

from api.schemas.shapes import Day, Exact, In, Out, Text
from services.service_levels import WEEKDAYS, Calendar, Holiday, NewDay


class WeekdayOut(Out):
    """`hours` is null on a closed day."""

    hours: str | None
    breaks: str


class HolidayOut(Out):
    """A whole day on which no clock runs."""

    holiday_on: date
    name: str


class CalendarOut(Out):
    """Hours and breaks by weekday in the zone of the organization; `changed_at` is null while these are the usual hours."""

    time_zone: str
    days: dict[str, WeekdayOut]
    holidays: list[HolidayOut]
    changed_at: datetime | None
    changer_name: str | None
    mark: str = Field(description="Send it along with a change: it is refused where somebody else was faster.")


class WeekdayIn(In):
    """Hours as 09:00-17:00, empty for a closed day; breaks with a comma between them."""

    hours: Text = Field("", max_length=40)
    breaks: Text = Field("", max_length=200)


class HolidayIn(In):
    """A day off."""

    holiday_on: Day
    name: Text = Field(min_length=1, max_length=80)


class CalendarIn(In):
    """The whole calendar; a weekday that is not named is closed."""

    days: dict[str, WeekdayIn] = Field(max_length=7, examples=[{"monday": {"hours": "09:00-17:00", "breaks": "13:00-14:00"}}])
    holidays: list[HolidayIn] = Field(max_length=500)
    mark: Text | None = Field(None, max_length=40, description="The `mark` of the calendar that you looked at.")

    def new_days(self) -> dict[str, NewDay]:
        """The weekdays in the words of the business."""
        return {name: NewDay(day.hours, day.breaks) for name, day in self.days.items()}

    def new_holidays(self) -> list[Holiday]:
        """The holidays in the words of the business."""
        return [Holiday(each.holiday_on, each.name) for each in self.holidays]


class DueParams(In):
    """A promise to try out."""

    opened_at: Text = Field(max_length=40, description="By the clock on the wall: 2026-11-21 16:30.")
    hours: Exact = Field(description="Promised working hours.")


class DueOut(Out):
    """When the promise is due."""

    due_at: datetime


def calendar_out(calendar: Calendar) -> CalendarOut:
    """The calendar as an answer."""
    days = {
        name: WeekdayOut(hours=None if day.hours is None else str(day.hours), breaks=", ".join(map(str, day.breaks)))
        for name, day in zip(WEEKDAYS, calendar.days, strict=True)
    }
    return CalendarOut(
        time_zone=calendar.time_zone,
        days=days,
        holidays=[HolidayOut.model_validate(each) for each in calendar.holidays],
        changed_at=calendar.changed_at,
        changer_name=calendar.changer_name,
        mark=calendar.mark,
    )
