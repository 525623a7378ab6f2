"""Cash: who holds how much of it, and the receipts that agents gave in the field."""

from components import asked, browser, cash_columns, cash_parts, listing_filters, page
from components.filters import Choice
from components.markup import link
from components.screens import CASH, HANDOVERS
from services import cash
from services.permissions import Permission
from services.work import begin

actor = page.begin(CASH)
is_office = not actor.may(Permission.CASH_COLLECT) or actor.may(Permission.CASH_ACCEPT)

page.below(link(HANDOVERS.link(), "Handovers and deposits"))
with page.telling():
    if actor.may(Permission.CASH_COLLECT):
        cash_parts.own(actor)
    if is_office:
        with begin(actor) as work:
            holders = cash.holders(work)
        cash_parts.held(actor, holders)
        cash_parts.limit(actor)

page.section("Receipts")
linked = {name: asked.text(name) for name in ("agent", "unit", "account", "receipt", "handover")}
found = listing_filters.filters_of(cash.CASH_RECEIPTS, actor, linked=linked)
if is_office and holders and not linked["agent"]:
    found["agent"] = Choice("agent", "Agent", [(str(each.agent_id), each.agent_name) for each in holders])
browser.show(
    browser.of(
        cash.CASH_RECEIPTS,
        CASH,
        actor,
        cash_columns.columns(has_agents=is_office),
        found,
        ("status", "agent", "taken", "area"),
        href=cash_columns.href,
        search="Receipt, unit, name or phone",
        exports="cash_receipts",
        empty="Agents take cash at a stop of their day or on the page of a unit.",
    )
)
