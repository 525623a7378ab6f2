"""What a premises must be like and which states follow each other: one verdict for form, interface and import."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Final

from utils.marks import mark_of
from utils.text import is_line

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "category": ("residential", "commercial"),
    "settlement": ("urban", "rural"),
    "status": ("surveyed", "verified", "listed", "billed", "inactive", "duplicate_of"),
    "commercial_size": ("small", "medium", "large"),
}
OUT: Final = ("inactive", "duplicate_of")
NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "surveyed": ("verified", *OUT),
    "verified": ("listed", *OUT),
    "listed": ("billed", *OUT),
    "billed": OUT,
    "inactive": (),
    "duplicate_of": (),
}
LONGEST_ADDRESS: Final = 200
LARGEST_MARLA: Final = Decimal(100_000)


@dataclass(frozen=True, slots=True)
class UnitFields:
    """What may be changed of a premises; a residence needs `size_marla`, a business `commercial_size`."""

    address: str
    settlement: str
    category: str
    size_marla: Decimal | None
    commercial_size: str | None
    latitude: float | None
    longitude: float | None
    status: str

    @property
    def mark(self) -> str:
        """Changes whenever one of the fields does."""
        marla = None if self.size_marla is None else f"{self.size_marla:.2f}"
        return mark_of((self.address, self.settlement, self.category, marla, self.commercial_size, self.latitude,
                        self.longitude, self.status))  # fmt: skip


def faults(after: UnitFields, before: UnitFields | None = None) -> dict[str, str]:
    """Each wrong field with a sentence, empty when all is well; `before` is what a change starts from."""
    return {**_address(after), **_choices(after), **_size(after), **_position(after), **_status(after, before)}


def _address(unit: UnitFields) -> dict[str, str]:
    if not unit.address.strip():
        return {"address": "Say where the premises are."}
    if len(unit.address) > LONGEST_ADDRESS:
        return {"address": f"An address has at most {LONGEST_ADDRESS} characters."}
    if not is_line(unit.address):
        return {"address": "An address is one line without control characters."}
    return {}


def _choices(unit: UnitFields) -> dict[str, str]:
    given = {"category": unit.category, "settlement": unit.settlement, "status": unit.status,
             "commercial_size": unit.commercial_size}  # fmt: skip
    return {
        name: f"{name.replace('_', ' ').capitalize()} is one of {', '.join(CHOICES[name])}."
        for name, value in given.items()
        if value not in CHOICES[name] and not (name == "commercial_size" and value is None)
    }


def _size(unit: UnitFields) -> dict[str, str]:
    return kind_faults(unit.category, unit.size_marla, unit.commercial_size)


def kind_faults(category: str, marla: Decimal | None, commercial_size: str | None) -> dict[str, str]:
    """What is wrong with the size of a premises, by its category."""
    if marla is None:
        if category == "residential":
            return {"size_marla": "A residence needs its size in marla; 20 marla are one kanal."}
    elif not marla.is_finite() or not 0 < marla <= LARGEST_MARLA:
        return {"size_marla": f"A size is more than 0 and at most {LARGEST_MARLA:,} marla."}
    elif marla != round(marla, 2):
        return {"size_marla": "A size in marla has at most two decimals."}
    if category == "commercial" and commercial_size is None:
        return {"commercial_size": "A business is small, medium or large."}
    return {}


def _position(unit: UnitFields) -> dict[str, str]:
    if unit.latitude is None and unit.longitude is None:
        return {}
    wrong: dict[str, str] = {}
    for name, value, most in (("latitude", unit.latitude, 90), ("longitude", unit.longitude, 180)):
        if value is None:
            wrong[name] = "A position needs both latitude and longitude, or neither."
        elif not isfinite(value) or abs(value) > most:
            wrong[name] = f"{name.capitalize()} lies between −{most} and {most} degrees."
    return wrong


def _status(after: UnitFields, before: UnitFields | None) -> dict[str, str]:
    if before is None or after.status == before.status or after.status not in CHOICES["status"]:
        return {}
    allowed = NEXT[before.status]
    if after.status in allowed:
        return {}
    was, now = before.status.replace("_", " "), after.status.replace("_", " ")
    if not allowed:
        return {"status": f"A unit that is {was} does not become {now} by hand; it is surveyed again."}
    following = ", ".join(each.replace("_", " ") for each in allowed)
    return {"status": f"A unit that is {was} becomes {following}, not {now}."}
