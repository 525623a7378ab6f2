"""What somebody wrote as hours, breaks and holidays, judged and read."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from services.service_levels.models import DAY_MINUTES, WEEKDAYS, Day, Holiday, NewDay, Span
from services.service_levels.rules import FIRST_YEAR, LAST_YEAR
from utils.errors import Invalid

MOST_BREAKS: Final = 6
MOST_HOLIDAYS: Final = 500
LONGEST_NAME: Final = 80
MOST_HOURS: Final = 10_000
_SPAN: Final = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})\s*(?:-|–|—|to)\s*([0-9]{1,2})[:.]([0-9]{2})")
_MOMENT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]+([0-9]{1,2})[:.]([0-9]{2})")


def days(written: Mapping[str, NewDay]) -> tuple[Day, ...]:
    """Monday to Sunday; a weekday that is not named is closed. Raises Invalid, also where nobody ever works."""
    wrong = {name: f"“{name[:40]}” is no weekday; write monday to sunday." for name in written if name not in WEEKDAYS}
    found: list[Day] = []
    for name in WEEKDAYS:
        new = written.get(name, NewDay(""))
        try:
            found.append(_day(name, new))
        except Invalid as error:
            wrong |= error.fields
    if not wrong and not any(each.open for each in found):
        wrong = {"monday": "Give at least one weekday working hours: without any, no promise would ever be due."}
    if wrong:
        raise Invalid(wrong)
    return tuple(found)


def holidays(written: Sequence[Holiday]) -> tuple[Holiday, ...]:
    """Holidays by date, names trimmed. Raises Invalid."""
    if len(written) > MOST_HOLIDAYS:
        raise Invalid({"holidays": f"At most {MOST_HOLIDAYS} holidays are kept; these are {len(written):,}."})
    found: dict[date, Holiday] = {}
    for each in written:
        name = " ".join(each.name.split())
        if not name:
            raise Invalid({"name": "Give the holiday a name."})
        if len(name) > LONGEST_NAME:
            raise Invalid({"name": f"The name of a holiday has at most {LONGEST_NAME} characters."})
        if not FIRST_YEAR <= each.holiday_on.year <= LAST_YEAR:
            raise Invalid({"holiday_on": f"Choose a day between {FIRST_YEAR} and {LAST_YEAR}."})
        if each.holiday_on in found:
            raise Invalid({"holiday_on": f"{_said(each.holiday_on)} is a holiday already: {found[each.holiday_on].name}."})
        found[each.holiday_on] = Holiday(each.holiday_on, name)
    return tuple(found[day] for day in sorted(found))


def moment(written: str, time_zone: str) -> datetime:
    """'2026-11-21 16:30' by the clock on the wall of the zone. Raises Invalid on `opened_at`."""
    hit = _MOMENT.fullmatch(written.strip())
    try:
        if hit and int(hit[2]) < 24 and int(hit[3]) < 60:
            midnight = datetime.fromisoformat(hit[1])
            if FIRST_YEAR <= midnight.year <= LAST_YEAR:
                return (midnight + timedelta(hours=int(hit[2]), minutes=int(hit[3]))).replace(tzinfo=ZoneInfo(time_zone))
    except ValueError:
        pass
    raise Invalid({"opened_at": f"“{written.strip()[:40]}” is no day and time; write 2026-11-21 16:30."})


def minutes(hours: Decimal) -> int:
    """Promised hours as whole minutes. Raises Invalid on `hours`."""
    if not 0 < hours <= MOST_HOURS:
        raise Invalid({"hours": f"Give between a part of an hour and {MOST_HOURS:,} hours."})
    return max(1, round(hours * 60))


def _day(name: str, new: NewDay) -> Day:
    title = name.capitalize()
    written, parts = new.hours.strip(), [part for part in re.split(r"[,;]", new.breaks) if part.strip()]
    breaks_field = f"{name}_breaks"
    if not written or written.lower() == "closed":
        if parts:
            raise Invalid({breaks_field: f"{title} has breaks but no hours; give it hours or take the breaks away."})
        return Day(None)
    hours = _span(written, name)
    if len(parts) > MOST_BREAKS:
        raise Invalid({breaks_field: f"{title} may have at most {MOST_BREAKS} breaks."})
    breaks = sorted(_span(part.strip(), breaks_field) for part in parts)
    for each in breaks:
        if each.start < hours.start or each.end > hours.end:
            raise Invalid({breaks_field: f"The break {each} lies outside the hours {hours}."})
    for before, after in pairwise(breaks):
        if after.start < before.end:
            raise Invalid({breaks_field: f"The breaks {before} and {after} overlap."})
    return Day(hours, tuple(breaks))


def _span(written: str, field: str) -> Span:
    hit = _SPAN.fullmatch(written)
    if hit is None or int(hit[2]) > 59 or int(hit[4]) > 59:
        raise Invalid({field: f"“{written[:40]}” is no span of hours; write it as 09:00-17:00."})
    found = Span(int(hit[1]) * 60 + int(hit[2]), int(hit[3]) * 60 + int(hit[4]))
    if found.end > DAY_MINUTES:
        raise Invalid({field: f"“{written[:40]}” reaches over midnight; a day ends at 24:00."})
    if found.start >= found.end:
        raise Invalid({field: f"“{written[:40]}” ends before it begins; write the earlier hour first."})
    return found


def _said(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
