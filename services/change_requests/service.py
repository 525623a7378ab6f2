"""Proposing a change of the register, and reading what was proposed against how it is now."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from services import accounts, audit, listing, survey_units
from services.change_requests import repository, rules, telling
from services.change_requests.listing_repository import REQUESTS, RequestRow
from services.change_requests.models import Kind, NewRequest, Place, Request, RequestStatus
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.work import Work
from utils.errors import AppError, Conflict, Gone, Invalid, NotFound, not_found
from utils.marks import mark_of


def page(work: Work, query: ListQuery) -> Page[RequestRow]:
    """One page of change requests within reach; a consumer's own. Raises Forbidden, Invalid."""
    return listing.page(work, REQUESTS, query)


def waiting(work: Work) -> tuple[int, bool]:
    """How many of others wait for a decision, up to 10,000, and whether there are more. Raises Forbidden."""
    work.require(Permission.CHANGE_REQUEST_DECIDE)
    return listing.count(work, REQUESTS, ListQuery(filters={"status": RequestStatus.PENDING.value, "mine": "no"}))


def get(work: Work, request_id: int) -> Request:
    """One change request against the register as it is now. Raises Forbidden, NotFound."""
    row = row_of(work, request_id)
    if row.status not in (RequestStatus.PENDING, RequestStatus.APPROVED):
        return Request(row, None, ())
    return against_now(work, row)


def chosen(work: Work, request_ids: Sequence[int]) -> list[Request]:
    """Those of these that are there, each against the register as it is now, the oldest first. Raises Forbidden, Invalid."""
    work.require(Permission.CHANGE_REQUEST_DECIDE)
    if len(request_ids) > rules.MOST_AT_ONCE:
        raise Invalid({"ids": f"At most {rules.MOST_AT_ONCE} are decided about at once."})
    return [get(work, each) for each in sorted(repository.known(work, request_ids))]


def propose(work: Work, new: NewRequest) -> Request:
    """Propose a change, judged by the rules of the register; those who decide are told.

    The same `client_uuid` again gives the first one. Raises Forbidden, Invalid with a sentence for each wrong field, and
    Conflict for something else under the same id, or for what somebody else has proposed already.
    """
    work.require(Permission.CHANGE_REQUEST_PROPOSE)
    rules.check_new(new)
    mark = mark_of((new.kind, new.unit_id, new.account_id, sorted(new.changes.items()), new.duplicate_of, new.note,
                    work.actor.staff_id))  # fmt: skip
    known = repository.sent(work, new)
    if known is not None:
        if known.mark != mark:
            raise Conflict(rules.SENT_OTHERWISE)
        return get(work, known.request_id)
    place = _place(work, new)
    kept_id = _kept_unit(work, new, place) if new.kind == Kind.DUPLICATE else None
    before, after = _fields(work, new, place)
    same = repository.alike(work, place, new.kind, kept_id, after)
    if same is not None:
        raise Conflict(f"{same} proposes the same already, and waits for a decision.")
    request_id = repository.add(work, new, place, kept_id, before, after, mark)
    if request_id is None:
        raise Conflict(rules.SENT_OTHERWISE)
    made = get(work, request_id)
    named = {name: value for name, value in after.items() if name != "status"}
    told = {"kind": new.kind, "of": place.name, **({"duplicate_of": made.row.kept_code} if kept_id else {}), **named}
    audit.record(work, "change_request.proposed", made.row.ref, None, told)
    telling.proposed(work, made.row)
    return made


def against_now(work: Work, row: RequestRow, *, is_locked: bool = False) -> Request:
    """What is proposed beside how it is, and what speaks against applying it; the record is locked where it is to be applied."""
    now = _now(work, row, is_locked=is_locked)
    if now is None:
        return Request(row, None, (), "What this is about is not there any more, or out of your reach.")
    changed = rules.differing(row.before, now)
    obstacle = _obstacle(work, row)
    if obstacle or row.kind != Kind.DUPLICATE or row.unit_id is None or row.duplicate_of is None:
        return Request(row, now, changed, obstacle)
    try:
        found = survey_units.merging(work, row.unit_id, row.duplicate_of)
    except AppError as error:
        return Request(row, now, changed, str(error))
    return Request(row, now, changed, "", found.waits_for, found.open_balance)


def _now(work: Work, row: RequestRow, *, is_locked: bool) -> dict[str, Any] | None:
    """The fields of a request as they are now, in the form that requests keep; None for a record out of reach."""
    try:
        if row.kind == Kind.CONSUMER:
            if is_locked and accounts.locked(work, row.account_id) is None:
                return None
            values = asdict(accounts.fields_of(accounts.get(work, row.account_id)))
        else:
            if is_locked and survey_units.locked(work, row.unit_id or 0) is None:
                return None
            values = asdict(survey_units.fields_of(survey_units.get(work, row.unit_id or 0)))
    except (NotFound, Gone):
        return None
    return rules.packed({name: values[name] for name in row.before})


def _fields(work: Work, new: NewRequest, place: Place) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields before and after, those alone that differ. Raises Invalid by the rules of the register."""
    if new.kind == Kind.CONSUMER:
        account = accounts.get(work, place.account_id)
        before = asdict(accounts.fields_of(account))
        after = asdict(accounts.judged(accounts.fields_of(account), new.changes))
    else:
        unit = survey_units.fields_of(survey_units.get(work, place.unit_id or 0))
        status = {Kind.NOT_A_UNIT: {"status": "inactive"}, Kind.DUPLICATE: {"status": "duplicate_of"}}
        before = asdict(unit)
        after = asdict(survey_units.judged(unit, {**new.changes, **status.get(Kind(new.kind), {})}))
    names = [name for name in before if before[name] != after[name]]
    if not names:
        raise Invalid({"": f"This is what the register says of {place.name} already; nothing would change."})
    return rules.packed({name: before[name] for name in names}), rules.packed({name: after[name] for name in names})


def _place(work: Work, new: NewRequest) -> Place:
    if new.unit_id is not None:
        found = repository.place_of_unit(work, new.unit_id)
        if found is None or new.account_id not in (None, found.account_id):
            raise Invalid({"unit_id": "There is no such unit within your reach, or it belongs to another account."})
        rules.check_living(found, "unit_id", new.kind)
        return found
    account = repository.place_of_account(work, new.account_id or 0)
    if account is None:
        raise Invalid({"account_id": "There is no such account within your reach."})
    rules.check_living(account, "account_id", new.kind)
    return account


def _kept_unit(work: Work, new: NewRequest, place: Place) -> int | None:
    code = new.duplicate_of.strip().upper()
    kept = repository.place_of_unit(work, None, code)
    if kept is None:
        raise Invalid({"duplicate_of": f"There is no unit {code} within your reach."})
    if kept.unit_id == place.unit_id:
        raise Invalid({"duplicate_of": "A unit is not a duplicate of itself."})
    rules.check_living(kept, "duplicate_of")
    return kept.unit_id


def _obstacle(work: Work, row: RequestRow) -> str:
    """Why what it is about takes no change any more."""
    place = repository.place_of_unit(work, row.unit_id) if row.unit_id else repository.place_of_account(work, row.account_id)
    if place is None:
        return "What this is about is not there any more, or out of your reach."
    try:
        rules.check_living(place, "", row.kind)
    except Invalid as error:
        return f"{error} Reject it."
    return ""


def row_of(work: Work, request_id: int) -> RequestRow:
    """One change request as lists show it. Raises Forbidden, NotFound."""
    found = page(work, ListQuery(filters={"request": str(request_id)}, size=1)).rows
    return found[0] if found else not_found("change request", request_id)
