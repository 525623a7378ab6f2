"""Tickets: complaints and requests, who sees to them, and the hours that were promised."""

from services.tickets.answers import answers, fill, set_answer
from services.tickets.attaching import ATTACHABLE
from services.tickets.kinds import priorities, set_priority, set_type, types
from services.tickets.listing_repository import TICKETS
from services.tickets.mentioning import MENTION
from services.tickets.models import (
    CHANNELS,
    PLACEHOLDERS,
    Candidate,
    CannedAnswer,
    Colleague,
    Comment,
    Filled,
    NewTicket,
    Priority,
    Step,
    Ticket,
    TicketRow,
    TicketStatus,
    TicketType,
)
from services.tickets.rules import MOVES, Clock, resolution_clock, response_clock, steps_of
from services.tickets.service import assign, candidates, change_priority, colleagues, comment, get, move, open_one, page

__all__ = [
    "ATTACHABLE",
    "CHANNELS",
    "MENTION",
    "MOVES",
    "PLACEHOLDERS",
    "TICKETS",
    "Candidate",
    "CannedAnswer",
    "Clock",
    "Colleague",
    "Comment",
    "Filled",
    "NewTicket",
    "Priority",
    "Step",
    "Ticket",
    "TicketRow",
    "TicketStatus",
    "TicketType",
    "answers",
    "assign",
    "candidates",
    "change_priority",
    "colleagues",
    "comment",
    "fill",
    "get",
    "move",
    "open_one",
    "page",
    "priorities",
    "resolution_clock",
    "response_clock",
    "set_answer",
    "set_priority",
    "set_type",
    "steps_of",
    "types",
]
