"""Duplicates: pairs of units that look like one, found by phone, name and position, and what somebody decided about them."""

from services.duplicates.listing_repository import PAIRS, REASONS, PairRow
from services.duplicates.service import MOST_UNITS, Looked, Pair, dismiss, get, look, merge, page

__all__ = [
    "MOST_UNITS",
    "PAIRS",
    "REASONS",
    "Looked",
    "Pair",
    "PairRow",
    "dismiss",
    "get",
    "look",
    "merge",
    "page",
]
