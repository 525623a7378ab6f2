"""What a type, a priority and a canned answer of tickets must be, and which may go out of use."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from services.permissions import GRANTS, Permission
from services.tickets.models import PLACEHOLDERS, CannedAnswer, EscalationRule, Priority, TicketType
from utils.errors import Invalid
from utils.text import is_line

LONGEST_NAME: Final = 60
LONGEST_CODE: Final = 40
# A thousand working hours: half a year.
LONGEST_MINUTES: Final = 60_000
LAST_RANK: Final = 99
TOLD_ROLES: Final = tuple(role.value for role, granted in GRANTS.items() if Permission.TICKET_READ in granted)
LONGEST_BODY: Final = 4_000
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")

Kind = TypeVar("Kind", TicketType, Priority, CannedAnswer)


def check_type(new: TicketType, known: Sequence[TicketType]) -> None:
    """Raise Invalid, a sentence for each field."""
    _raise(_common(new, known, "type") | _last(new, known, "type"))


def check_priority(new: Priority, known: Sequence[Priority]) -> None:
    """Raise Invalid, a sentence for each field."""
    wrong = _common(new, known, "priority") | _last(new, known, "priority")
    for field, minutes in (("response_minutes", new.response_minutes), ("resolution_minutes", new.resolution_minutes)):
        if not 1 <= minutes <= LONGEST_MINUTES:
            wrong[field] = f"Promise 1 minute to {LONGEST_MINUTES // 60:,} working hours."
    if not wrong and new.response_minutes > new.resolution_minutes:
        wrong["response_minutes"] = "The first response cannot be promised later than the resolution."
    if not 1 <= new.rank <= LAST_RANK:
        wrong["rank"] = f"The place in the order is a number from 1, the most urgent, to {LAST_RANK}."
    _raise(wrong)


def check_answer(new: CannedAnswer, known: Sequence[CannedAnswer]) -> None:
    """Raise Invalid, a sentence for each field."""
    wrong = _common(new, known, "canned answer")
    unknown = [name for name in _PLACEHOLDER.findall(new.body) if name not in PLACEHOLDERS]
    if not new.body:
        wrong["body"] = "Write what it answers."
    elif len(new.body) > LONGEST_BODY:
        wrong["body"] = f"An answer has at most {LONGEST_BODY:,} characters."
    elif unknown:
        named = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        wrong["body"] = f"Nothing is known that could stand for {{{unknown[0]}}}; there are {named}."
    _raise(wrong)


def check_escalation(new: EscalationRule, types: Sequence[TicketType], priorities: Sequence[Priority]) -> None:
    """Raise Invalid, a sentence for each field."""
    wrong: dict[str, str] = {}
    for field, code, known in (("priority_code", new.priority_code, priorities), ("type_code", new.type_code, types)):
        if code is not None and code not in [each.code for each in known]:
            wrong[field] = "Choose one that there is, or any."
    for field, role in (("warned_role", new.warned_role), ("missed_role", new.missed_role)):
        if role is not None and role not in TOLD_ROLES:
            wrong[field] = f"Told are the roles {', '.join(TOLD_ROLES)}."
    if new.warned_role is None and new.missed_role is None:
        wrong["missed_role"] = "Choose who is told; a rule that tells nobody is taken out of use instead."
    if new.warned_role is None and new.warn_percent is not None:
        wrong["warned_role"] = "Choose who is told at this share of the time."
    elif new.warned_role is not None and not 1 <= (new.warn_percent or 0) <= 99:
        wrong["warn_percent"] = "Give the share of the promised time in percent, from 1 to 99."
    _raise(wrong)


def placed(body: str, values: Mapping[str, str | None]) -> tuple[str, list[str]]:
    """The text with its values, and for which placeholders there is none: those stay to be written by hand."""
    missing = [name for name in dict.fromkeys(_PLACEHOLDER.findall(body)) if not values.get(name)]
    return _PLACEHOLDER.sub(lambda hit: values.get(hit[1]) or hit[0], body), missing


def _common(new: Kind, known: Sequence[Kind], noun: str) -> dict[str, str]:
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
    return wrong


def _last(new: TicketType | Priority, known: Sequence[TicketType | Priority], noun: str) -> dict[str, str]:
    if new.is_active or any(each.is_active for each in known if each.code != new.code):
        return {}
    return {"is_active": f"This is the last {noun} in use; without one no ticket can be opened."}


def _where(new: Kind, others: Sequence[Kind]) -> str:
    """Whoever looks for it among those in use does not find it."""
    same = next(each for each in others if each.name.lower() == new.name.lower())
    return "" if same.is_active else ", out of use; take that into use again"


def _raise(wrong: dict[str, str]) -> None:
    if wrong:
        raise Invalid(wrong)
