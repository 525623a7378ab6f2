"""Areas: the tree of places that accounts and units lie in and that staff are assigned to."""

from services.areas.changing import add, change, fields_of
from services.areas.changing_repository import LOCK_TREE
from services.areas.merging import Merging, merge, merging
from services.areas.merging_repository import Holdings
from services.areas.moving import Moving, move, moving
from services.areas.moving_repository import Priced, Reached, Size
from services.areas.rules import LEVELS, LONGEST_CODE, LONGEST_NAME, AreaFields, faults, kinds_between
from services.areas.service import Area, AreaCounts, NewArea, add_many, below, children, find, get, list_all, page, trail

__all__ = [
    "LEVELS",
    "LOCK_TREE",
    "LONGEST_CODE",
    "LONGEST_NAME",
    "Area",
    "AreaCounts",
    "AreaFields",
    "Holdings",
    "Merging",
    "Moving",
    "NewArea",
    "Priced",
    "Reached",
    "Size",
    "add",
    "add_many",
    "below",
    "change",
    "children",
    "faults",
    "fields_of",
    "find",
    "get",
    "kinds_between",
    "list_all",
    "merge",
    "merging",
    "move",
    "moving",
    "page",
    "trail",
]
