"""The forms that change a colleague: role, areas with dates, phone, password, leaving and coming back."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from components import drafts, once, page, places, words
from components.fields import Faults
from services import areas, sign_in, staff
from services.permissions import ROLE_NAMES, Role
from services.staff import Assignment, StaffRow
from services.work import Actor, Work, begin
from utils import clock
from utils.errors import Invalid


def show(actor: Actor, member: StaffRow, assigned: Sequence[Assignment]) -> None:
    """Every form that fits this person as they stand; on one's own page none but the phone."""
    if member.staff_id == actor.staff_id:
        page.say("waiting", "This is you: role, areas and access are changed by another head administrator.")
    elif member.role != Role.CONSUMER:
        left, right = st.columns(2, gap="large")
        with left:
            _role(actor, member)
        with right:
            _assign(actor, member)
            _end(actor, member, [each for each in assigned if each.state != "ended"])
    _phone(actor, member)
    if member.staff_id != actor.staff_id:
        _email(actor, member)
        _access(actor, member)


def invite(actor: Actor) -> None:
    """The form that adds a colleague."""
    faults = Faults()
    with drafts.form("invite", "staff.invite", border=False) as draft:
        # Row by row, so that on a phone a name follows its username.
        upper, lower = st.columns(2), st.columns(2)
        with upper[0]:
            username = st.text_input("Username", max_chars=80, placeholder="sana.iqbal", key="invite_username")
            faults.below("username")
        with upper[1]:
            name = st.text_input("Full name", max_chars=120, placeholder="Sana Iqbal", key="invite_name")
            faults.below("full_name")
        with lower[0]:
            roles = _roles(actor)
            role = st.selectbox("Role", roles, index=None, format_func=_role_word, placeholder="Choose", key="invite_role")
            faults.below("role")
        with lower[1]:
            phone = st.text_input("Phone", max_chars=30, placeholder="0300-1234567", key="invite_phone")
            faults.below("phone")
        email = st.text_input("E-mail", max_chars=254, placeholder="sana.iqbal@example.org", key="invite_email")
        faults.below("email")
        tree = _tree(actor)
        chosen = st.multiselect("Areas", tree, format_func=places.in_words(tree), key="invite_areas", placeholder="Everywhere")
        faults.below("area_ids")
        is_sent = st.form_submit_button("Invite", type="primary", icon=":material/person_add:")
    page.below("Without an area a person sees the whole organization; a field agent needs one.")

    def add(work: Work) -> staff.Invited:
        return staff.invite(work, username, name, role, phone, [area.area_id for area in chosen], email)

    command = once.command("invite", is_sent=is_sent, draft=draft)
    if command.send(actor, add, faults) and isinstance(made := command.outcome, staff.Invited):
        page.flash(
            f"Invited {made.full_name} as {made.username}. First password: {made.password} (shown this once; "
            "it must be changed at the first sign-in)."
        )
        st.rerun()


def _role(actor: Actor, member: StaffRow) -> None:
    page.section("Role", "What the person may do, from their next step on.")
    faults = Faults()
    roles = _roles(actor)
    with st.form("change_role", border=True):
        now = Role(member.role)
        role = st.selectbox(
            "Role", roles, index=roles.index(now) if now in roles else None, format_func=_role_word, key="member_role"
        )
        faults.below("role")
        is_sent = st.form_submit_button("Change role", icon=":material/check:")
    command = once.command("change_role", is_sent=is_sent)
    if command.send(actor, lambda work: staff.change_role(work, member.staff_id, role or now), faults):
        page.flash(f"{member.full_name} is {_role_word(role or now).lower()} from now on.")
        st.rerun()


def _assign(actor: Actor, member: StaffRow) -> None:
    page.section("Areas", "An area reaches everything below it. With the first one, all that is not assigned is shut.")
    faults = Faults()
    today, tree = clock.local_date(clock.now(), actor.time_zone), _tree(actor)
    with drafts.form("assign", "staff.assign", member.staff_id) as draft:
        area = st.selectbox(
            "Area", tree, index=None, placeholder="Type a part of its name", format_func=places.in_words(tree), key="assign_area"
        )
        faults.below("area_id")
        first, last = st.columns(2)
        with first:
            starts_on = st.date_input("From", today, format="DD/MM/YYYY", key="assign_from")
            faults.below("starts_on")
        with last:
            ends_on = st.date_input("Until, empty for further notice", None, format="DD/MM/YYYY", key="assign_until")
            faults.below("ends_on")
        is_sent = st.form_submit_button("Assign", icon=":material/add:")

    def give(work: Work) -> int:
        if area is None:
            raise Invalid({"area_id": "Choose an area."})
        return staff.assign(work, member.staff_id, area.area_id, _day(starts_on, today), _day_or_none(ends_on))

    if once.command("assign", is_sent=is_sent, draft=draft).send(actor, give, faults) and area is not None:
        until = _day_or_none(ends_on)
        days = f"from {words.day(_day(starts_on, today))}" + (f" until {words.day(until)}" if until else " until further notice")
        page.flash(f"{member.full_name} is assigned to {area.name} {days}.")
        st.rerun()


