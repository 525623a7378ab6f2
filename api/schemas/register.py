"""Areas, accounts, premises and readings as they travel."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.schemas.shapes import Day, DayRange, Exact, Id, In, Out, Period, Range, SearchParams, Text
from services.metering import Decision

Tag = Annotated[Text | None, Field(max_length=200, description="Only with this tag.")]
Deleted = Annotated[Literal["yes", "no"] | None, Field(description="The deleted ones instead of those in the register.")]


class AreaOut(Out):
    """One node of the place tree with what lies in its whole subtree."""

    area_id: int
    kind: str
    code: str
    name: str
    census_households: int | None
    child_count: int
    unit_count: int
    account_count: int


class AreaNode(Out):
    """One node of the place tree by itself."""

    area_id: int
    parent_id: int | None = Field(description="The area that it lies in; null at the top.")
    kind: str
    code: str
    name: str
    census_households: int | None
    latitude: float | None
    longitude: float | None
    merged_into: int | None = Field(description="The area that it is part of now; null for one that is in use.")


class AreaFull(Out):
    """A node, the way down to it, and the mark that a change of it takes along."""

    area: AreaNode
    trail: list[AreaNode] = Field(description="The areas above it, the top first, and itself.")
    mark: str = Field(description="Send it along with a change: it is refused where somebody else was faster.")


class NewArea(In):
    """An area to add; codes are kept in capitals, and each is used once."""

    parent: Id | None = Field(None, description="The area that it lies in; without it a new top.")
    kind: Text = Field(max_length=40, description="district, tehsil, ward, union_council …; lower than that of its parent.")
    code: Text = Field(max_length=100)
    name: Text = Field(max_length=200)
    census_households: int | None = None
    latitude: float | None = None
    longitude: float | None = None


class AreaChange(In):
    """What to change of an area; what is left out stays as it is, and its code always does."""

    name: Text = Field("", max_length=200)
    kind: Text = Field("", max_length=40)
    census_households: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    mark: Text | None = Field(None, max_length=40, description="The `mark` of the area that you looked at.")


class AreaMoveParams(In):
    """Where an area is to move."""

    parent: Id | None = Field(None, description="The area that it shall lie in; without it the top of the tree.")


class AreaMove(In):
    """A move to make."""

    parent: Id | None = Field(description="The area that it shall lie in; null for the top of the tree.")
    mark: Text | None = Field(None, max_length=40, description="The `mark` of the preview that you looked at.")


class AreaSize(Out):
    """What lies in a subtree."""

    area_count: int
    unit_count: int
    account_count: int
    assigned_count: int = Field(description="People assigned to it or within it; they stay so.")


class AreaMoved(Out):
    """What a move does, or did."""

    area: AreaNode
    old_parent: AreaNode | None
    new_parent: AreaNode | None
    size: AreaSize
    losing: list[str] = Field(description="Who no longer sees it: their areas hold the old place and not the new one.")
    gaining: list[str] = Field(description="Who sees it from then on.")
    mark: str = Field(description="Send it along with the move: it is refused where something changed after the preview.")


class AreaMerge(In):
    """A merge to make."""

    mark: Text | None = Field(None, max_length=40, description="The `mark` of the preview that you looked at.")


class AreaHoldings(Out):
    """What lies right in an area, deleted rows too."""

    account_count: int
    unit_count: int


class AreaMerged(Out):
    """What merging does, or did."""

    area: AreaNode
    into: AreaNode
    holdings: AreaHoldings
    assigned: list[str] = Field(description="Who is assigned to the area, and to the other one from then on.")
    mark: str = Field(description="Send it along with the merge: it is refused where something changed after the preview.")


class AreaParams(SearchParams):
    """Which level of the tree."""

    parent: Id | None = Field(None, description="The area whose children are asked for; without it the roots.")


class AccountParams(SearchParams):
    """Filters of accounts."""

    area: Id | None = Field(None, description="Only in this area and below.")
    owing: Literal["yes", "no"] | None = Field(None, description="Whether the balance is above zero.")
    sort: Literal["", "code", "name", "newest", "area"] = Field("", description="By code without it.")
    balance: Range = None
    active: Literal["yes", "no"] | None = None
    tag: Tag = None
    deleted: Deleted = None
    since: DayRange = None
    account: Id | None = None


class AccountBrief(Out):
    """An account as a list shows it."""

    account_id: int
    code: str
    holder_name: str
    phone: str | None
    area_name: str
    is_active: bool
    balance: Exact


class AccountOut(Out):
    """One consumer: `due` is unpaid demand, `advance` money not yet matched, `balance` the first less the second."""

    account_id: int
    code: str
    holder_name: str
    phone: str | None
    cnic: str | None = Field(description="Thirteen digits; most of them hidden from roles that need not identify people.")
    area_id: int
    area_name: str
    is_active: bool
    created_at: datetime
    deleted_at: datetime | None = Field(description="When it was deleted; it can be restored until it is cleared away.")
    due: Exact
    advance: Exact
    balance: Exact
    mark: str = Field(description="Send it along with a change: it is refused where somebody else was faster.")


class AccountChange(In):
    """What to change of an account; what is left out stays as it is."""

    holder_name: Text = Field("", max_length=120)
    phone: Text | None = Field(None, max_length=30, description="In any spelling; null for none.")
    is_active: bool = True
    mark: Text | None = Field(None, max_length=40, description="The `mark` of the account that you looked at.")


class UnitParams(SearchParams):
    """Filters of survey units."""

    area: Id | None = Field(None, description="Only in this area and below.")
    category: Text | None = Field(None, max_length=60, description="residential, commercial or both with a comma between.")
    settlement: Text | None = Field(None, max_length=60, description="urban, rural or both with a comma between.")
    status: Text | None = Field(None, max_length=100, description="One of the states, or several with commas between.")
    sort: Literal["", "code", "newest", "area"] = Field("", description="By code without it.")
    marla: Range = None
    balance: Range = None
    surveyed: DayRange = None
    position: Literal["yes", "no"] | None = Field(None, description="Whether its position is known.")
    account: Id | None = Field(None, description="Only of this account.")
    unit: Id | None = None
    tag: Tag = None
    deleted: Deleted = None


class UnitOut(Out):
    """A premises with its consumer and what they owe."""

    unit_id: int
    code: str
    account_id: int
    account_code: str
    holder_name: str
    phone: str | None
    area_id: int
    area_name: str
    address: str
    settlement: str
    category: str
    size_marla: Exact | None
    commercial_size: str | None
    latitude: float | None
    longitude: float | None
    status: str
    surveyed_on: date
    balance: Exact
    merged_into: int | None = Field(description="The unit that is kept, where this one is its duplicate.")


class UnitChange(In):
    """What to change of a premises; what is left out stays as it is."""

    address: Text = Field("", max_length=200)
    settlement: Literal["urban", "rural"] = "urban"
    category: Literal["residential", "commercial"] = "residential"
    size_marla: Exact | None = Field(None, description="A residence needs it.")
    commercial_size: Literal["small", "medium", "large"] | None = Field(None, description="A business needs it.")
    latitude: float | None = None
    longitude: float | None = None
    status: Literal["surveyed", "verified", "listed", "billed", "inactive", "duplicate_of"] = "surveyed"
    mark: Text | None = Field(None, max_length=40, description="The `mark` of the unit that you looked at.")


class UnitMarked(Out):
    """A premises with the mark that a change of it takes along."""

    unit: UnitOut
    mark: str = Field(description="Send it along with a change: it is refused where somebody else was faster.")


class NewDecision(In):
    """What a person says of a suspect reading."""

    decision: Decision
    reason: Text = Field(min_length=1, max_length=500)
    quantity: Exact | None = Field(None, description="The right quantity; only for an edit.")
    is_estimated: bool = Field(False, description="Replace a rejected reading by the mean of the meter's earlier ones.")


class ReadingParams(SearchParams):
    """Filters of readings."""

    sort: Literal["", "newest", "period"] = Field("", description="Newest first without it.")
    read: DayRange = None
    area: Id | None = Field(None, description="Only in this area and below.")
    source: Text | None = Field(None, max_length=60, description="actual, estimated … or several with commas between.")
    status: Text | None = Field(None, max_length=100, description="One of the states, or several with commas between.")
    quantity: Range = None
    meter: Id | None = None
    reading: Id | None = None

    account: Id | None = Field(None, description="Only of this account.")
    period: Text | None = Field(None, max_length=20, description="Only of this month, for example 2026-09.")
    customer_class: Text | None = Field(None, max_length=60)


class ReadingOut(Out):
    """The use that a meter recorded in a period, in its unit of measure."""

    reading_id: int
    meter_no: str
    account_id: int
    account_code: str
    period: Period
    read_on: date
    quantity: Exact
    unit_of_measure: str
    customer_class: str
    source: str
    status: str


class NewReading(In):
    """One reading; `client_uuid` (or the header Idempotency-Key) makes sending it again harmless."""

    meter_no: Text = Field(min_length=1, max_length=60)
    quantity: Exact = Field(description="Use since the last reading, in the meter's unit of measure.")
    read_on: Day
    customer_class: Text | None = Field(None, min_length=1, max_length=60, description="Without it, that of the last reading.")
    client_uuid: UUID | None = Field(None, description="An id made by the client; the same again has no second effect.")
