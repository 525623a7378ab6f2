"""Visits as they travel."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from api.schemas.shapes import Day, DayRange, Exact, Id, In, Out, SearchParams, Text
from services import visits
from services.visits import MISSED_FOR, OUTCOMES, PURPOSES, Found, MeterShown, Position, Visit
from utils.errors import Invalid

Mark = Annotated[Text | None, Field(max_length=40, description="The `mark` of the visit that you looked at.")]
# A field of a form that was left empty comes as an empty text.
LEFT_OUT = BeforeValidator(lambda value: None if value == "" else value)
Degrees = Annotated[float | None, LEFT_OUT]


class VisitParams(SearchParams):
    """Filters of visits."""

    sort: Literal["", "day", "earliest", "newest"] = Field("", description="Latest day first (without it), earliest day first …")
    status: Text | None = Field(None, max_length=100, description="planned, started … or several with commas between.")
    agent: Id | None = Field(None, description="Only of this member of staff.")
    planned: DayRange = None
    area: Id | None = Field(None, description="Only in this area and below.")
    doubtful: Literal["yes", "no"] | None = Field(None, description="`yes`: something speaks against it.")
    outcome: Text | None = Field(None, max_length=100, description="inspected, locked … or several with commas between.")
    purpose: Text | None = Field(None, max_length=100, description="defaulter, complaint … or several with commas between.")
    submitted: DayRange = None
    unit: Id | None = Field(None, description="Only of this unit.")
    account: Id | None = Field(None, description="Only of this account.")
    visit: Id | None = Field(None, description="Only this one.")


class VisitOut(Out):
    """A visit; what has not happened yet is null."""

    visit_id: int
    visit_no: str
    planned_on: Day
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
    latitude: float | None
    longitude: float | None
    accuracy_metres: int | None
    distance_metres: int | None = Field(description="From the unit as it was known when the visit was submitted.")
    doubts: list[str] = Field(validation_alias="doubt_list", description="What speaks against it, a sentence each.")
    reading_id: int | None
    challan_no: str | None
    challan_words: str | None
    challan_amount: Exact | None
    challan_id: int | None
    challan_status: str | None = Field(description="unpaid, paid or cancelled.")
    missed_for: str | None
    decider_name: str | None
    decided_at: datetime | None
    mark: str = Field(description="Send it along with a step: it is refused where somebody else was faster.")


class VisitEventOut(Out):
    """One step: who took it, when, and what they said."""

    step: str
    note: str
    staff_name: str
    happened_at: datetime


class VisitPlaceOut(Out):
    """Where the unit is, and the meters that can be read there."""

    latitude: float | None
    longitude: float | None
    meter_nos: list[str]


class VisitFull(Out):
    """A visit with its unit, what happened, and what may be done next."""

    visit: VisitOut
    place: VisitPlaceOut | None = Field(description="null where the unit is out of reach by now.")
    geofence_metres: int
    events: list[VisitEventOut]
    steps: list[str]


class NewPlanIn(In):
    """Visits to some units by one person on one day; Idempotency-Key or `client_uuid` makes sending it again harmless."""

    unit_ids: list[Id] = Field(min_length=1, max_length=500)
    agent_id: Id
    planned_on: Day
    purpose: Literal["unbilled", "defaulter", "undelivered", "complaint", "random_audit", "by_hand"] = "by_hand"
    task: Text = Field("", max_length=300, description="What to do there, in words.")
    client_uuid: UUID | None = None


class RulePlanIn(In):
    """Visits that a rule chooses: at most `count` units of an area and below, shared out over the agents who see them."""

    area_id: Id
    planned_on: Day
    purpose: Literal["unbilled", "defaulter", "undelivered", "complaint", "random_audit"]
    count: int = Field(50, ge=1, le=500)
    more_than: Exact = Field(Decimal(0), validate_default=True, description="For defaulters: who owes more than this.")
    seed: int = Field(1, ge=0, lt=10**9, description="For a random audit: the same seed draws the same units.")
    task: Text = Field("", max_length=300, description="What to do there, in words.")
    client_uuid: UUID | None = None


class ShareOut(Out):
    """How many units an agent gets, beside the stops that they have on the day."""

    staff_id: int
    full_name: str
    stop_count: int
    unit_count: int


class PlannedUnitOut(Out):
    """One of the units that a rule chooses."""

    unit_id: int
    code: str
    address: str


class RulePreviewOut(Out):
    """What a plan by a rule would be now."""

    matched_count: int = Field(description="Units that the rule means.")
    planned_count: int = Field(description="Those of them that have a visit on that day already.")
    chosen_count: int
    nobody_count: int = Field(description="Units that were chosen and that no field agent sees on that day.")
    shares: list[ShareOut]
    sample: list[PlannedUnitOut]


class PlannedOut(Out):
    """What became of a plan; a unit that has a visit on that day already is passed by and counted."""

    visit_ids: list[int]
    skipped_count: int


class StepIn(In):
    """A step that needs no words."""

    mark: Mark = None


class NotedStepIn(In):
    """A step with its reason."""

    note: Text = Field(max_length=2000)
    mark: Mark = None


class MissIn(In):
    """Why a visit was not made; `other` needs a note."""

    reason: Text = Field(max_length=40, description=", ".join(value for value, _ in MISSED_FOR))
    note: Text = Field("", max_length=2000)


class FoundIn(In):
    """What was found; Idempotency-Key or `client_uuid` makes sending it again harmless. Empty texts are nothing."""

    outcome: Text = Field(max_length=40, description=", ".join(value for value, _ in OUTCOMES))
    note: Text = Field("", max_length=2000)
    latitude: Degrees = None
    longitude: Degrees = None
    accuracy_metres: Annotated[int | None, LEFT_OUT] = Field(None, description="The radius within which the phone is sure.")
    fine_code: Annotated[Text | None, LEFT_OUT] = Field(None, max_length=40, description="Of a challan, and of nothing else.")
    meter_no: Annotated[Text | None, LEFT_OUT] = Field(None, max_length=60)
    reading: Annotated[Exact | None, LEFT_OUT] = Field(None, description="Use since the last reading of that meter.")
    mark: Mark = None
    client_uuid: UUID | None = None


class StopOut(Out):
    """A visit that is to be made; `metres` is the way from the stop before it."""

    visit_id: int
    visit_no: str
    status: str
    planned_on: Day
    unit_id: int
    unit_code: str | None
    address: str | None
    holder_name: str | None
    area_name: str
    purpose: str
    task: str
    latitude: float | None
    longitude: float | None
    metres: int | None


class DayOut(Out):
    """Your day: the stops in the order to make them, what came back to you, and what was done."""

    day: Day
    stops: list[StopOut]
    returned: list[StopOut]
    done_count: int
    missed_count: int
    is_arranged: bool = Field(description="Whether you put the stops in an order of your own.")


class PlaceIn(In):
    """One place earlier or later."""

    direction: Literal["up", "down"]


class FineOut(Out):
    """What a challan may be issued for."""

    code: str
    words: str
    amount: Exact
    is_active: bool


class FineIn(In):
    """A fine: the words and the amount that challans say from now on."""

    code: Text = Field(min_length=1, max_length=40)
    words: Text = Field(min_length=1, max_length=200)
    amount: Exact
    is_active: bool = True


class FenceIn(In):
    """How far from its unit a visit may be."""

    metres: int = Field(ge=1, le=100_000)


class ChoiceOut(Out):
    """A value with its word."""

    value: str
    word: str


class VisitKindsOut(Out):
    """The words of visits, the fines, and the geofence."""

    purposes: list[ChoiceOut]
    outcomes: list[ChoiceOut]
    missed_for: list[ChoiceOut]
    fines: list[FineOut]
    geofence_metres: int


class AgentOut(Out):
    """Who may be sent, and how many stops they have on the day."""

    staff_id: int
    full_name: str
    stop_count: int


def full(visit: Visit) -> VisitFull:
    """A visit as an answer."""
    return VisitFull(
        visit=VisitOut.model_validate(visit.row),
        place=VisitPlaceOut.model_validate(visit.place) if visit.place else None,
        geofence_metres=visit.geofence_metres,
        events=[VisitEventOut.model_validate(each) for each in visit.events],
        steps=[step.value for step in visits.steps_of(visit.row.status)],
    )


def rule_of(body: RulePlanIn, client_uuid: UUID) -> visits.RulePlan:
    """A rule in the words of the business."""
    return visits.RulePlan(
        body.area_id, body.planned_on, body.purpose, client_uuid, body.count, body.more_than, body.seed, body.task
    )


def found_of(body: FoundIn, client_uuid: UUID) -> Found:
    """What was sent, in the words of the business. Raises Invalid for a part of a position."""
    at = None
    sent = {"latitude": body.latitude, "longitude": body.longitude, "accuracy_metres": body.accuracy_metres}
    if any(value is not None for value in sent.values()):
        missing = [name for name, value in sent.items() if value is None]
        if missing:
            raise Invalid(dict.fromkeys(missing, "A position is latitude, longitude and the radius within which it is sure."))
        at = Position(body.latitude or 0.0, body.longitude or 0.0, body.accuracy_metres or 0)
    shown = MeterShown(body.meter_no or "", body.reading) if body.reading is not None else None
    return Found(body.outcome, client_uuid, body.note, at, body.fine_code, shown)


def choices(pairs: tuple[tuple[str, str], ...]) -> list[ChoiceOut]:
    """Values with their words."""
    return [ChoiceOut(value=value, word=word) for value, word in pairs]


def kinds(fines: list[visits.Fine], fence: int) -> VisitKindsOut:
    """The words of visits as an answer."""
    return VisitKindsOut(
        purposes=choices(PURPOSES),
        outcomes=choices(OUTCOMES),
        missed_for=choices(MISSED_FOR),
        fines=[FineOut.model_validate(each) for each in fines],
        geofence_metres=fence,
    )
