"""The tree of places as a filter walks it and a form names it."""

from collections.abc import Callable, Sequence

from components.filters import Area, Place, Places
from components.words import counted
from services import areas, caching
from services.work import Actor
from utils.errors import NotFound
from utils.wording import worded


def filter_of(actor: Actor, name: str = "area", label: str = "Area") -> Area:
    """The area filter of a list, for this person."""
    return Area(name, label, lambda area_id: walk(actor, area_id))


def walk(actor: Actor, area_id: int | None) -> Places:
    """The way down to an area and what lies directly below; a made-up id stands at the top."""
    try:
        trail = caching.read(actor, areas.trail, area_id) if area_id is not None else ()
    except NotFound:
        trail = ()
    below = caching.read(actor, areas.below, trail[-1].area_id if trail else None)
    path = [Place(area.area_id, area.name, kind_word(area.kind)) for area in trail]
    return Places(path, [Place(area.area_id, area.name, kind_word(area.kind)) for area in below])


def kind_word(kind: str) -> str:
    """The kind of an area in plain words: 'union council'."""
    return worded(kind.replace("_", " "))


def size_word(unit_count: int, account_count: int) -> str:
    """How much an area holds: its units, or its accounts where it has no units."""
    return counted(unit_count, "unit") if unit_count else counted(account_count, "account")


def in_words(tree: Sequence[areas.Area]) -> Callable[[areas.Area], str]:
    """How a form calls each area of a tree: 'Ward 3 (ward, Okara)'."""
    names = {area.area_id: area.name for area in tree}

    def word(area: areas.Area) -> str:
        above = f", {names[area.parent_id]}" if area.parent_id in names else ""
        return f"{area.name} ({kind_word(area.kind)}{above})"

    return word
