"""Asking what a bulk change would do, making it, looking at it and taking it back."""

from collections.abc import Generator, Mapping
from typing import Any, Final, LiteralString

from services import areas, audit, bills, listing, notices, tags
from services.accounts import ACCOUNTS
from services.background import defer, once_name
from services.bulk_changes import repository, rules
from services.bulk_changes.judging_repository import CHOSEN_COLUMNS, PLACES
from services.bulk_changes.listing_repository import CHANGES, ROWS, ChangedRow, ChangeRow
from services.bulk_changes.models import Action, BulkChange, Chosen, Looked, NewChange, Noun, Preview, Refusal, Status, Wanted
from services.bulk_changes.rules import ActionKind
from services.listing import Listing
from services.notices import About
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.survey_units import UNITS
from services.work import Actor, Work
from utils.errors import Conflict, Invalid, not_found

RUN: Final = "bulk_change.run"
LISTINGS: Final[Mapping[str, Listing[Any]]] = {Noun.UNITS: UNITS, Noun.ACCOUNTS: ACCOUNTS, Noun.BILLS: bills.BILLS}


def actions_for(actor: Actor, noun: str) -> tuple[ActionKind, ...]:
    """What this person may do to many rows of a noun, in the order of a menu."""
    if not actor.may(Permission.BULK_CHANGE):
        return ()
    return tuple(each for each in rules.ACTIONS.get(noun, ()) if actor.may(each.permission))


def look(work: Work, noun: str, chosen: Chosen) -> Looked:
    """What is chosen, of the rows that the actor sees. Raises Forbidden, Invalid, NotFound."""
    work.require(Permission.BULK_CHANGE)
    selection, params = _selection(work, noun, chosen)
    count, refs = repository.look(work, selection, params)
    return Looked(count, tuple(refs), () if chosen.query is None else _told(work, noun, chosen.query))


def how_chosen(work: Work, change: BulkChange) -> tuple[tuple[str, str], ...]:
    """By which filters the rows of a change were chosen, as label and value; empty for rows chosen one by one and for all."""
    work.require(Permission.BULK_CHANGE)
    if "ids" in change.query:
        return ()
    return _told(work, change.noun, ListQuery(search=change.query["search"], filters=change.query["filters"]))


def _told(work: Work, noun: str, query: ListQuery) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for label, value in listing.described(work, LISTINGS[noun], query) if label != "Order")


def preview(work: Work, noun: str, action: Action, chosen: Chosen) -> Preview:
    """What a change would do now. Raises Forbidden, Invalid, NotFound."""
    wanted = understood(work, noun, action)
    selection, params = _selection(work, noun, chosen)
    own = {**params, **statement_params(work, wanted)}
    counts, samples, refusals = repository.preview(work, noun, action.kind, selection, own)
    return Preview(
        wanted.words, counts.total, counts.changed, counts.unchanged, counts.refused, tuple(samples), tuple(refusals)
    )


def start(work: Work, new: NewChange) -> BulkChange:
    """Keep which rows are chosen at this moment and change them in the background; the same command again does nothing.

    Raises Forbidden, Invalid, NotFound, and Conflict when the count is not the one that was expected.
    """
    wanted = understood(work, new.noun, new.action)
    reason = rules.check_reason(new.reason)
    query = _kept(new.chosen)
    selection, params = _selection(work, new.noun, new.chosen)
    clean = NewChange(new.noun, new.action, new.chosen, reason, new.client_uuid, new.expected)
    change_id = repository.add(work, clean, wanted.words, query)
    if change_id is None:
        known = repository.find(work, new.client_uuid)
        if known is None or not rules.is_same(known, clean, query):
            raise Conflict("Another bulk change was sent under this id; send this one under an id of its own.")
        return known
    total = repository.add_rows(work, change_id, selection, params)
    if total == 0:
        raise Conflict(f"None of the chosen {new.noun} is there any more; there is nothing to change.")
    if new.expected is not None and total != new.expected:
        raise Conflict(f"The list has changed: {new.expected:,} {new.noun} were looked at, {total:,} match now. Look again.")
    if wanted.tags:
        tags.remember(work, new.noun, wanted.tags)
    _run_later(work, change_id)
    return get(work, change_id)


def undo(work: Work, change_id: int) -> BulkChange:
    """Take a change back in the background, around rows that somebody changed since; again does nothing.

    Raises NotFound, Forbidden, Conflict.
    """
    change = _locked(work, change_id)
    if change.status in (Status.UNDOING, Status.UNDONE):
        return change
    understood(work, change.noun, Action(change.kind, change.values), is_undo=True)
    rules.check_undo(change, work.now)
    repository.mark_undoing(work, change_id)
    _run_later(work, change_id)
    return get(work, change_id)


def resume(work: Work, change_id: int) -> BulkChange:
    """Hand out again what is left of a change or its undo; harmless while it goes on. Raises NotFound, Conflict."""
    start_again(work, change_id)
    _run_later(work, change_id)
    return get(work, change_id)


def start_again(work: Work, change_id: int) -> None:
    """Forget why a change stopped, since its job is tried again. Raises NotFound, Conflict, Forbidden."""
    change = _locked(work, change_id)
    if change.status not in (Status.RUNNING, Status.UNDOING):
        raise Conflict("Nothing of this change is left to do.")
    repository.mark_failed(work, change_id, None)


