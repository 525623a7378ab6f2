"""Whom a command acts for: a member of the organization whose role grants what it does."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Collection

from services import organizations, staff
from services.permissions import GRANTS, ROLE_NAMES, Permission
from services.work import Actor
from utils.errors import Conflict, Forbidden, NotFound


def add_organization(parser: ArgumentParser, *, required: bool = True) -> None:
    """The option --org."""
    parser.add_argument("--org", required=required, type=text, metavar="CODE", help="code of the organization")


def text(value: str) -> str:
    """An argument that can be stored; bytes that are no text in this locale are refused."""
    if not value.isprintable():
        raise ArgumentTypeError("this holds characters that cannot be stored")
    return value


def member(
    org_code: str, permission: Permission, username: str | None = None, besides: Collection[int] = (), option: str = "--as"
) -> Actor:
    """The person to act for: `username`, else the oldest member with rights everywhere, none of the staff ids `besides`.

    Raises NotFound for an unknown organization or person, Forbidden when the role does not grant it, Conflict when
    nobody can.
    """
    organization = organizations.find(org_code)
    able = staff.actors_with(organization.org_id, permission)
    if username is not None:
        return _named(username, able, permission, organization.code)
    for actor in able:
        if actor.area_ids is None and actor.account_id is None and actor.staff_id not in besides:
            return actor
    whom = "member" if not besides else "other member"
    raise Conflict(
        f"{organization.code} has no {whom} with rights everywhere who may {permission.value.replace('.', ': ')}; "
        f"add one ({roles_with(permission)}), or name one with {option}."
    )


def roles_with(permission: Permission) -> str:
    """The roles that grant it, in words."""
    return ", ".join(ROLE_NAMES[role].lower() for role, granted in GRANTS.items() if permission in granted)


def _named(username: str, able: Collection[Actor], permission: Permission, org_code: str) -> Actor:
    for actor in able:
        if actor.username == username.strip().lower():
            return actor
    everybody = staff.actors_with(organizations.find(org_code).org_id, Permission.ACCOUNT_READ)
    for actor in everybody:
        if actor.username == username.strip().lower():
            raise Forbidden(
                f"{username} is {ROLE_NAMES[actor.role].lower()} in {org_code}, which does not grant {permission.value}; "
                f"these roles do: {roles_with(permission)}."
            )
    raise NotFound("active member", f"{username} in {org_code}")
