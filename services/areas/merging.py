"""Merging an area into another: looked at first, then done; the area stays for what happened in it."""

from dataclasses import dataclass
from typing import Final

from services import audit
from services.areas import changing_repository, merging_repository, moving_repository, repository
from services.areas.changing import check_living, ref
from services.areas.merging_repository import Holdings
from services.areas.moving_repository import Priced
from services.areas.repository import Area
from services.permissions import Permission
from services.work import Work
from utils.errors import Conflict, Invalid, not_found
from utils.marks import mark_of

# So many accounts and units change in one transaction; more are moved in batches by a change of many first.
MOST_AT_ONCE: Final = 20_000
NAMES_KEPT: Final = 50


@dataclass(frozen=True, slots=True)
class Merging:
    """A merge that may be made: what goes over, who comes along, and which tariffs end and begin to hold."""

    area: Area
    into: Area
    holdings: Holdings
    assigned: tuple[str, ...]
    priced: tuple[Priced, ...]

    @property
    def mark(self) -> str:
        """Changes whenever one of the two moves, or other people or tariffs are concerned."""
        return mark_of((self.area.path, self.into.path, self.assigned, self.priced))


def merging(work: Work, area_id: int, into_id: int) -> Merging:
    """What merging an area into another would do; nothing is changed.

    Raises Forbidden, NotFound, Conflict, and Invalid on `into`, which may not be the area itself.
    """
    work.require_everywhere(Permission.AREA_WRITE)
    return _looked_at(work, area_id, into_id)


def merge(work: Work, area_id: int, into_id: int, seen: str | None = None) -> Merging:
    """Merge an area without areas within it into another; returns what that did.

    Accounts, units, meters and assignments go over; bills, payments and readings stay with the area, which lies below the
    other from then on and is chosen no more. Raises Forbidden, NotFound, Invalid on `into`, and Conflict where something
    changed meanwhile, too much lies in it, or a bill run is being calculated.
    """
    work.require_everywhere(Permission.AREA_WRITE)
    changing_repository.lock_tree(work)
    merging_repository.lock(work, area_id)
    found = _looked_at(work, area_id, into_id)
    if seen is not None and seen != found.mark:
        raise Conflict(
            f"Something changed after you looked: where {found.area.name} or {found.into.name} lies, who is assigned there, or "
            "the tariffs. Nothing was merged yet; look again."
        )
    if moving_repository.is_calculating(work):
        raise Conflict("A bill run is being calculated, and it goes by the area of each account; merge when that has ended.")
    merging_repository.merge(work, found.area, found.into)
    audit.record(
        work, "area.merged", ref(found.area), None,
        {
            "into": found.into.name, "accounts": found.holdings.account_count, "units": found.holdings.unit_count,
            "came_along": list(found.assigned[:NAMES_KEPT]),
        },
    )  # fmt: skip
    return found


def _looked_at(work: Work, area_id: int, into_id: int) -> Merging:
    area = repository.get(work, area_id) or not_found("area", area_id)
    check_living(area)
    into = repository.get(work, into_id) or not_found("area", into_id)
    check_living(into)
    if into.area_id == area_id:
        raise Invalid({"into": f"{area.name} cannot be merged into itself."})
    holdings = merging_repository.holdings(work, area_id) or not_found("area", area_id)
    if holdings.child_count:
        raise Conflict(f"{area.name} has areas within it; move or merge those first.")
    if holdings.account_count + holdings.unit_count > MOST_AT_ONCE:
        raise Conflict(
            f"{holdings.account_count + holdings.unit_count:,} accounts and units lie in {area.name}, more than "
            f"{MOST_AT_ONCE:,}: move them to {into.name} by “Change many” first, then merge what is left."
        )
    before = [each.area_id for each in repository.trail(work, area_id)]
    after = [each.area_id for each in repository.trail(work, into_id)]
    names = tuple(each.full_name for each in merging_repository.assigned(work, area_id))
    return Merging(area, into, holdings, names, tuple(moving_repository.prices(work, before, after)))
