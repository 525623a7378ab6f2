"""Tickets as they travel."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.schemas.shapes import DayRange, Id, In, Out, SearchParams, Text
from services import notices, tickets
from services.tickets import Clock, Step, Ticket, TicketRow


class TicketParams(SearchParams):
    """Filters of tickets."""

    sort: Literal["", "newest", "due"] = Field("", description="newest (without it), or due first.")
    status: Text | None = Field(None, max_length=100, description="new, assigned … or several with commas between.")
    mine: Literal["yes", "no"] | None = Field(None, description="`yes`: only those assigned to you.")
    team: Literal["yes", "no"] | None = Field(
        None, description="`yes`: only those assigned to you or to those who work in the same areas."
    )
    unassigned: Literal["yes", "no"] | None = None
    overdue: Literal["yes", "no"] | None = Field(None, description="Open, and answered or resolved later than promised.")
    escalation: Text | None = Field(None, max_length=60, description="warned, missed or both with a comma between.")
    open: Literal["yes", "no"] | None = Field(None, description="`yes`: neither resolved nor rejected.")
    type: Text | None = Field(None, max_length=60, description="The code of a type.")
    priority: Text | None = Field(None, max_length=60, description="The code of a priority.")
    channel: Text | None = Field(None, max_length=60, description="phone, visit … or several with commas between.")
    area: Id | None = Field(None, description="Only in this area and below.")
    opened: DayRange = None
    assignee: Id | None = Field(None, description="Only of this member of staff.")
    unit: Id | None = Field(None, description="Only of this unit, and of those merged into it.")
    account: Id | None = Field(None, description="Only of this account.")
    bill: Text | None = Field(None, max_length=40, description="Only about the bill of this number, 202609-0000123.")
    visit: Id | None = Field(None, description="Only from this visit.")
    ticket: Id | None = Field(None, description="Only this one.")


class TicketOut(Out):
    """A ticket; a resolution due time of null means that its clock stands still."""

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
    bill_no: str | None = Field(description="The bill that it is about.")
    visit_id: int | None = Field(description="The visit on which it was heard.")
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
    escalation: str | None = Field(description="`warned` or `missed`, once somebody was told so of one of its promises.")
    merged_into_id: int | None = Field(description="The ticket that a merged one goes on in.")
    merged_into_no: str | None
    mark: str = Field(description="Send it along with a step: it is refused where somebody else was faster.")


class ClockOut(Out):
    """A promise: running, overdue, met, missed, still while the ticket is pending, or merged where another keeps it."""

    state: str
    due_at: datetime | None


class CommentOut(Out):
    """What somebody said; `step` is what it explains."""

    comment_id: int
    body: str
    is_internal: bool
    step: str | None
    writer_name: str
    written_at: datetime
    merged_no: str | None = Field(description="The merged ticket on which it was said.")


class MergedOut(Out):
    """A ticket that goes on in this one."""

    ticket_id: int
    ticket_no: str
    subject: str
    description: str
    opener_name: str
    opened_at: datetime


class RelatedOut(Out):
    """A ticket that is linked to this one."""

    ticket_id: int
    ticket_no: str
    subject: str
    status: str


class StandingOut(Out):
    """What became of its unit or account, and the unit that remains where it was merged into one."""

    sentence: str
    kept_unit_id: int | None
    kept_unit_code: str | None


class CandidateOut(Out):
    """To whom a ticket may be given."""

    staff_id: int
    full_name: str
    open_count: int
    works_there: bool = Field(description="Whether they were sent to its area, or only see it.")


class MergeIn(In):
    """The ticket that it goes on in."""

    into_id: Id
    mark: Text | None = Field(None, max_length=40, description="The `mark` of the ticket that you looked at.")


class LinkIn(In):
    """The other ticket."""

    related_id: Id


class TicketFull(Out):
    """A ticket with its clocks, its conversation and what may be done next."""

    ticket: TicketOut
    response: ClockOut
    resolution: ClockOut
    comments: list[CommentOut]
    steps: list[str]
    merged: list[MergedOut]
    related: list[RelatedOut]
    standing: list[StandingOut] = Field(description="What became of its unit and account; empty while all is as it was.")
    href: str = Field(description="Its screen.")
    not_told: list[str] = Field(
        description="Named with @ in what was said just now, and not told: nobody of that username sees the ticket."
    )


class NewTicketIn(In):
    """A ticket about a bill, from a visit, on a unit, an account or in an area; a bill says the account, a visit the unit.

    Idempotency-Key or `client_uuid` makes sending it again harmless.
    """

    subject: Text = Field(min_length=1, max_length=200)
    description: Text = Field("", max_length=5000)
    type: Text = Field(min_length=1, max_length=60)
    priority: Text = Field("normal", max_length=60)
    channel: Literal["phone", "visit", "portal", "counter"] = "phone"
    unit_id: Id | None = None
    unit_code: Text = Field("", max_length=60, description="The unit by its code, where its id is not known.")
    account_id: Id | None = None
    area_id: Id | None = None
    bill_no: Text = Field("", max_length=40, description="The bill that it is about, 202609-0000123.")
    visit_id: Id | None = Field(None, description="The visit on which it was heard.")
    client_uuid: UUID | None = None


class CommentIn(In):
    """Something to say, among colleagues where it `is_internal`; who is named as @username is told."""

    body: Text = Field(min_length=1, max_length=5000)
    is_internal: bool = False


class AssignIn(In):
    """To whom; without it to yourself."""

    assignee_id: Id | None = None
    mark: Text | None = Field(None, max_length=40, description="The `mark` of the ticket that you looked at.")


class PriorityIn(In):
    """How soon it has to be seen to."""

    priority: Text = Field(min_length=1, max_length=60)
    mark: Text | None = Field(None, max_length=40, description="The `mark` of the ticket that you looked at.")


class StepIn(In):
    """The next step; pend, resolve, reopen and reject need a note."""

    step: Step
    note: Text = Field("", max_length=5000)
    mark: Text | None = Field(None, max_length=40, description="The `mark` of the ticket that you looked at.")


class TypeOut(Out):
    """A type of ticket; one that `needs_unit` is opened on a unit only."""

    code: str
    name: str
    needs_unit: bool
    is_active: bool
    mark: str = Field(description="Send it along with a change: it is refused where somebody else was faster.")


class TypeIn(In):
    """What tickets may be about from now on."""

    code: Text = Field(min_length=1, max_length=40)
    name: Text = Field(min_length=1, max_length=60)
    needs_unit: bool = False
    is_active: bool = True
    mark: Text | None = Field(None, max_length=40, description="The `mark` of the type to change; without it one is added.")


class PriorityOut(Out):
    """A priority with its promises in working minutes; 1 is the most urgent `rank`."""

    code: str
    name: str
    response_minutes: int
    resolution_minutes: int
    rank: int
    is_active: bool
    mark: str = Field(description="Send it along with a change: it is refused where somebody else was faster.")


class PrioritySetIn(In):
    """What a priority promises from now on, in working minutes."""

    code: Text = Field(min_length=1, max_length=40)
    name: Text = Field(min_length=1, max_length=60)
    response_minutes: int = Field(ge=1, le=60_000)
    resolution_minutes: int = Field(ge=1, le=60_000)
    rank: int = Field(ge=1, le=99, description="Its place among the others, 1 for the most urgent.")
    is_active: bool = True
    mark: Text | None = Field(None, max_length=40, description="The `mark` of the priority to change; without it one is added.")


class AnswerOut(Out):
    """A canned answer; in its body may stand {ticket}, {name} and {unit}."""

    code: str
    name: str
    body: str
    is_active: bool
    mark: str = Field(description="Send it along with a change: it is refused where somebody else was faster.")


class AnswerIn(In):
    """A text that is answered again and again."""

    code: Text = Field(min_length=1, max_length=40)
    name: Text = Field(min_length=1, max_length=60)
    body: Text = Field(min_length=1, max_length=4000, description="In it may stand {ticket}, {name} and {unit}.")
    is_active: bool = True
    mark: Text | None = Field(None, max_length=40, description="The `mark` of the answer to change; without it one is added.")


class EscalationOut(Out):
    """Who is told when a promise is about to be missed, at a share of its time, and when it was missed."""

    priority_code: str | None
    type_code: str | None
    warn_percent: int | None
    warned_role: str | None
    missed_role: str | None
    is_active: bool
    mark: str = Field(description="Send it along with a change: it is refused where somebody else was faster.")


class EscalationIn(In):
    """A rule for tickets of a priority and a type, null for any; a role of null is nobody."""

    priority_code: Text | None = Field(None, max_length=40)
    type_code: Text | None = Field(None, max_length=40)
    warn_percent: int | None = Field(None, ge=1, le=99, description="The share of the promised time that is over.")
    warned_role: Text | None = Field(None, max_length=40)
    missed_role: Text | None = Field(None, max_length=40)
    is_active: bool = True
    mark: Text | None = Field(None, max_length=40, description="The `mark` of the rule to change; without it one is added.")


class FilledOut(Out):
    """A canned answer with what is known of a ticket; what is `missing` still stands in it in braces."""

    text: str
    missing: list[str]


class ColleagueOut(Out):
    """Somebody who can be named on a ticket, as @username."""

    staff_id: int
    username: str
    full_name: str


class KindsOut(Out):
    """What tickets may be about and how soon they are seen to."""

    types: list[TypeOut]
    priorities: list[PriorityOut]


def full(ticket: Ticket, now: datetime) -> TicketFull:
    """A ticket as an answer."""
    row: TicketRow = ticket.row
    clocks: list[Clock] = [tickets.response_clock(row, now), tickets.resolution_clock(row, now)]
    return TicketFull(
        ticket=TicketOut.model_validate(row),
        response=ClockOut.model_validate(clocks[0]),
        resolution=ClockOut.model_validate(clocks[1]),
        comments=[CommentOut.model_validate(each) for each in ticket.comments],
        steps=[step.value for step in tickets.steps_of(row.status)],
        merged=[MergedOut.model_validate(each) for each in ticket.merged],
        related=[RelatedOut.model_validate(each) for each in ticket.related],
        standing=[StandingOut.model_validate(each) for each in ticket.standing],
        href=notices.address_of(tickets.ATTACHABLE.noun, str(row.ticket_id)),
        not_told=list(ticket.untold),
    )
