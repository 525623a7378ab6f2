"""Keys of objects: the database, the organization, and what nobody can guess."""

import re
from secrets import token_hex
from typing import Final

from utils.errors import Forbidden

_KEY: Final = re.compile(r"[0-9a-z-]{1,60}/([0-9]{1,19})/[0-9a-f]{32}")


def new(place: str, org_id: int) -> str:
    """A key that is nobody's yet."""
    return f"{place}/{org_id}/{token_hex(16)}"


def is_one(key: str) -> bool:
    """Whether it has the form of a key, of whichever organization."""
    return _KEY.fullmatch(key) is not None


def check(key: str, org_id: int) -> None:
    """Raise Forbidden for a key of another organization, and for what is none."""
    found = _KEY.fullmatch(key)
    if found is None or int(found[1]) != org_id:
        raise Forbidden("This file does not belong to your organization.")
