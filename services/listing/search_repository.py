"""What lists of records share in their conditions: the accounts that a search finds, and what is out of the register."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, LiteralString

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
# So many are looked up one by one. More are met soon by whoever goes through the list in its order, and fewer never.
FEW_SOUGHT: Final = 1_000

ACCOUNT_IDS = """
SELECT s.account_id FROM accounts s
WHERE s.org_id = %(org_id)s AND (s.account_id = ANY (%(found_ids)s::bigint[])
    OR (s.code >= %(code_from)s AND s.code < %(code_to)s) OR (s.name_key >= %(name_from)s AND s.name_key < %(name_to)s))
LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class AccountId:
    """An account that a search found."""

    account_id: int


def searched_by(few: LiteralString, many: LiteralString, counted: LiteralString = "") -> Callable[[Work, str], Condition]:
    """The search of a list whose conditions read `sought_params`; nothing typed leaves all in.

    With `few`, the accounts that fit are no more than those in `found_ids`; `many` finds the rest of them by itself, and
    `counted` does so for a count.
    """

    def look(work: Work, text: str) -> Condition:
        if sought(text).code_from is None:
            return Condition("")
        params = sought_params(work, text)
        found = sought_accounts(work, params, FEW_SOUGHT + 1)
        if len(found) <= FEW_SOUGHT:
            return Condition(few, {**params, "found_ids": found})
        return Condition(many, params, counted=counted)

    return look


def sought_accounts(work: Work, params: Mapping[str, Any], limit: int) -> list[int]:
    """Accounts that a search with `sought_params` fits, at most `limit`."""
    if len(params["found_ids"]) >= limit:
        return params["found_ids"][:limit]
    return [row.account_id for row in work.all(AccountId, ACCOUNT_IDS, limit=limit, **params)]


def sought_params(work: Work, text: str) -> dict[str, object]:
    """The bounds of `services.searching`, and as `found_ids` the accounts that the common search finds."""
    may_look = work.actor.may(Permission.ACCOUNT_READ)
    found = caching.within(work, search.account_ids, text, MOST_FOUND) if may_look else []
    return {**sought(text).params(), "found_ids": found}


def deletion(alias: LiteralString) -> Whether:
    """The filter that shows what was deleted instead of what is in the register."""
    column = alias + ".deleted_at"
    return Whether("deleted", "Deleted", column + " IS NOT NULL", column + " IS NULL", ("Deleted", "In the register"))
