"""Finding premises and adding them to the register."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services import audit, listing
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.survey_units import repository
from services.survey_units.listing_repository import UNITS, UnitRow
from services.survey_units.repository import Neighbour
from services.work import Work
from utils.errors import Gone, not_found

__all__ = ["UNITS", "Neighbour", "NewUnit", "UnitRow", "add_many", "get", "nearby", "of_account", "page"]


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A premises to add; it lies in the area of its account."""

    code: str
    account_code: str
    address: str
    settlement: str
    category: str
    size_marla: Decimal | None
    commercial_size: str | None
    latitude: float | None
    longitude: float | None
    status: str
    surveyed_on: date


def get(work: Work, unit_id: int) -> UnitRow:
    """One premises. Raises NotFound, and Gone once it was deleted."""
    found = listing.page(work, UNITS, ListQuery(filters={"unit": str(unit_id)}, size=1)).rows
    if found:
        return found[0]
    code = repository.deleted_code(work, unit_id) or not_found("unit", str(unit_id))
    raise Gone(
        f"Unit {code} was deleted from the register.",
        "Whoever keeps the register finds it in the list of survey units under “Deleted”, and can restore it there.",
    )


def of_account(work: Work, account_id: int) -> list[UnitRow]:
    """The premises of an account, at most 50."""
    return list(listing.page(work, UNITS, ListQuery(filters={"account": str(account_id)}, is_counted=False)).rows)


def nearby(work: Work, unit: UnitRow, size: int) -> list[Neighbour]:
    """Up to `size` premises of the same area, the nearest first; none where the unit has no position itself."""
    work.require(Permission.UNIT_READ)
    return [] if unit.latitude is None or unit.longitude is None else repository.nearby(work, unit, size)


def page(work: Work, query: ListQuery) -> Page[UnitRow]:
    """Survey units as `UNITS` says: by code unless sorted, searched by unit and account code, name and phone."""
    return listing.page(work, UNITS, query)


def add_many(work: Work, new: Iterable[NewUnit]) -> int:
    """Add premises, streamed; returns how many. The caller vouches for unique codes and existing accounts."""
    work.require_everywhere(Permission.ACCOUNT_WRITE)
    added = repository.add_staged(work, _rows(new))
    audit.record(work, "unit.added", f"{added} units", after={"count": added})
    return added


def _rows(new: Iterable[NewUnit]) -> Iterator[tuple[object, ...]]:
    for unit in new:
        yield (unit.code, unit.account_code, unit.address, unit.settlement, unit.category, unit.size_marla,
               unit.commercial_size, unit.latitude, unit.longitude, unit.status, unit.surveyed_on)  # fmt: skip
