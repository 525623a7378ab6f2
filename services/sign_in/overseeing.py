"""Second factors as an administrator sees them: which roles need one, who has one, and a lost one taken away."""

from collections.abc import Sequence
from dataclasses import dataclass

from services import audit, staff
from services.permissions import Permission, Role
from services.sign_in import overseeing_repository as repository
from services.work import Work
from utils.errors import Conflict, Forbidden

__all__ = ["RoleCover", "cover", "has_second_factor", "require_second_factor", "reset_second_factor"]


@dataclass(frozen=True, slots=True)
class RoleCover:
    """A role, whether it needs a second factor, how many active people have it, and how many of them one."""

    role: Role
    is_required: bool
    people: int
    with_factor: int


def cover(work: Work) -> list[RoleCover]:
    """Every role in the order of the permission table. Raises Forbidden."""
    work.require_everywhere(Permission.STAFF_WRITE)
    required = repository.required(work)
    found = {row.role: row for row in repository.by_role(work)}
    empty = repository.RoleRow("", 0, 0)
    rows = ((role, found.get(role.value, empty)) for role in Role)
    return [RoleCover(role, role.value in required, row.people, row.with_factor) for role, row in rows]


def require_second_factor(work: Work, roles: Sequence[Role]) -> None:
    """Let exactly these roles need a second factor, from everybody's next step on. Raises Forbidden."""
    work.require_everywhere(Permission.STAFF_WRITE)
    before = repository.required(work, is_locked=True)
    after = [role.value for role in Role if role in roles]
    if sorted(before) != sorted(after):
        repository.require(work, after)
        audit.record(work, "second_factor.required", "second factor", {"roles": before}, {"roles": after})


def has_second_factor(work: Work, staff_id: int) -> bool:
    """Whether a colleague has one. Raises Forbidden, NotFound."""
    work.require_everywhere(Permission.STAFF_WRITE)
    staff.get(work, staff_id)
    return repository.has(work, staff_id)


def reset_second_factor(work: Work, staff_id: int) -> None:
    """Take away the second factor of a colleague who lost it, and end their sessions; the password opens the door again.

    Raises Forbidden, NotFound, and Conflict for oneself, for who has none and for who works elsewhere too.
    """
    work.require_everywhere(Permission.STAFF_WRITE)
    person = staff.get(work, staff_id)
    if staff_id == work.actor.staff_id:
        raise Conflict("Renew or remove your own second factor on the page “My profile”.")
    if not staff.may_give(work.actor.role, Role(person.role)):
        raise Forbidden(f"{person.full_name} may do more than you; ask somebody who may do as much.")
    match repository.reset(work, staff_id):
        case "elsewhere":
            raise Conflict(
                f"{person.full_name} works in another organization too, whose door would open with it. They use a recovery "
                "code, or whoever runs Suthra helps: manage.py reset-second-factor."
            )
        case "none":
            raise Conflict(f"{person.full_name} has no second factor.")
        case _:
            audit.record(work, "second_factor.reset", f"staff {person.username}")
