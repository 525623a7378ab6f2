"""Tickets that belong together: what one goes on in, what was merged into it, what is linked to it, and the forms for that."""

import streamlit as st
from markupsafe import Markup

from components import attachment_parts, drafts, once, page
from components.fields import Faults
from components.markup import joined, link
from components.screens import TICKET
from components.status import badge
from services import tickets
from services.permissions import Permission
from services.tickets import Ticket, TicketRow
from services.work import Actor, Work, begin
from utils.errors import Invalid

_MERGE_ASKED = "_merge_asked"


def goes_on(row: TicketRow) -> None:
    """Where a merged ticket goes on."""
    if row.merged_into_id is None:
        return
    there = link(TICKET.link(ticket=row.merged_into_id), row.merged_into_no) if row.merged_into_no else "another ticket"
    page.say("waiting", Markup("This ticket was merged and goes on in {}. Nothing is done here any more.").format(there))


def attached(actor: Actor, ticket: Ticket) -> None:
    """What is attached to the tickets that were merged into this one."""
    for each in ticket.merged:
        attachment_parts.show(actor, "ticket", each.ticket_id, f"Attached to {each.ticket_no}")


def show(actor: Actor, ticket: Ticket) -> None:
    """What belongs together, and the forms that link and merge."""
    row = ticket.row
    may_link = actor.may(Permission.TICKET_WORK) and row.merged_into_id is None
    may_merge = actor.may(Permission.TICKET_ASSIGN) and row.ended_at is None
    if not (ticket.related or ticket.merged or may_link or may_merge):
        return
    page.section("Related tickets")
    lines = [
        Markup("<li>{} {} {}</li>").format(link(TICKET.link(ticket=each.ticket_id), each.ticket_no), each.subject, sign)
        for each, sign in [
            *((each, badge("ticket", each.status)) for each in ticket.related),
            *((each, badge("ticket", "merged")) for each in ticket.merged),
        ]
    ]
    if lines:
        page.html(Markup('<ul class="su-documents">{}</ul>').format(joined(lines)))
    else:
        page.below("None is linked to this one.")
    if may_link:
        _link(actor, ticket)
    if may_merge:
        _merge(actor, row)


def _link(actor: Actor, ticket: Ticket) -> None:
    row, faults, turn = ticket.row, Faults(), once.turn("link_ticket")
    with drafts.form("link_ticket", "ticket.link", row.ticket_id) as draft:
        typed = st.text_input("Link a ticket", max_chars=20, placeholder="T-000123", key=f"link_number_{turn}")
        faults.below("related_id")
        is_sent = st.form_submit_button("Link", icon=":material/link:")

    def tie(work: Work) -> TicketRow:
        other = tickets.numbered(work, typed, "related_id")
        tickets.link(work, row.ticket_id, other.ticket_id)
        return other

    command = once.command("link_ticket", is_sent=is_sent, draft=draft)
    if command.send(actor, tie, faults) and isinstance(other := command.outcome, TicketRow):
        page.flash(f"{row.ticket_no} and {other.ticket_no} are linked.")
        once.clear("link_ticket")
        st.rerun()
    if ticket.related:
        _unlink(actor, ticket)


def _unlink(actor: Actor, ticket: Ticket) -> None:
    with st.form("unlink_ticket", border=False):
        which = st.selectbox("No longer linked to", ticket.related, format_func=lambda each: each.ticket_no, key="unlink_which")
        is_sent = st.form_submit_button("Take the link away", icon=":material/link_off:")
    command = once.command("unlink_ticket", is_sent=is_sent)
    if command.send(actor, lambda work: tickets.unlink(work, ticket.row.ticket_id, which.ticket_id)):
        page.flash(f"{ticket.row.ticket_no} and {which.ticket_no} are not linked any more.")
        st.rerun()


def _merge(actor: Actor, row: TicketRow) -> None:
    faults = Faults()
    with drafts.form("merge_ticket", "ticket.merge", row.ticket_id) as draft:
        typed = st.text_input("Merge into the ticket", max_chars=20, placeholder="T-000123", key="merge_number")
        faults.below("into_id")
        is_sent = st.form_submit_button("Look at both", icon=":material/merge:")
    if is_sent:
        st.session_state.pop(_MERGE_ASKED, None)
        with page.telling():
            try:
                with begin(actor) as work:
                    st.session_state[_MERGE_ASKED] = (row.ticket_id, row.mark, tickets.numbered(work, typed, "into_id"))
            except Invalid as error:
                faults.tell(error.fields)
    asked: tuple[int, str, TicketRow] | None = st.session_state.get(_MERGE_ASKED)
    if asked is None or asked[0] != row.ticket_id:
        return
    into = asked[2]
    page.say(
        "warning",
        f"{row.ticket_no} “{row.subject}” would go on in {into.ticket_no} “{into.subject}”: what was said is shown there, who "
        "follows it follows that one, and the promises count from the earlier opening. This is not undone.",
    )
    is_sure = st.button(f"Merge into {into.ticket_no}", type="primary", key="merge_sure")
    command = once.command("merge_ticket", is_sent=is_sure, draft=draft)
    if command.send(actor, lambda work: tickets.merge(work, row.ticket_id, into.ticket_id, asked[1]), faults):
        st.session_state.pop(_MERGE_ASKED, None)
        page.flash(Markup("{} goes on in {}.").format(row.ticket_no, link(TICKET.link(ticket=into.ticket_id), into.ticket_no)))
        st.rerun()
