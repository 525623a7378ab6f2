"""What a list is: its fields, its orders, and the statement that a question to it becomes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final, Generic, LiteralString, TypeVar

from services.listing.filters import Condition, Filter
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.work import Work

Row = TypeVar("Row")


class Kind(StrEnum):
    """What a field holds, which decides how it is written on a screen, in a file and in a cell of a workbook."""

    TEXT = "text"
    CODE = "code"
    PHONE = "phone"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    MONTH = "month"
    CHOICE = "choice"
    FLAG = "flag"
    DEGREES = "degrees"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a row: `name` is its attribute, `sql` its expression, `heading` what files call it.

    `is_summed` puts its sum below the list; `is_in_files_only` are those that a row on the screen has not. What
    `is_made` by Suthra begins with a letter or a digit, and so never a formula.
    """

    name: LiteralString
    label: str
    kind: Kind
    sql: LiteralString
    heading: LiteralString = ""
    is_summed: bool = False
    is_in_files_only: bool = False
    is_made: bool = False

    @property
    def file_heading(self) -> LiteralString:
        """The name that files give it."""
        return self.heading or self.name


@dataclass(frozen=True, slots=True)
class Sort:
    """An order: `by` is (expression, attribute of the row), the last of them unique within the organization.

    All run in one direction, so that a row of values is a place in the list.
    """

    key: str
    label: str
    by: Sequence[tuple[LiteralString, str]]
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Matching:
    """The conditions that a question becomes; `sort` is the order it asks for. `is_none` means that no row can match.

    `base` is where to look when that is not the listing's own table, `counted` the conditions as a count reads them best.
    """

    conditions: Sequence[LiteralString]
    params: Mapping[str, object]
    sort: Sort
    is_none: bool = False
    base: LiteralString = ""
    counted: Sequence[LiteralString] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a question looks: the base instead of the listing's own, and in words what that leaves out."""

    base: LiteralString
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many rows match and the sums of what is summed among them, by the name of the field."""

    count: int
    sums: Mapping[str, Decimal]


NO_IDS: Final[Sequence[tuple[LiteralString, LiteralString]]] = ()


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """One list of records, said once for screens, files, bulk changes and the API.

    `base` is the table, `alias` its name in every expression and `key` its primary key after org_id. Conditions and
    orders read the base alone; `joins` is what the fields need beside it, `file_joins` those that are in files only.
    `ids` are attributes of a row that are no fields.
    `areas` and `account` are the columns that a person's rights reach: row level security holds them, said
    again so that an index is used. `search` says what a typed text means. `defaults` are filters that hold as long as
    the question says nothing else of them. `narrow` replaces filters, search and rights
    for a noun with its own ways, `pager` how a page of it is found. `scope` says where a question looks, for a noun whose
    rows lie in several tables. `reach` is what the rights of a person reach where no column of the base says it.
    """

    noun: str
    nouns: str
    permission: Permission
    row: type[Row]
    base: LiteralString
    alias: LiteralString
    key: Sequence[LiteralString]
    fields: Sequence[Field]
    sorts: Sequence[Sort]
    filters: Sequence[Filter]
    joins: LiteralString = ""
    file_joins: LiteralString = ""
    ids: Sequence[tuple[LiteralString, LiteralString]] = NO_IDS
    areas: LiteralString = ""
    account: LiteralString = ""
    search: Callable[[Work, str], Condition] | None = None
    narrow: Callable[[Work, ListQuery], Matching] | None = None
    pager: Callable[[Work, ListQuery], Page[Row]] | None = None
    scope: Callable[[Work, ListQuery], Scope] | None = None
    reach: Callable[[Work], Condition] | None = None
    defaults: Mapping[str, str] = field(default_factory=dict[str, str])

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((each for each in self.fields if each.name == name), None)

    def sort(self, key: str) -> Sort | None:
        """The order of that key; the usual one for ''."""
        return self.sorts[0] if not key else next((each for each in self.sorts if each.key == key), None)
