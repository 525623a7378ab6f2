"""Finding premises and adding them to the register."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from services import areas, audit
from services.paging import ListQuery, Page, chosen_id, decode_key, page_of
from services.permissions import Permission
from services.searching import sought
from services.survey_units import repository
from services.survey_units.repository import UnitRow
from services.work import Work
from utils.errors import Invalid, not_found

__all__ = ["NewUnit", "UnitRow", "add_many", "get", "of_account", "page"]

CHOICES: Final = {
    "category": ("residential", "commercial"),
    "settlement": ("urban", "rural"),
    "status": ("surveyed", "verified", "listed", "billed", "inactive", "duplicate_of"),
}
NO_FILTERS: Final[dict[str, object]] = {
    "code_from": None,
    "area_path": None,
    "category": None,
    "settlement": None,
    "status": None,
    "unit_id": None,
    "account_id": None,
}


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
    """One premises. Raises NotFound."""
    work.require(Permission.UNIT_READ)
    found = repository.list_page(work, _plain() | {"unit_id": unit_id}, None, None, 1)
    return found[0] if found else not_found("unit", str(unit_id))


def of_account(work: Work, account_id: int) -> list[UnitRow]:
    """The premises of an account, at most 50."""
    work.require(Permission.UNIT_READ)
    return repository.list_page(work, _plain() | {"account_id": account_id}, None, None, 49)


def page(work: Work, query: ListQuery) -> Page[UnitRow]:
    """Units by code. Searches unit and account code, name, phone; filters: area (id), category, settlement, status."""
    work.require(Permission.UNIT_READ)
    filters = _plain() | sought(query.search).params()
    for name, allowed in CHOICES.items():
        value = query.filters.get(name)
        if value is not None and value not in allowed:
            raise Invalid({name: f"{name.capitalize()} is one of {', '.join(allowed)}."})
        filters[name] = value
    area = chosen_id(query, "area")
    filters["area_path"] = areas.get(work, area).path if area else None
    after = str(decode_key(query.after, 1)[0]) if query.after else None
    before = str(decode_key(query.before, 1)[0]) if query.before else None
    rows = repository.list_page(work, filters, after, before, query.size)
    return page_of(rows, query, lambda row: (row.code,), repository.count(work, filters))


def add_many(work: Work, new: Iterable[NewUnit]) -> int:
    """Add premises, streamed; returns how many. The caller vouches for unique codes and existing accounts."""
    work.require_everywhere(Permission.ACCOUNT_WRITE)
    added = repository.add_staged(work, _rows(new))
    audit.record(work, "unit.added", f"{added} units", after={"count": added})
    return added


def _plain() -> dict[str, object]:
    return NO_FILTERS | sought("").params()


def _rows(new: Iterable[NewUnit]) -> Iterator[tuple[object, ...]]:
    for unit in new:
        yield (unit.code, unit.account_code, unit.address, unit.settlement, unit.category, unit.size_marla,
               unit.commercial_size, unit.latitude, unit.longitude, unit.status, unit.surveyed_on)  # fmt: skip
