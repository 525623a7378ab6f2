"""Naming colleagues: whoever is written as @username in what is said on a ticket is told of it, if they see the ticket."""

import re
from typing import Final

from services.permissions import GRANTS, Permission
from services.tickets import people_repository, telling
from services.tickets.models import Colleague, State
from services.work import Work

READERS: Final = [role.value for role, granted in GRANTS.items() if Permission.TICKET_READ in granted]
# An address in a text is no name: before the @ stands no part of a word.
MENTION: Final = re.compile(r"(?<![\w.+@-])@([A-Za-z0-9][\w.@+-]{1,79})")
_AFTER: Final = "._@+-"


def names_in(text: str) -> list[str]:
    """The usernames that stand after an @, in order; a full stop after one is none of it."""
    return list(dict.fromkeys(hit[1].rstrip(_AFTER).lower() for hit in MENTION.finditer(text)))


def tell(work: Work, state: State, text: str, event: str) -> list[str]:
    """Tell those who are named of what is said on a ticket, once for the event; gives the names of whom nobody is told."""
    named = names_in(text)
    if not named:
        return []
    found = people_repository.colleagues(work, state.area_id, READERS, named)
    telling.mentioned(work, state, [each.staff_id for each in found], event)
    told = {each.username for each in found}
    return [name for name in named if name not in told]


def colleagues(work: Work, area_id: int) -> list[Colleague]:
    """Who can be named on a ticket of an area, by name."""
    return people_repository.colleagues(work, area_id, READERS)
