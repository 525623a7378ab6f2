"""The form that says how long before a bill is due people hear of it."""

import streamlit as st

from components import cards, drafts, fields, once, page, words
from components.cards import Figure
from components.fields import Faults
from services import reminders
from services.reminders import Reminders
from services.work import Actor, Work, begin


def show(actor: Actor) -> None:
    """What comes next, and the form."""
    page.below(
        "Consumers who sign in, and colleagues who follow a bill, its account or its unit, are told once of each unpaid bill, "
        "in the morning: here, and by e-mail or text where they chose that."
    )
    with begin(actor) as work:
        now = reminders.get(work)
    when = f"{words.counted(now.days_before, 'day')} before" if now.days_before else "Nobody is reminded"
    last = f"last on {words.moment(now.ran_at, actor.time_zone)}" if now.ran_at else "not yet"
    cards.show(
        [
            Figure("Reminded", when, "a bill is due" if now.days_before else "0 days"),
            Figure("Told of", words.counted(now.told_count, "bill"), last),
            Figure("Next", words.counted(now.waiting_count, "bill"), "unpaid, concerning somebody, due within those days"),
        ]
    )
    faults = Faults()
    with drafts.form("reminders", "reminder.set") as draft:
        typed = st.text_input("Days before a bill is due, 0 for never", str(now.days_before), max_chars=4, key="reminder_days")
        faults.below("days_before")
        is_sent = st.form_submit_button("Save", type="primary", icon=":material/check:")

    def save(work: Work) -> Reminders:
        return reminders.set_days(work, int(fields.number(typed, "days_before", "a number of days")))

    command = once.command("reminders", is_sent=is_sent, draft=draft)
    if command.send(actor, save, faults) and isinstance(kept := command.outcome, Reminders):
        told = f"{words.counted(kept.days_before, 'day')} before they are due" if kept.days_before else "no more"
        page.flash(f"People are reminded of bills {told}.")
        st.rerun()
