"""Visits: who goes where, what was found, and what waits for a decision."""

from markupsafe import Markup

from components import asked, browser, listing_filters, page, visit_columns
from components.filters import Choice
from components.markup import icon, joined, link
from components.screens import CHALLANS, DAYS, PLAN_VISITS, VISIT_SETTINGS, VISITS
from services import visits
from services.permissions import Permission
from services.work import begin

actor = page.begin(VISITS)
sees_others = actor.may(Permission.VISIT_PLAN) or not actor.may(Permission.VISIT_MAKE)

if actor.may(Permission.VISIT_PLAN):
    page.html(
        Markup('<p class="su-actions"><a class="su-button" href="{}" target="_self">{}Plan visits</a></p>').format(
            PLAN_VISITS.link(), icon("event")
        )
    )
ways = [link(CHALLANS.link(), "Challans"), link(DAYS.link(), "Closed days")]
if sees_others:
    ways.append(link(VISIT_SETTINGS.link(), "Fines and geofence"))
page.below(joined(ways, " · "))
found = listing_filters.filters_of(
    visits.VISITS, actor, linked={name: asked.text(name) for name in ("unit", "account", "visit")}
)
if sees_others:
    with begin(actor) as work:
        names = [(str(each.staff_id), each.full_name) for each in visits.agents_seen(work)]
    if names:
        found["agent"] = Choice("agent", "Agent", names)

browser.show(
    browser.of(
        visits.VISITS,
        VISITS,
        actor,
        visit_columns.columns(has_agents=sees_others),
        found,
        ("status", "agent", "planned", "doubtful", "area"),
        href=visit_columns.href,
        search="Visit number, unit, name or phone",
        exports="visits",
        empty="Visits are planned by operations." if not actor.may(Permission.VISIT_PLAN) else "Plan the first ones above.",
    )
)