def _end(actor: Actor, member: StaffRow, given: Sequence[Assignment]) -> None:
    if not given and member.areas == "Everywhere":
        return
    faults = Faults()
    if given:
        with st.form("end_assignment", border=True):
            which = st.selectbox("Take away", given, format_func=_assignment_word, key="end_which")
            last_day = st.date_input("Last day, empty for at once", None, format="DD/MM/YYYY", key="end_day")
            faults.below("last_day")
            is_sent = st.form_submit_button("End assignment", icon=":material/event_busy:")

        def take(work: Work) -> None:
            staff.end_assignment(work, member.staff_id, which.assignment_id, _day_or_none(last_day))

        if once.command("end_assignment", is_sent=is_sent).send(actor, take, faults):
            when = _day_or_none(last_day)
            page.flash(f"{member.full_name} leaves {which.area_name} {f'after {words.day(when)}' if when else 'at once'}.")
            st.rerun()
    if member.role != Role.FIELD_AGENT:
        _sure(
            "open_everywhere", "Show the whole organization", "public",
            f"{member.full_name} sees every area from now on, and the assignments end.",
            lambda work: staff.open_everywhere(work, member.staff_id),
            lambda _: f"{member.full_name} sees the whole organization from now on.",
        )  # fmt: skip


def _phone(actor: Actor, member: StaffRow) -> None:
    page.section("Phone")
    faults = Faults()
    with drafts.form("member_phone", "staff.phone", member.staff_id) as draft:
        shown = words.phone(member.phone, is_masked=False) if member.phone else ""
        phone = st.text_input("Phone", value=shown, max_chars=30, placeholder="0300-1234567", key="member_phone_text")
        faults.below("phone")
        is_sent = st.form_submit_button("Save phone", icon=":material/check:")
    command = once.command("member_phone", is_sent=is_sent, draft=draft)
    if command.send(actor, lambda work: staff.change_phone(work, member.staff_id, phone), faults):
        page.flash(f"The phone of {member.full_name} is saved.")
        st.rerun()


def _email(actor: Actor, member: StaffRow) -> None:
    faults = Faults()
    with drafts.form("change_email", "staff.email", member.staff_id) as draft:
        email = st.text_input(
            "E-mail", value=member.email or "", max_chars=254, placeholder="sana.iqbal@example.org", key="member_email_text"
        )
        faults.below("email")
        is_sent = st.form_submit_button("Save e-mail", icon=":material/check:")
    command = once.command("member_email", is_sent=is_sent, draft=draft)
    if command.send(actor, lambda work: staff.change_email(work, member.staff_id, email), faults):
        page.flash(f"The e-mail address of {member.full_name} is saved; an earlier one is told.")
        st.rerun()


def _access(actor: Actor, member: StaffRow) -> None:
    page.section("Access", "Takes effect at the person's next step; what they did stays on record.")
    if not member.is_active:
        faults = Faults()
        is_sent = st.button("Let them in again", icon=":material/lock_open:", key="reactivate")
        command = once.command("reactivate", is_sent=is_sent)
        if command.send(actor, lambda work: staff.reactivate(work, member.staff_id), faults):
            page.flash(f"{member.full_name} may sign in again, with the role and areas they had.")
            st.rerun()
        return
    _sure(
        "reset_password", "Reset password", "lock_reset",
        f"{member.full_name} is signed out everywhere and gets a first password, which you hand over.",
        lambda work: staff.reset_password(work, member.staff_id),
        lambda password: f"{member.full_name} is signed out. First password: {password} (shown this once; "
        "it must be changed at the next sign-in).",
    )  # fmt: skip
    _second_factor(actor, member)
    faults = Faults()
    with drafts.form("deactivate", "staff.deactivate", member.staff_id) as draft:
        reason = st.text_input("Why the person leaves", max_chars=200, placeholder="Left the company on 30 November", key="why")
        faults.below("reason")
        is_sent = st.form_submit_button("Deactivate", icon=":material/person_off:")
    command = once.command("deactivate", is_sent=is_sent, draft=draft)
    if command.send(actor, lambda work: staff.deactivate(work, member.staff_id, reason), faults):
        page.flash(f"{member.full_name} is shut out from now on; every session has ended.")
        st.rerun()


def _second_factor(actor: Actor, member: StaffRow) -> None:
    with begin(actor) as work:
        has_one = sign_in.has_second_factor(work, member.staff_id)
    if has_one:
        _sure(
            "reset_second_factor", "Reset second factor", "smartphone",
            f"For a lost phone: {member.full_name} is signed out everywhere, and the password alone opens the door until "
            "a new second factor is set up. Make sure that it is really them who asks.",
            lambda work: sign_in.reset_second_factor(work, member.staff_id),
            lambda _: f"The second factor of {member.full_name} is gone, and every session has ended.",
        )  # fmt: skip


def _sure(
    name: str, label: str, symbol: str, question: str, use_case: Callable[[Work], object], said: Callable[[object], str]
) -> None:
    """A button that asks before it does something."""

    def after(outcome: object) -> None:
        page.flash(said(outcome))
        st.rerun()

    once.sure(name, label, symbol, question, use_case, after, is_pressed=st.button(label, key=name, icon=f":material/{symbol}:"))


def _roles(actor: Actor) -> list[Role]:
    return [role for role in Role if role is not Role.CONSUMER and staff.may_give(actor.role, role)]


def _role_word(role: Role) -> str:
    return ROLE_NAMES[role]


def _tree(actor: Actor) -> list[areas.Area]:
    with begin(actor) as work:
        return areas.list_all(work)


def _assignment_word(each: Assignment) -> str:
    until = f" to {words.day(each.ends_on)}" if each.ends_on else ""
    return f"{each.area_name}, from {words.day(each.starts_on)}{until}"


def _day(value: object, default: date) -> date:
    return value if isinstance(value, date) else default


def _day_or_none(value: object) -> date | None:
    return value if isinstance(value, date) else None
