"""Types and promises: what tickets are about, how soon they are answered and resolved, and who is told otherwise."""

from components import page, ticket_escalation, ticket_settings
from components.screens import TICKET_SETTINGS, TICKETS
from services.permissions import Permission

actor = page.begin(TICKET_SETTINGS, heading=False)
page.head(TICKET_SETTINGS.title, back=("Tickets", TICKETS.link()))
may_set = actor.may(Permission.TICKET_SET) and actor.area_ids is None

with page.telling():
    ticket_settings.types(actor, may_set=may_set)
    ticket_settings.priorities(actor, may_set=may_set)
    ticket_escalation.show(actor, may_set=may_set)
