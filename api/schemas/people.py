"""Sessions and the person behind one."""

from pydantic import Field

from api.schemas.shapes import In, Out, Text
from services.permissions import Role


class NewSession(In):
    """A username and its password."""

    username: Text = Field(min_length=1, max_length=80)
    password: Text = Field(min_length=1, max_length=1000)


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
