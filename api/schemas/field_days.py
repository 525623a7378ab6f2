"""Days in the field as they travel."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.schemas.shapes import DayRange, Exact, Id, In, Out, SearchParams, Text
from services.visits import MISSED_FOR


class ClosedDayParams(SearchParams):
    """Filters of closed days."""

    sort: Literal["", "day", "newest"] = Field("", description="Latest day first (without it), or closed last first.")
    agent: Id | None = Field(None, description="Only of this member of staff.")
    day: DayRange = None
    missed: Literal["yes", "no"] | None = Field(None, description="`yes`: with visits that were missed.")
    cash: Literal["yes", "no"] | None = Field(None, description="`yes`: with cash in hand at its end.")


class FiguresOut(Out):
    """What was done on a day; `cash_in_hand` is that of the moment."""

    made_count: int
    missed_count: int
    ticket_count: int
    receipt_count: int
    cash_taken: Exact
    cash_handed_over: Exact
    cash_in_hand: Exact


class ClosedDayOut(FiguresOut):
    """A day as it was closed."""

    closed_id: int
    agent_id: int
    agent_name: str
    day: date
    note: str
    closed_at: datetime


class LeftOut(Out):
    """A visit that is still open."""

    visit_id: int
    visit_no: str
    unit_code: str | None
    status: str


class SummaryOut(Out):
    """Your day as it stands, what is open, and how it was closed (null while it is not)."""

    day: date
    figures: FiguresOut
    left: list[LeftOut]
    closed: ClosedDayOut | None


class CloseDayIn(In):
    """Why visits that are left open were not made, where there are some."""

    reason: Text = Field("", max_length=40, description=", ".join(value for value, _ in MISSED_FOR))
    note: Text = Field("", max_length=500)
    client_uuid: UUID | None = None
