"""Adding people to an organization and knowing who acts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import Connection

from database.connection import DatabaseRole, transaction
from services import audit, organizations
from services.permissions import GRANTS, Permission, Role
from services.staff import repository, rules
from services.staff.changing_repository import has_unknown_area, set_email
from services.staff.passwords import check_new_password, hash_password, random_password
from services.staff.repository import Membership
from services.work import Actor, Work, whereabouts
from utils import clock, devices
from utils.errors import Conflict, Invalid, Unauthenticated, not_found

__all__ = [
    "Membership", "NewStaff", "actor_at", "actor_for", "actors_with", "add", "create_admin", "in_use", "join",
    "memberships_of", "remove_new",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A person to add; a consumer names an account, a field agent at least one area (ids)."""

    username: str
    full_name: str
    role: Role
    password: str
    area_ids: tuple[int, ...] = field(default=())
    account_id: int | None = None
    must_change_password: bool = True
    phone: str | None = None
    email: str | None = None


def create_admin(org_code: str, username: str, full_name: str, chosen_password: str | None = None) -> str:
    """Add the head administrator of an organization, on the machine itself; returns the random first password.

    A chosen password, which need not be changed at the first sign-in, is for demos only. Raises Invalid, Conflict.
    """
    organization = organizations.find(org_code)
    _check_person(username, full_name)
    password = chosen_password or random_password()
    check_new_password(password, username)
    new = repository.NewAdmin(organization.org_id, username, full_name.strip(), hash_password(password), chosen_password is None)
    with transaction(DatabaseRole.DOOR, whereabouts("", devices.machine())) as connection:
        if not repository.add_admin(connection, new, clock.now()):
            raise Conflict(f"The username {username} is taken; usernames are unique across organizations.")
    return password


def add(work: Work, new: NewStaff) -> int:
    """Add a person to the organization; returns the staff id. Raises Forbidden, Invalid, Conflict."""
    work.require_everywhere(Permission.STAFF_WRITE)
    _check_person(new.username, new.full_name)
    check_new_password(new.password, new.username)
    if (new.role is Role.CONSUMER) != (new.account_id is not None):
        raise Invalid({"account_id": "A consumer has exactly one account; nobody else has one."})
    wrong = rules.role_faults(work.actor.role, new.role, has_areas=bool(new.area_ids))
    if wrong:
        raise Invalid(wrong)
    if has_unknown_area(work, new.area_ids):
        raise Invalid({"area_ids": "One of these areas is not there any more; choose from the list."})
    hashed = hash_password(new.password)
    person_id = repository.add_person(work, new.username, new.full_name.strip(), hashed, new.must_change_password)
    if person_id is None:
        raise Conflict(f"The username {new.username} is taken; usernames are unique across organizations.")
    staff_id = repository.add_staff(work, person_id, new.role, new.account_id, new.phone) or not_found("person", new.username)
    if new.email is not None:
        set_email(work, staff_id, new.email)
    for area_id in new.area_ids:
        repository.add_assignment(work, staff_id, area_id, work.today)
    after = {"role": new.role, "area_ids": new.area_ids, "account_id": new.account_id}
    audit.record(work, "staff.added", f"staff {new.username}", after=after)
    return staff_id


def in_use(work: Work, staff_ids: Sequence[int]) -> list[int]:
    """Which of the colleagues have signed in, or work elsewhere too. Raises Forbidden."""
    work.require_everywhere(Permission.STAFF_WRITE)
    return repository.in_use(work, staff_ids)


def remove_new(work: Work, staff_ids: Sequence[int]) -> int:
    """Take out colleagues who never signed in, with their usernames; returns how many. Raises Forbidden."""
    work.require_everywhere(Permission.STAFF_WRITE)
    removed = repository.remove_new(work, staff_ids)
    audit.record(work, "staff.removed", f"{removed} people", after={"staff_ids": list(staff_ids)})
    return removed


def join(work: Work, username: str, role: Role) -> int:
    """Let a person of another organization work in this one too, with their own password; returns the staff id.

    Raises Forbidden, Invalid, NotFound, Conflict.
    """
    work.require_everywhere(Permission.STAFF_WRITE)
    if role in (Role.CONSUMER, Role.FIELD_AGENT):
        raise Invalid({"role": "Add consumers and field agents as people of their own."})
    person_id = repository.find_person(work, username) or not_found("person", username)
    staff_id = repository.add_staff(work, person_id, role, None, None)
    if staff_id is None:
        raise Conflict(f"{username} belongs to this organization already.")
    audit.record(work, "staff.joined", f"staff {username}", after={"role": role})
    return staff_id


def actor_at(connection: Connection[Any], org_id: int, staff_id: int, now: datetime, origin: str) -> Actor | None:
    """The actor behind a staff id within a transaction at the door; None when inactive, disabled or unknown."""
    row = repository.actor(connection, org_id, staff_id, now)
    if row is None:
        return None
    role = Role(row.role)
    # Without an area a field agent, and whoever was ever limited to some, sees nothing; anybody else sees everything.
    reach = () if role is Role.FIELD_AGENT or row.is_limited else None
    return Actor(
        person_id=row.person_id,
        staff_id=row.staff_id,
        org_id=row.org_id,
        org_code=row.org_code,
        organization=row.organization,
        username=row.username,
        full_name=row.full_name,
        role=role,
        area_ids=tuple(row.area_ids) if row.area_ids else reach,
        account_id=row.account_id,
        currency=row.currency,
        time_zone=row.time_zone,
        must_change_password=row.must_change_password,
        origin=origin,
        must_set_up_factor=row.must_set_up_factor,
        colours=row.colours,
        language=row.language,
        device=devices.machine() if origin == "command" else "",
    )


def actor_for(org_id: int, staff_id: int, origin: str = "job") -> Actor:
    """The actor that a background job works for, with the rights of this moment; Unauthenticated when gone."""
    with transaction(DatabaseRole.DOOR, {}) as connection:
        actor = actor_at(connection, org_id, staff_id, clock.now(), origin)
    if actor is None:
        raise Unauthenticated("The person who asked for this work is no longer active.")
    return actor


def actors_with(org_id: int, permission: Permission, origin: str = "command") -> list[Actor]:
    """Active staff whose role grants the permission, oldest first; for the command line."""
    roles = [role.value for role, granted in GRANTS.items() if permission in granted]
    with transaction(DatabaseRole.DOOR, {}) as connection:
        ids = repository.staff_of_roles(connection, org_id, roles)
        found = [actor_at(connection, org_id, staff_id, clock.now(), origin) for staff_id in ids]
    return [actor for actor in found if actor is not None]


def memberships_of(connection: Connection[Any], person_id: int) -> list[Membership]:
    """The organizations in which a person is active, within a transaction at the door."""
    return repository.memberships(connection, person_id)


def _check_person(username: str, full_name: str) -> None:
    wrong = rules.person_faults(username, full_name)
    if wrong:
        raise Invalid(wrong)
