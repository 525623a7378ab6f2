"""The audit trail as people read it: a list in sentences, and one entry with what was before and after."""

from services.activity.feed_repository import FEED
from services.activity.listing_repository import AUDIT, Entry
from services.activity.service import Doer, changes, doers, feed, get, page, people
from services.activity.wording import ACTIONS, ORIGINS, Change, action_word, changes_of, sentence

__all__ = [
    "ACTIONS",
    "AUDIT",
    "FEED",
    "ORIGINS",
    "Change",
    "Doer",
    "Entry",
    "action_word",
    "changes",
    "changes_of",
    "doers",
    "feed",
    "get",
    "page",
    "people",
    "sentence",
]
