"""Which column of a file is which field, guessed from the names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.tabular.headings import normal

# Names of so many letters may differ by one slip for each; shorter ones must be equal.
_LETTERS_PER_SLIP: Final = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field to be filled: its name in code, its label on screens, and other names that people give it."""

    name: str
    label: str
    synonyms: Sequence[str] = ()
    is_required: bool = False


def guess(columns: Sequence[str], sample: Sequence[Sequence[str | None]], wanted: Sequence[Wanted]) -> dict[str, int]:
    """The column of each field that can be told by its name, as an index; never one column for two fields.

    Equal names come first, then synonyms, then small slips of the pen. A column of which the sample shows nothing
    gives way to one with something in it.
    """
    names = [normal(column) for column in columns]
    offers: list[tuple[int, int, int, str]] = []
    for order, field in enumerate(wanted):
        spellings = [normal(field.label), normal(field.name), *map(normal, field.synonyms)]
        for place, name in enumerate(names):
            distance = min(_distance(name, spelling, rank > 1) for rank, spelling in enumerate(spellings))
            if distance < _FAR:
                is_empty = bool(sample) and all(len(row) <= place or row[place] is None for row in sample)
                offers.append((distance + (1 if is_empty else 0), order, place, field.name))
    found: dict[str, int] = {}
    for _, _, place, field_name in sorted(offers):
        if field_name not in found and place not in found.values():
            found[field_name] = place
    return found


_FAR: Final = 1_000


def _distance(name: str, spelling: str, is_synonym: bool) -> int:
    """0 for the name itself, 10 for a synonym, 100 and more with slips, far when they are not alike."""
    if not name or not spelling:
        return _FAR
    if name == spelling:
        return 10 if is_synonym else 0
    allowed = min(len(name), len(spelling)) // _LETTERS_PER_SLIP
    if abs(len(name) - len(spelling)) > allowed or _digits(name) != _digits(spelling):
        return _FAR
    slips = _slips(name, spelling, allowed)
    return 100 * slips + (10 if is_synonym else 0) if slips <= allowed else _FAR


def _slips(left: str, right: str, most: int) -> int:
    """Letters to insert, drop, change or swap with a neighbour; `most` + 1 where it is more."""
    two_above: list[int] = []
    above = list(range(len(right) + 1))
    for place, letter in enumerate(left, 1):
        row = [place]
        for other_place, other in enumerate(right, 1):
            cost = min(above[other_place] + 1, row[-1] + 1, above[other_place - 1] + (letter != other))
            if place > 1 and other_place > 1 and letter == right[other_place - 2] and left[place - 2] == other:
                cost = min(cost, two_above[other_place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        two_above, above = above, row
    return above[-1]


def _digits(name: str) -> str:
    return "".join(letter for letter in name if letter.isdigit())
