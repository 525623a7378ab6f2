"""Reading the audit trail."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from services import listing
from services.activity import feed_repository
from services.activity import listing_repository as repository
from services.activity.feed_repository import FEED
from services.activity.listing_repository import AUDIT, Doer, Entry
from services.activity.wording import Change, area_ids_in, changes_of
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.work import Work
from utils.errors import not_found

__all__ = ["Doer", "changes", "doers", "feed", "get", "page", "people"]


def page(work: Work, query: ListQuery) -> Page[Entry]:
    """One page of entries; whoever sees some areas only, reads what they did themselves. Raises Forbidden, Invalid.

    From which address and device is for who may end sessions, and for oneself.
    """
    found = listing.page(work, AUDIT, query)
    if work.actor.may(Permission.STAFF_WRITE):
        return found
    own = work.actor.staff_id
    return replace(found, rows=[each if each.staff_id == own else replace(each, address="", device="") for each in found.rows])


def feed(work: Work, query: ListQuery) -> Page[Entry]:
    """One page of what happened to what the actor may see, and of what they did themselves. Raises Forbidden, Invalid."""
    return listing.page(work, FEED, query)


def doers(work: Work) -> list[Doer]:
    """Who did something in the areas that the actor sees, by name. Raises Forbidden."""
    work.require(Permission.ACTIVITY_READ)
    return feed_repository.doers(work)


def get(work: Work, audit_id: int) -> Entry:
    """One entry. Raises NotFound, Forbidden."""
    found = page(work, ListQuery(filters={"entry": str(audit_id)})).rows
    return found[0] if found else not_found("audit entry", audit_id)


class Recorded(Protocol):
    """What an audit entry holds of a record, in whichever list it stands."""

    @property
    def audit_id(self) -> int: ...
    @property
    def before(self) -> Any: ...
    @property
    def after(self) -> Any: ...


def changes(work: Work, entries: Sequence[Recorded]) -> dict[int, list[Change]]:
    """What each entry (by audit id) changed, field by field: areas by name, phones in full for who needs them.

    Raises Forbidden.
    """
    work.require(Permission.AUDIT_READ)
    area_ids = sorted(area_ids_in(*(value for each in entries for value in (each.before, each.after))))
    named = repository.area_names(work, area_ids) if area_ids else {}
    may_identify = work.actor.may(Permission.ACCOUNT_IDENTIFY)
    return {each.audit_id: changes_of(each.before, each.after, named, may_identify=may_identify) for each in entries}


def people(work: Work) -> list[Doer]:
    """Whose entries one may ask for; whoever sees some areas only, asks for their own. Raises Forbidden."""
    work.require(Permission.AUDIT_READ)
    found = repository.people(work)
    return found if work.actor.area_ids is None else [each for each in found if each.staff_id == work.actor.staff_id]
