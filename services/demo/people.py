"""Who works in the demo, and the file that keeps their sign-ins."""

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Final

from services import organizations, staff
from services.permissions import Permission, Role
from services.staff import NewStaff
from services.work import Actor, Work
from utils.errors import Conflict, NotFound

SUTHRA: Final = "suthra-demo"
MONICA: Final = "santa-monica"
FILE_NAME: Final = "demo-sign-ins.csv"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A made-up person; `joins` names a second organization where they have the same role."""

    organization: str
    role: Role
    username: str
    full_name: str
    joins: str | None = None


R = Role
PEOPLE: Final = (
    DemoPerson(SUTHRA, R.HEAD_ADMINISTRATOR, "suthra-admin", "Demo Admin Amna Warraich"),
    DemoPerson(SUTHRA, R.MANAGER, "suthra-manager", "Demo Manager Haroon Sial", MONICA),
    DemoPerson(SUTHRA, R.BILLING, "suthra-billing", "Demo Billing Sadia Kamboh"),
    DemoPerson(SUTHRA, R.BILLING, "suthra-billing2", "Demo Billing Naveed Khokhar"),
    DemoPerson(SUTHRA, R.OPERATIONS, "suthra-operations", "Demo Operations Tariq Joiya"),
    DemoPerson(SUTHRA, R.SUPPORT, "suthra-support", "Demo Support Hina Mughal"),
    DemoPerson(SUTHRA, R.FIELD_AGENT, "suthra-agent", "Demo Agent Waqas Dogar"),
    DemoPerson(SUTHRA, R.FIELD_AGENT, "suthra-agent2", "Demo Agent Rukhsana Bhatti"),
    DemoPerson(SUTHRA, R.CONSUMER, "suthra-consumer", "Demo Consumer"),
    DemoPerson(MONICA, R.HEAD_ADMINISTRATOR, "monica-admin", "Demo Admin Ruth Alvarez"),
    DemoPerson(MONICA, R.MANAGER, "monica-manager", "Demo Manager Owen Clarke"),
    DemoPerson(MONICA, R.BILLING, "monica-billing", "Demo Billing June Park"),
    DemoPerson(MONICA, R.BILLING, "monica-billing2", "Demo Billing Max Romero"),
    DemoPerson(MONICA, R.OPERATIONS, "monica-operations", "Demo Operations Lena Ortiz"),
    DemoPerson(MONICA, R.SUPPORT, "monica-support", "Demo Support Cleo Banks"),
    DemoPerson(MONICA, R.FIELD_AGENT, "monica-agent", "Demo Agent Ivan Wells"),
    DemoPerson(MONICA, R.CONSUMER, "monica-consumer", "Demo Consumer"),
)


def keep_sign_ins(path: Path) -> dict[str, str]:
    """Passwords by username: those of the file, completed with random ones and written back before anybody uses them.

    Only the owner may read the file: organization, role, username, password.
    """
    known = _read(path)
    passwords = {person.username: known.get(person.username) or staff.random_password() for person in PEOPLE}
    text = StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(("organization", "role", "username", "password"))
    for person in PEOPLE:
        out.writerow((person.organization, person.role.value, person.username, passwords[person.username]))
        if person.joins:
            out.writerow((person.joins, person.role.value, person.username, passwords[person.username]))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text.getvalue())
    draft.replace(path)
    return passwords


def ensure_organization(code: str, name: str, currency: str, time_zone: str, password: str) -> None:
    """Set the organization up with its head administrator, or find them. Raises Conflict when it is not the demo's."""
    admin = _head(code)
    try:
        organization = organizations.find(code)
    except NotFound:
        organization = organizations.create(code, name, currency, time_zone)
    heads = staff.actors_with(organization.org_id, Permission.STAFF_WRITE)
    if any(head.username == admin.username for head in heads):
        return
    if heads or organization.name != name:
        raise Conflict(f"There is an organization {code} that is not the demo's; nothing was loaded into it.")
    staff.create_admin(code, admin.username, admin.full_name, password)


@cache
def actor_of(username: str) -> Actor:
    """A demo person as who acts, remembered until a load begins anew (`actor_of.cache_clear`). Raises NotFound."""
    return find_actor(username)


def find_actor(username: str) -> Actor:
    """A demo person as who acts, with the rights of this moment. Raises NotFound."""
    person = _person(username)
    organization = organizations.find(person.organization)
    # Every role but the consumer's may read areas.
    for actor in staff.actors_with(organization.org_id, Permission.AREA_READ):
        if actor.username == username:
            return actor
    raise NotFound("person", username)


def add(
    work: Work,
    username: str,
    passwords: Mapping[str, str],
    area_ids: tuple[int, ...] = (),
    account_id: int | None = None,
) -> None:
    """Add a demo person, who need not change the password."""
    person = _person(username)
    new = NewStaff(username, person.full_name, person.role, passwords[username], area_ids, account_id, must_change_password=False)
    staff.add(work, new)


def office(code: str) -> list[str]:
    """Usernames of those who have neither area nor account, without the head administrator."""
    outside = {R.HEAD_ADMINISTRATOR, R.FIELD_AGENT, R.CONSUMER}
    return [person.username for person in PEOPLE if person.organization == code and person.role not in outside]


def joiners(code: str) -> list[DemoPerson]:
    """The people of another organization who work in this one too."""
    return [person for person in PEOPLE if person.joins == code]


def _head(code: str) -> DemoPerson:
    return next(person for person in PEOPLE if person.organization == code and person.role is R.HEAD_ADMINISTRATOR)


def _person(username: str) -> DemoPerson:
    return next(person for person in PEOPLE if person.username == username)


def _read(path: Path) -> dict[str, str]:
    try:
        with path.open(newline="", encoding="utf-8") as file:
            return {row["username"]: row["password"] for row in csv.DictReader(file)}
    except (FileNotFoundError, KeyError):
        return {}
