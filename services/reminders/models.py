"""How an organization reminds, and a bill that somebody is reminded of."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Reminders:
    """How many days before a bill is due people hear of it, 0 for never; when they last did, and of how many bills.

    `waiting_count` is how many bills that concern somebody are due within those days.
    """

    days_before: int
    ran_at: datetime | None
    told_count: int
    waiting_count: int


@dataclass(frozen=True, slots=True)
class Setting:
    """What is kept of an organization; `told_upto` is the day up to which bills due were told of at `ran_at`."""

    days_before: int
    ran_on: date | None
    ran_at: datetime | None
    told_upto: date | None
    told_count: int


@dataclass(frozen=True, slots=True)
class DueBill:
    """An unpaid bill that concerns somebody."""

    period: date
    bill_id: int
    bill_no: str
    account_id: int
    account_code: str
    area_id: int
    outstanding: Decimal
    due_on: date
