"""Changing colleagues one by one: inviting, roles, areas with dates, leaving and coming back, first passwords anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services import audit, messages
from services.permissions import ROLE_NAMES, Permission, Role
from services.staff import changing_repository as repository
from services.staff import rules, service, telling
from services.staff.changing_repository import Given, Member
from services.staff.passwords import hash_password, random_password
from services.staff.repository import add_assignment, end_assignments, mark_limited
from services.work import Work
from utils.errors import Conflict, Forbidden, Invalid, not_found

__all__ = [
    "Invited", "assign", "change", "change_email", "change_phone", "change_role", "deactivate", "end_assignment", "invite",
    "open_everywhere", "reactivate", "reset_password",
]  # fmt: skip


CONSUMER_STAYS: Final = "A consumer stays a consumer, and nobody else becomes one; invite the person anew."


@dataclass(frozen=True, slots=True)
class Invited:
    """A new colleague and the first password, which is kept nowhere and shown this once."""

    staff_id: int
    username: str
    full_name: str
    password: str


def invite(
    work: Work,
    username: str,
    full_name: str,
    role: Role | None,
    phone: str = "",
    area_ids: Sequence[int] = (),
    email: str = "",
) -> Invited:
    """Add a colleague who chooses a password of their own at the first sign-in. Raises Forbidden, Invalid, Conflict.

    A `role` that was not chosen yet is told with whatever else is wrong.
    """
    work.require_everywhere(Permission.STAFF_WRITE)
    name, called = username.strip().lower(), " ".join(full_name.split())
    wrong = rules.person_faults(name, called)
    digits, phone_fault = rules.phone_of(phone)
    wrong |= phone_fault
    address, email_fault = rules.email_of(email)
    wrong |= email_fault
    if role is None:
        raise Invalid(wrong | {"role": "Choose what the person may do."})
    if role is Role.CONSUMER:
        wrong["role"] = "A consumer is no colleague; consumers sign in through their account."
    wrong |= rules.role_faults(work.actor.role, role, has_areas=bool(area_ids))
    if wrong:
        raise Invalid(wrong)
    password = random_password()
    staff_id = service.add(work, service.NewStaff(name, called, role, password, tuple(area_ids), phone=digits, email=address))
    return Invited(staff_id, name, called, password)


def change_phone(work: Work, staff_id: int, phone: str) -> None:
    """Write a phone in any spelling, '' for none. Raises Forbidden, Invalid, NotFound."""
    member, _ = _lock(work, staff_id)
    digits, wrong = rules.phone_of(phone)
    if wrong:
        raise Invalid(wrong)
    if digits != member.phone:
        repository.set_phone(work, staff_id, digits)
        audit.record(work, "staff.changed", _ref(member), {"phone": member.phone}, {"phone": digits})


def change_email(work: Work, staff_id: int, email: str) -> None:
    """Write where a person is reached, '' for nowhere; the earlier address is told. Raises Forbidden, Invalid, NotFound, and
    Conflict for oneself, who gives the password for it, and for who works elsewhere too.
    """
    member, _ = _lock(work, staff_id)
    _check_other(work, member, "Change your own e-mail address on My profile; it asks for your password.")
    address, wrong = rules.email_of(email)
    if wrong:
        raise Invalid(wrong)
    if address == member.email:
        return
    if not repository.set_email(work, staff_id, address):
        raise Conflict(f"{member.full_name} works in another organization too, and changes the address on My profile.")
    audit.record(work, "staff.email_changed", _ref(member), {"email": member.email}, {"email": address})
    if member.email is not None and messages.Channel.EMAIL in messages.channels():
        telling.tell_earlier_address(work.connection, work.org_id, staff_id, member.username, member.email, work.now)
        messages.send_later(work)


def change(
    work: Work, staff_id: int, role: Role, phone: str | None, area_ids: Sequence[int] | None, *, stays_limited: bool = False
) -> None:
    """Give a colleague a role, a phone (digits) and, unless `area_ids` is None, exactly these areas from today on.

    No area at all opens the whole organization, unless who has none shall see nothing (`stays_limited`).
    Raises Forbidden, Invalid, Conflict, NotFound.
    """
    member, heads = _lock(work, staff_id)
    had = sorted({each.area_id for each in repository.given(work, staff_id)})
    wanted = had if area_ids is None else sorted(set(area_ids))
    is_limited = member.is_limited if area_ids is None else bool(wanted) or stays_limited
    if (role, wanted, is_limited) != (member.role, had, member.is_limited):
        _check_other(work, member, "Nobody changes their own role or areas; ask another head administrator.")
        if Role.CONSUMER in (role, member.role):
            raise Invalid({"role": CONSUMER_STAYS})
        wrong = rules.role_faults(work.actor.role, role, has_areas=bool(wanted))
        if wrong:
            raise Invalid(wrong)
        if role != member.role or is_limited:
            _check_not_last(member, heads)
    repository.set_role(work, staff_id, role)
    repository.set_phone(work, staff_id, phone)
    end_assignments(work, staff_id, wanted, work.today)
    for area_id in wanted:
        if area_id not in had:
            add_assignment(work, staff_id, area_id, work.today)
    mark_limited(work, staff_id, is_limited=is_limited)
    audit.record(
        work, "staff.changed", _ref(member),
        {"role": member.role, "area_ids": had, "phone": member.phone}, {"role": role, "area_ids": wanted, "phone": phone},
    )  # fmt: skip


def change_role(work: Work, staff_id: int, role: Role) -> None:
    """Give a colleague another role, from their next step on. Raises Forbidden, Invalid, Conflict, NotFound."""
    member, heads = _lock(work, staff_id)
    _check_other(work, member, "Nobody changes their own role; ask another head administrator.")
    if role == member.role:
        return
    if Role.CONSUMER in (role, member.role):
        raise Invalid({"role": CONSUMER_STAYS})
    wrong = rules.role_faults(work.actor.role, role, has_areas=bool(repository.given(work, staff_id)))
    if "area_ids" in wrong:
        raise Invalid({"role": "A field agent works in areas: assign the first one, then change the role."})
    if wrong:
        raise Invalid(wrong)
    _check_not_last(member, heads)
    repository.set_role(work, staff_id, role)
    audit.record(work, "staff.role_changed", _ref(member), {"role": member.role}, {"role": role})


def assign(work: Work, staff_id: int, area_id: int, starts_on: date, ends_on: date | None = None) -> int:
    """Give a colleague an area with all below it for some days; from then on they see nothing beside what is assigned.

    Returns the assignment's id. Raises Forbidden, Invalid, Conflict, NotFound.
    """
    member, heads = _lock(work, staff_id)
    _check_other(work, member, "Nobody assigns areas to themselves; ask another head administrator.")
    if member.role == Role.CONSUMER:
        raise Invalid({"area_id": "A consumer sees their own account and no area."})
    name = repository.area_name(work, area_id)
    wrong = rules.assignment_faults(work.today, starts_on, ends_on)
    if name is None:
        wrong["area_id"] = "There is no such area any more; choose one from the list."
    if wrong:
        raise Invalid(wrong)
    for each in repository.given(work, staff_id):
        if each.area_id == area_id and rules.overlap(each.starts_on, each.ends_on, starts_on, ends_on):
            raise Conflict(f"{member.full_name} is assigned to {name} in that time already; end that assignment first.")
    _check_not_last(member, heads)
    assignment_id = repository.add(work, staff_id, area_id, starts_on, ends_on)
    mark_limited(work, staff_id, is_limited=True)
    audit.record(work, "staff.assigned", _ref(member), after={"area": name, "from": starts_on, "until": ends_on})
    return assignment_id


def end_assignment(work: Work, staff_id: int, assignment_id: int, last_day: date | None = None) -> None:
    """Take an area away after a day, or at once without one. Raises Forbidden, Invalid, Conflict, NotFound."""
    member, _ = _lock(work, staff_id)
    _check_other(work, member, "Nobody changes their own areas; ask another head administrator.")
    found = next((each for each in repository.given(work, staff_id) if each.assignment_id == assignment_id), None)
    if found is None:
        raise Conflict("This assignment has ended already.")
    if last_day is not None and last_day < max(work.today, found.starts_on):
        raise Invalid({"last_day": "The last day is today or later, and not before the assignment begins."})
    _end(work, found, last_day)
    before = {"area": found.area_name, "until": found.ends_on}
    audit.record(work, "staff.unassigned", _ref(member), before, {"area": found.area_name, "until": last_day or "at once"})


def open_everywhere(work: Work, staff_id: int) -> None:
    """Take every area away and let a colleague see the whole organization. Raises Forbidden, Invalid, Conflict, NotFound."""
    member, _ = _lock(work, staff_id)
    _check_other(work, member, "Nobody widens their own rights; ask another head administrator.")
    if member.role in (Role.FIELD_AGENT, Role.CONSUMER):
        raise Invalid({"area_id": f"A {ROLE_NAMES[Role(member.role)].lower()} never sees the whole organization."})
    given = repository.given(work, staff_id)
    if not given and not member.is_limited:
        raise Conflict(f"{member.full_name} sees the whole organization already.")
    for each in given:
        _end(work, each, None)
    mark_limited(work, staff_id, is_limited=False)
    before = {"areas": [each.area_name for each in given]}
    audit.record(work, "staff.opened_everywhere", _ref(member), before, {"areas": "Everywhere"})


def deactivate(work: Work, staff_id: int, reason: str) -> None:
    """Shut a colleague out of this organization at once; what they did stays. Raises Forbidden, Invalid, Conflict, NotFound."""
    member, heads = _lock(work, staff_id)
    _check_other(work, member, "Nobody deactivates themselves; ask another head administrator.")
    if not member.is_active:
        raise Conflict(f"{member.full_name} is inactive already.")
    why = " ".join(reason.split())
    if not 1 <= len(why) <= rules.LONGEST_REASON:
        raise Invalid({"reason": f"Say why, in up to {rules.LONGEST_REASON} letters."})
    _check_not_last(member, heads)
    repository.set_active(work, staff_id, is_active=False)
    ended = repository.end_sessions(work, staff_id)
    audit.record(work, "staff.deactivated", _ref(member), after={"reason": why, "sessions_ended": ended})


def reactivate(work: Work, staff_id: int) -> None:
    """Let a colleague in again, with the role and areas they had. Raises Forbidden, Conflict, NotFound."""
    member, _ = _lock(work, staff_id)
    if member.is_active:
        raise Conflict(f"{member.full_name} is active already.")
    repository.set_active(work, staff_id, is_active=True)
    audit.record(work, "staff.reactivated", _ref(member))


def reset_password(work: Work, staff_id: int) -> str:
    """Give a colleague a first password, shown this once, and end all their sessions; returns it.

    Raises Forbidden, NotFound, and Conflict for oneself, for who is inactive and for who works elsewhere too.
    """
    work.require_everywhere(Permission.STAFF_WRITE)
    password = random_password()
    hashed = hash_password(password)
    member, _ = _lock(work, staff_id)
    _check_other(work, member, "Change your own password on the page “Change password”.")
    if not member.is_active:
        raise Conflict(f"{member.full_name} is inactive; let them in again first.")
    if not repository.reset_password(work, staff_id, hashed):
        raise Conflict(
            f"{member.full_name} works in another organization too, whose door would open with it. They change their "
            "password themselves, or whoever runs Suthra does: manage.py reset-password."
        )
    audit.record(work, "staff.password_reset", _ref(member))
    return password


def _lock(work: Work, staff_id: int) -> tuple[Member, list[int]]:
    """The member and the head administrators, all locked; the heads first, so that nobody waits for each other."""
    work.require_everywhere(Permission.STAFF_WRITE)
    heads = repository.lock_heads(work)
    member = repository.lock(work, staff_id) or not_found("person", staff_id)
    fault = rules.role_faults(work.actor.role, Role(member.role), has_areas=True).get("role")
    if fault:
        raise Forbidden(f"{member.full_name} may do more than you; ask somebody who may do as much.")
    return member, heads


def _check_other(work: Work, member: Member, sentence: str) -> None:
    if member.staff_id == work.actor.staff_id:
        raise Conflict(sentence)


def _check_not_last(member: Member, heads: Sequence[int]) -> None:
    if list(heads) == [member.staff_id]:
        raise Conflict(
            f"{member.full_name} is the last head administrator who sees everything; make somebody else one first."
        )


def _end(work: Work, found: Given, last_day: date | None) -> None:
    if last_day is not None:
        repository.end(work, found.assignment_id, last_day)
    elif found.starts_on >= work.today:
        repository.drop(work, found.assignment_id)
    else:
        repository.end(work, found.assignment_id, work.today - timedelta(days=1))


def _ref(member: Member) -> str:
    return f"staff {member.username}"
