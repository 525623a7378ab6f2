"""Closed days: what each agent did, took and left on each day."""

from components import asked, browser, field_day_parts, listing_filters, page
from components.filters import Choice
from components.screens import DAYS, VISITS
from services import field_days, visits
from services.permissions import Permission
from services.work import begin

actor = page.begin(DAYS, heading=False)
page.head(DAYS.title, back=("Visits", VISITS.link()))
sees_others = actor.may(Permission.VISIT_PLAN) or not actor.may(Permission.VISIT_MAKE)
found = listing_filters.filters_of(field_days.CLOSED_DAYS, actor, linked={"agent": asked.text("agent")})
if sees_others:
    with begin(actor) as work:
        names = [(str(each.staff_id), each.full_name) for each in visits.agents_seen(work)]
    if names:
        found["agent"] = Choice("agent", "Agent", names)

browser.show(
    browser.of(
        field_days.CLOSED_DAYS,
        DAYS,
        actor,
        field_day_parts.columns(has_agents=sees_others),
        found,
        ("agent", "day", "missed", "cash"),
        href=field_day_parts.href,
        search="Agent" if sees_others else "",
        exports="closed_days",
        empty="An agent closes the day at its end, from the screen Today.",
    )
)
