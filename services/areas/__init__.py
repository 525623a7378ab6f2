"""Areas: the tree of places that accounts and units lie in and that staff are assigned to."""

from services.areas.rules import LEVELS, LONGEST_NAME, faults
from services.areas.service import Area, AreaCounts, NewArea, add_many, below, children, find, get, list_all, page, trail

__all__ = [
    "LEVELS",
    "LONGEST_NAME",
    "Area",
    "AreaCounts",
    "NewArea",
    "add_many",
    "below",
    "children",
    "faults",
    "find",
    "get",
    "list_all",
    "page",
    "trail",
]
