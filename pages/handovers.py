"""Handovers: cash that agents brought to the office, where it differed, and what is at the bank."""

from components import asked, browser, handover_columns, handover_parts, listing_filters, page
from components.screens import CASH, HANDOVERS
from services import cash
from services.permissions import Permission

actor = page.begin(HANDOVERS, heading=False)
page.head(HANDOVERS.title, back=("Cash", CASH.link()))
is_office = not actor.may(Permission.CASH_COLLECT) or actor.may(Permission.CASH_ACCEPT)

if handover_parts.may_accept(actor):
    handover_parts.deposit(actor)
linked = {name: asked.text(name) for name in ("agent", "deposit", "handover")}
browser.show(
    browser.of(
        cash.CASH_HANDOVERS,
        HANDOVERS,
        actor,
        handover_columns.columns(has_agents=is_office),
        listing_filters.filters_of(cash.CASH_HANDOVERS, actor, linked=linked),
        ("status", "differs", "accepted", "agent"),
        href=handover_columns.href,
        search="Handover, slip or agent",
        exports="cash_handovers",
        empty="Cash is accepted from the screen Cash: choose who holds it there.",
    )
)
