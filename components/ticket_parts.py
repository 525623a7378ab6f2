"""The parts of a ticket's page: what is known, and what may be done next."""

from datetime import datetime

import streamlit as st
from markupsafe import Markup

from components import drafts, facts, once, page, ticket_conversation, words
from components.fields import Faults
from components.markup import icon, joined, link
from components.screens import ACCOUNT, BILL, TICKETS, UNIT, VISIT
from components.ticket_columns import escalation, said
from components.ticket_words import DONE, WORDS
from services import tickets, visits
from services.paging import ListQuery
from services.permissions import Permission
from services.tickets import MOVES, Candidate, Step, Ticket, TicketRow
from services.work import Actor, Work, begin
from utils.errors import Invalid


def standing(actor: Actor, ticket: Ticket) -> None:
    """What became of its unit and account, with the way to the unit that remains."""
    for each in ticket.standing:
        way = Markup()
        if each.kept_unit_id is not None and actor.may(Permission.UNIT_READ):
            way = link(UNIT.link(unit=each.kept_unit_id), f"Open {each.kept_unit_code}")
        page.say("waiting", Markup("{} {}").format(each.sentence, way))


def known(actor: Actor, row: TicketRow, now: datetime) -> None:
    """What is known of it, with its promises in words."""
    unit = link(UNIT.link(unit=row.unit_id), row.unit_code or "") if row.unit_id else None
    account = link(ACCOUNT.link(account=row.account_id), row.account_code or "") if row.account_id else None
    facts.show([
        ("Type", row.type_name),
        ("Priority", row.priority),
        ("First response", said(tickets.response_clock(row, now), actor)),
        ("Resolution", said(tickets.resolution_clock(row, now), actor)),
        ("Escalation", escalation(row)),
        ("Assigned to", row.assignee_name or "Nobody"),
        ("Area", row.area_name),
        ("Unit", unit),
        ("Account", account),
        *_heard(actor, row),
        ("Came by", row.channel.capitalize()),
        ("Opened", f"{words.moment(row.opened_at, actor.time_zone)} by {row.opener_name}"),
    ])  # fmt: skip


def _heard(actor: Actor, row: TicketRow) -> list[tuple[str, str | Markup | None]]:
    """The bill and the visit that it is about; a visit of a colleague is named to who sees only the own ones."""
    told: list[tuple[str, str | Markup | None]] = []
    if row.bill_no:
        told.append(("Bill", link(BILL.link(bill=row.bill_no), row.bill_no)))
    if row.visit_id is not None and row.visit_no:
        with begin(actor) as work:
            is_seen = bool(visits.page(work, ListQuery(filters={"visit": str(row.visit_id)}, size=1)).rows)
        told.append(("Visit", link(VISIT.link(visit=row.visit_id), row.visit_no) if is_seen else row.visit_no))
    return told


def queues() -> Markup:
    """The ready views of the list, each a link."""
    views = {"Mine": {"mine": "yes"}, "My team's": {"team": "yes"}, "Unassigned": {"unassigned": "yes"}, "Still open": {}}
    links = [link(TICKETS.link(**asked, open="yes", sort="due"), name) for name, asked in views.items()]
    return joined([*links, link(TICKETS.link(), "All")], " · ")


def opening(*, unit_id: int | None = None, account_id: int | None = None) -> Markup:
    """The way to the tickets of a unit or account, where one is opened."""
    return Markup('<p class="su-actions"><a class="su-button su-second" href="{}" target="_self">{}Open a ticket</a></p>').format(
        TICKETS.link(unit=unit_id, account=account_id), icon("confirmation_number")
    )


def actions(actor: Actor, row: TicketRow) -> None:
    """The next steps, and to whom it is given; refused where somebody took one since the person looked."""
    held = f"_ticket_seen_{row.ticket_id}"
    seen: str = st.session_state.get(held, row.mark)
    st.session_state[held] = row.mark
    if row.merged_into_id is not None:
        return
    page.section("What is next")
    if actor.may(Permission.TICKET_WORK):
        for step in tickets.steps_of(row.status):
            _step(actor, row, step, seen)
    if actor.may(Permission.TICKET_ASSIGN) and row.ended_at is None:
        _assign(actor, row, seen)
        _prioritize(actor, row, seen)


