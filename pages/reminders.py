"""When people are reminded of bills that fall due."""

from components import page, reminder_form
from components.screens import REMINDERS

actor = page.begin(REMINDERS)

with page.telling():
    reminder_form.show(actor)
