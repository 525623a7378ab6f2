"""The form that opens a ticket: about a bill, from a visit, on a unit, on an account, or anywhere in an area."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class About:
    """The one record that a ticket is about; none of them for a ticket anywhere in an area."""

    bill_no: str = ""
    visit_id: int | None = None
    unit_id: int | None = None
    account_id: int | None = None

    @property
    def named(self) -> tuple[str, str]:
        """What the record is called and which one it is: ('bill', '202609-0000123'); ('', '') for none."""
        given = {"bill": self.bill_no, "visit": self.visit_id, "unit": self.unit_id, "account": self.account_id}
        return next(((noun, str(which)) for noun, which in given.items() if which), ("", ""))

    @property
    def record(self) -> str:
        """What drafts call it."""
        return " ".join(self.named).strip()

    @property
    def words(self) -> str:
        """How a heading goes on: ' about this bill'."""
        noun, _ = self.named
        return {"": "", "bill": " about this bill", "visit": " from this visit"}.get(noun, f" on this {noun}")

    @property
    def filters(self) -> dict[str, str]:
        """The list of the tickets about it."""
        noun, which = self.named
        return {noun: which} if noun else {}


def show(actor: Actor, about: About) -> None:
    """Draw the form; what was typed stays when it is refused, and it comes back empty for the next one."""
    turn = once.turn(_OPEN)
    has_unit, has_place = bool(about.visit_id or about.unit_id), bool(about.record)
    with begin(actor) as work:
        kinds, priorities = tickets.types(work), tickets.priorities(work)
        tree = [] if has_place else _within_reach(actor, areas.list_all(work))
    faults = Faults()
    with drafts.form("open_ticket", "ticket.open", about.record, border=False) as draft:
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
            usual = next((place for place, each in enumerate(CHANNELS) if about.visit_id and each[0] == "visit"), 0)
            came = st.selectbox("Came by", CHANNELS, usual, format_func=lambda each: each[1], key=f"new_channel_{turn}")
            area, unit_code = None, ""
            if not has_unit:
                hint = "Follows from the bill" if about.bill_no else "Where it is about one"
                unit_code = st.text_input("Unit code", max_chars=60, placeholder=hint, key=f"new_unit_{turn}")
                faults.below("unit_code")
            if not has_place:
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
                subject, description, kind.code, priority.code, came[0], uuid4(), about.unit_id, about.account_id,
                area.area_id if area else None, unit_code, about.bill_no, about.visit_id,
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
