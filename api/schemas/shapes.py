"""The pieces that all schemas share: exact numbers, texts that can be stored, pages and refusals."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from services.paging import MAX_SIZE, ListQuery, Page

LARGEST_ID: Final = 2**63 - 1
T = TypeVar("T", bound=BaseModel)

_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,6})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _plain_text(value: str) -> str:
    if "\x00" in value:
        raise ValueError("A text cannot hold the zero character.")
    return value


def _exact(value: object) -> object:
    """Take a number as text or as a whole number: a JSON fraction has lost its exact value before we see it."""
    if isinstance(value, Decimal):
        return value
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18 else value
    if not isinstance(text, str) or not _NUMBER.fullmatch(text.strip()):
        raise ValueError('Write the number as text with at most 18 digits and six decimals, for example "150.00".')
    return Decimal(text.strip())


def _day(value: object) -> object:
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("Write a day as year-month-day, for example 2026-09-30.")


def _written(value: Decimal) -> str:
    return format(value, "f")


Text = Annotated[str, AfterValidator(_plain_text)]
"""Any text without the zero character, which Postgres cannot store."""
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Exact = Annotated[
    Decimal,
    BeforeValidator(_exact),
    PlainSerializer(_written, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]{1,18}(\.[0-9]{1,6})?$", "examples": ["150.00"]}),
]
"""A decimal number, written as text both ways so that nothing rounds it."""
Day = Annotated[date, BeforeValidator(_day)]
Period = Annotated[
    date,
    PlainSerializer(lambda value: value.strftime("%Y-%m"), return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$", "examples": ["2026-09"]}),
]
"""A month, written as year and month."""


Range = Annotated[Text | None, Field(max_length=60, description="A number, or from..to with either end: 100..500, 100.., ..500.")]
DayRange = Annotated[
    Text | None,
    Field(max_length=60, description="A day, from..to with either end, or last-7-days, this-month, last-month …"),
]


class Out(BaseModel):
    """An answer, read off the fields of a business object."""

    model_config = ConfigDict(from_attributes=True)


class In(BaseModel):
    """A body or a query: what is not known is refused, so that a misspelt word is never passed over."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def changes_of(body: In) -> dict[str, Any]:
    """What a change names, by field; its mark aside."""
    return {name: getattr(body, name) for name in body.model_fields_set - {"mark"}}


class ListParams(In):
    """What every list takes."""

    after: Text | None = Field(None, max_length=2000, description="`next` of an earlier answer: the rows after it.")
    before: Text | None = Field(None, max_length=2000, description="`previous` of an earlier answer: the rows before it.")
    size: int = Field(50, ge=1, le=MAX_SIZE, description="Rows a page.")

    def query(self) -> ListQuery:
        """The same question in the words of the business; what was not asked for is left out."""
        asked = self.model_dump(exclude={"after", "before", "size"}, exclude_none=True, mode="json")
        search, sort = str(asked.pop("search", "")), str(asked.pop("sort", ""))
        filters = {name: str(value) for name, value in asked.items() if value != ""}
        return ListQuery(search, filters, sort, self.after or None, self.before or None, self.size)


class SearchParams(ListParams):
    """What a list takes that can be searched."""

    search: Text = Field("", max_length=200, description="What to look for: a code, or the beginning of a name or number.")


class Rows(BaseModel, Generic[T]):
    """One page of a list."""

    rows: list[T]
    next: str | None = Field(description="Give it as `after` for the next page; null on the last.")
    previous: str | None = Field(description="Give it as `before` for the page before; null on the first.")
    count: int = Field(description="How many rows match, counted up to 10,000.")
    is_capped: bool = Field(description="Whether more match than were counted.")


class Refusal(BaseModel):
    """Why something was refused."""

    code: str = Field(description="A fixed word for programs, for example `not_found`.")
    message: str = Field(description="A sentence for people that says what to do.")
    fields: dict[str, str] = Field(description="One sentence for each field that cannot be accepted.")
    reference: str | None = Field(description="What to tell support when the fault is ours.")


class RefusalAnswer(BaseModel):
    """The shape of every answer that is not a success."""

    error: Refusal


def rows_of(page: Page[Any], model: type[T], make: Callable[[Any], T] | None = None) -> Rows[T]:
    """A page of business objects as an answer."""
    convert = make or model.model_validate
    return Rows[model](
        rows=[convert(row) for row in page.rows],
        next=page.next_key,
        previous=page.previous_key,
        count=page.count,
        is_capped=page.is_capped,
    )
