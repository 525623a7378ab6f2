"""One ticket: what is known, whether its promises are kept, the conversation, and what may be done next."""

import streamlit as st

from components import (
    asked,
    attachment_parts,
    history,
    notice_choices,
    page,
    ticket_conversation,
    ticket_parts,
    ticket_related,
)
from components.screens import TICKET, TICKETS
from components.status import badge
from services import tickets
from services.permissions import Permission
from services.work import begin
from utils import clock
from utils.errors import NotFound

actor = page.begin(TICKET)
ticket_id = asked.number("ticket")

with page.telling() as told:
    if ticket_id is None:
        raise NotFound("ticket", asked.text("ticket") or "(none named)")
    with begin(actor) as work:
        ticket = tickets.get(work, ticket_id)

if told.is_ok:
    row = ticket.row
    page.head(row.subject, mark=badge("ticket", row.status), below=f"Ticket {row.ticket_no}", back=("Tickets", TICKETS.link()))
    ticket_parts.standing(actor, ticket)
    ticket_related.goes_on(row)
    ticket_parts.known(actor, row, clock.now())
    notice_choices.follow(actor, "ticket", row.ticket_id)
    with page.telling():
        attachment_parts.show(actor, "ticket", row.ticket_id)
        ticket_related.attached(actor, ticket)
    left, right = st.columns([7, 5], gap="large")
    with left, page.telling():
        ticket_conversation.show(actor, ticket)
    with right, page.telling():
        ticket_parts.actions(actor, row)
    with right, page.telling():
        ticket_related.show(actor, ticket)
    if actor.may(Permission.AUDIT_READ):
        history.show(actor, row.ref)
