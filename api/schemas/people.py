"""Sessions, the person behind one, and the staff of an organization."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api.schemas.shapes import DayRange, Id, In, Out, SearchParams, Text
from services.permissions import Role


class NewSession(In):
    """A username and its password."""

    username: Text = Field(min_length=1, max_length=80)
    password: Text = Field(min_length=1, max_length=1000)
    code: Text | None = Field(None, max_length=80, description="Of the second factor, or a recovery code; each works once.")


class SessionOpened(Out):
    """The token to send as `Authorization: Bearer <token>`; it ends after 30 idle minutes and 12 hours in all."""

    token: str


class Me(Out):
    """Who is signed in, and for which organization."""

    username: str
    full_name: str
    role: Role
    organization_code: str
    organization: str
    currency: str
    time_zone: str
    area_count: int | None = Field(description="How many areas one's rights reach; null is everywhere.")
    account_id: int | None = Field(description="A consumer's own account.")
    permissions: list[str]


class Health(Out):
    """Whether this copy can work."""

    status: str = Field(description="`ok`, or `degraded` with the reason in the other fields.")
    database: str = Field(description="`reachable` or `unreachable`.")
    migrations: str = Field(description="`applied`, `pending` or `unknown`.")


class StaffParams(SearchParams):
    """Filters of staff."""

    sort: Literal["", "name", "username", "activity", "quiet", "newest"] = Field("", description="By name without it.")
    role: Text | None = Field(None, max_length=100, description="manager, billing … or several with commas between.")
    active: Literal["yes", "no"] | None = None
    area: Id | None = Field(None, description="Only who is assigned to this area, below it, or above it.")
    seen: DayRange = None
    since: DayRange = None
    consumer: Literal["yes", "no"] | None = Field(None, description="`yes`: the consumers who sign in, instead of staff.")
    member: Id | None = Field(None, description="Only this person.")


class StaffOut(Out):
    """A member of the organization as a list shows them."""

    staff_id: int
    username: str
    full_name: str
    role: Role
    areas: str = Field(description="Where the person's rights reach now: names of areas, Everywhere, Nowhere or Own account.")
    phone: str | None
    email: str | None
    is_active: bool
    seen_at: datetime | None = Field(description="When a session of theirs was last used; null while there is none.")
    created_at: datetime


class AssignmentOut(Out):
    """One area for some days; `ends_on` is null until further notice."""

    area_id: int
    area_code: str
    area_name: str
    area_kind: str
    starts_on: date
    ends_on: date | None
    state: Literal["coming", "current", "ended"]


class StaffFull(Out):
    """One member of the organization with every assignment, what has ended last."""

    person: StaffOut
    assignments: list[AssignmentOut]


class AccessOut(Out):
    """Who may, and why: by an assignment to an area that holds the one asked for, or, with nulls, as no area limits them."""

    staff_id: int
    full_name: str
    username: str
    role: str
    via_id: int | None
    via_name: str | None
    via_kind: str | None
    starts_on: date | None
    ends_on: date | None
