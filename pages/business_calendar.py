"""The business calendar: when promised hours run, on which days they do not, and what that means for a promise."""

from components import calendar_form, page, words
from components.screens import BUSINESS_CALENDAR
from services import service_levels
from services.permissions import Permission
from services.work import begin

actor = page.begin(BUSINESS_CALENDAR)

with page.telling() as told, begin(actor) as work:
    calendar = service_levels.get(work)

if told.is_ok:
    may_change = actor.may(Permission.BUSINESS_CALENDAR_WRITE) and actor.area_ids is None
    if calendar.changed_at is None:
        page.below(f"These are the usual hours; nothing was set yet. All times are in {calendar.time_zone}.")
    else:
        changed = f"{words.moment(calendar.changed_at, calendar.time_zone)} by {calendar.changer_name or 'a person who left'}"
        page.below(f"Changed {changed}. All times are in {calendar.time_zone}.")
    page.section("Try it", "When a promise is due that is given at some moment.")
    calendar_form.try_out(actor, calendar)
    page.section("Working hours", "Clocks of promised hours run in these hours only, and stand still in the breaks.")
    if may_change:
        calendar_form.hours(actor, calendar)
    else:
        calendar_form.look(calendar)
    page.section("Holidays", "Whole days on which no clock runs.")
    calendar_form.holidays(actor, calendar, may_change=may_change)
