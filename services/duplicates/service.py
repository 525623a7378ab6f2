"""Looking for units that were surveyed twice, and deciding about each pair: merged, or two units after all."""

from dataclasses import dataclass
from typing import Final

from services import areas, audit, listing, survey_units
from services.duplicates import repository
from services.duplicates.listing_repository import PAIRS, PairRow
from services.duplicates.repository import Looked, State
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.survey_units import UnitRow
from services.work import Work
from utils.errors import AppError, Conflict, Gone, Invalid, NotFound, not_found
from utils.marks import mark_of

__all__ = ["MOST_UNITS", "Looked", "Pair", "dismiss", "get", "look", "merge", "page"]

# So many units are compared while somebody waits.
MOST_UNITS: Final = 20_000
LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair with both units as they are now. `obstacles` say by unit id why that one cannot be merged into the other."""

    row: PairRow
    unit: UnitRow | None
    other: UnitRow | None
    obstacles: dict[int, str]
    open_balances: dict[int, str]

    @property
    def mark(self) -> str:
        """Changes whenever the pair or one of its units does."""
        both = [None if each is None else survey_units.fields_of(each).mark for each in (self.unit, self.other)]
        return mark_of((self.row.pair_id, self.row.status, both))


def page(work: Work, query: ListQuery) -> Page[PairRow]:
    """One page of pairs of which both units are within reach; the open ones unless others are asked for."""
    return listing.page(work, PAIRS, query)


def get(work: Work, pair_id: int) -> Pair:
    """One pair with both units as they are now. Raises Forbidden, NotFound."""
    row = _row(work, pair_id)
    obstacles: dict[int, str] = {}
    balances: dict[int, str] = {}
    for unit_id, into_id in ((row.unit_id, row.other_id), (row.other_id, row.unit_id)) if row.status == "open" else ():
        try:
            found = survey_units.merging(work, unit_id, into_id)
        except AppError as error:
            obstacles[unit_id] = str(error)
            continue
        if found.waits_for:
            obstacles[unit_id] = found.waits_for
        if found.open_balance:
            balances[unit_id] = found.open_balance
    return Pair(row, _unit(work, row.unit_id), _unit(work, row.other_id), obstacles, balances)


def look(work: Work, area_id: int) -> Looked:
    """Compare the units of an area and below; what was dismissed or merged before does not come back.

    Raises Forbidden, NotFound, and Invalid on `area_id` for more than 20,000 units.
    """
    work.require(Permission.UNIT_MERGE)
    area = areas.get(work, area_id)
    if repository.count(work, area.path, MOST_UNITS + 1) > MOST_UNITS:
        raise Invalid({"area_id": f"{area.name} holds more than {MOST_UNITS:,} units; choose an area within it."})
    listing.expect_many(work)
    found = repository.find(work, area.path)
    after = {"area": area.name, "units": found.unit_count, "pairs": found.open_count, "new": found.new_count}
    audit.record(work, "duplicate.sought", f"area {area.code}", None, after)
    return found


def merge(work: Work, pair_id: int, kept_id: int, seen: str | None = None, *, leaves_balance: bool = False) -> Pair:
    """Keep one unit of a pair, and make the other its duplicate (see `survey_units.merge`).

    Raises Forbidden, NotFound, Invalid on `kept_id`, Conflict.
    """
    work.require(Permission.UNIT_MERGE)
    state = _opened(work, pair_id, seen)
    if kept_id not in (state.unit_id, state.other_id):
        raise Invalid({"kept_id": "Choose which of the two units is kept."})
    gone_id = state.other_id if kept_id == state.unit_id else state.unit_id
    survey_units.merge(work, gone_id, kept_id, leaves_balance=leaves_balance)
    repository.decide(work, pair_id, "merged")
    return get(work, pair_id)


def dismiss(work: Work, pair_id: int, reason: str, seen: str | None = None) -> Pair:
    """They are two units: the pair does not come back. Raises Forbidden, NotFound, Invalid without a reason, Conflict."""
    work.require(Permission.UNIT_MERGE)
    said = reason.strip()
    if not said:
        raise Invalid({"reason": "Say how you know that they are two units."})
    if len(said) > LONGEST_REASON:
        raise Invalid({"reason": f"A reason has at most {LONGEST_REASON} characters."})
    _opened(work, pair_id, seen)
    repository.decide(work, pair_id, "dismissed", said)
    row = _row(work, pair_id)
    after = {"other": row.other_code, "reason": said}
    audit.record(work, "duplicate.dismissed", f"unit {row.unit_code}", None, after)
    return get(work, pair_id)


def _opened(work: Work, pair_id: int, seen: str | None) -> State:
    """The pair under lock, not decided about yet, and as the actor saw it."""
    state = repository.lock(work, pair_id) or not_found("pair", pair_id)
    found = get(work, pair_id)
    if state.status != "open":
        word = "merged it" if state.status == "merged" else "said that they are two units"
        raise Conflict(f"{found.row.decider_name} has {word} before.")
    if seen is not None and seen != found.mark:
        raise Conflict("One of the two units was changed while you looked at them; look again.")
    return state


def _row(work: Work, pair_id: int) -> PairRow:
    found = page(work, ListQuery(filters={"pair": str(pair_id), "status": "open,merged,dismissed"}, size=1)).rows
    return found[0] if found else not_found("pair", pair_id)


def _unit(work: Work, unit_id: int) -> UnitRow | None:
    try:
        return survey_units.get(work, unit_id)
    except (NotFound, Gone):
        return None
