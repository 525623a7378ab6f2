"""Tickets: complaints and requests, who sees to them, and the hours that were promised."""

from services.tickets.attaching import ATTACHABLE
from services.tickets.listing_repository import TICKETS
from services.tickets.models import (
    CHANNELS,
    Candidate,
    Comment,
    NewTicket,
    Priority,
    Step,
    Ticket,
    TicketRow,
    TicketStatus,
    TicketType,
)
from services.tickets.rules import MOVES, Clock, resolution_clock, response_clock, steps_of
from services.tickets.service import assign, candidates, change_priority, comment, get, move, open_one, page, priorities, types

__all__ = [
    "ATTACHABLE",
    "CHANNELS",
    "MOVES",
    "TICKETS",
    "Candidate",
    "Clock",
    "Comment",
    "NewTicket",
    "Priority",
    "Step",
    "Ticket",
    "TicketRow",
    "TicketStatus",
    "TicketType",
    "assign",
    "candidates",
    "change_priority",
    "comment",
    "get",
    "move",
    "open_one",
    "page",
    "priorities",
    "resolution_clock",
    "response_clock",
    "steps_of",
    "types",
]
