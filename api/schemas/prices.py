"""Tariffs, their dated versions, and trying one out."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from api.schemas.shapes import Exact, In, Out, Text
from utils import month


class TariffOut(Out):
    """Named price rules; `effective_from` is that of the newest version."""

    tariff_id: int
    code: str
    name: str
    service_kind: str
    version_count: int
    effective_from: date | None


class TariffVersionBrief(Out):
    """One dated version; without an area it counts everywhere."""

    version_id: int
    version_no: int
    effective_from: date
    area_id: int | None
    area_name: str | None
    source: str
    created_at: datetime
    created_by_name: str | None


class TariffFull(Out):
    """A tariff with its versions, the newest first."""

    tariff: TariffOut
    versions: list[TariffVersionBrief]


class PriceRow(Out):
    """One row of a version's table."""

    label: str
    applies_to: str
    part: str
    price: str


class TariffVersionFull(TariffVersionBrief):
    """A version in words, as a table and as the definition that prices."""

    tariff_code: str
    tariff_name: str
    service_kind: str
    sentences: list[str]
    rows: list[PriceRow]
    definition: Mapping[str, Any]


def _attribute(value: object) -> object:
    if isinstance(value, float):
        value = Decimal(str(value))
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if is_number and not (Decimal(str(value)).is_finite() and abs(Decimal(str(value))) < 10**12):
        raise ValueError("This number is too large.")
    if not is_number and not (isinstance(value, str) and len(value) <= 200 and "\x00" not in value):
        raise ValueError("An attribute is a number, or a text of at most 200 characters.")
    return value


def _month(value: object) -> object:
    if isinstance(value, str):
        try:
            return month.parse(value)
        except Exception as error:
            raise ValueError(str(error)) from error
    raise ValueError("Write the period as year and month, for example 2026-09.")


Attribute = Annotated[Any, BeforeValidator(_attribute), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}]})]
MonthIn = Annotated[
    date, BeforeValidator(_month), WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$", "examples": ["2026-09"]})
]


class ProrationIn(In):
    """Served on `days` of the `of_days` days of the period."""

    days: int = Field(ge=0, le=400)
    of_days: int = Field(ge=1, le=400)


class PriceQuestion(In):
    """What one account used in one period; nothing of it is saved."""

    period: MonthIn = Field(description="The month in which the period ends.")
    quantity: Exact | None = Field(None, description="The main quantity; null means that it was not measured.")
    unit: Text = Field("", max_length=40)
    attributes: dict[Text, Attribute] = Field(
        default_factory=dict, max_length=50, description="What conditions ask for, for example category and size_marla."
    )
    days: int = Field(1, ge=1, le=400, description="For what is priced per day.")
    proration: ProrationIn | None = None
    measures: dict[Text, Exact] = Field(default_factory=dict, max_length=20, description="Further quantities by name.")


class PriceLineOut(Out):
    """One priced component with the rule it came from, in words and as arithmetic."""

    code: str
    label: str
    quantity: Exact
    unit: str
    rate: Exact
    multiplier: Exact
    tier: int | None
    season: str | None
    amount: Exact
    rule: str
    arithmetic: str


class PriceAnswer(Out):
    """The lines and their sum, or in `uncovered` why the version has no price for this."""

    total: Exact
    uncovered: str | None
    lines: list[PriceLineOut]
