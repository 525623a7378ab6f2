"""Moving an area with all that is in it below another: looked at first, then done, remembered."""

from dataclasses import dataclass, replace
from typing import Final

from services import audit
from services.areas import changing_repository, moving_repository, repository, rules
from services.areas.changing import check_living, ref
from services.areas.moving_repository import Priced, Reached, Size
from services.areas.repository import Area
from services.permissions import Permission
from services.work import Work
from utils.errors import Conflict, Invalid, not_found
from utils.marks import mark_of

TOP: Final = "the top of the tree"
NAMES_KEPT: Final = 50


@dataclass(frozen=True, slots=True)
class Moving:
    """A move that may be made: what goes along, who loses and gains sight of it, and which tariffs end and begin to hold."""

    area: Area
    old_parent: Area | None
    new_parent: Area | None
    size: Size
    reached: tuple[Reached, ...]
    priced: tuple[Priced, ...]

    @property
    def losing(self) -> list[str]:
        """The names of those who no longer see it."""
        return [each.full_name for each in self.reached if each.loses]

    @property
    def gaining(self) -> list[str]:
        """The names of those who see it from then on."""
        return [each.full_name for each in self.reached if not each.loses]

    @property
    def mark(self) -> str:
        """Changes whenever one of the two places is moved, or somebody else gains or loses by the move."""
        who = [(each.staff_id, each.loses) for each in self.reached]
        return mark_of((self.area.path, self.new_parent.path if self.new_parent else "", who, self.priced))


def moving(work: Work, area_id: int, parent_id: int | None) -> Moving:
    """What a move below another area (to the top for None) would do; nothing is changed.

    Raises Forbidden, NotFound, and Invalid on `parent` where the area cannot lie there.
    """
    work.require_everywhere(Permission.AREA_WRITE)
    return _looked_at(work, area_id, parent_id)


def move(work: Work, area_id: int, parent_id: int | None, seen: str | None = None) -> Moving:
    """Move an area with all below it under another, to the top for None; returns what that did.

    Accounts, units, bills and assignments keep their area and so go along. `seen` is the mark of the preview that the
    person looked at. Raises Forbidden, NotFound, Invalid on `parent`, and Conflict where something moved meanwhile or a bill
    run is being calculated.
    """
    work.require_everywhere(Permission.AREA_WRITE)
    changing_repository.lock_tree(work)
    found = _looked_at(work, area_id, parent_id)
    if seen is not None and seen != found.mark:
        raise Conflict(
            f"Something changed after you looked: where {found.area.name} or its new place lies, who is assigned there, or "
            "the tariffs. Nothing was moved yet; look again."
        )
    if moving_repository.is_calculating(work):
        raise Conflict("A bill run is being calculated, and its prices go by where each area lies; move it when that has ended.")
    moving_repository.move(work, found.area, found.new_parent)
    size = found.size
    audit.record(
        work, "area.moved", ref(found.area),
        {"lies_in": found.old_parent.name if found.old_parent else TOP},
        {
            "lies_in": found.new_parent.name if found.new_parent else TOP,
            "areas": size.area_count, "units": size.unit_count, "accounts": size.account_count,
            "no_longer_seen_by": found.losing[:NAMES_KEPT], "seen_from_now_on_by": found.gaining[:NAMES_KEPT],
        },
    )  # fmt: skip
    return replace(found, area=repository.get(work, area_id) or not_found("area", area_id))


def _looked_at(work: Work, area_id: int, parent_id: int | None) -> Moving:
    area = repository.get(work, area_id) or not_found("area", area_id)
    check_living(area)
    parent = None if parent_id is None else repository.get(work, parent_id)
    if parent_id is not None and (parent is None or parent.merged_into is not None):
        raise Invalid({"parent": "The area that it should lie in is not there; choose another."})
    if parent is not None and parent.path.startswith(area.path):
        itself = parent.area_id == area.area_id
        raise Invalid({"parent": f"{area.name} cannot lie in itself." if itself else
                       f"{parent.name} lies within {area.name} itself; an area does not move below its own parts."})  # fmt: skip
    if parent_id == area.parent_id:
        raise Invalid({"parent": f"{area.name} lies {f'in {parent.name}' if parent else f'at {TOP}'} already."})
    wrong = rules.faults(area.name, area.kind, parent.kind if parent else None)
    if "parent" in wrong:
        raise Invalid({"parent": wrong["parent"]})
    above = list(repository.trail(work, area_id))[:-1]
    before = [each.area_id for each in above] + [area_id]
    after = ([each.area_id for each in repository.trail(work, parent.area_id)] if parent else []) + [area_id]
    size = moving_repository.size(work, area.path) or not_found("area", area_id)
    return Moving(
        area, above[-1] if above else None, parent, size,
        tuple(moving_repository.reach(work, before, after)), tuple(moving_repository.prices(work, before, after)),
    )  # fmt: skip