def _step(actor: Actor, row: TicketRow, step: Step, seen: str) -> None:
    title, symbol, asked = WORDS[step]
    faults = Faults()
    with drafts.form(f"step_{step}", f"ticket.{step}", row.ticket_id, border=MOVES[step].needs_note) as draft:
        note = st.text_area(asked, max_chars=5000, key=f"note_{step}") if asked else ""
        faults.below("note")
        is_sent = st.form_submit_button(title, icon=f":material/{symbol}:")

    def take(work: Work) -> Ticket:
        return tickets.move(work, row.ticket_id, step, note, seen)

    command = once.command(f"ticket_step_{step}", is_sent=is_sent, draft=draft)
    if command.send(actor, take, faults):
        page.flash(f"{row.ticket_no} {DONE[step]}.")
        ticket_conversation.tell_untold(command.outcome)
        st.rerun()


def _assign(actor: Actor, row: TicketRow, seen: str) -> None:
    with begin(actor) as work:
        found = tickets.candidates(work, row.ticket_id)
    nearest = tickets.suggested(row, found)
    if nearest is not None:
        _suggest(actor, row, nearest, seen)
    faults = Faults()
    with st.form("assign", border=True):
        chosen = st.selectbox(
            "Who sees to it", found, index=None, placeholder="Type a part of the name", key="assign_to",
            format_func=lambda each: f"{each.full_name} · {words.counted(each.open_count, 'open ticket')}",
        )  # fmt: skip
        faults.below("assignee_id")
        is_sent = st.form_submit_button("Assign", icon=":material/person_add:")

    def give(work: Work) -> Ticket:
        if chosen is None:
            raise Invalid({"assignee_id": "Choose who sees to it."})
        return tickets.assign(work, row.ticket_id, chosen.staff_id, seen)

    if once.command("ticket_assign", is_sent=is_sent).send(actor, give, faults) and chosen is not None:
        page.flash(f"{chosen.full_name} sees to {row.ticket_no}.")
        st.rerun()


def _suggest(actor: Actor, row: TicketRow, nearest: Candidate, seen: str) -> None:
    why = f"{'Works there' if nearest.works_there else 'Sees the place'}, {words.counted(nearest.open_count, 'open ticket')}."
    page.below(f"Suggested: {nearest.full_name}. {why}")
    is_sent = st.button(f"Give it to {nearest.full_name}", icon=":material/how_to_reg:", key="assign_suggested")
    command = once.command("ticket_suggested", is_sent=is_sent)
    if command.send(actor, lambda work: tickets.assign(work, row.ticket_id, nearest.staff_id, seen)):
        page.flash(f"{nearest.full_name} sees to {row.ticket_no}.")
        st.rerun()


def _prioritize(actor: Actor, row: TicketRow, seen: str) -> None:
    with begin(actor) as work:
        found = tickets.priorities(work)
    now = next((place for place, each in enumerate(found) if each.code == row.priority_code), None)
    faults = Faults()
    with st.form("priority", border=True):
        chosen = st.selectbox(
            "Priority", found, index=now, placeholder=row.priority, key="priority_of", format_func=lambda each: each.name
        )
        faults.below("priority_code")
        is_sent = st.form_submit_button("Change priority", icon=":material/flag:")

    def give(work: Work) -> Ticket:
        if chosen is None:
            raise Invalid({"priority_code": "Choose how soon it has to be seen to."})
        return tickets.change_priority(work, row.ticket_id, chosen.code, seen)

    if once.command("ticket_priority", is_sent=is_sent).send(actor, give, faults) and chosen is not None:
        page.flash(f"The priority of {row.ticket_no} is {chosen.name.lower()}.")
        st.rerun()
