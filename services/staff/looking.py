"""Looking at colleagues: the list, one of them, and where they were, are and will be assigned."""

from services import listing
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.staff import looking_repository
from services.staff.listing_repository import STAFF, StaffRow
from services.staff.looking_repository import Assignment
from services.work import Work
from utils.errors import not_found

__all__ = ["Assignment", "StaffRow", "assignments", "get", "page"]


def page(work: Work, query: ListQuery) -> Page[StaffRow]:
    """One page of staff; whoever sees some areas only, sees those assigned there. Raises Forbidden, Invalid, NotFound."""
    return listing.page(work, STAFF, query)


def get(work: Work, staff_id: int) -> StaffRow:
    """One member of the organization, also a consumer who signs in. Raises NotFound, Forbidden."""
    wanted = {"member": str(staff_id)}
    found = page(work, ListQuery(filters=wanted)).rows or page(work, ListQuery(filters={**wanted, "consumer": "yes"})).rows
    return found[0] if found else not_found("person", staff_id)


def assignments(work: Work, staff_id: int) -> list[Assignment]:
    """Where a person was, is and will be assigned; what has ended comes last. Raises NotFound, Forbidden."""
    work.require(Permission.STAFF_READ)
    get(work, staff_id)
    return looking_repository.assignments(work, staff_id)
