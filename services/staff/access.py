"""Who may do what where: the same table of roles and the same reach by area that every rerun and call is judged by."""

from datetime import date

from services import areas
from services.permissions import GRANTS, Permission, Role
from services.staff import access_repository as repository
from services.staff.access_repository import Access
from services.work import Work

__all__ = ["Access", "may_in", "who_may"]


def who_may(work: Work, permission: Permission, area_id: int | None = None, on: date | None = None) -> list[Access]:
    """Active staff who may do it in an area on a day, today without one; without an area those whom no area limits.

    Consumers are left out: they see their own account only. Raises Forbidden, NotFound.
    """
    work.require_everywhere(Permission.STAFF_READ)
    path = areas.get(work, area_id).path if area_id is not None else None
    roles = [role.value for role, granted in GRANTS.items() if permission in granted and role is not Role.CONSUMER]
    return repository.who_may(work, roles, path, on or work.today)


def may_in(role: Role) -> list[tuple[Permission, bool]]:
    """Every permission in the order of the table, and whether the role grants it."""
    return [(permission, permission in GRANTS[role]) for permission in Permission]
