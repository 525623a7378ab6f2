"""Tickets: complaints and requests with their promised hours, and what was said on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from utils.marks import mark_of


class TicketStatus(StrEnum):
    """Where a ticket stands."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    PENDING = "pending"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    REJECTED = "rejected"
    MERGED = "merged"


class Step(StrEnum):
    """What is done with a ticket beside assigning it."""

    START = "start"
    PEND = "pend"
    RESUME = "resume"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"
    REJECT = "reject"


STATUS_WORDS: Final = {each: each.value.replace("_", " ").capitalize() for each in TicketStatus}
ESCALATIONS: Final = (("warned", "About to be missed"), ("missed", "Missed"))
PLACEHOLDERS: Final = ("ticket", "name", "unit")
CHANNELS: Final = (("phone", "Phone"), ("visit", "Visit"), ("portal", "Portal"), ("counter", "Counter"))


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What is opened: about a bill or from a visit, which say the rest; on a unit, else on an account, else in an area.

    Named by code, number or id, as people have them.
    """

    subject: str
    description: str
    type_code: str
    priority_code: str
    channel: str
    client_uuid: UUID
    unit_id: int | None = None
    account_id: int | None = None
    area_id: int | None = None
    unit_code: str = ""
    bill_no: str = ""
    visit_id: int | None = None


@dataclass(frozen=True, slots=True)
class TicketType:
    """What a ticket is about, whether it is opened on a unit only, and whether new ones may have it."""

    code: str
    name: str
    needs_unit: bool = False
    is_active: bool = True

    @property
    def mark(self) -> str:
        """Changes with everything that is set."""
        return mark_of(self)


@dataclass(frozen=True, slots=True)
class Priority:
    """How soon the organization promises to answer and to resolve, in working minutes."""

    code: str
    name: str
    response_minutes: int
    resolution_minutes: int
    # Its place among the others, 1 for the most urgent.
    rank: int
    is_active: bool = True

    @property
    def mark(self) -> str:
        """Changes with everything that is set."""
        return mark_of(self)


@dataclass(frozen=True, slots=True)
class CannedAnswer:
    """A text that is answered again and again; in it may stand {ticket}, {name} of the consumer, and {unit}."""

    code: str
    name: str
    body: str
    is_active: bool = True

    @property
    def mark(self) -> str:
        """Changes with everything that is set."""
        return mark_of(self)


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """For tickets of a priority and type, None for any: who is told at which share of a promised time, and who when it is missed.

    Of two rules that fit, the one that says more holds, and a priority says more than a type. Roles by name, None for nobody.
    """

    priority_code: str | None
    type_code: str | None
    warn_percent: int | None
    warned_role: str | None
    missed_role: str | None
    is_active: bool = True

    @property
    def code(self) -> str:
        """What it is for."""
        return f"{self.priority_code or 'any'}/{self.type_code or 'any'}"

    @property
    def mark(self) -> str:
        """Changes with everything that is set."""
        return mark_of(self)


@dataclass(frozen=True, slots=True)
class Filled:
    """A canned answer as it is placed into a comment; `missing` are the placeholders that have to be written by hand."""

    text: str
    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket belongs."""

    area_id: int
    account_id: int | None
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class Origin:
    """The bill, by its period and number within it, and the visit that a ticket is about; None where it is about none."""

    bill_period: date | None = None
    bill_id: int | None = None
    visit_id: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What the steps of a ticket look at, as it is locked."""

    ticket_id: int
    ticket_no: str
    status: str
    priority_code: str
    area_id: int
    assignee_id: int | None
    opened_at: datetime
    first_responded_at: datetime | None
    ended_at: datetime | None
    version: int
    subject: str
    opened_by: int
    account_id: int | None
    unit_id: int | None
    promised_from: datetime
    merged_into_id: int | None
    # The number of the one it goes on in, as far as that is within reach.
    merged_into_no: str | None

    @property
    def ref(self) -> str:
        """What the audit calls it."""
        return f"ticket {self.ticket_no}"


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as lists and its page show it; due times are None while its clock stands still."""

    ticket_id: int
    ticket_no: str
    subject: str
    description: str
    type_code: str
    type_name: str
    priority_code: str
    priority: str
    status: str
    area_id: int
    area_name: str
    account_id: int | None
    account_code: str | None
    unit_id: int | None
    unit_code: str | None
    bill_no: str | None
    visit_id: int | None
    visit_no: str | None
    channel: str
    opened_at: datetime
    opener_name: str
    assignee_id: int | None
    assignee_name: str | None
    response_due_at: datetime
    first_responded_at: datetime | None
    resolution_due_at: datetime | None
    ended_at: datetime | None
    version: int
    due_key: datetime
    # What was told of its promises: warned, missed, or nothing yet.
    escalation: str | None
    merged_into_id: int | None
    merged_into_no: str | None

    @property
    def mark(self) -> str:
        """Changes with every step; a comment leaves it."""
        return mark_of((self.ticket_id, self.version))

    @property
    def ref(self) -> str:
        """What the audit calls it."""
        return f"ticket {self.ticket_no}"


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said, to everybody or among colleagues; `step` is what it explains.

    `merged_no` is the number of the merged ticket on which it was said.
    """

    comment_id: int
    body: str
    is_internal: bool
    step: str | None
    writer_name: str
    written_at: datetime
    merged_no: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """A ticket that goes on in another."""

    ticket_id: int
    ticket_no: str
    subject: str
    description: str
    opener_name: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Related:
    """A ticket that belongs together with another."""

    ticket_id: int
    ticket_no: str
    subject: str
    status: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A colleague who sees the area of a ticket, how many tickets wait for them, and whether they were sent to work there."""

    staff_id: int
    full_name: str
    open_count: int
    works_there: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who sees a ticket, and the name that stands after @."""

    staff_id: int
    username: str
    full_name: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of the unit or account of a ticket, in a sentence; the unit that remains where it was merged into one."""

    sentence: str
    kept_unit_id: int | None = None
    kept_unit_code: str | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket with its conversation, the oldest first.

    `untold` are those named with @ in what was said just now of whom nobody is told: they see no such ticket. `standing` says
    what became of its unit and account.
    """

    row: TicketRow
    comments: Sequence[Comment]
    untold: Sequence[str] = ()
    merged: Sequence[Merged] = ()
    related: Sequence[Related] = ()
    standing: Sequence[Standing] = ()
