"""Pairs of units that look like one, as they travel."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.register import UnitOut
from api.schemas.shapes import Id, In, Out, SearchParams, Text
from services.duplicates import Pair

Mark = Annotated[Text | None, Field(max_length=40, description="The `mark` of the pair that you looked at.")]


class PairParams(SearchParams):
    """Filters of pairs; without `status` the open ones."""

    sort: Literal["", "likely", "newest"] = Field("", description="Most reasons first without it.")
    status: Text | None = Field(None, max_length=60, description="open, merged, dismissed, or several with commas between.")
    because: Text | None = Field(None, max_length=60, description="phone, name, alike, position, or several.")
    area: Id | None = Field(None, description="Only where the older unit lies in this area or below.")
    pair: Id | None = Field(None, description="Only this one.")


class PairOut(Out):
    """Two units that look like one, the older first."""

    pair_id: int
    unit_id: int
    unit_code: str
    address: str
    holder_name: str
    other_id: int
    other_code: str
    other_address: str
    other_holder: str
    area_id: int
    area_name: str
    reasons: list[str] = Field(validation_alias="reason_list", description="phone, name, alike or position.")
    metres: int | None = Field(description="Between them, where their position is a reason.")
    status: str
    found_at: datetime
    decider_name: str | None
    decided_at: datetime | None
    reason: str | None = Field(description="Why they are two units.")


class PairFull(Out):
    """A pair with both units as they are now."""

    pair: PairOut
    unit: UnitOut | None = Field(description="null where it was deleted.")
    other: UnitOut | None
    obstacles: dict[str, str] = Field(description="By the id of a unit why it cannot become a duplicate of the other now.")
    open_balances: dict[str, str] = Field(description="By the id of a unit what is open; `leaves_balance` leaves it there.")
    mark: str = Field(description="Send it along with a decision: it is refused where anything changed meanwhile.")


class LookIn(In):
    """Where to look."""

    area_id: Id


class LookedOut(Out):
    """How many units were compared, and how many pairs are open among them."""

    unit_count: int
    open_count: int
    new_count: int
    gone_count: int = Field(description="Open pairs that are none any more.")


class MergePairIn(In):
    """Which of the two is kept: the older (`first`) or the newer one."""

    keep: Literal["first", "second"]
    leaves_balance: bool = False
    mark: Mark = None


class DismissPairIn(In):
    """How one knows that they are two units."""

    reason: Text = Field(min_length=1, max_length=500)
    mark: Mark = None


def full(found: Pair) -> PairFull:
    """A pair as an answer."""
    return PairFull(
        pair=PairOut.model_validate(found.row),
        unit=None if found.unit is None else UnitOut.model_validate(found.unit),
        other=None if found.other is None else UnitOut.model_validate(found.other),
        obstacles={str(unit_id): said for unit_id, said in found.obstacles.items()},
        open_balances={str(unit_id): said for unit_id, said in found.open_balances.items()},
        mark=found.mark,
    )
