"""What lists of records share in their conditions: the accounts that a search finds, and what is out of the register."""

from collections.abc import Callable
from typing import Final, LiteralString

from services import caching, search
from services.listing.filters import Condition, Whether
from services.permissions import Permission
from services.searching import sought
from services.work import Work

# The accounts that the common search found, and beyond their number all whose code or name begins as typed.
ACCOUNTS_SOUGHT: Final = """(SELECT s.account_id FROM accounts s WHERE s.org_id = %(org_id)s
            AND (s.account_id = ANY (%(found_ids)s::bigint[]) OR (s.code >= %(code_from)s AND s.code < %(code_to)s)
                OR (s.name_key >= %(name_from)s AND s.name_key < %(name_to)s)))"""
# As many as a list counts.
MOST_FOUND: Final = 10_001


def searched_by(sql: LiteralString) -> Callable[[Work, str], Condition]:
    """The search of a list whose condition reads `sought_params`; nothing typed leaves all in."""

    def look(work: Work, text: str) -> Condition:
        return Condition(sql, sought_params(work, text)) if sought(text).code_from is not None else Condition("")

    return look


def sought_params(work: Work, text: str) -> dict[str, object]:
    """The bounds of `services.searching`, and as `found_ids` the accounts that the common search finds."""
    may_look = work.actor.may(Permission.ACCOUNT_READ)
    found = caching.within(work, search.account_ids, text, MOST_FOUND) if may_look else []
    return {**sought(text).params(), "found_ids": found}


def deletion(alias: LiteralString) -> Whether:
    """The filter that shows what was deleted instead of what is in the register."""
    column = alias + ".deleted_at"
    return Whether("deleted", "Deleted", column + " IS NOT NULL", column + " IS NULL", ("Deleted", "In the register"))
