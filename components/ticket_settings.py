"""What tickets are about and what their priorities promise: as it stands, and the forms that add one and change one."""

import re
from decimal import Decimal
from typing import Final, TypeVar

import streamlit as st

from components import drafts, editing, fields, once, page, table, words
from components.fields import Faults
from components.table import Column, Kind, Writer
from services import tickets
from services.tickets import Priority, TicketType
from services.work import Actor, Work, begin
from utils.errors import Invalid

Row = TypeVar("Row", TicketType, Priority)

_ADD_TYPE: Final = "add_ticket_type"
_ADD_PRIORITY: Final = "add_ticket_priority"
_CLOCK: Final = re.compile(r"([0-9]{1,4}):([0-5][0-9])")
_HINT: Final = "Working hours, by the business calendar: 8, 1.5 or 0:45."


def types(actor: Actor, *, may_set: bool) -> None:
    """The types, and the forms that add one and change one."""
    with begin(actor) as work:
        known = tickets.types(work, is_everything=True)
    page.section("Types", "What a ticket is about. One out of use stays on the tickets that have it.")
    columns = (
        Column[TicketType]("Type", "name"),
        Column[TicketType]("Opened", lambda row: "On a unit only" if row.needs_unit else "Anywhere"),
        Column[TicketType]("State", _state, Kind.STATUS, noun="ticket_kind", is_lead=True),
    )
    table.show(columns, known, Writer(actor.currency, actor.time_zone))
    if may_set:
        left, right = st.columns(2, gap="large")
        with left:
            _add_type(actor, known)
        with right:
            _change_type(actor, known)


def priorities(actor: Actor, *, may_set: bool) -> None:
    """The priorities with what they promise, and the forms that add one and change one."""
    with begin(actor) as work:
        known = tickets.priorities(work, is_everything=True)
    page.section("Priorities", "What is changed here is promised from then on: to new tickets, and when a clock is set anew.")
    columns = (
        Column[Priority]("Priority", "name"),
        Column[Priority]("First response within", lambda row: _length(row.response_minutes)),
        Column[Priority]("Resolution within", lambda row: _length(row.resolution_minutes)),
        Column[Priority]("Place", "rank", Kind.NUMBER, is_desk_only=True),
        Column[Priority]("State", _state, Kind.STATUS, noun="ticket_kind", is_lead=True),
    )
    table.show(columns, known, Writer(actor.currency, actor.time_zone))
    if may_set:
        left, right = st.columns(2, gap="large")
        with left:
            _add_priority(actor, known)
        with right:
            _change_priority(actor, known)


def _add_type(actor: Actor, known: list[TicketType]) -> None:
    faults, turn = Faults(), once.turn(_ADD_TYPE)
    with drafts.form(_ADD_TYPE, "ticket_type.add") as draft:
        name = st.text_input("Name of the type", max_chars=60, placeholder="Street light", key=f"type_name_{turn}")
        faults.below("name")
        needs_unit = st.checkbox("Opened on a unit only", key=f"type_unit_{turn}")
        is_sent = st.form_submit_button("Add type", type="primary", icon=":material/add:")

    def add(work: Work) -> str:
        made = TicketType(fields.code_of(name, {each.code for each in known}, "type"), name, needs_unit)
        tickets.set_type(work, made)
        return name.strip()

    command = once.command(_ADD_TYPE, is_sent=is_sent, draft=draft)
    if command.send(actor, add, faults):
        page.flash(f"Tickets may be about “{command.outcome}” from now on.")
        once.clear(_ADD_TYPE)
        st.rerun()


def _change_type(actor: Actor, known: list[TicketType]) -> None:
    which = st.selectbox("Change a type", known, format_func=lambda each: each.name, key="type_which")
    faults, key = Faults(), f"type_{which.code}"
    drawn = editing.drawn_from(key, f"{key}_name", which)
    seen = editing.standing(key, drawn)
    with drafts.form(key, "ticket_type.change", which.code) as draft:
        name = st.text_input("Name of the type", drawn.name, max_chars=60, key=f"{key}_name")
        faults.below("name")
        needs_unit = st.checkbox("Opened on a unit only", drawn.needs_unit, key=f"{key}_unit")
        is_active = st.checkbox("In use", drawn.is_active, key=f"{key}_active")
        faults.below("is_active")
        is_sent = st.form_submit_button("Save type", icon=":material/check:")

    def current() -> TicketType:
        with begin(actor) as work:
            return _of(which.code, tickets.types(work, is_everything=True))

    def save(work: Work) -> TicketType:
        made = TicketType(which.code, name, needs_unit, is_active)
        return _of(which.code, tickets.set_type(work, made, seen.mark))

    labels = {"name": "Name", "needs_unit": "Opened on a unit only", "is_active": "In use"}
    if editing.save(actor, key, seen, save, current, labels, faults, is_sent=is_sent, draft=draft) is not None:
        page.flash(f"Saved the type “{name.strip()}”.")
        st.rerun()


