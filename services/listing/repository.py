"""The statements of lists, put together from the constants that a listing holds."""

from collections.abc import Generator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, LiteralString, TypeVar

from services import caching
from services.listing.models import Field, Kind, Listing, Matching
from services.work import Work

Row = TypeVar("Row")

AND: Final = "\n    AND "
# With a number the planner knows how few rows are asked for, and may keep one plan for all values of the filters.
LIMITS: Final[Mapping[int, LiteralString]] = {26: " LIMIT 26", 51: " LIMIT 51", 101: " LIMIT 101", 201: " LIMIT 201"}
LIMIT: Final = " LIMIT %(limit)s"
PLACES: Final = ("%(key_0)s", "%(key_1)s", "%(key_2)s", "%(key_3)s")
KEYS: Final = ("key_0", "key_1", "key_2", "key_3")
EXPECT_MANY: Final = "SELECT set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true)"
# Days and moments are written as the server is told to: year first, as to_char would more slowly.
YEAR_FIRST: Final = "SET LOCAL DateStyle = 'ISO, YMD'"

# How a file of text writes what a field holds.
AS_TEXT: Final[Mapping[Kind, tuple[LiteralString, LiteralString]]] = {
    Kind.TEXT: ("", ""),
    Kind.CODE: ("", ""),
    Kind.PHONE: ("", ""),
    Kind.MONEY: ("", ""),
    Kind.NUMBER: ("trim_scale(", ")"),
    Kind.DATE: ("", ""),
    Kind.MOMENT: ("date_trunc('second', ", " AT TIME ZONE %(time_zone)s)"),
    Kind.MONTH: ("left((", ")::text, 7)"),
    Kind.CHOICE: ("", ""),
    Kind.FLAG: ("CASE WHEN ", " THEN 'yes' ELSE 'no' END"),
    Kind.DEGREES: ("", ""),
}
# What people typed, which must begin no formula.
TYPED: Final = frozenset({Kind.TEXT, Kind.CODE})


def rows(
    work: Work, listing: Listing[Row], wanted: Matching, key: Sequence[object] | None, *, is_back: bool, limit: int
) -> list[Row]:
    """Up to `limit` rows after (or, going back, before) a key, in the direction of reading."""
    params: dict[str, object] = {**wanted.params, "limit": limit}
    conditions = list(wanted.conditions)
    if key is not None:
        is_up = wanted.sort.is_descending == is_back
        place = ", ".join(PLACES[: len(key)])
        conditions.append("(" + _by(wanted) + (") > (" if is_up else ") < (") + place + ")")
        # As texts, which take the type of the column beside them or are refused as damaged.
        params |= {f"key_{n}": str(value) for n, value in enumerate(key)}
    order = _order(wanted, is_back=is_back)
    page = "SELECT " + ", ".join(listing.key) + _from(listing, wanted) + _where(listing, conditions) + order
    named = KEYS[: len(listing.key)]
    on: LiteralString = "".join([" AND " + column + " = " + name for column, name in zip(listing.key, named, strict=True)])
    most: LiteralString = LIMITS.get(limit, LIMIT)
    sql = (
        "WITH page (" + ", ".join(named) + ") AS MATERIALIZED (" + page + most + ")\nSELECT " + _columns(listing)
        + "\nFROM page JOIN " + _base(listing, wanted) + " ON " + listing.alias + ".org_id = %(org_id)s" + on
        + listing.joins + order
    )  # fmt: skip
    return work.all(listing.row, sql, **params)


def count(work: Work, listing: Listing[Any], wanted: Matching) -> int:
    """How many rows match, counted up to 10,001, or what was counted for the same rights within five seconds."""
    inner = "SELECT" + _from(listing, wanted) + _where(listing, wanted.counted or wanted.conditions) + " LIMIT 10001"
    return caching.asked(work, "SELECT count(*) FROM (" + inner + ") counted", wanted.params)


def count_all(work: Work, listing: Listing[Any], wanted: Matching) -> int:
    """How many rows match."""
    return work.scalar("SELECT count(*)" + _from(listing, wanted) + _where(listing, wanted.conditions), **wanted.params)


