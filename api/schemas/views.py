"""Saved views as they travel."""

from pydantic import Field

from api.schemas.shapes import In, Out, Text
from services.permissions import Role


class NewView(In):
    """A question to a list under a name; an own view of that name is changed."""

    screen: Text = Field(min_length=1, max_length=60, description="The list, as in its address: bills, survey-units …")
    name: Text = Field(max_length=200)
    question: Text = Field("", max_length=4000, description="The query of the list's address.")
    is_shared: bool = Field(False, description="Whether everybody of the organization sees it.")


class Shared(In):
    """Whether everybody sees it."""

    is_shared: bool


class First(In):
    """Whether one's own list opens with it."""

    is_first: bool


class FirstForRole(In):
    """Whether the lists of a role open with it."""

    role: Role
    is_first: bool


class ViewOut(Out):
    """A saved view; `href` is the address that opens it."""

    view_id: int
    screen: str
    name: str
    question: str
    is_mine: bool
    is_shared: bool
    is_first: bool
    first_for_role: str | None
    owner_name: str
    href: str
