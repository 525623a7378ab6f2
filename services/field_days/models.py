"""An agent's day in figures, as it stands and as it was closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CloseDay:
    """Closing the day of today; what is left open is missed for `reason`, one of those of visits, explained by `note`."""

    client_uuid: UUID
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A visit that is still open at the end of a day."""

    visit_id: int
    visit_no: str
    unit_code: str | None
    status: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What was done on a day: visits made and missed, tickets opened, cash taken, handed over, and in hand at this moment."""

    made_count: int
    missed_count: int
    ticket_count: int
    receipt_count: int
    cash_taken: Decimal
    cash_handed_over: Decimal
    cash_in_hand: Decimal


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day as it was closed."""

    closed_id: int
    agent_id: int
    agent_name: str
    day: date
    made_count: int
    missed_count: int
    ticket_count: int
    receipt_count: int
    cash_taken: Decimal
    cash_handed_over: Decimal
    cash_in_hand: Decimal
    note: str
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """The day of today: its figures as they stand, what is still open, and how it was closed, None where it was not."""

    day: date
    figures: Figures
    left: Sequence[Left]
    closed: ClosedDay | None
