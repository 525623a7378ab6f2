"""What an area must be like: one verdict for form, interface and import."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Final

from utils.marks import mark_of
from utils.text import is_line

# How far down the tree a kind of area stands; branches differ, and an area lies below one that stands higher.
LEVELS: Final[Mapping[str, int]] = {
    "province": 1, "division": 2, "district": 3, "tehsil": 4, "city": 5, "municipal_committee": 6, "union_council": 6,
    "zone": 6, "ward": 7, "mohalla": 8, "village": 8,
}  # fmt: skip
LONGEST_NAME: Final = 120
LONGEST_CODE: Final = 60
MOST_HOUSEHOLDS: Final = 100_000_000
# Files name several areas in one cell with these between them.
_BETWEEN_CODES: Final = re.compile("[,;|]")


@dataclass(frozen=True, slots=True)
class AreaFields:
    """What may be changed of an area; its code stays, because files and imports know it by that."""

    name: str
    kind: str
    census_households: int | None
    latitude: float | None
    longitude: float | None

    @property
    def mark(self) -> str:
        """Changes whenever one of the fields does."""
        return mark_of((self.name, self.kind, self.census_households, self.latitude, self.longitude))


def faults(name: str, kind: str, parent_kind: str | None) -> dict[str, str]:
    """Each wrong field with a sentence; `parent_kind` is None for a root."""
    wrong: dict[str, str] = {}
    if not name.strip():
        wrong["name"] = "Say what the area is called."
    elif len(name) > LONGEST_NAME:
        wrong["name"] = f"A name has at most {LONGEST_NAME} characters."
    elif not is_line(name):
        wrong["name"] = "A name is one line without control characters."
    if kind not in LEVELS:
        wrong["kind"] = f"Kind is one of {', '.join(LEVELS)}."
    elif parent_kind in LEVELS and LEVELS[kind] <= LEVELS[parent_kind]:
        wrong["parent"] = f"A {_word(kind)} does not lie below a {_word(parent_kind)}."
    return wrong


def field_faults(area: AreaFields, parent_kind: str | None, child_kinds: Iterable[str] = ()) -> dict[str, str]:
    """Each wrong field of an area that lies below a kind (None for a root) and has children of some kinds."""
    wrong = faults(area.name, area.kind, parent_kind)
    if "parent" in wrong:
        wrong["kind"] = wrong.pop("parent")
    too_high = sorted({kind for kind in child_kinds if LEVELS.get(kind, 99) <= LEVELS.get(area.kind, 0)})
    if too_high and not wrong:
        wrong["kind"] = f"A {_word(area.kind)} does not lie above a {_word(too_high[0])}, and one lies within it."
    if area.census_households is not None and not 0 <= area.census_households <= MOST_HOUSEHOLDS:
        wrong["census_households"] = f"Households are a whole number from 0 to {MOST_HOUSEHOLDS:,}."
    return wrong | _position_faults(area.latitude, area.longitude)


def code_faults(code: str) -> dict[str, str]:
    """What is wrong with the code of a new area."""
    if not code:
        return {"code": "Give the area a code; files and imports know it by that."}
    if len(code) > LONGEST_CODE:
        return {"code": f"A code has at most {LONGEST_CODE} characters."}
    if not is_line(code) or _BETWEEN_CODES.search(code):
        return {"code": "A code is one line without commas, semicolons and bars; lists of codes are parted by those."}
    return {}


def kinds_between(parent_kind: str | None, child_kinds: Iterable[str] = ()) -> list[str]:
    """The kinds that fit below one kind (None for a root) and above others, the higher ones first."""
    above = LEVELS.get(parent_kind or "", 0)
    lowest = min((LEVELS.get(kind, 99) for kind in child_kinds), default=99)
    return [kind for kind, level in LEVELS.items() if above < level < lowest]


def _position_faults(latitude: float | None, longitude: float | None) -> dict[str, str]:
    if latitude is None and longitude is None:
        return {}
    wrong: dict[str, str] = {}
    for name, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if value is None:
            wrong[name] = "A position needs both latitude and longitude, or neither."
        elif not isfinite(value) or abs(value) > most:
            wrong[name] = f"{name.capitalize()} lies between −{most} and {most} degrees."
    return wrong


def _word(kind: str) -> str:
    return kind.replace("_", " ")
