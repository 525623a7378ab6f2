"""What lists of records share in their conditions: the accounts that a search finds, and what is out of the register."""

from collections.abc import Callable
from typing import Final, LiteralString

from services.listing.filters import Condition, Whether
from services.searching import sought
from services.work import Work

# The accounts whose code, name or phone was sought, each from its beginning.
ACCOUNTS_SOUGHT: Final = """(SELECT s.account_id FROM accounts s WHERE s.org_id = %(org_id)s
            AND ((s.code >= %(code_from)s AND s.code < %(code_to)s)
                OR (s.name_key >= %(name_from)s AND s.name_key < %(name_to)s) OR s.phone = %(phone)s))"""


def searched_by(sql: LiteralString) -> Callable[[Work, str], Condition]:
    """The search of a list whose condition reads the bounds of `services.searching`; nothing typed leaves all in."""

    def search(_: Work, text: str) -> Condition:
        bounds = sought(text)
        return Condition("") if bounds.code_from is None else Condition(sql, bounds.params())

    return search


def deletion(alias: LiteralString) -> Whether:
    """The filter that shows what was deleted instead of what is in the register."""
    column = alias + ".deleted_at"
    return Whether("deleted", "Deleted", column + " IS NOT NULL", column + " IS NULL", ("Deleted", "In the register"))
