"""Change requests as they travel."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from api.schemas.shapes import DayRange, Exact, Id, In, Out, SearchParams, Text
from services import change_requests, notices
from services.change_requests import FIELDS, Decided, Decision, NewRequest, Request

Mark = Annotated[
    Text | None,
    Field(max_length=40, description="The `mark` of the request that you looked at; without it nothing is applied blindly."),
]
# A field of a form that was left empty comes as an empty text.
EMPTY = BeforeValidator(lambda value: None if value == "" else value)


class ChangeRequestParams(SearchParams):
    """Filters of change requests."""

    sort: Literal["", "newest", "oldest"] = Field("", description="Newest first without it.")
    status: Text | None = Field(None, max_length=100, description="pending, approved … or several with commas between.")
    kind: Text | None = Field(None, max_length=100, description="consumer, premises … or several with commas between.")
    mine: Literal["yes", "no"] | None = Field(None, description="`yes`: what you proposed; `no`: what others did.")
    area: Id | None = Field(None, description="Only in this area and below.")
    proposed: DayRange = None
    unit: Id | None = Field(None, description="Only of this unit.")
    account: Id | None = Field(None, description="Only of this account.")
    request: Id | None = Field(None, description="Only this one.")


class ChangeRequestOut(Out):
    """A change request; `before` and `after` hold the fields that differ, sizes as text."""

    request_id: int
    request_no: str
    kind: str
    unit_id: int | None
    unit_code: str | None
    address: str | None
    account_id: int
    account_code: str | None
    holder_name: str | None
    area_id: int
    area_name: str
    duplicate_of: int | None = Field(description="The unit that is kept.")
    kept_code: str | None
    before: dict[str, Any]
    after: dict[str, Any]
    note: str
    status: str
    proposer_name: str
    proposed_at: datetime
    decider_name: str | None
    decided_at: datetime | None
    applied_at: datetime | None
    reason: str | None


class ChangeRequestFull(Out):
    """A change request against the register as it is now."""

    request: ChangeRequestOut
    now: dict[str, Any] | None = Field(description="The fields of `before` as they are now; null once it is decided.")
    changed: list[str] = Field(description="What somebody changed since it was proposed.")
    obstacle: str = Field(description="Why it cannot be applied; empty where it can.")
    waits_for: str = Field(description="What has to pass before it is applied.")
    open_balance: str = Field(description="What is open on the account of a duplicate; `leaves_balance` leaves it there.")
    mark: str = Field(description="Send it along with a decision: it is refused where anything changed meanwhile.")
    href: str = Field(description="Its screen.")


class NewChangeRequestIn(In):
    """What is proposed; fields left out stay as they are. Idempotency-Key or `client_uuid` makes sending it again harmless."""

    kind: Literal["consumer", "premises", "not_a_unit", "duplicate"]
    unit_id: Id | None = None
    account_id: Id | None = Field(None, description="Instead of a unit, for its name or phone.")
    holder_name: Text = Field("", max_length=120)
    phone: Text = Field("", max_length=40, description="In any spelling; empty for none.")
    category: Literal["residential", "commercial"] = "residential"
    size_marla: Annotated[Exact | None, EMPTY] = Field(None, description="A residence needs it.")
    commercial_size: Annotated[Literal["small", "medium", "large"] | None, EMPTY] = Field(
        None, description="A business needs it."
    )
    duplicate_of: Text = Field("", max_length=60, description="The code of the unit that is kept.")
    note: Text = Field("", max_length=1000, description="What you saw.")
    client_uuid: UUID | None = None


class ApproveIn(In):
    """What the person saw; for a duplicate, whether an open balance stays where it is."""

    mark: Mark = None
    leaves_balance: bool = False


class RejectIn(In):
    """Why."""

    reason: Text = Field(min_length=1, max_length=1000)
    mark: Mark = None


class DecideManyIn(In):
    """Several at once."""

    request_ids: list[Id] = Field(min_length=1, max_length=200)
    decision: Decision
    reason: Text = Field("", max_length=1000, description="Needed to reject.")


class OutcomeOut(Out):
    """What became of one; `reason` says why it was refused, or what it waits for."""

    request_id: int
    request_no: str
    status: str
    reason: str


class DecidedOut(Out):
    """What became of several."""

    done: list[OutcomeOut]
    waiting: list[OutcomeOut] = Field(description="Approved, and to be applied later.")
    refused: list[OutcomeOut]


def new_of(body: NewChangeRequestIn, client_uuid: UUID) -> NewRequest:
    """A body as the business takes it: the fields of its kind alone, of those that were sent."""
    named = set(FIELDS[body.kind]) & body.model_fields_set
    return NewRequest(
        kind=body.kind,
        client_uuid=client_uuid,
        unit_id=body.unit_id,
        account_id=body.account_id,
        changes={name: getattr(body, name) for name in sorted(named)},
        duplicate_of=body.duplicate_of,
        note=body.note,
    )


def full(found: Request) -> ChangeRequestFull:
    """A change request as an answer."""
    return ChangeRequestFull(
        request=ChangeRequestOut.model_validate(found.row),
        now=None if found.now is None else dict(found.now),
        changed=list(found.changed),
        obstacle=found.obstacle,
        waits_for=found.waits_for,
        open_balance=found.open_balance,
        mark=found.mark,
        href=notices.address_of(change_requests.ATTACHABLE.noun, str(found.row.request_id)),
    )


def decided(found: Decided) -> DecidedOut:
    """What became of several, as an answer."""
    return DecidedOut.model_validate(found)
