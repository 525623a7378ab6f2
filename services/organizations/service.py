"""Setting up an organization and finding one by its code."""

import re
from functools import cache
from zoneinfo import available_timezones

from database.connection import DatabaseRole, transaction
from services.organizations import repository
from services.organizations.repository import Organization
from services.work import whereabouts
from utils import clock, devices
from utils.errors import Conflict, Invalid, NotFound

__all__ = ["Organization", "create", "find", "list_all"]


def create(code: str, name: str, currency: str = "PKR", time_zone: str = "Asia/Karachi") -> Organization:
    """Set up a new organization, on the machine itself. Raises Invalid, or Conflict when the code is taken."""
    wrong: dict[str, str] = {}
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,39}", code):
        wrong["code"] = "A code is 2 to 40 small letters, digits and dashes, and begins with a letter."
    if not name.strip():
        wrong["name"] = "Give the organization a name."
    if not re.fullmatch(r"[A-Z]{3}", currency):
        wrong["currency"] = "A currency is three capital letters, for example PKR."
    if time_zone not in _time_zones():
        wrong["time_zone"] = f"“{time_zone}” is not a time zone; write it as Asia/Karachi."
    if wrong:
        raise Invalid(wrong)
    with transaction(DatabaseRole.DOOR, whereabouts("", devices.machine())) as connection:
        added = repository.add(connection, code, name.strip(), currency, time_zone, clock.now())
    if added is None:
        raise Conflict(f"An organization with the code {code} exists already.")
    return added


def list_all() -> list[Organization]:
    """Every organization of this database, oldest first; for the command line."""
    with transaction(DatabaseRole.DOOR, {}) as connection:
        return repository.list_all(connection)


def find(code: str) -> Organization:
    """The organization of a code; NotFound names the ones there are."""
    known = list_all()
    for organization in known:
        if organization.code == code:
            return organization
    names = ", ".join(each.code for each in known) or "none yet"
    raise NotFound("organization", f"{code} (there are: {names})")


@cache
def _time_zones() -> set[str]:
    return available_timezones()