def _add_priority(actor: Actor, known: list[Priority]) -> None:
    faults, turn = Faults(), once.turn(_ADD_PRIORITY)
    with drafts.form(_ADD_PRIORITY, "ticket_priority.add") as draft:
        name = st.text_input("Name of the priority", max_chars=60, placeholder="Within the hour", key=f"priority_name_{turn}")
        faults.below("name")
        typed = _hours(faults, f"priority_new_{turn}", "", "")
        rank = min(99, 1 + max((each.rank for each in known), default=0))
        place = int(st.number_input("Place, 1 is the most urgent", 1, 99, rank, key=f"priority_place_{turn}"))
        faults.below("rank")
        is_sent = st.form_submit_button("Add priority", type="primary", icon=":material/add:")

    def add(work: Work) -> str:
        code = fields.code_of(name, {each.code for each in known}, "priority")
        tickets.set_priority(work, Priority(code, name, *_minutes(*typed), place))
        return name.strip()

    command = once.command(_ADD_PRIORITY, is_sent=is_sent, draft=draft)
    if command.send(actor, add, faults):
        page.flash(f"Tickets may be given the priority “{command.outcome}” from now on.")
        once.clear(_ADD_PRIORITY)
        st.rerun()


def _change_priority(actor: Actor, known: list[Priority]) -> None:
    which = st.selectbox("Change a priority", known, format_func=lambda each: each.name, key="priority_which")
    faults, key = Faults(), f"priority_{which.code}"
    drawn = editing.drawn_from(key, f"{key}_name", which)
    seen = editing.standing(key, drawn)
    with drafts.form(key, "ticket_priority.change", which.code) as draft:
        name = st.text_input("Name of the priority", drawn.name, max_chars=60, key=f"{key}_name")
        faults.below("name")
        typed = _hours(faults, key, _written(drawn.response_minutes), _written(drawn.resolution_minutes))
        place = int(st.number_input("Place, 1 is the most urgent", 1, 99, drawn.rank, key=f"{key}_place"))
        faults.below("rank")
        is_active = st.checkbox("In use", drawn.is_active, key=f"{key}_active")
        faults.below("is_active")
        is_sent = st.form_submit_button("Save priority", icon=":material/check:")

    def current() -> Priority:
        with begin(actor) as work:
            return _of(which.code, tickets.priorities(work, is_everything=True))

    def save(work: Work) -> Priority:
        made = Priority(which.code, name, *_minutes(*typed), place, is_active)
        return _of(which.code, tickets.set_priority(work, made, seen.mark))

    labels = {
        "name": "Name", "response_minutes": "First response in minutes", "resolution_minutes": "Resolution in minutes",
        "rank": "Place", "is_active": "In use",
    }  # fmt: skip
    if editing.save(actor, key, seen, save, current, labels, faults, is_sent=is_sent, draft=draft) is not None:
        page.flash(f"Saved the priority “{name.strip()}”.")
        st.rerun()


def _hours(faults: Faults, key: str, response: str, resolution: str) -> tuple[str, str]:
    left, right = st.columns(2)
    with left:
        first = st.text_input("First response, hours", response, max_chars=8, help=_HINT, key=f"{key}_response")
        faults.below("response_minutes")
    with right:
        second = st.text_input("Resolution, hours", resolution, max_chars=8, help=_HINT, key=f"{key}_resolution")
        faults.below("resolution_minutes")
    return first, second


def _minutes(response: str, resolution: str) -> tuple[int, int]:
    """Both promises in minutes. Raises Invalid, a sentence for each field."""
    found: list[int] = []
    wrong: dict[str, str] = {}
    for field, typed in (("response_minutes", response), ("resolution_minutes", resolution)):
        try:
            found.append(_parsed(typed, field))
        except Invalid as error:
            wrong |= error.fields
    if wrong:
        raise Invalid(wrong)
    return found[0], found[1]


def _parsed(typed: str, field: str) -> int:
    clock = _CLOCK.fullmatch(typed.strip())
    if clock:
        return int(clock[1]) * 60 + int(clock[2])
    minutes = fields.number(typed, field, "a number of hours") * 60
    if minutes != minutes.to_integral_value():
        raise Invalid({field: "Promise whole minutes, for example 0:20 or 1.5 hours."})
    return int(minutes)


def _written(minutes: int) -> str:
    """'8', '1.5' or '0:20', as it is typed."""
    hours = Decimal(minutes) / 60
    return f"{hours.normalize():f}" if minutes % 15 == 0 else f"{minutes // 60}:{minutes % 60:02}"


def _length(minutes: int) -> str:
    """'8 hours', '1 hour 30 minutes', '20 minutes'."""
    hours, rest = divmod(minutes, 60)
    parts = [words.counted(hours, "hour")] * (hours > 0) + [words.counted(rest, "minute")] * (rest > 0)
    return " ".join(parts)


def _of(code: str, known: list[Row]) -> Row:
    return next(each for each in known if each.code == code)


def _state(row: TicketType | Priority) -> str:
    return "in_use" if row.is_active else "out_of_use"
