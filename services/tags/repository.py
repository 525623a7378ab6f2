"""SQL of tags."""

from collections.abc import Sequence
from typing import Final

from services.work import Work

ACCOUNTS_TAGGED: Final = "SELECT accounts_tagged(%(tags)s::text[], %(most)s)"
UNITS_TAGGED: Final = "SELECT units_tagged(%(tags)s::text[], %(most)s)"

KNOWN = "SELECT coalesce(array_agg(tag ORDER BY tag), '{}') FROM tags WHERE org_id = %(org_id)s AND noun = %(noun)s"

REMEMBER = """
INSERT INTO tags (org_id, noun, tag)
SELECT %(org_id)s, %(noun)s, tag FROM unnest(%(tags)s::text[]) AS tag ORDER BY tag ON CONFLICT DO NOTHING
"""


def tagged(work: Work, noun: str, tags: Sequence[str], most: int) -> list[int]:
    """Ids of units or accounts with one of the tags, at most so many, of all areas."""
    return work.scalar(UNITS_TAGGED if noun == "units" else ACCOUNTS_TAGGED, tags=list(tags), most=most)


def known(work: Work, noun: str) -> list[str]:
    """Every tag that units or accounts ever had."""
    return work.scalar(KNOWN, noun=noun)


def remember(work: Work, noun: str, tags: Sequence[str]) -> None:
    """Keep tags for whoever chooses one later."""
    work.execute(REMEMBER, noun=noun, tags=list(tags))
