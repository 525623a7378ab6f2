"""Browsing the tree of places and laying it out."""

from collections.abc import Sequence
from dataclasses import dataclass

from services import audit
from services.areas import changing_repository, repository
from services.areas.repository import Area, AreaCounts
from services.paging import ListQuery, Page, chosen_id, page_of_all
from services.permissions import Permission
from services.work import Work
from utils.errors import Invalid, not_found

__all__ = ["Area", "AreaCounts", "NewArea", "add_many", "below", "children", "find", "get", "list_all", "page", "trail"]


@dataclass(frozen=True, slots=True)
class NewArea:
    """A node to add; `parent` is the position of its parent in the same list, None for a root."""

    parent: int | None
    kind: str
    code: str
    name: str
    census_households: int | None = None
    latitude: float | None = None
    longitude: float | None = None


def list_all(work: Work, *, everything: bool = False) -> list[Area]:
    """The whole tree, parents before children; what was merged into others only where `everything` is asked for."""
    work.require(Permission.AREA_READ)
    return repository.list_all(work, everything=everything)


def get(work: Work, area_id: int) -> Area:
    """One node. Raises NotFound."""
    work.require(Permission.AREA_READ)
    return repository.get(work, area_id) or not_found("area", str(area_id))


def find(work: Work, code: str) -> Area:
    """The node of a code. Raises NotFound."""
    work.require(Permission.AREA_READ)
    return repository.find(work, code) or not_found("area", code)


def trail(work: Work, area_id: int) -> tuple[Area, ...]:
    """A node and those above it, the root first."""
    work.require(Permission.AREA_READ)
    return repository.trail(work, area_id)


def below(work: Work, parent_id: int | None) -> tuple[Area, ...]:
    """The nodes right below one (the roots for None), by name, without counting what is in them."""
    work.require(Permission.AREA_READ)
    return repository.below(work, parent_id)


def children(work: Work, parent_id: int | None) -> list[AreaCounts]:
    """The nodes right below one (the roots for None), with what lies in their subtrees. Raises NotFound.

    Units and accounts outside the actor's own areas are not counted.
    """
    work.require(Permission.AREA_READ)
    path = "" if parent_id is None else get(work, parent_id).path
    return repository.children(work, parent_id, path)


def page(work: Work, query: ListQuery) -> Page[AreaCounts]:
    """The nodes right below the area of the filter `parent` (id; the roots without), by name; searches code and name.

    A level of the tree holds hundreds of nodes at most, so it is read whole. Raises NotFound, Invalid.
    """
    parent = chosen_id(query, "parent")
    wanted = query.search.strip().lower()
    level = [
        area
        for area in children(work, parent)
        if wanted in area.name.lower() or wanted in area.code.lower()
    ]
    return page_of_all(level, query, lambda area: (area.name, area.area_id))


def add_many(work: Work, new: Sequence[NewArea]) -> list[int]:
    """Add a forest of nodes; returns their ids in the order given. Raises Invalid when a parent comes after its child."""
    work.require_everywhere(Permission.AREA_WRITE)
    for position, area in enumerate(new):
        if area.parent is not None and not 0 <= area.parent < position:
            raise Invalid({"parent": f"“{area.name}” names a parent that does not come before it."})
    rows = (
        (i, a.parent, a.kind, a.code, a.name, a.census_households, a.latitude, a.longitude) for i, a in enumerate(new)
    )
    changing_repository.lock_tree(work)
    ids = repository.add_staged(work, rows)
    audit.record(work, "area.added", f"{len(ids)} areas", after={"count": len(ids)})
    return ids
