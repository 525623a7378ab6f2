"""Tickets: complaints and requests, who sees to them, and whether promises are kept."""

import streamlit as st

from components import asked, browser, listing_filters, page, ticket_columns, ticket_form, ticket_parts
from components.markup import joined, link
from components.screens import CANNED_ANSWERS, TICKET_SETTINGS, TICKETS
from components.ticket_form import About
from services import tickets
from services.permissions import Permission
from services.searching import parse_bill_no
from services.work import begin

actor = page.begin(TICKETS)
bill_no = asked.text("bill") if parse_bill_no(asked.text("bill")) else ""
about = About(bill_no, asked.number("visit"), asked.number("unit"), asked.number("account"))

if actor.may(Permission.TICKET_OPEN):
    with st.expander(f"Open a ticket{about.words}", icon=":material/add:", expanded=bool(about.record)):
        ticket_form.show(actor, about)

page.below(ticket_parts.queues())
page.below(joined([link(each.link(), each.title) for each in (TICKET_SETTINGS, CANNED_ANSWERS)], " · "))
with begin(actor) as work:
    kinds = [(each.code, each.name) for each in tickets.types(work, is_everything=True)]
    priorities = [(each.code, each.name) for each in tickets.priorities(work, is_everything=True)]

browser.show(
    browser.of(
        tickets.TICKETS,
        TICKETS,
        actor,
        ticket_columns.columns(actor),
        listing_filters.filters_of(
            tickets.TICKETS,
            actor,
            choices={"type": kinds, "priority": priorities},
            linked={name: asked.text(name) for name in ("assignee", "bill", "visit", "unit", "account", "ticket")},
        ),
        ("mine", "team", "unassigned", "overdue", "status", "area"),
        href=ticket_columns.href,
        search="Number, or words of subject and description",
        exports="tickets",
        empty="Open the first one above, or on the page of a bill, visit, unit or account.",
    )
)
