"""The columns of the list of staff."""

from collections.abc import Sequence

from components import phones
from components.screens import STAFF_MEMBER
from components.table import Column, Kind
from services.permissions import ROLE_NAMES, Role
from services.staff import StaffRow
from services.work import Actor


def columns(actor: Actor) -> Sequence[Column[StaffRow]]:
    """Columns as this person may see them."""
    return (
        Column[StaffRow]("Name", "full_name", sub="username"),
        Column[StaffRow]("Role", lambda row: role(row.role), name="role"),
        Column[StaffRow]("Areas", "areas"),
        Column[StaffRow]("Phone", lambda row: phones.shown(actor, row.phone), name="phone", is_desk_only=True),
        Column[StaffRow]("Last activity", lambda row: row.seen_at, Kind.MOMENT, name="seen_at"),
        Column[StaffRow]("Since", "created_at", Kind.MOMENT, is_desk_only=True),
        Column[StaffRow]("State", state, Kind.STATUS, noun="staff", name="is_active", is_lead=True),
    )


def role(value: str) -> str:
    """A role in words."""
    return ROLE_NAMES[Role(value)]


def state(row: StaffRow) -> str:
    """The state that a badge shows."""
    return "active" if row.is_active else "inactive"


def href(row: StaffRow) -> str:
    """The address of a person."""
    return STAFF_MEMBER.link(member=row.staff_id)