def fail(work: Work, reason: str, change_id: int) -> None:
    """Say why the work on a change stopped; what was done stays done, the rest waits to be resumed or undone."""
    change = repository.lock(work, change_id)
    if change is not None and change.status in (Status.RUNNING, Status.UNDOING):
        repository.mark_failed(work, change_id, reason)
        audit.record(work, "bulk_change.stopped", change.ref, after={"reason": reason})
        tell(work, notices.CHANGE_STOPPED, change, f"{change.words} of {change.noun} stopped: {reason}")


def tell(work: Work, kind: notices.Kind, change: BulkChange, subject: str) -> None:
    """Tell whoever made the change, and whoever undoes it."""
    event = f"{change.ref} {kind.name} {work.now.isoformat()}"
    notices.tell(work, kind, [change.created_by, change.undone_by], About("bulk_change", change.change_id), subject, event)


def get(work: Work, change_id: int) -> BulkChange:
    """One change. Raises NotFound."""
    work.require(Permission.BULK_CHANGE)
    return repository.get(work, change_id) or not_found("bulk change", change_id)


def refusals(work: Work, change_id: int, verdict: str = "refused") -> list[Refusal]:
    """Why rows were refused ('refused') or left alone by the undo ('left'), the commonest reasons first."""
    work.require(Permission.BULK_CHANGE)
    return repository.refusals_of(work, change_id, verdict)


def page(work: Work, query: ListQuery) -> Page[ChangeRow]:
    """Changes, newest first: one's own, and everybody's for whoever works everywhere."""
    return listing.page(work, CHANGES, query)


def rows(work: Work, query: ListQuery) -> Page[ChangedRow]:
    """The rows of a change (filter `change`), with what became of each."""
    return listing.page(work, ROWS, query)


def rows_as_csv(work: Work, change_id: int, verdict: str = "") -> Generator[bytes, None, None]:
    """The rows of a change as CSV with a header, streamed. Raises NotFound, Invalid."""
    get(work, change_id)
    return listing.copied(work, ROWS, ListQuery(filters={"change": str(change_id), "verdict": verdict}))


def understood(work: Work, noun: str, action: Action, *, is_undo: bool = False) -> Wanted:
    """What an action means for this actor. Raises Forbidden, Invalid, NotFound."""
    work.require(Permission.BULK_CHANGE)
    work.require(rules.action_kind(noun, action.kind).permission)
    wanted = rules.read(noun, action)
    area_id = wanted.after.get("area_id")
    if isinstance(area_id, int) and not is_undo:
        area = areas.get(work, area_id)
        if area.merged_into is not None:
            raise Invalid({"area": f"{area.name} was merged into another area; choose that one."})
        if work.actor.area_ids is not None and area_id not in work.actor.area_ids:
            raise Invalid({"area": f"{area.name} lies outside your areas; choose one of yours."})
        return Wanted(wanted.after, wanted.params, f"moved to {area.name}")
    return wanted


def statement_params(work: Work, wanted: Wanted, change: BulkChange | None = None) -> dict[str, object]:
    """What the statements that judge rows need: a change keeps its own moment and maker, whenever a batch is done."""
    return {
        **wanted.params,
        "bulk_after": repository.packed(wanted.after),
        "bulk_at": work.now if change is None else change.created_at,
        "bulk_areas": None if work.actor.area_ids is None else list(work.actor.area_ids),
        "bulk_by": work.actor.staff_id if change is None else change.created_by,
    }


def _selection(work: Work, noun: str, chosen: Chosen) -> tuple[LiteralString, Mapping[str, object]]:
    if noun not in LISTINGS:
        raise Invalid({"noun": f"What is changed in bulk is one of {', '.join(LISTINGS)}."})
    work.require(LISTINGS[noun].permission)
    if chosen.query is not None:
        return listing.selection(work, LISTINGS[noun], chosen.query, CHOSEN_COLUMNS[noun])
    if not chosen.ids:
        raise Invalid({"ids": f"Choose the {noun} in their list first."})
    if len(chosen.ids) > rules.MOST_IDS:
        raise Invalid({"ids": f"At most {rules.MOST_IDS:,} rows are named one by one; choose all that match instead."})
    return PLACES[noun].by_ids, _ids(noun, chosen.ids)


def _ids(noun: str, texts: tuple[str, ...]) -> dict[str, object]:
    if noun == Noun.BILLS:
        found = [bills.parse_bill_no(text) for text in texts]
        numbers = sorted({each for each in found if each is not None})
        if None in found:
            raise Invalid({"ids": "Bills are named by their numbers, such as 202609-0000123."})
        return {"bulk_periods": [period for period, _ in numbers], "bulk_ids": [bill_id for _, bill_id in numbers]}
    if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in texts):
        raise Invalid({"ids": f"The address names {noun} that cannot be; choose them in their list again."})
    return {"bulk_ids": sorted({int(text) for text in texts})}


def _kept(chosen: Chosen) -> dict[str, object]:
    if chosen.query is None:
        return {"ids": list(chosen.ids)}
    return {"search": chosen.query.search, "filters": dict(chosen.query.filters)}


def _locked(work: Work, change_id: int) -> BulkChange:
    work.require(Permission.BULK_CHANGE)
    return repository.lock(work, change_id) or not_found("bulk change", change_id)


def _run_later(work: Work, change_id: int) -> None:
    args = {"change_id": change_id}
    defer(work, RUN, args, once=once_name(RUN, work.org_id, args))
