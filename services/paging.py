"""One page of a list, by key: what is asked and what comes back."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Generic, TypeAlias, TypeVar

from utils.errors import Invalid

COUNT_LIMIT: Final = 10_000
MAX_SIZE: Final = 200
DAMAGED: Final = "This link to a page is damaged; start again from the first page."

Key: TypeAlias = list[str | int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list is asked for; `after` and `before` are keys that an earlier page gave.

    Where `is_counted` is false a list may leave the count out: it then says how many rows the page has, capped.
    """

    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict[str, str])
    sort: str = ""
    after: str | None = None
    before: str | None = None
    size: int = 50
    is_counted: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.size <= MAX_SIZE:
            raise Invalid({"size": f"A page holds 1 to {MAX_SIZE} rows."})
        if self.after and self.before:
            raise Invalid({"after": "Ask for the rows after a key or before one, not both."})


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Up to `size` rows; the keys lead to the neighbours and are None where there is none.

    `count` is exact up to 10,000; beyond, `is_capped` is true and it says 10,000.
    """

    rows: tuple[T, ...]
    next_key: str | None
    previous_key: str | None
    count: int
    is_capped: bool


def encode_key(values: Sequence[str | int | date]) -> str:
    """Pack the sort values of a row into an opaque text that is safe in a URL."""
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def decode_key(text: str, length: int) -> Key:
    """Unpack a key of `length` values; raises Invalid when it is not one this program gave."""
    try:
        values: object = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != length:  # pyright: ignore[reportUnknownArgumentType]
        raise Invalid({"after": DAMAGED})
    checked: Key = []
    for value in values:  # pyright: ignore[reportUnknownVariableType]
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise Invalid({"after": DAMAGED})
        if isinstance(value, int) and abs(value) >= 2**63:
            raise Invalid({"after": DAMAGED})
        checked.append(value)
    return checked


def decode_id(text: str | None) -> int | None:
    """Unpack a key that is one id, or nothing; raises Invalid like `decode_key`."""
    if not text:
        return None
    value = decode_key(text, 1)[0]
    if not isinstance(value, int):
        raise Invalid({"after": DAMAGED})
    return value


def chosen_id(query: ListQuery, name: str) -> int | None:
    """The id that a filter names, or None without that filter. Raises Invalid."""
    text = query.filters.get(name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid({name: f"Choose the {name} from the list."})
    return int(text)


def page_of(
    rows: Sequence[T], query: ListQuery, key: Callable[[T], Sequence[str | int | date]], counted: int
) -> Page[T]:
    """Make a page of up to size + 1 rows in reading direction; `counted` comes from a query capped at 10,001."""
    more = len(rows) > query.size
    kept = list(rows[: query.size])
    if query.before:
        kept.reverse()
    has_next = more if not query.before else True
    has_previous = more if query.before else bool(query.after)
    return Page(
        rows=tuple(kept),
        next_key=encode_key(key(kept[-1])) if kept and has_next else None,
        previous_key=encode_key(key(kept[0])) if kept and has_previous else None,
        count=min(counted, COUNT_LIMIT),
        is_capped=counted > COUNT_LIMIT,
    )


def page_of_all(
    rows: Sequence[T], query: ListQuery, key: Callable[[T], tuple[str, int]]
) -> Page[T]:
    """One page of a list short enough to be read whole; `key` (a text and an id) sorts it."""
    ordered = sorted(rows, key=key)
    if query.before:
        edge = _decode_place(query.before)
        wanted = [row for row in reversed(ordered) if key(row) < edge]
    elif query.after:
        edge = _decode_place(query.after)
        wanted = [row for row in ordered if key(row) > edge]
    else:
        wanted = ordered
    return page_of(wanted[: query.size + 1], query, key, len(ordered))


def _decode_place(text: str) -> tuple[str, int]:
    name, number = decode_key(text, 2)
    if not isinstance(name, str) or not isinstance(number, int):
        raise Invalid({"after": DAMAGED})
    return name, number
