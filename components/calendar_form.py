"""The business calendar on its screen: hours and breaks of each weekday, holidays, and a line to try it out."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from components import drafts, editing, fields, once, page, table, words
from components.fields import Faults
from components.table import Column, Writer
from services import service_levels
from services.service_levels import WEEKDAYS, Calendar, Day, Holiday, NewDay
from services.work import Actor, Work, begin
from utils import clock
from utils.errors import Invalid

KEY: Final = "calendar_hours"


def look(calendar: Calendar) -> None:
    """The hours for who may not change them."""
    columns = (
        Column[tuple[str, Day]]("Weekday", lambda row: row[0].capitalize()),
        Column[tuple[str, Day]]("Hours", lambda row: str(row[1].hours) if row[1].hours else "Closed", is_lead=True),
        Column[tuple[str, Day]]("Breaks", lambda row: ", ".join(map(str, row[1].breaks)) or words.NOTHING),
    )
    table.show(columns, list(zip(WEEKDAYS, calendar.days, strict=True)), Writer("", calendar.time_zone))


def hours(actor: Actor, calendar: Calendar) -> None:
    """The form of hours and breaks; what was typed stays when it is refused."""
    faults = Faults()
    first = f"{KEY}_{WEEKDAYS[0]}"
    drawn = editing.drawn_from(KEY, first, calendar)
    seen = editing.standing(KEY, drawn)
    with drafts.form(KEY, "calendar.hours") as draft:
        typed: dict[str, NewDay] = {}
        for name, day in zip(WEEKDAYS, drawn.days, strict=True):
            left, right = st.columns(2)
            title = name.capitalize()
            with left:
                worked = st.text_input(
                    f"{title}, hours", str(day.hours or ""), max_chars=40, placeholder="Closed", key=f"{KEY}_{name}"
                )
                faults.below(name)
            with right:
                breaks = st.text_input(
                    f"{title}, breaks", ", ".join(map(str, day.breaks)), max_chars=200, placeholder="None",
                    key=f"{KEY}_{name}_breaks",
                )  # fmt: skip
                faults.below(f"{name}_breaks")
            typed[name] = NewDay(worked, breaks)
        is_sent = st.form_submit_button("Save hours", type="primary", icon=":material/check:")
    page.below("Write hours as 09:00-17:00, empty where nobody works; several breaks with a comma between them.")

    def current() -> Calendar:
        with begin(actor) as work:
            return service_levels.get(work)

    def change(work: Work) -> Calendar:
        return service_levels.set_hours(work, typed, seen.mark)

    labels = {name: name.capitalize() for name in WEEKDAYS}
    saved = editing.save(
        actor, KEY, seen, change, current, labels, faults, is_sent=is_sent, draft=draft, as_read=_week
    )
    if saved is not None:
        page.flash("Saved the working hours; promises that are made from now on run by them.")
        st.rerun()


def holidays(actor: Actor, calendar: Calendar, *, may_change: bool) -> None:
    """The holidays by date, and the forms that add one and take one away."""
    today = clock.local_date(clock.now(), calendar.time_zone)
    if calendar.holidays:
        columns = (
            Column[Holiday]("Holiday", "name"),
            Column[Holiday]("Day", lambda row: f"{row.holiday_on:%a} {words.day(row.holiday_on)}", is_lead=True),
            Column[Holiday]("", lambda row: "over" if row.holiday_on < today else "to come", is_desk_only=True),
        )
        table.show(columns, calendar.holidays, Writer("", calendar.time_zone))
    else:
        page.notice("event_busy", "There are no holidays yet.", "Add the days on which nobody works, one by one.")
    if not may_change:
        return
    left, right = st.columns(2, gap="large")
    with left:
        _add(actor, today)
    if calendar.holidays:
        with right:
            _remove(actor, calendar)


def try_out(actor: Actor, calendar: Calendar) -> None:
    """Opened at … with … hours is due at …, by the calendar as it is saved."""
    faults = Faults()
    now = clock.now().astimezone(ZoneInfo(calendar.time_zone))
    with st.form("calendar_try", border=True):
        first, second, third = st.columns(3)
        with first:
            day = st.date_input("Opened on", now.date(), format="DD/MM/YYYY", key="try_day")
            faults.below("opened_at")
        with second:
            hour = st.text_input("At", f"{now:%H:%M}", max_chars=5, key="try_hour")
        with third:
            promised = st.text_input("Promised working hours", "8", max_chars=12, key="try_promised")
            faults.below("hours")
        is_sent = st.form_submit_button("Try it", icon=":material/schedule:")
    if not is_sent:
        return
    with page.telling() as told:
        try:
            given = fields.number(promised, "hours", "a number of hours")
            with begin(actor) as work:
                due = service_levels.due(work, f"{day} {hour}", given)
        except Invalid as error:
            faults.tell(error.fields)
            return
    if told.is_ok:
        length = f"{words.number(given)} working {'hour' if given == 1 else 'hours'}"
        page.say("good", f"Opened at {hour} on {_day(day)} with {length} → due {_moment(due, calendar.time_zone)}.")


def _add(actor: Actor, today: date) -> None:
    faults, turn = Faults(), once.turn("holiday_add")
    with drafts.form("holiday_add", "calendar.holiday") as draft:
        day = st.date_input("Day", today, format="DD/MM/YYYY", key=f"holiday_day_{turn}")
        faults.below("holiday_on")
        name = st.text_input("Name of the holiday", max_chars=80, placeholder="Pakistan Day", key=f"holiday_name_{turn}")
        faults.below("name")
        is_sent = st.form_submit_button("Add holiday", icon=":material/add:")
    chosen = day if isinstance(day, date) else today
    command = once.command("holiday_add", is_sent=is_sent, draft=draft)
    if command.send(actor, lambda work: service_levels.add_holiday(work, chosen, name), faults):
        page.flash(f"{_day(chosen)} is a holiday: {name.strip()}.")
        once.clear("holiday_add")
        st.rerun()


def _remove(actor: Actor, calendar: Calendar) -> None:
    faults = Faults()
    with st.form("holiday_remove", border=True):
        which = st.selectbox(
            "Work on this day after all", calendar.holidays, key="holiday_which",
            format_func=lambda each: f"{words.day(each.holiday_on)} · {each.name}",
        )  # fmt: skip
        is_sent = st.form_submit_button("Remove holiday", icon=":material/event_busy:")
    command = once.command("holiday_remove", is_sent=is_sent)
    if command.send(actor, lambda work: service_levels.remove_holiday(work, which.holiday_on), faults):
        page.flash(f"{_day(which.holiday_on)} is no holiday any more.")
        st.rerun()


def _week(calendar: Calendar) -> dict[str, object]:
    return {name: str(day) for name, day in zip(WEEKDAYS, calendar.days, strict=True)}


def _day(day: object) -> str:
    return f"{day:%a} {words.day(day)}" if isinstance(day, date) else str(day)


def _moment(moment: datetime, time_zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(time_zone)):%a} {words.moment(moment, time_zone)}"
