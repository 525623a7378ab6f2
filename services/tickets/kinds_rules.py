"""What a type and a priority of tickets must be, and which may go out of use."""

import re
from collections.abc import Sequence
from typing import Final

from services.tickets.models import Priority, TicketType
from utils.errors import Invalid
from utils.text import is_line

LONGEST_NAME: Final = 60
LONGEST_CODE: Final = 40
# A thousand working hours: half a year.
LONGEST_MINUTES: Final = 60_000
LAST_RANK: Final = 99


def check_type(new: TicketType, known: Sequence[TicketType]) -> None:
    """Raise Invalid, a sentence for each field."""
    _raise(_common(new, known, "type"))


def check_priority(new: Priority, known: Sequence[Priority]) -> None:
    """Raise Invalid, a sentence for each field."""
    wrong = _common(new, known, "priority")
    for field, minutes in (("response_minutes", new.response_minutes), ("resolution_minutes", new.resolution_minutes)):
        if not 1 <= minutes <= LONGEST_MINUTES:
            wrong[field] = f"Promise 1 minute to {LONGEST_MINUTES // 60:,} working hours."
    if not wrong and new.response_minutes > new.resolution_minutes:
        wrong["response_minutes"] = "The first response cannot be promised later than the resolution."
    if not 1 <= new.rank <= LAST_RANK:
        wrong["rank"] = f"The place in the order is a number from 1, the most urgent, to {LAST_RANK}."
    _raise(wrong)


def _common(new: TicketType | Priority, known: Sequence[TicketType | Priority], noun: str) -> dict[str, str]:
    wrong: dict[str, str] = {}
    others = [each for each in known if each.code != new.code]
    if not re.fullmatch(rf"[a-z0-9_]{{1,{LONGEST_CODE}}}", new.code):
        wrong["code"] = f"A code is up to {LONGEST_CODE} small letters, digits and underscores."
    if not new.name:
        wrong["name"] = f"Give the {noun} a name."
    elif len(new.name) > LONGEST_NAME or not is_line(new.name):
        wrong["name"] = f"A name is one line of at most {LONGEST_NAME} characters."
    elif any(each.name.lower() == new.name.lower() for each in others):
        wrong["name"] = f"Another {noun} is called {new.name} already{_where(new, others)}."
    if not new.is_active and not any(each.is_active for each in others):
        wrong["is_active"] = f"This is the last {noun} in use; without one no ticket can be opened."
    return wrong


def _where(new: TicketType | Priority, others: Sequence[TicketType | Priority]) -> str:
    """Whoever looks for it among those in use does not find it."""
    same = next(each for each in others if each.name.lower() == new.name.lower())
    return "" if same.is_active else ", out of use; take that into use again"


def _raise(wrong: dict[str, str]) -> None:
    if wrong:
        raise Invalid(wrong)
