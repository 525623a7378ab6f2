"""Clocks of promised hours against an oracle that looks at the clock on the wall, minute by minute."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.service_levels import USUAL_DAYS, Calendar, Day, Holiday, Pause, Span, due_at, elapsed_minutes
from utils.errors import Invalid

MINUTE = timedelta(minutes=1)
LONGEST = 6 * 24 * 60
# A day around which the clock changes, or a plain one: by an hour, by half an hour, at midnight, by a whole day.
PLACES = [
    ("Asia/Karachi", date(2026, 3, 6)),
    ("Asia/Karachi", date(2008, 6, 1)),
    ("Asia/Kathmandu", date(2026, 5, 1)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Havana", date(2026, 3, 8)),
    ("America/Havana", date(2026, 11, 1)),
    ("America/St_Johns", date(2010, 11, 7)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Pacific/Apia", date(2011, 12, 30)),
]


@st.composite
def a_day(draw: st.DrawFn) -> Day:
    edges = sorted(draw(st.lists(st.integers(0, 96), min_size=0, max_size=6, unique=True)))
    shift = draw(st.integers(0, 14)) if edges and edges[-1] < 96 else 0
    minutes = [edge * 15 + shift for edge in edges]
    if len(minutes) < 2:
        return Day(None)
    inner = minutes[1:-1]
    breaks = tuple(Span(start, end) for start, end in zip(inner[::2], inner[1::2], strict=False))
    return Day(Span(minutes[0], minutes[-1]), breaks)


@st.composite
def a_case(draw: st.DrawFn) -> tuple[Calendar, datetime, list[Pause]]:
    zone, around = draw(st.sampled_from(PLACES))
    days = draw(st.just(list(USUAL_DAYS)) | st.lists(a_day(), min_size=7, max_size=7))
    off = draw(st.lists(st.integers(-4, 6), max_size=3, unique=True))
    holidays = tuple(Holiday(around + timedelta(days=number), "Off") for number in sorted(off))
    start = datetime(around.year, around.month, around.day, tzinfo=UTC) + MINUTE * draw(st.integers(-3 * 1440, 2 * 1440))
    pauses: list[Pause] = []
    for _ in range(draw(st.integers(0, 3))):
        begins = start + MINUTE * draw(st.integers(-300, LONGEST))
        pauses.append(Pause(begins, begins + MINUTE * draw(st.integers(0, 2000))))
    if draw(st.booleans()) and draw(st.booleans()):
        pauses.append(Pause(start + MINUTE * draw(st.integers(0, LONGEST)), None))
    return Calendar(zone, tuple(days), holidays), start, pauses


def counter(calendar: Calendar, pauses: Sequence[Pause]) -> Callable[[datetime], bool]:
    """Whether the clock runs during the minute that begins at a moment: read off the wall, nothing else."""
    zone = ZoneInfo(calendar.time_zone)
    closed = {each.holiday_on for each in calendar.holidays}

    def runs(moment: datetime) -> bool:
        if any(each.started_at <= moment and (each.ended_at is None or moment < each.ended_at) for each in pauses):
            return False
        wall = moment.astimezone(zone)
        day, minute = calendar.days[wall.isoweekday() - 1], wall.hour * 60 + wall.minute
        if wall.date() in closed or day.hours is None or not day.hours.start <= minute < day.hours.end:
            return False
        return not any(each.start <= minute < each.end for each in day.breaks)

    return runs


@settings(max_examples=150, deadline=None)
@given(a_case(), st.integers(0, LONGEST))
def test_elapsed_minutes_are_the_minutes_that_the_wall_shows_as_working(
    case: tuple[Calendar, datetime, list[Pause]], length: int
) -> None:
    calendar, start, pauses = case
    runs = counter(calendar, pauses)
    expected = sum(runs(start + MINUTE * number) for number in range(length))
    assert elapsed_minutes(calendar, start, start + MINUTE * length, pauses) == expected


@settings(max_examples=150, deadline=None)
@given(a_case(), st.integers(1, 900))
def test_a_promise_is_due_right_after_its_last_working_minute(
    case: tuple[Calendar, datetime, list[Pause]], minutes: int
) -> None:
    calendar, start, pauses = case
    runs, left = counter(calendar, pauses), minutes
    expected = None
    for number in range(LONGEST):
        left -= runs(start + MINUTE * number)
        if left == 0:
            expected = start + MINUTE * (number + 1)
            break
    try:
        due = due_at(calendar, start, minutes, pauses)
    except Invalid as refusal:
        assert expected is None
        assert "within ten years" in str(refusal)
        return
    if expected is None:
        assert due is None or due > start + MINUTE * LONGEST
    else:
        assert due == expected


@settings(max_examples=100, deadline=None)
@given(a_case(), st.integers(1, 60 * 200), st.integers(0, 59_999_999))
def test_until_it_is_due_exactly_the_promised_minutes_go_by(
    case: tuple[Calendar, datetime, list[Pause]], minutes: int, microseconds: int
) -> None:
    calendar, start, pauses = case
    begun = start + timedelta(microseconds=microseconds)
    ended = [each for each in pauses if each.ended_at is not None]
    try:
        due = due_at(calendar, begun, minutes, ended)
    except Invalid:
        return
    assert due is not None
    assert elapsed_minutes(calendar, begun, due, ended) == minutes
    assert elapsed_minutes(calendar, begun, due - timedelta(microseconds=1), ended) == minutes - 1


KARACHI = Calendar("Asia/Karachi", USUAL_DAYS, (Holiday(date(2026, 11, 23), "A day off"),))


def at(text: str, zone: str = "Asia/Karachi") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("opened", "minutes", "due"),
    [
        ("2026-11-17 09:00", 60, "2026-11-17 10:00"),
        ("2026-11-17 12:30", 60, "2026-11-17 14:30"),  # lunch
        ("2026-11-20 12:00", 60, "2026-11-20 15:00"),  # Friday's longer break
        ("2026-11-17 16:30", 60, "2026-11-18 09:30"),  # over night
        ("2026-11-17 16:30", 30, "2026-11-17 17:00"),  # to the last minute of a day
        ("2026-11-21 16:30", 60, "2026-11-24 09:30"),  # Sunday and a holiday
        ("2026-11-22 03:00", 1, "2026-11-24 09:01"),  # opened on a closed day
        ("2026-11-17 13:30", 1, "2026-11-17 14:01"),  # opened at lunch
    ],
)
def test_promises_of_a_week_in_karachi(opened: str, minutes: int, due: str) -> None:
    assert due_at(KARACHI, at(opened), minutes) == at(due)


def test_a_clock_that_stands_still_has_no_due_time_unless_it_was_due_before() -> None:
    pause = Pause(at("2026-11-17 10:00"))
    assert due_at(KARACHI, at("2026-11-17 09:00"), 61, [pause]) is None
    assert due_at(KARACHI, at("2026-11-17 09:00"), 60, [pause]) == at("2026-11-17 10:00")
    assert elapsed_minutes(KARACHI, at("2026-11-17 09:00"), at("2026-11-19 09:00"), [pause]) == 60


def test_pauses_that_overlap_count_once() -> None:
    pauses = [Pause(at("2026-11-17 10:00"), at("2026-11-17 11:00")), Pause(at("2026-11-17 10:30"), at("2026-11-17 11:30"))]
    assert due_at(KARACHI, at("2026-11-17 09:00"), 120, pauses) == at("2026-11-17 12:30")


def test_the_hour_that_a_change_of_the_clock_leaves_out_does_not_count_and_the_one_it_repeats_counts_twice() -> None:
    night = Day(Span(0, 24 * 60))
    berlin = Calendar("Europe/Berlin", (night,) * 7)
    zone = "Europe/Berlin"
    assert elapsed_minutes(berlin, at("2026-03-29 00:00", zone), at("2026-03-30 00:00", zone)) == 23 * 60
    assert elapsed_minutes(berlin, at("2026-10-25 00:00", zone), at("2026-10-26 00:00", zone)) == 25 * 60


def test_a_calendar_without_working_hours_refuses_and_the_search_ends() -> None:
    never = replace(KARACHI, days=(Day(None),) * 7)
    with pytest.raises(Invalid, match="no 60 working minutes within ten years"):
        due_at(never, at("2026-11-17 09:00"), 60)
    hidden = replace(KARACHI, days=(*(Day(None),) * 6, Day(Span(540, 541), (Span(540, 541),))))
    with pytest.raises(Invalid, match="within ten years"):
        due_at(hidden, at("2026-11-17 09:00"), 1)
    assert elapsed_minutes(never, at("2026-11-17 09:00"), at("2026-12-17 09:00")) == 0
