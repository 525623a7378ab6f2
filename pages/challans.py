"""Challans: fines handed over on visits, what is paid of them and what is not."""

from components import asked, browser, challan_parts, listing_filters, page
from components.filters import Choice
from components.screens import CHALLANS, VISITS
from services import challans, visits
from services.permissions import Permission
from services.work import begin

actor = page.begin(CHALLANS, heading=False)
page.head(CHALLANS.title, back=("Visits", VISITS.link()))
linked = {name: asked.text(name) for name in ("agent", "unit", "account", "challan")}
found = listing_filters.filters_of(challans.CHALLANS, actor, linked=linked)
if actor.may(Permission.VISIT_PLAN) or not actor.may(Permission.VISIT_MAKE):
    with begin(actor) as work:
        names = [(str(each.staff_id), each.full_name) for each in visits.agents_seen(work)]
    if names:
        found["agent"] = Choice("agent", "Issued by", names)

browser.show(
    browser.of(
        challans.CHALLANS,
        CHALLANS,
        actor,
        challan_parts.columns(),
        found,
        ("status", "issued", "agent", "area"),
        href=challan_parts.href,
        search="Challan, receipt, unit, name or phone",
        exports="challans",
        empty="A challan is issued on a visit, with its outcome.",
    )
)
