"""The filters of a listing as chips: the few that are always wanted, and the others behind one chip."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from components import places, range_filters
from components.filters import Choice, Filter, Month
from services import listing, tags
from services.listing import Listing
from services.tags import Tagged
from services.work import Actor, begin


def filters_of(
    wanted: Listing[Any],
    actor: Actor,
    *,
    months: Mapping[str, Sequence[date]] | None = None,
    choices: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    linked: Mapping[str, str] | None = None,
) -> dict[str, Filter]:
    """Every filter of a listing by name, in its order.

    `months` are those to choose from, `choices` replaces values, `linked` holds what a link chose by id.
    """
    found: dict[str, Filter] = {}
    for one in wanted.filters:
        shown = _shown(one, actor, months or {}, choices or {}, linked or {})
        if shown is not None:
            found[one.name] = shown
    return found


def _shown(
    one: listing.Filter,
    actor: Actor,
    months: Mapping[str, Sequence[date]],
    choices: Mapping[str, Sequence[tuple[str, str]]],
    linked: Mapping[str, str],
) -> Filter | None:
    match one:
        case listing.Within():
            return None if actor.account_id else places.filter_of(actor, one.name, one.label)
        case listing.OneOf():
            return Choice(one.name, one.label, choices.get(one.name, one.options), is_several=True)
        case listing.Whether() | listing.Where():
            return Choice(one.name, one.label, one.options)
        case listing.Range():
            return range_filters.Between(one.name, one.label)
        case listing.Days():
            return range_filters.Days(one.name, one.label)
        case listing.Months():
            return Month(one.name, one.label, months[one.name]) if one.name in months else None
        case Tagged():
            return _tags(one, actor)
        case listing.Same():
            value = linked.get(one.name, "")
            return Choice(one.name, one.label, ((value, "this one"),)) if value else None
        case _:
            return Choice(one.name, one.label, choices[one.name]) if one.name in choices else None


def _tags(one: Tagged, actor: Actor) -> Filter | None:
    """The tags that there are; nothing where there are none."""
    with begin(actor) as work:
        known = tags.known(work, one.noun)
    return Choice(one.name, one.label, [(tag, tag) for tag in known], is_several=True) if known else None
