"""The form that opens a ticket: on a unit, on an account, or anywhere in an area."""

from typing import Final
from uuid import uuid4

import streamlit as st
from markupsafe import Markup

from components import drafts, once, page
from components.fields import Faults
from components.markup import link
from components.places import kind_word
from components.screens import TICKET
from services import areas, tickets
from services.areas import Area
from services.tickets import CHANNELS, NewTicket, Priority, TicketType
from services.work import Actor, Work, begin
from utils.errors import Invalid

_OPEN: Final = "open_ticket"


def show(actor: Actor, unit_id: int | None, account_id: int | None) -> None:
    """Draw the form; what was typed stays when it is refused, and it comes back empty for the next one."""
    turn = once.turn(_OPEN)
    with begin(actor) as work:
        kinds, priorities = tickets.types(work), tickets.priorities(work)
        tree = [] if unit_id or account_id else _within_reach(actor, areas.list_all(work))
    faults = Faults()
    about = f"unit {unit_id}" if unit_id else f"account {account_id}" if account_id else ""
    with drafts.form("open_ticket", "ticket.open", about, border=False) as draft:
        subject = st.text_input("What it is about", max_chars=200, key=f"new_subject_{turn}")
        faults.below("subject")
        description = st.text_area("Description", max_chars=5000, key=f"new_description_{turn}")
        faults.below("description")
        left, right = st.columns(2)
        with left:
            kind = st.selectbox("Type", kinds, index=None, format_func=_name, placeholder="Choose", key=f"new_type_{turn}")
            faults.below("type_code")
            usual = next((place for place, each in enumerate(priorities) if each.code == "normal"), 0)
            priority = st.selectbox("Priority", priorities, index=usual, format_func=_name, key=f"new_priority_{turn}")
            faults.below("priority_code")
        with right:
            came = st.selectbox("Came by", CHANNELS, format_func=lambda each: each[1], key=f"new_channel_{turn}")
            area, unit_code = None, ""
            if not unit_id:
                unit_code = st.text_input("Unit code", max_chars=60, placeholder="Where it is about one", key=f"new_unit_{turn}")
                faults.below("unit_code")
            if not unit_id and not account_id:
                area = st.selectbox(
                    "Area", tree, index=None, placeholder="Type a part of its name", key=f"new_area_{turn}",
                    format_func=lambda each: f"{each.name}, {kind_word(each.kind)}",
                )  # fmt: skip
                faults.below("area_id")
        is_sent = st.form_submit_button("Open ticket", type="primary", icon=":material/add:")

    def open_it(work: Work) -> tickets.TicketRow:
        if kind is None:
            raise Invalid({"type_code": "Choose what it is about."})
        return tickets.open_one(
            work,
            NewTicket(
                subject, description, kind.code, priority.code, came[0], uuid4(), unit_id, account_id,
                area.area_id if area else None, unit_code,
            ),
        )  # fmt: skip

    command = once.command(_OPEN, is_sent=is_sent, draft=draft)
    if command.send(actor, open_it, faults) and isinstance(made := command.outcome, tickets.TicketRow):
        page.flash(Markup("Opened {}: {}.").format(link(TICKET.link(ticket=made.ticket_id), made.ticket_no), made.subject))
        once.clear(_OPEN)
        st.rerun()


def _name(each: TicketType | Priority) -> str:
    return each.name


def _within_reach(actor: Actor, tree: list[Area]) -> list[Area]:
    return [each for each in tree if actor.area_ids is None or each.area_id in actor.area_ids]
