"""What a colleague must be like, and which roles one may give to others."""

import re
from typing import Final

from services.permissions import GRANTS, ROLE_NAMES, Role

LONGEST_NAME: Final = 120
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
    return wrong


def role_faults(own: Role, given: Role, *, has_areas: bool) -> dict[str, str]:
    """Why somebody of one role does not give another; nobody gives rights that they do not have."""
    if not GRANTS[given] <= GRANTS[own]:
        return {"role": f"{ROLE_NAMES[given]} may do more than {ROLE_NAMES[own].lower()}; nobody gives more than they have."}
    if given is Role.FIELD_AGENT and not has_areas:
        return {"area_ids": "Give a field agent at least one area."}
    return {}
