"""The address of a list and what it asks for: everything that a browser shows is in its URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from components.markup import address
from services.paging import ListQuery

SIZES: Final = (25, 50, 100, 200)
LONGEST_SEARCH: Final = 100
_SEARCH, _SORT, _SIZE, _AFTER, _BEFORE, _FROM = "q", "sort", "size", "after", "before", "from"
_COLUMNS, _VIEW = "cols", "view"
PLACE: Final = frozenset({_AFTER, _BEFORE, _FROM})


@dataclass(frozen=True)
class Asked:
    """A list as its address asks for it; `params` holds what is worth keeping in the address."""

    path: str
    query: ListQuery
    params: Mapping[str, str]
    first: int

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns asked for by name, in order; none where the usual ones are."""
        return tuple(name for name in self.params.get(_COLUMNS, "").split(",") if name)

    @property
    def kept(self) -> Mapping[str, str]:
        """What a saved view keeps: everything but the place in the list."""
        return {name: value for name, value in self.params.items() if name not in PLACE | {_VIEW}}

    def href(self, **changes: str | None) -> str:
        """The same list changed (None removes), from its first page again."""
        kept = {name: value for name, value in self.params.items() if name not in PLACE}
        return address(self.path, {**kept, **changes})

    def href_next(self, key: str, shown: int) -> str:
        """The page after the rows shown."""
        return self.href(**{_AFTER: key, _FROM: str(self.first + shown)})

    def href_previous(self, key: str) -> str:
        """The page before the rows shown."""
        first = self.first - self.query.size
        return self.href() if first <= 1 else self.href(**{_BEFORE: key, _FROM: str(first)})

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter leaves rows out."""
        return bool(self.query.search or self.query.filters)

    @property
    def hidden_fields(self) -> Mapping[str, str]:
        """What the search form must carry along."""
        dropped = PLACE | {_SEARCH}
        return {name: value for name, value in self.params.items() if name not in dropped}


def read(
    path: str,
    params: Mapping[str, str],
    filters: Sequence[str],
    sorts: Sequence[str],
    defaults: Mapping[str, str] | None = None,
    size: int = 50,
) -> Asked:
    """Read an address; what it gets wrong (a made-up sort or size) is left out rather than refused."""
    known = {*filters, *PLACE, _SEARCH, _SORT, _SIZE, _COLUMNS, _VIEW}
    kept = {name: value for name, value in params.items() if name in known and value and len(value) <= 500}
    if kept.get(_SORT) not in sorts:
        kept.pop(_SORT, None)
    if not _is_size(kept.get(_SIZE, "")):
        kept.pop(_SIZE, None)
    if _AFTER in kept:
        kept.pop(_BEFORE, None)
    chosen = {**(defaults or {}), **{name: kept[name] for name in filters if name in kept}}
    first = kept.get(_FROM, "")
    query = ListQuery(
        search=kept.get(_SEARCH, "").strip()[:LONGEST_SEARCH],
        filters={name: value for name, value in chosen.items() if value != ANY},
        sort=kept.get(_SORT, sorts[0] if sorts else ""),
        after=kept.get(_AFTER),
        before=kept.get(_BEFORE),
        size=int(kept.get(_SIZE, size)),
    )
    is_later = bool(query.after or query.before) and first.isdecimal() and len(first) < 10
    return Asked(path, query, kept, max(int(first), 1) if is_later else 1)


ANY: Final = "any"
"""What a filter with a default holds in the address when everything is wanted."""


def _is_size(text: str) -> bool:
    return text.isdecimal() and int(text) in SIZES