def sums(work: Work, listing: Listing[Any], wanted: Matching, fields: Sequence[Field]) -> tuple[int, list[Decimal]]:
    """How many rows match and the sum of each field among them; every matching row is read."""
    columns: list[LiteralString] = ["coalesce(sum(" + each.sql + "), 0)" for each in fields]
    chosen: LiteralString = "SELECT " + ", ".join(["count(*)", *columns])
    sql = chosen + _from(listing, wanted) + listing.joins + _where(listing, wanted.conditions)
    row = work.execute(sql, **wanted.params).fetchone()
    return (row[0], list(row[1:])) if row else (0, [])


def expect_many(work: Work) -> None:
    """Until this transaction ends joins read tables whole: behind row level security the planner expects few rows."""
    work.execute(EXPECT_MANY)


def statement(
    listing: Listing[Any], wanted: Matching, columns: Sequence[LiteralString], *, is_file: bool = False
) -> LiteralString:
    """The SELECT of chosen expressions over every matching row, in order; its parameters are those of `wanted`."""
    joins: LiteralString = listing.joins + listing.file_joins if is_file else listing.joins
    return (
        "SELECT " + ", ".join(columns) + _from(listing, wanted) + joins + _where(listing, wanted.conditions)
        + _order(wanted, is_back=False)
    )  # fmt: skip


def copied(
    work: Work, listing: Listing[Any], wanted: Matching, fields: Sequence[Field], *, is_for_cells: bool
) -> Generator[bytes, None, None]:
    """CSV in UTF-8, row by row: with a header and no live formula, or `is_for_cells` the bare texts."""
    columns: list[LiteralString] = [
        _named(_as_text(each) if is_for_cells else _guarded(each), each.file_heading) for each in fields
    ]
    chosen = statement(listing, wanted, columns, is_file=_needs_file_joins(fields))
    form: LiteralString = "" if is_for_cells else "HEADER, "
    sql = "COPY (" + chosen + ") TO STDOUT (FORMAT csv, " + form + "ENCODING 'UTF8')"
    params = {"org_id": work.org_id, "now": work.now, "time_zone": work.actor.time_zone, **wanted.params}
    work.execute(YEAR_FIRST)
    with work.connection.cursor() as cursor, cursor.copy(sql, params) as out:
        for piece in out:
            yield bytes(piece)


def _needs_file_joins(fields: Sequence[Field]) -> bool:
    return any(each.is_in_files_only for each in fields)


def _from(listing: Listing[Any], wanted: Matching) -> LiteralString:
    return "\nFROM " + _base(listing, wanted)


def _base(listing: Listing[Any], wanted: Matching) -> LiteralString:
    return wanted.base or listing.base


def _where(listing: Listing[Any], conditions: Sequence[LiteralString]) -> LiteralString:
    return "\nWHERE " + listing.alias + ".org_id = %(org_id)s" + "".join([AND + each for each in conditions])


def _columns(listing: Listing[Any]) -> LiteralString:
    found: list[LiteralString] = []
    for each in listing.fields:
        if not each.is_in_files_only:
            found.append(_named(each.sql, each.name))
    for sql, name in listing.ids:
        found.append(_named(sql, name))
    return ", ".join(found)


def _named(sql: LiteralString, name: LiteralString) -> LiteralString:
    return sql + " AS " + name


def _as_text(field: Field) -> LiteralString:
    before, after = AS_TEXT[field.kind]
    return before + field.sql + after


def _guarded(field: Field) -> LiteralString:
    text = _as_text(field)
    return "cell(" + text + ")" if field.kind in TYPED and not field.is_made else text


def _by(wanted: Matching) -> LiteralString:
    return ", ".join([sql for sql, _ in wanted.sort.by])


def _order(wanted: Matching, *, is_back: bool) -> LiteralString:
    direction: LiteralString = " DESC" if wanted.sort.is_descending != is_back else ""
    return "\nORDER BY " + ", ".join([sql + direction for sql, _ in wanted.sort.by])
