"""Browsing bills: from what a list is asked for to the stretches that answer it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, LiteralString

from services import areas
from services.bills import page_repository as stored
from services.bills.listing_repository import FIELDS, FILE_JOINS, FILTERS, JOINS, PLAIN, SORTS
from services.bills.models import BillRow, BillSort
from services.bills.page_repository import Filter, Span
from services.bills.places_repository import BILLS as PLACES
from services.bills.places_repository import period_of_run, place_of, scope_of_bills
from services.listing import Listing, Matching, sought_accounts, sought_params
from services.paging import ListQuery, Page, decode_key, page_of
from services.permissions import Permission
from services.searching import parse_bill_no, sought
from services.work import Work
from utils import month
from utils.errors import Invalid

# Up to so many found accounts, their bills are looked up one by one; beyond, the list is walked and each bill checked.
FEW_ACCOUNTS: Final = 300

@dataclass(frozen=True, slots=True)
class _Key:
    period: date
    area_id: int
    bill_id: int

    def params(self) -> dict[str, object]:
        return {"key_period": self.period, "key_area": self.area_id, "key_bill": self.bill_id}


def page(work: Work, query: ListQuery) -> Page[BillRow]:
    """Bills, newest first unless sorted by area.

    Searches bill numbers, and accounts as the common search does. Filters: period (2026-09),
    area (id, with all below it), run (id), account (id), archived (yes, no, all) and those of `PLAIN`. Without `archived`
    one account, one number and an archived month are looked for everywhere, and else among the hot bills. Within areas
    the bills of a period come area by area. Raises Invalid.
    """
    work.require(Permission.BILL_READ)
    if query.sort not in ("", *BillSort):
        raise Invalid({"sort": f"Bills are sorted by {' or '.join(BillSort)}."})
    wanted = _filter(work, query)
    if wanted is None:
        return page_of([], query, _key_of, 0)
    rows = stored.rows(work, wanted, _spans(work, wanted, query), query.size + 1)
    if not query.after and not query.before and len(rows) <= query.size:
        return page_of(rows, query, _key_of, len(rows))
    if not query.is_counted:
        return replace(page_of(rows, query, _key_of, min(len(rows), query.size)), is_capped=True)
    return page_of(rows, query, _key_of, stored.count(work, wanted))


def narrow(work: Work, query: ListQuery) -> Matching:
    """The same question as a whole list: for totals, files and bulk changes."""
    wanted = _filter(work, query)
    chosen = BILLS.sort(query.sort)
    if chosen is None:
        raise Invalid({"sort": f"Bills are sorted by {' or '.join(BillSort)}."})
    if wanted is None:
        return Matching((), {}, chosen, is_none=True)
    base: LiteralString = PLACES[wanted.place][0]
    return Matching(wanted.conditions(stored.SOUGHT_ANYWHERE), wanted.params, chosen, base=base)


BILLS: Final = Listing(
    noun="bill",
    nouns="bills",
    permission=Permission.BILL_READ,
    row=BillRow,
    base=PLACES["no"][0],
    alias="b",
    key=("b.period", "b.bill_id"),
    joins=JOINS,
    file_joins=FILE_JOINS,
    fields=FIELDS,
    sorts=SORTS,
    filters=FILTERS,
    narrow=narrow,
    scope=scope_of_bills,
    pager=page,
)


def latest_for_account(work: Work, account_id: int) -> BillRow | None:
    """The newest issued bill of an account, or None."""
    work.require(Permission.BILL_READ)
    wanted = Filter({"account_ids": [account_id]}, is_issued_only=True, place="all")
    found = stored.rows(work, wanted, [Span((), stored.NEWEST)], 1)
    return found[0] if found else None


def period_choices(work: Work) -> tuple[date, ...]:
    """The months that have a run, newest first."""
    work.require(Permission.BILL_READ)
    return tuple(stored.periods(work))


def _key_of(row: BillRow) -> tuple[date, int, int]:
    return row.period, row.area_id, row.bill_id


def _read_key(text: str | None) -> _Key | None:
    if not text:
        return None
    period, area_id, bill_id = decode_key(text, 3)
    if isinstance(area_id, int) and isinstance(bill_id, int):
        return _Key(month.parse(str(period), "after"), area_id, bill_id)
    raise Invalid({"after": "This link to a page is damaged; start again from the first page."})


def _filter(work: Work, query: ListQuery) -> Filter | None:
    """The conditions of what is asked for; None when it can have no rows."""
    unknown = sorted(set(query.filters) - {each.name for each in FILTERS})
    if unknown:
        raise Invalid({unknown[0]: f"Bills cannot be filtered by {unknown[0]}."})
    found = [each.read(work, query.filters[each.name]) for each in PLAIN if query.filters.get(each.name)]
    params: dict[str, object] = {"today": work.today}
    for each in found:
        params |= each.params
    if query.filters.get("period"):
        params["period"] = month.parse(query.filters["period"])
    if not _add_run(work, query, params) or not _add_rights(work, query, params):
        return None
    if sought(query.search).code_from is not None and not _add_search(work, query.search, params):
        return None
    is_consumer = work.actor.account_id is not None
    return Filter(params, tuple(each.sql for each in found), is_issued_only=is_consumer, place=place_of(work, query))


def _add_run(work: Work, query: ListQuery, params: dict[str, object]) -> bool:
    run = _number(query.filters, "run")
    if run is None:
        return True
    period = period_of_run(work, run)
    if period is None or params.get("period", period) != period:
        return False
    params |= {"run_id": run, "period": period}
    return True


def _add_rights(work: Work, query: ListQuery, params: dict[str, object]) -> bool:
    area = _number(query.filters, "area")
    if area is not None:
        params["area_path"] = areas.get(work, area).path
    own = work.actor.account_id
    account = _number(query.filters, "account")
    if own is not None and account not in (None, own):
        return False
    if account is not None or own is not None:
        params["account_ids"] = [account or own]
    elif work.actor.area_ids is not None:
        params["own_area_ids"] = list(work.actor.area_ids)
    return True


def _number(filters: Mapping[str, str], name: str) -> int | None:
    text = filters.get(name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid({name: f"Choose the {name} from the list."})
    return int(text)


def _add_search(work: Work, text: str, params: dict[str, object]) -> bool:
    """Add what was searched to the parameters; False when nothing can match."""
    number = parse_bill_no(text)
    if number is not None:
        if params.get("period", number[0]) != number[0]:
            return False
        params |= {"period": number[0], "bill_id": number[1]}
        return True
    bounds = sought_params(work, text)
    if "account_ids" in params:
        # The bills of one account are few: each is checked.
        params |= bounds
        return True
    found = sought_accounts(work, bounds, FEW_ACCOUNTS + 1)
    if len(found) <= FEW_ACCOUNTS:
        params["account_ids"] = found
    else:
        params |= bounds
    return bool(found)


def _spans(work: Work, wanted: Filter, query: ListQuery) -> Iterator[Span]:
    key, is_back = _read_key(query.after or query.before), bool(query.before)
    is_in_areas = any(wanted.params.get(name) is not None for name in ("area_path", "own_area_ids"))
    if query.sort == BillSort.AREA:
        starts = () if key is None else (stored.AREA_ORDER_BEFORE if is_back else stored.AREA_ORDER_AFTER,)
        order = stored.AREA_BACK if is_back else stored.AREA
        yield Span(starts, order, {} if key is None else key.params())
    elif is_in_areas and "account_ids" not in wanted.params and "bill_id" not in wanted.params:
        yield from _spans_in_areas(work, wanted, key, is_back=is_back)
    else:
        starts = () if key is None else (stored.NEWER_THAN if is_back else stored.OLDER_THAN,)
        order = stored.NEWEST_BACK if is_back else stored.NEWEST
        yield Span(starts, order, {} if key is None else key.params())


def _spans_in_areas(work: Work, wanted: Filter, key: _Key | None, *, is_back: bool) -> Iterator[Span]:
    """Period by period; the key's own period begins with the rest of the key's area, then the areas after it."""
    order: LiteralString = stored.NEWEST_IN_AREAS_BACK if is_back else stored.NEWEST_IN_AREAS
    chosen = wanted.params.get("period")
    months = [chosen] if isinstance(chosen, date) else list(stored.periods(work))
    for period in reversed(months) if is_back else months:
        own: dict[str, object] = {"span_period": period}
        if key is None or (period > key.period if is_back else period < key.period):
            yield Span((stored.IN_PERIOD,), order, own)
        elif period == key.period:
            own |= key.params()
            bills = stored.BILLS_ABOVE if is_back else stored.BILLS_BELOW
            yield Span((stored.IN_PERIOD, stored.IN_AREA, bills), order, own)
            others = stored.AREAS_ABOVE if is_back else stored.AREAS_BELOW
            yield Span((stored.IN_PERIOD, others), order, own)
