"""What a colleague must be like, and which roles one may give to others."""

import re
from datetime import date
from typing import Final

from services.permissions import GRANTS, ROLE_NAMES, Role
from services.searching import phone_digits
from utils.text import is_line

LONGEST_NAME: Final = 120
LONGEST_REASON: Final = 200
LONGEST_EMAIL: Final = 254
_EMAIL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,79}")


def person_faults(username: str, full_name: str) -> dict[str, str]:
    """Each wrong field with a sentence; empty when all is well."""
    wrong: dict[str, str] = {}
    if not _USERNAME.fullmatch(username):
        wrong["username"] = (
            "A username is 2 to 80 small letters, digits and . _ @ + -, and begins with one of the first two."
        )
    if not full_name.strip():
        wrong["full_name"] = "Give the person's full name."
    elif len(full_name) > LONGEST_NAME or not is_line(full_name):
        wrong["full_name"] = f"A name is one line of at most {LONGEST_NAME} letters."
    return wrong


def phone_of(typed: str) -> tuple[str | None, dict[str, str]]:
    """The digits of a phone in any spelling, None for none, and what is wrong with it."""
    text = typed.strip()
    digits = phone_digits(text) if text else None
    if text and (digits is None or not 7 <= len(digits) <= 15):
        return None, {"phone": f"“{text}” is no phone number; write it like 0300-1234567."}
    return digits, {}


def email_of(typed: str) -> tuple[str | None, dict[str, str]]:
    """An e-mail address, None for none, and what is wrong with it."""
    text = typed.strip()
    if text and (len(text) > LONGEST_EMAIL or not _EMAIL.fullmatch(text)):
        return None, {"email": f"“{text[:80]}” is no e-mail address; write it like sana.iqbal@example.org."}
    return text or None, {}


def may_give(own: Role, given: Role) -> bool:
    """Whether somebody of one role may give another: nobody gives rights that they do not have."""
    return GRANTS[given] <= GRANTS[own]


def role_faults(own: Role, given: Role, *, has_areas: bool) -> dict[str, str]:
    """Why somebody of one role does not give another."""
    if not may_give(own, given):
        return {"role": f"{ROLE_NAMES[given]} may do more than {ROLE_NAMES[own].lower()}; nobody gives more than they have."}
    if given is Role.FIELD_AGENT and not has_areas:
        return {"area_ids": "Give a field agent at least one area."}
    return {}


def assignment_faults(today: date, starts_on: date, ends_on: date | None) -> dict[str, str]:
    """Why an area is not given for these days; what was, was, so nothing begins in the past."""
    wrong: dict[str, str] = {}
    if starts_on < today:
        wrong["starts_on"] = "An assignment begins today or later; the past stays as it was."
    if ends_on is not None and ends_on < starts_on:
        wrong["ends_on"] = "The last day is not before the first one."
    return wrong


def overlap(first: date, last: date | None, starts_on: date, ends_on: date | None) -> bool:
    """Whether two stretches of days share one; without an end they go on for ever."""
    return (last is None or starts_on <= last) and (ends_on is None or first <= ends_on)
