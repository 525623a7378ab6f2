"""What the list of staff holds, how it is narrowed and in which orders it comes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.listing import Condition, Days, Field, Kind, Listing, OneOf, Same, Sort, Whether, Within
from services.permissions import ROLE_NAMES, Permission, Role
from services.searching import cleaned
from services.staff_fragments import NAMED, REACHED
from services.work import Work


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of the organization as a list shows them; `areas` says in words where the person's rights reach now.

    `seen_at` is when one of their sessions was last used, `active_at` the same or, for who never came, when they were added.
    """

    staff_id: int
    username: str
    full_name: str
    role: str
    areas: str
    phone: str | None
    email: str | None
    is_active: bool
    seen_at: datetime | None
    created_at: datetime
    name_key: str
    active_at: datetime


TODAY: Final = """(%(now)s::timestamptz AT TIME ZONE
        (SELECT o.time_zone FROM organizations o WHERE o.org_id = %(org_id)s))::date"""
AREAS: Final = """coalesce((SELECT string_agg(DISTINCT a.name, ', ' ORDER BY a.name) FROM staff_assignments g
        JOIN areas a ON a.org_id = g.org_id AND a.area_id = g.area_id
        WHERE g.org_id = s.org_id AND g.staff_id = s.staff_id AND g.starts_on <= """ + TODAY + """
            AND (g.ends_on IS NULL OR g.ends_on >= """ + TODAY + """)),
        CASE WHEN s.role = 'consumer' THEN 'Own account' WHEN s.is_limited OR s.role = 'field_agent' THEN 'Nowhere'
            ELSE 'Everywhere' END)"""  # fmt: skip
SEEN: Final = "staff_seen_at(s.staff_id)"
ACTIVE: Final = "coalesce(staff_seen_at(s.staff_id), s.created_at)"
IS_ACTIVE: Final = "(s.is_active AND NOT p.is_disabled)"

WORKS: Final = """EXISTS (SELECT FROM staff_assignments g JOIN areas i ON i.org_id = g.org_id AND i.area_id = g.area_id
        WHERE g.org_id = s.org_id AND g.staff_id = s.staff_id AND g.starts_on <= %(working_on)s
            AND (g.ends_on IS NULL OR g.ends_on >= %(working_on)s)
            AND """


@dataclass(frozen=True, slots=True)
class WorksIn(Within):
    """Who is assigned to an area, to one below it, or to one above that holds it."""

    def read(self, work: Work, text: str) -> Condition:
        # Not super(): a class with slots is another one than the one that super() knows.
        inside = Within.read(self, work, text)
        above = "%(area_path)s >= i.path AND %(area_path)s < i.path || '~'"
        return Condition(WORKS + "(" + inside.sql + " OR " + above + "))", {**inside.params, "working_on": work.today})


def _sought(work: Work, text: str) -> Condition:  # noqa: ARG001 all searches are asked alike
    typed = cleaned(text)
    return Condition(NAMED, {"typed": typed}) if typed else Condition("")


def _reach(work: Work) -> Condition:
    if work.actor.area_ids is None:
        return Condition("")
    own = {"own_staff_id": work.actor.staff_id, "own_area_ids": list(work.actor.area_ids), "reached_on": work.today}
    return Condition(REACHED, own)


ROLES: Final = tuple((role.value, ROLE_NAMES[role]) for role in Role if role is not Role.CONSUMER)

STAFF: Final = Listing(
    noun="member of staff",
    nouns="staff",
    permission=Permission.STAFF_READ,
    row=StaffRow,
    base="staff s JOIN people p ON p.person_id = s.person_id",
    alias="s",
    key=("s.staff_id",),
    ids=(("s.staff_id", "staff_id"), ("lower(p.full_name)", "name_key"), (ACTIVE, "active_at")),
    fields=(
        Field("username", "Username", Kind.CODE, "p.username", is_made=True),
        Field("full_name", "Full name", Kind.TEXT, "p.full_name"),
        Field("role", "Role", Kind.CHOICE, "s.role"),
        Field("areas", "Areas", Kind.TEXT, AREAS),
        Field("phone", "Phone", Kind.PHONE, "s.phone"),
        Field("email", "E-mail", Kind.TEXT, "p.email"),
        Field("is_active", "Active", Kind.FLAG, IS_ACTIVE),
        Field("seen_at", "Last activity", Kind.MOMENT, SEEN),
        Field("created_at", "Since", Kind.MOMENT, "s.created_at"),
    ),
    sorts=(
        Sort("name", "By name", (("lower(p.full_name)", "name_key"), ("s.staff_id", "staff_id"))),
        Sort("username", "By username", (("p.username", "username"),)),
        Sort("activity", "Last active first", ((ACTIVE, "active_at"), ("s.staff_id", "staff_id")), is_descending=True),
        Sort("quiet", "Longest quiet first", ((ACTIVE, "active_at"), ("s.staff_id", "staff_id"))),
        Sort("newest", "Newest first", (("s.staff_id", "staff_id"),), is_descending=True),
    ),
    filters=(
        OneOf("role", "Role", "s.role", ROLES),
        Whether("active", "Active", IS_ACTIVE, "NOT " + IS_ACTIVE),
        WorksIn("area", "Area", "i.area_id"),
        Days("seen", "Last activity", SEEN, is_moment=True),
        Days("since", "Since", "s.created_at", is_moment=True),
        Whether("consumer", "Consumers", "s.role = 'consumer'", "s.role <> 'consumer'", ("Consumers who sign in", "Staff")),
        Same("member", "Person", "s.staff_id"),
    ),
    search=_sought,
    reach=_reach,
    defaults={"consumer": "no"},
)
