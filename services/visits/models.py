"""Visits: an agent goes to a unit on a day, says what was found, proves it, and somebody else decides about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from utils.marks import mark_of


class VisitStatus(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    STARTED = "started"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What is done with a visit once it is planned."""

    START = "start"
    SUBMIT = "submit"
    MISS = "miss"
    CANCEL = "cancel"
    APPROVE = "approve"
    RETURN = "return"


STATUS_WORDS: Final = {each: each.value.capitalize() for each in VisitStatus}
PURPOSES: Final = (
    ("unbilled", "Not billed yet"),
    ("defaulter", "Owes money"),
    ("undelivered", "Bill not delivered"),
    ("complaint", "Complaint"),
    ("random_audit", "Random audit"),
    ("by_hand", "Chosen by hand"),
)
OUTCOMES: Final = (
    ("inspected", "Inspected"),
    ("warned", "Warned"),
    ("challan_issued", "Challan issued"),
    ("refused", "Refused"),
    ("locked", "Locked"),
    ("vacant", "Vacant"),
    ("delivered", "Delivered"),
)
MISSED_FOR: Final = (
    ("not_found", "It could not be found"),
    ("no_time", "No time was left"),
    ("unsafe", "It was not safe to go there"),
    ("weather", "The weather"),
    ("vehicle", "No vehicle"),
    ("ill", "Ill"),
    ("other", "Something else"),
)


@dataclass(frozen=True, slots=True)
class NewPlan:
    """Visits to plan: some units, who goes there, on which day and why; `task` is what to do, in words."""

    unit_ids: tuple[int, ...]
    agent_id: int
    planned_on: date
    client_uuid: UUID
    purpose: str = "by_hand"
    task: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """What became of a plan: its visits, and how many units had a visit on that day already."""

    visit_ids: Sequence[int]
    skipped_count: int


@dataclass(frozen=True, slots=True)
class RulePlan:
    """Visits to plan by a rule: at most `count` units of an area and below, for `purpose`, on a day.

    Defaulters are those who owe `more_than`; undelivered means an unpaid bill of the newest period that no visit handed over;
    a random audit draws the same units for the same `seed`.
    """

    area_id: int
    planned_on: date
    purpose: str
    client_uuid: UUID
    count: int = 50
    more_than: Decimal = Decimal(0)
    seed: int = 1
    task: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a phone says it is: degrees, and the radius in metres within which it is sure."""

    latitude: float
    longitude: float
    accuracy_metres: int


@dataclass(frozen=True, slots=True)
class MeterShown:
    """What a meter showed on a visit: its use since the last reading."""

    meter_no: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Found:
    """What an agent found on a visit; `fine_code` belongs to a challan and to nothing else."""

    outcome: str
    client_uuid: UUID
    note: str = ""
    position: Position | None = None
    fine_code: str | None = None
    reading: MeterShown | None = None


@dataclass(frozen=True, slots=True)
class Fine:
    """What a challan may be issued for, and the amount it says from then on."""

    code: str
    words: str
    amount: Decimal
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Challan:
    """A fine that was handed over on a visit, with the words and the amount of that moment."""

    challan_no: str
    fine_code: str
    words: str
    amount: Decimal
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class State:
    """What the steps of a visit look at, as it is locked."""

    visit_id: int
    visit_no: str
    status: str
    unit_id: int
    account_id: int
    agent_id: int
    agent_name: str
    planned_on: date
    decider_name: str | None
    decided_at: datetime | None
    reading_id: int | None
    version: int

    @property
    def ref(self) -> str:
        """What the audit calls it."""
        return f"visit {self.visit_no}"


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit as lists and its page show it; what has not happened yet is None."""

    visit_id: int
    visit_no: str
    planned_on: date
    unit_id: int
    unit_code: str | None
    address: str | None
    account_id: int
    account_code: str | None
    holder_name: str | None
    area_id: int
    area_name: str
    agent_id: int
    agent_name: str
    purpose: str
    task: str
    status: str
    outcome: str | None
    note: str
    started_at: datetime | None
    submitted_at: datetime | None
    distance_metres: int | None
    latitude: float | None
    longitude: float | None
    accuracy_metres: int | None
    doubts: str
    doubt_list: list[str]
    reading_id: int | None
    challan_no: str | None
    challan_words: str | None
    challan_amount: Decimal | None
    challan_id: int | None
    challan_status: str | None
    missed_for: str | None
    decider_name: str | None
    decided_at: datetime | None
    version: int

    @property
    def mark(self) -> str:
        """Changes with every step."""
        return mark_of((self.visit_id, self.version))

    @property
    def ref(self) -> str:
        """What the audit calls it."""
        return f"visit {self.visit_no}"


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a visit: who took it, when, and what they said."""

    event_id: int
    step: str
    note: str
    staff_name: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """The unit of a visit as it is known now, and the meters that can be read there."""

    latitude: float | None
    longitude: float | None
    phone: str | None
    meter_nos: list[str]


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit with its place (None where the unit is out of reach by now), what happened, and the geofence."""

    row: VisitRow
    place: Place | None
    events: Sequence[Event]
    geofence_metres: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that is to be planned, and whether it is planned on that day already."""

    unit_id: int
    code: str
    area_id: int
    address: str
    is_planned: bool


@dataclass(frozen=True, slots=True)
class Agent:
    """Who may be sent to an area, and how many stops they have on the day."""

    staff_id: int
    full_name: str
    stop_count: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit that is to be made; `metres` is the way from the stop before it, None where a position is not known."""

    visit_id: int
    visit_no: str
    status: str
    planned_on: date
    unit_id: int
    unit_code: str | None
    address: str | None
    holder_name: str | None
    phone: str | None
    area_name: str
    purpose: str
    task: str
    latitude: float | None
    longitude: float | None
    day_place: int | None
    started_at: datetime | None
    metres: int | None


@dataclass(frozen=True, slots=True)
class Day:
    """An agent's day: the stops in the order to make them, what was done and missed, and whether the order is their own."""

    day: date
    stops: Sequence[Stop]
    returned: Sequence[Stop]
    done_count: int
    missed_count: int
    is_arranged: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How many units of a plan an agent gets, beside the stops that they have on the day."""

    staff_id: int
    full_name: str
    stop_count: int
    unit_count: int


@dataclass(frozen=True, slots=True)
class RulePreview:
    """What a plan by a rule would be: units that the rule means, those planned already, those chosen, those that nobody sees."""

    matched_count: int
    planned_count: int
    chosen_count: int
    nobody_count: int
    shares: Sequence[Share]
    sample: Sequence[Unit]
