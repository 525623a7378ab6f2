"""Retention on its screen: how long each kind of record is kept, what would go now, and clearing it away."""

from typing import Final

import streamlit as st

from components import once, page, table, words
from components.fields import Faults
from components.table import Column, Kind, Writer
from services import retention
from services.retention import Due, RetentionRun, Rule
from services.work import Actor, begin

COUNTED: Final = "counted"


def rules(actor: Actor, found: tuple[Rule, ...]) -> None:
    """Every kind with its days, and the form that changes one."""
    columns = (
        Column[Rule]("Record", lambda row: row.kind.title, sub=lambda row: _changed(row, actor)),
        Column[Rule]("Kept", lambda row: words.counted(row.keep_days, "day"), is_lead=True),
        Column[Rule]("Counted", lambda row: row.kind.what, is_desk_only=True),
        Column[Rule]("At least", lambda row: words.counted(row.kind.fewest_days, "day"), is_desk_only=True),
        Column[Rule]("Removed last time", "last_removed", Kind.NUMBER),
    )
    table.show(columns, found, Writer(actor.currency, actor.time_zone))
    _change(actor, found)


def clear_away(actor: Actor) -> None:
    """What would go now, counted when asked, and the button that removes it."""
    if not st.query_params.get(COUNTED):
        if st.button("Count what would go now", icon=":material/search:"):
            st.query_params[COUNTED] = "yes"
            st.rerun()
        return
    with page.telling() as told, begin(actor) as work:
        found = [each for each in retention.preview(work) if each.count]
    if not told.is_ok:
        return
    if not found:
        page.say("good", "Nothing is old enough to go.")
        return
    columns = (
        Column[Due]("Record", lambda row: row.rule.kind.title),
        Column[Due]("Would go", "count", Kind.NUMBER, is_lead=True),
        Column[Due]("Oldest", "oldest", Kind.MOMENT),
    )
    table.show(columns, found, Writer(actor.currency, actor.time_zone))
    _apply(actor, sum(each.count for each in found))


def runs(actor: Actor, found: tuple[RetentionRun, ...]) -> None:
    """The latest times that the rules were applied."""
    if not found:
        page.below("The rules have not been applied yet; workers do so once a day.")
        return
    columns = (
        Column[RetentionRun]("Applied", "started_at", Kind.MOMENT, sub=lambda row: row.starter_name if row.is_asked else "daily"),
        Column[RetentionRun]("Result", lambda row: row.sentence if row.finished_at or row.failure else "Under way"),
    )
    table.show(columns, found[:5], Writer(actor.currency, actor.time_zone))


def _changed(row: Rule, actor: Actor) -> str:
    if row.changed_at is None:
        return "the usual time"
    return f"set by {row.changer_name}, {words.moment(row.changed_at, actor.time_zone)}"


def _change(actor: Actor, found: tuple[Rule, ...]) -> None:
    faults = Faults()
    with st.expander("Change how long a record is kept", icon=":material/tune:"):
        titles = {each.kind.name: each.kind.title for each in found}
        name = st.selectbox("Record", titles, format_func=lambda each: titles[each])
        chosen = next(each for each in found if each.kind.name == name)
        # A field of its own for each kind, so that it begins with the days of that kind.
        with st.form(f"retention_{name}", border=False):
            days = st.number_input("Days", 1, 36_500, chosen.keep_days, key=f"days_{name}_{chosen.keep_days}")
            page.below(f"{chosen.kind.title} are kept so many days {chosen.kind.what}.")
            faults.below("days")
            is_sent = st.form_submit_button("Save", icon=":material/save:")
    command = once.command(f"retention_{name}", is_sent=is_sent)
    if command.send(actor, lambda work: retention.set_days(work, chosen.kind.name, int(days)), faults):
        page.flash(f"{chosen.kind.title} are kept {words.counted(int(days), 'day')} from now on.")
        st.rerun()


def _apply(actor: Actor, count: int) -> None:
    key = f"retention_{count}"
    is_pressed = st.button(f"Remove {words.counted(count, 'record')}", icon=":material/delete_sweep:", key=key)
    command = once.command(key, is_sent=is_pressed)
    if command.send(actor, retention.apply_now):
        page.flash(f"{words.counted(count, 'record')} will be removed in the background; the result stands below.")
        st.query_params.pop(COUNTED, None)
        st.rerun()
