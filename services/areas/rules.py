"""What an area must be like: one verdict for interface and import."""

from collections.abc import Mapping
from typing import Final

from utils.text import is_line

# How far down the tree a kind of area stands; branches differ, and an area lies below one that stands higher.
LEVELS: Final[Mapping[str, int]] = {
    "province": 1, "division": 2, "district": 3, "tehsil": 4, "city": 5, "municipal_committee": 6, "union_council": 6,
    "zone": 6, "ward": 7, "mohalla": 8, "village": 8,
}  # fmt: skip
LONGEST_NAME: Final = 120


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


def _word(kind: str) -> str:
    return kind.replace("_", " ")
