"""SQL of business calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.service_levels.models import Day, Holiday
from services.work import Work

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('business calendar ' || %(org_id)s, 0))"
CHANGE = """
SELECT c.changed_at, n.full_name AS changer_name
FROM business_calendars c
LEFT JOIN staff s ON s.org_id = c.org_id AND s.staff_id = c.changed_by
LEFT JOIN people n ON n.person_id = s.person_id
WHERE c.org_id = %(org_id)s
"""
HOURS = """
SELECT weekday, is_break, starts_minute, ends_minute FROM business_hours
WHERE org_id = %(org_id)s ORDER BY weekday, is_break, starts_minute
"""
HOLIDAYS = "SELECT holiday_on, name FROM business_holidays WHERE org_id = %(org_id)s ORDER BY holiday_on"
SET = """
INSERT INTO business_calendars (org_id, changed_by, changed_at) VALUES (%(org_id)s, %(staff_id)s, %(now)s)
ON CONFLICT (org_id) DO UPDATE SET changed_by = excluded.changed_by, changed_at = excluded.changed_at
"""
CLEAR_HOURS = "DELETE FROM business_hours WHERE org_id = %(org_id)s"
CLEAR_HOLIDAYS = "DELETE FROM business_holidays WHERE org_id = %(org_id)s"
ADD_HOURS = """
INSERT INTO business_hours (org_id, weekday, is_break, starts_minute, ends_minute)
SELECT %(org_id)s, t.weekday, t.is_break, t.starts_minute, t.ends_minute
FROM unnest(%(weekdays)s::smallint[], %(are_breaks)s::boolean[], %(starts)s::smallint[], %(ends)s::smallint[])
    AS t (weekday, is_break, starts_minute, ends_minute)
"""
ADD_HOLIDAYS = """
INSERT INTO business_holidays (org_id, holiday_on, name)
SELECT %(org_id)s, t.holiday_on, t.name FROM unnest(%(days)s::date[], %(names)s::text[]) AS t (holiday_on, name)
"""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """When the calendar was changed last, and by whom."""

    changed_at: datetime
    changer_name: str | None


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One span of a weekday."""

    weekday: int
    is_break: bool
    starts_minute: int
    ends_minute: int


def lock(work: Work) -> None:
    """Let one person after the other change the calendar, until the end of the transaction."""
    work.execute(LOCK)


def last_change(work: Work) -> ChangeRow | None:
    """None while nothing was set."""
    return work.one(ChangeRow, CHANGE)


def hours(work: Work) -> list[HoursRow]:
    """The spans of all weekdays."""
    return work.all(HoursRow, HOURS)


def holidays(work: Work) -> list[Holiday]:
    """All holidays by date."""
    return work.all(Holiday, HOLIDAYS)


def write(work: Work, days: Sequence[Day], kept: Sequence[Holiday]) -> None:
    """Put the calendar in place of what there was."""
    work.execute(SET, staff_id=work.actor.staff_id)
    work.execute(CLEAR_HOURS)
    work.execute(CLEAR_HOLIDAYS)
    spans = [
        (number, is_break, span)
        for number, day in enumerate(days, 1)
        for is_break, some in ((False, [day.hours] if day.hours else []), (True, day.breaks))
        for span in some
    ]
    work.execute(
        ADD_HOURS,
        weekdays=[number for number, _, _ in spans],
        are_breaks=[is_break for _, is_break, _ in spans],
        starts=[span.start for _, _, span in spans],
        ends=[span.end for _, _, span in spans],
    )
    work.execute(ADD_HOLIDAYS, days=[each.holiday_on for each in kept], names=[each.name for each in kept])
