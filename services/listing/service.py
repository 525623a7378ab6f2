"""Asking lists: pages, counts, totals and whole files of the same question."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, LiteralString, TypeVar

from services.listing import repository
from services.listing.filters import Condition
from services.listing.models import Field, Listing, Matching, Sort, Totals
from services.paging import COUNT_LIMIT, ListQuery, Page, decode_key, page_of
from services.work import Work
from utils.errors import Invalid

Row = TypeVar("Row")

LONGEST_SEARCH: Final = 100


def page(work: Work, listing: Listing[Row], query: ListQuery) -> Page[Row]:
    """One page of a list. Raises Forbidden, Invalid (by filter, sort or key), NotFound for an area that is none."""
    if listing.pager is not None:
        return listing.pager(work, query)
    wanted = matching(work, listing, query)

    def key_of(row: Row) -> list[str | int | date]:
        return [_plain(getattr(row, attribute)) for _, attribute in wanted.sort.by]

    if wanted.is_none:
        return page_of([], query, key_of, 0)
    edge = query.before or query.after
    key = decode_key(edge, len(wanted.sort.by)) if edge else None
    found = repository.rows(work, listing, wanted, key, is_back=bool(query.before), limit=query.size + 1)
    if not edge and len(found) <= query.size:
        counted = len(found)
    else:
        counted = repository.count(work, listing, wanted) if query.is_counted else COUNT_LIMIT + 1
    return page_of(found, query, key_of, counted)


def totals(work: Work, listing: Listing[Any], query: ListQuery) -> Totals:
    """The sums over every row that matches. Reads them all: meant for lists whose count is not capped."""
    wanted = matching(work, listing, query)
    summed = [each for each in listing.fields if each.is_summed]
    if wanted.is_none:
        return Totals(0, {each.name: Decimal(0) for each in summed})
    count, sums = repository.sums(work, listing, wanted, summed)
    return Totals(count, {each.name: value for each, value in zip(summed, sums, strict=True)})


def count(work: Work, listing: Listing[Any], query: ListQuery) -> tuple[int, bool]:
    """How many rows match, up to 10,000, and whether there are more."""
    wanted = matching(work, listing, query)
    found = 0 if wanted.is_none else repository.count(work, listing, wanted)
    return min(found, COUNT_LIMIT), found > COUNT_LIMIT


def count_all(work: Work, listing: Listing[Any], query: ListQuery) -> int:
    """How many rows match, all of them counted: for files, not for screens."""
    wanted = matching(work, listing, query)
    return 0 if wanted.is_none else repository.count_all(work, listing, wanted)


def expect_many(work: Work) -> None:
    """Before a long list is read whole: measured on 194,000 bills, a third of the time. Holds for this transaction."""
    repository.expect_many(work)


def chosen_fields(listing: Listing[Any], names: Sequence[str]) -> list[Field]:
    """The fields of these names in their order; every field without any. Raises Invalid for one that is none."""
    wrong = [name for name in names if listing.field(name) is None]
    if wrong:
        raise Invalid({"columns": f"A list of {listing.nouns} has no column {wrong[0]}."})
    return [found for name in names if (found := listing.field(name))] or list(listing.fields)


def copied(
    work: Work, listing: Listing[Any], query: ListQuery, names: Sequence[str] = (), *, is_for_cells: bool = False
) -> Generator[bytes, None, None]:
    """Every matching row as CSV in UTF-8 with a header, streamed; a text that would be a formula begins with an apostrophe.

    `is_for_cells` are the same texts as they are, and no header: for what gives each a cell of its kind.
    """
    fields = chosen_fields(listing, names)
    return repository.copied(work, listing, matching(work, listing, query), fields, is_for_cells=is_for_cells)


def selection(
    work: Work, listing: Listing[Any], query: ListQuery, columns: Sequence[LiteralString]
) -> tuple[LiteralString, Mapping[str, object]]:
    """A SELECT of expressions over every matching row and its parameters, for a repository to put inside a statement."""
    wanted = matching(work, listing, query)
    return repository.statement(listing, wanted, columns), wanted.params


def described(work: Work, listing: Listing[Any], query: ListQuery) -> list[tuple[str, str]]:
    """What narrows and orders the list in words: ('State', 'Issued, Partly paid'). Raises Invalid."""
    found = [("Search", query.search.strip())] if query.search.strip() else []
    known = {each.name: each for each in listing.filters}
    for name, text in query.filters.items():
        if text and name in known:
            found.append((known[name].label, known[name].describe(work, text)))
    left_out = listing.scope(work, query).left_out if listing.scope is not None else ""
    if left_out:
        found.append(("Left out", left_out))
    order = _sort(listing, query)
    return [*found, ("Order", order.label)]


def matching(work: Work, listing: Listing[Any], query: ListQuery) -> Matching:
    """The conditions of a question, rights included. Raises Forbidden, Invalid, NotFound."""
    work.require(listing.permission)
    if listing.narrow is not None:
        found = listing.narrow(work, query)
        # Said in the statement as well: what reads whole lists must not take no condition for every row.
        return replace(found, conditions=(*found.conditions, "false")) if found.is_none else found
    sort = _sort(listing, query)
    found = [*_rights(work, listing), *_narrowed(work, listing, _asked(listing, query))]
    text = query.search.strip()[:LONGEST_SEARCH]
    if text and listing.search is not None:
        found.append(listing.search(work, text))
    params: dict[str, object] = {}
    for each in found:
        params |= each.params
    base: LiteralString = "" if listing.scope is None else listing.scope(work, query).base
    said = [each for each in found if each.sql]
    return Matching(
        [each.sql for each in said], params, sort, any(each.is_none for each in found), base,
        [each.counted or each.sql for each in said],
    )  # fmt: skip


def _sort(listing: Listing[Any], query: ListQuery) -> Sort:
    found = listing.sort(query.sort)
    if found is None:
        keys = ", ".join(each.key for each in listing.sorts)
        raise Invalid({"sort": f"{listing.nouns.capitalize()} are sorted by one of: {keys}."})
    return found


def _asked(listing: Listing[Any], query: ListQuery) -> Mapping[str, str]:
    return {**listing.defaults, **{name: text for name, text in query.filters.items() if text or name not in listing.defaults}}


def _narrowed(work: Work, listing: Listing[Any], asked: Mapping[str, str]) -> Iterator[Condition]:
    known = {each.name: each for each in listing.filters}
    for name, text in asked.items():
        if name not in known:
            raise Invalid({name: f"{listing.nouns.capitalize()} cannot be filtered by {name}."})
        if text:
            yield known[name].read(work, text)


def _rights(work: Work, listing: Listing[Any]) -> Iterator[Condition]:
    if listing.areas and work.actor.area_ids is not None:
        own = {"own_area_ids": list(work.actor.area_ids)}
        yield Condition(listing.areas + " = ANY (%(own_area_ids)s::bigint[])", own)
    if listing.account and work.actor.account_id is not None:
        yield Condition(listing.account + " = %(own_account_id)s", {"own_account_id": work.actor.account_id})
    if listing.reach is not None:
        yield listing.reach(work)


def _plain(value: object) -> str | int | date:
    return value if isinstance(value, str | int | date) else str(value)
