"""The columns of tickets, and a promise in words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from components import words
from components.screens import TICKET
from components.table import Column, Kind
from services import tickets
from services.tickets import Clock, TicketRow
from services.work import Actor
from utils import clock

STATES: Final = {
    "running": "due {when}",
    "overdue": "overdue since {when}",
    "met": "met, due {when}",
    "missed": "missed, due {when}",
    "still": "the clock stands still",
    "merged": "goes on with the other ticket",
}


def columns(actor: Actor) -> Sequence[Column[TicketRow]]:
    """Columns of a list of tickets."""
    now = clock.now()
    return (
        Column[TicketRow]("Ticket", "ticket_no", Kind.CODE),
        Column[TicketRow]("Subject", "subject", sub="type_name"),
        Column[TicketRow]("Area", "area_name", sub="unit_code", is_desk_only=True),
        Column[TicketRow]("Bill", "bill_no", Kind.CODE, is_optional=True),
        Column[TicketRow]("Visit", "visit_no", Kind.CODE, is_optional=True),
        Column[TicketRow]("Priority", "priority"),
        Column[TicketRow]("Assigned to", lambda row: row.assignee_name or "Nobody", name="assignee_name"),
        Column[TicketRow]("Resolution", lambda row: resolution(row, now, actor), name="resolution_due_at"),
        Column[TicketRow]("Escalation", escalation, name="escalation", is_desk_only=True),
        Column[TicketRow]("Opened", "opened_at", Kind.MOMENT, is_desk_only=True),
        Column[TicketRow]("State", "status", Kind.STATUS, noun="ticket", is_lead=True),
    )


def href(row: TicketRow) -> str:
    """The address of a ticket."""
    return TICKET.link(ticket=row.ticket_id)


def escalation(row: TicketRow) -> str:
    """What was told of its promises, in words."""
    return dict(tickets.ESCALATIONS).get(row.escalation or "", words.NOTHING)


def resolution(row: TicketRow, now: datetime, actor: Actor) -> str:
    """The promise to resolve in words."""
    return said(tickets.resolution_clock(row, now), actor)


def said(promise: Clock, actor: Actor) -> str:
    """A promise in words: 'overdue since 21 Nov 2026, 16:30'."""
    text = STATES[promise.state].format(when=words.moment(promise.due_at, actor.time_zone))
    return text[:1].upper() + text[1:]
