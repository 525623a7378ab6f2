"""Tickets about one record: how many are still open, the newest of them, the way to all, and the way to a new one."""

import streamlit as st
from markupsafe import Markup

from components import drafts, page, table, ticket_columns, ticket_form, words
from components.markup import icon, joined, link
from components.screens import TICKETS
from components.table import Column, Kind, Writer
from components.ticket_form import About
from services import tickets
from services.paging import ListQuery
from services.permissions import Permission
from services.tickets import TicketRow
from services.work import Actor, begin
from utils.wording import apart, worded

FEW = 5
# What was complained of is not for the paper that the consumer gets.
_SECTION = Markup(
    '<section class="su-part su-screen-only"><header class="su-section"><h2>{}</h2><p class="su-below">{}</p></header>'
    "{}</section>"
)
_WRONG = Markup('<p class="su-wrong" role="alert"></p>')


def show(actor: Actor, about: About) -> None:
    """What was opened about a record, and the form for another one."""
    listed(actor, about)
    if actor.may(Permission.TICKET_OPEN):
        with st.expander(f"Open a ticket{about.words}", icon=":material/add:"):
            ticket_form.show(actor, about)


def listed(actor: Actor, about: About) -> int:
    """The newest tickets about a record, nothing where there are none; how many there are."""
    if not actor.may(Permission.TICKET_READ):
        return 0
    still_open = ListQuery(filters={**about.filters, "open": "yes"}, size=1)
    with begin(actor) as work:
        found = tickets.page(work, ListQuery(filters=about.filters, size=FEW))
        open_count = tickets.page(work, still_open).count if found.rows else 0
    if not found.rows:
        return 0
    total = words.counted(found.count, "ticket")
    said = [Markup("{}").format(worded("{count:,} of {total} still open", count=open_count, total=total))]
    if found.next_key:
        said.append(link(TICKETS.link(**about.filters), worded("All {count:,}", count=found.count)))
    rows = table.render(_columns(about), found.rows, Writer(actor.currency, actor.time_zone), ticket_columns.href)
    page.html(_SECTION.format(worded("Tickets"), joined(said, " · "), rows))
    return found.count


def in_the_field(actor: Actor, visit_id: int) -> None:
    """What an agent opened on a visit, and the form for another: large, with drafts, and waiting for the signal."""
    about = About(visit_id=visit_id)
    count = listed(actor, about)
    if not actor.may(Permission.TICKET_OPEN):
        return
    with begin(actor) as work:
        kinds, priorities = tickets.types(work), tickets.priorities(work)
    parts = [
        Markup('<input type="hidden" name="visit_id" value="{}">').format(visit_id),
        Markup('<input type="hidden" name="channel" value="visit">'),
        Markup('<label>{}<input name="subject" autocomplete="off" maxlength="200" required></label>').format(
            worded("What it is about")
        ),
        Markup('<label>{}<select name="f_type" required><option value="">{}</option>{}</select></label>').format(
            worded("Type"),
            worded("Choose"),
            joined([Markup('<option value="{}">{}</option>').format(each.code, apart(each.name)) for each in kinds]),
        ),
        Markup('<label>{}<select name="priority" required>{}</select></label>').format(
            worded("Priority"),
            joined(
                [
                    Markup('<option value="{}"{}>{}</option>').format(
                        each.code, Markup(" selected") if each.code == "normal" else "", apart(each.name)
                    )
                    for each in priorities
                ]
            ),
        ),
        Markup('<label>{}<textarea name="description" maxlength="5000" rows="3"></textarea></label>').format(
            worded("Description")
        ),
        _WRONG,
        Markup('<button type="submit" class="su-big">{}{}</button>').format(
            icon("confirmation_number"), worded("Open the ticket")
        ),
    ]
    page.html(
        Markup(
            '<details class="su-fold su-propose"><summary>{}{}</summary>'
            '<form class="su-field" data-post="/api/v1/tickets">{}{}</form></details>'
        ).format(
            icon("confirmation_number"),
            worded("Open a ticket from this visit"),
            drafts.mark("ticket.open", about.record, count),
            joined(parts),
        )
    )


def _columns(about: About) -> tuple[Column[TicketRow], ...]:
    def sub(row: TicketRow) -> str:
        return (
            row.type_name
            if about.unit_id in (None, row.unit_id)
            else f"{row.type_name} · {worded('opened on {unit}', unit=row.unit_code)}"
        )

    return (
        Column[TicketRow]("Ticket", "ticket_no", Kind.CODE),
        Column[TicketRow]("Subject", "subject", sub=sub),
        Column[TicketRow]("Opened", "opened_at", Kind.MOMENT),
        Column[TicketRow](
            "Assigned to", lambda row: row.assignee_name or worded("Nobody"), name="assignee_name", is_desk_only=True
        ),
        Column[TicketRow]("State", "status", Kind.STATUS, noun="ticket", is_lead=True),
    )
