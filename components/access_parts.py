"""Who may do what where: the question in the address, and the people who fit it with the reason why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from components import page, permission_words, places, table, words
from components.screens import STAFF_MEMBER
from components.staff_columns import role
from components.table import Column, Kind, Writer
from services import areas, staff
from services.areas import Area
from services.permissions import Permission, Role
from services.staff import Access
from services.work import Actor, begin


def ask(actor: Actor, may: Permission, area_id: int | None, day: date) -> tuple[Permission, Area | None, date]:
    """The question; what is chosen stays in the address, so that it may be sent to a colleague."""
    with begin(actor) as work:
        tree = areas.list_all(work)
    chosen = next((place for place, each in enumerate(tree) if each.area_id == area_id), None)
    left, middle, right = st.columns([5, 5, 3])
    with left:
        wanted = st.selectbox("Who may", list(Permission), list(Permission).index(may), format_func=permission_words.word)
    with middle:
        area = st.selectbox(
            "Where", tree, chosen, placeholder="In the whole organization", format_func=places.in_words(tree)
        )
    with right:
        on = st.date_input("On", day, format="DD/MM/YYYY")
    on = on if isinstance(on, date) else day
    st.query_params["may"] = wanted.value
    st.query_params["on"] = on.isoformat()
    if area is None:
        st.query_params.pop("area", None)
    else:
        st.query_params["area"] = str(area.area_id)
    return wanted, area, on


def answer(actor: Actor, permission: Permission, area: Area | None, on: date) -> None:
    """The people who may, each with the reason."""
    with begin(actor) as work:
        found = staff.who_may(work, permission, area.area_id if area else None, on)
    what, where = permission_words.word(permission).lower(), area.name if area else "the whole organization"
    page.section(f"{words.counted(len(found), 'person', 'people')} may {what} in {where} on {words.day(on)}")
    if not found:
        page.notice("key", "Nobody may.", "Give somebody a role that grants it, or assign them to this area or one above it.")
        return
    columns = (
        Column[Access]("Name", "full_name", sub="username"),
        Column[Access]("Role", lambda row: role(row.role)),
        Column[Access]("Because", _why, is_lead=True),
        Column[Access]("From", "starts_on", Kind.DATE, is_desk_only=True),
        Column[Access]("Until", lambda row: row.ends_on or (None if row.via_id is None else "further notice"), Kind.DATE),
    )
    table.show(columns, found, Writer(actor.currency, actor.time_zone), lambda row: STAFF_MEMBER.link(member=row.staff_id))
    page.below("A consumer who signs in sees their own account and nothing else.")


@dataclass(frozen=True, slots=True)
class _Rights:
    """What a role may and may not do about one noun."""

    noun: str
    may: str
    may_not: str


def rights(actor: Actor, of: Role) -> None:
    """What a role may and may not do, noun by noun."""
    rows = staff.may_in(of)
    nouns = sorted({permission_words.noun(permission) for permission, _ in rows})
    granted = sum(is_granted for _, is_granted in rows)
    told = f"{role(of.value)}: {granted} of {len(rows)} rights, the same for everybody with it."
    page.section("What the role grants", told)
    columns = (
        Column[_Rights]("About", "noun"),
        Column[_Rights]("May", "may"),
        Column[_Rights]("May not", "may_not"),
    )
    table.show(columns, [_about(noun, rows) for noun in nouns], Writer(actor.currency, actor.time_zone))


def _about(noun: str, rows: Sequence[tuple[Permission, bool]]) -> _Rights:
    of_noun = [row for row in rows if permission_words.noun(row[0]) == noun]
    may, may_not = (
        "; ".join(permission_words.word(permission) for permission, is_granted in of_noun if is_granted is wanted)
        for wanted in (True, False)
    )
    return _Rights(noun, may or words.NOTHING, may_not or words.NOTHING)


def _why(row: Access) -> str:
    if row.via_name is None:
        return "No area limits them"
    return f"Assigned to {row.via_name} ({places.kind_word(row.via_kind or '')})"
