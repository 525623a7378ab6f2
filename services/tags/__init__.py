"""Tags: short words that people put on units and accounts to find them again."""

from services.tags.rules import clean, clean_all
from services.tags.service import Tagged, known, remember

__all__ = ["Tagged", "clean", "clean_all", "known", "remember"]
