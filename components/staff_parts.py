"""The parts of the page of a member of staff, each read only when it is asked for."""

from collections.abc import Sequence

import streamlit as st

from components import audit_columns, facts, history, once, page, phones, table, words
from components.markup import link
from components.parts import Part
from components.places import kind_word
from components.screens import AREAS, AUDIT
from components.staff_columns import role
from components.status import badge
from components.table import Column, Kind, Writer
from services import activity, sign_in
from services.paging import ListQuery
from services.permissions import Permission
from services.sign_in import Device
from services.staff import Assignment, StaffRow
from services.work import Actor, Work, begin
from utils import devices


def offered(actor: Actor) -> list[Part]:
    """The parts that this person may open."""
    found = [Part("overview", "Overview", "badge"), Part("rights", "Rights", "key")]
    if actor.may(Permission.AUDIT_READ):
        found.append(Part("activity", "Activity", "history"))
    if actor.may(Permission.STAFF_WRITE) and actor.area_ids is None:
        found += [Part("sessions", "Sessions", "devices"), Part("edit", "Change", "edit")]
    return found


def overview(actor: Actor, member: StaffRow, assigned: Sequence[Assignment]) -> None:
    """Who it is, where the person's rights reach, and what was changed about them."""
    facts.show(
        [
            ("Username", member.username),
            ("Role", role(member.role)),
            ("Sees", member.areas),
            ("Phone", phones.shown(actor, member.phone)),
            ("E-mail", member.email),
            ("Last activity", words.moment(member.seen_at, actor.time_zone) if member.seen_at else "Not seen yet"),
            ("Since", words.moment(member.created_at, actor.time_zone)),
        ]
    )
    _assignments(actor, member, assigned)
    history.show(actor, f"staff {member.username}", "Changes of this person")


def _assignments(actor: Actor, member: StaffRow, assigned: Sequence[Assignment]) -> None:
    page.section("Where", "An assignment reaches the area and everything below it.")
    if not assigned:
        page.notice("map", *_without(member))
        return
    columns = (
        Column[Assignment]("Area", "area_name", sub=lambda row: f"{kind_word(row.area_kind)} · {row.area_code}"),
        Column[Assignment]("From", "starts_on", Kind.DATE),
        Column[Assignment]("Until", lambda row: row.ends_on or "until further notice", Kind.DATE),
        Column[Assignment]("State", "state", Kind.STATUS, noun="assignment", is_lead=True),
    )
    may_open = actor.may(Permission.AREA_READ)
    writer = Writer(actor.currency, actor.time_zone)
    table.show(columns, assigned, writer, lambda row: AREAS.link(area=row.area_id) if may_open else None)


def _without(member: StaffRow) -> tuple[str, str]:
    match member.areas:
        case "Everywhere":
            return "No area is assigned: this person sees the whole organization.", "Assign areas to limit them to some."
        case "Own account":
            return "A consumer sees their own account and nothing else.", ""
        case _:
            return "No area is assigned: this person sees nothing yet.", "Assign the first area, and they see it at once."


def done(actor: Actor, member: StaffRow) -> None:
    """What the person did last."""
    with begin(actor) as work:
        found = activity.page(work, ListQuery(filters={"staff": str(member.staff_id)}, size=25))
    every = link(AUDIT.link(staff=member.staff_id), "Everything, with filters") if found.next_key else ""
    page.section("What this person did last", every)
    if not found.rows:
        page.notice("history", f"{member.full_name} has changed nothing yet, or nothing that you may read.")
        return
    writer = Writer(actor.currency, actor.time_zone)
    table.show(audit_columns.columns(actor, has_who=False), found.rows, writer, audit_columns.href)


def sessions(actor: Actor, member: StaffRow) -> None:
    """Where the person is and was signed in, and the ways to end that."""
    with begin(actor) as work:
        found = sign_in.sessions_of(work, member.staff_id)
        has_factor = sign_in.has_second_factor(work, member.staff_id)
    facts.show([("Second factor", badge("second_factor", "on" if has_factor else "off"))])
    page.section("Sessions and devices", "A session ends after 30 idle minutes, after 12 hours, or here.")
    if not found:
        page.notice("devices", f"{member.full_name} is not signed in, and no earlier session is kept.")
        return
    columns = (
        Column[Device]("Device", lambda row: devices.words(row.user_agent), sub="address"),
        Column[Device]("Since", "created_at", Kind.MOMENT),
        Column[Device]("Last seen", "seen_at", Kind.MOMENT),
        Column[Device]("State", "state", Kind.STATUS, noun="session", is_lead=True),
    )
    table.show(columns, found, Writer(actor.currency, actor.time_zone))
    live = [each for each in found if each.state == "live"]
    if live:
        _end(actor, member, live)


def _end(actor: Actor, member: StaffRow, live: Sequence[Device]) -> None:
    def word(device: Device) -> str:
        return f"{devices.words(device.user_agent)}, {device.address}, since {words.moment(device.created_at, actor.time_zone)}"

    with st.form("end_session", border=True):
        which = st.selectbox("Session", live, format_func=word, key="session_which")
        with st.container(horizontal=True):
            is_one = st.form_submit_button("End this session", icon=":material/logout:")
            is_all = st.form_submit_button("End every session", icon=":material/power:")
    command = once.command("end_session", is_sent=is_one or is_all)

    def end(work: Work) -> object:
        if is_all:
            return sign_in.end_sessions(work, member.staff_id)
        return sign_in.end_session(work, member.staff_id, which.session_id)

    if command.send(actor, end):
        page.flash(f"{member.full_name} is signed out {'everywhere' if is_all else 'there'}.")
        st.rerun()
