"""Who has a second factor by role, and the form that says which roles need one."""

from collections.abc import Sequence

import streamlit as st

from components import once, page, table, words
from components.table import Column, Kind, Writer
from services import sign_in
from services.permissions import ROLE_NAMES, Role
from services.sign_in import RoleCover
from services.work import Actor


def cover(actor: Actor, rows: Sequence[RoleCover]) -> None:
    """The roles that somebody has, with how many people have a second factor."""
    columns = (
        Column[RoleCover]("Role", lambda row: ROLE_NAMES[row.role]),
        Column[RoleCover]("People", "people", Kind.NUMBER),
        Column[RoleCover]("With second factor", "with_factor", Kind.NUMBER),
        Column[RoleCover]("State", _state, Kind.STATUS, noun="second_factor", is_lead=True),
    )
    table.show(columns, [row for row in rows if row.people or row.is_required], Writer(actor.currency, actor.time_zone))


def requirement(actor: Actor, rows: Sequence[RoleCover]) -> None:
    """The form; what it sets holds from everybody's next step on."""
    with st.form("mfa_roles", border=True):
        chosen = st.multiselect(
            "Roles that need one",
            list(Role),
            [row.role for row in rows if row.is_required],
            format_func=_word,
            placeholder="No role yet",
            key="mfa_roles_chosen",
        )
        st.caption("Whoever has such a role and no second factor sets one up at the next step, before anything else.")
        is_sent = st.form_submit_button("Save", type="primary", icon=":material/check:")
    command = once.command("mfa_roles", is_sent=is_sent)
    if command.send(actor, lambda work: sign_in.require_second_factor(work, chosen)):
        page.flash(_said(chosen, rows))
        st.rerun()


def _said(chosen: Sequence[Role], rows: Sequence[RoleCover]) -> str:
    if not chosen:
        return "No role needs a second factor any more; whoever has one keeps it."
    without = sum(row.people - row.with_factor for row in rows if row.role in chosen)
    named = ", ".join(_word(role) for role in Role if role in chosen)
    return f"A second factor is needed for: {named}. {words.counted(without, 'person', 'people')} without one set it up next."


def _state(row: RoleCover) -> str:
    if not row.is_required:
        return "free"
    return "covered" if row.with_factor == row.people else "missing"


def _word(role: Role) -> str:
    return ROLE_NAMES[role]
