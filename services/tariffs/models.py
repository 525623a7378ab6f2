"""A tariff version as data: ordered components, each of one shape."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, TypeAlias

ZERO = Decimal(0)
ONE = Decimal(1)


class ComponentKind(StrEnum):
    """The shapes a component can have; each has one calculator."""

    QUANTITY = "quantity"
    ALLOWANCE = "allowance"
    TIERS = "tiers"
    RATE = "rate"
    FLAT = "flat"
    SEASON = "season"
    MINIMUM = "minimum"
    FEE = "fee"
    PERCENTAGE = "percentage"
    EXEMPTION = "exemption"
    TAX = "tax"
    ROUNDING = "rounding"


class TierMethod(StrEnum):
    """Graduated prices each slice at its own tier; volume prices the whole quantity at the tier it reaches."""

    GRADUATED = "graduated"
    VOLUME = "volume"


class TierConvention(StrEnum):
    """How tier edges are written: cumulative upper bounds, the first unit of each tier, or widths by formula."""

    UPTO = "upto"
    START = "start"
    WIDTH = "width"


class Per(StrEnum):
    """Whether a quantity or an allowance counts once a period or again each day."""

    PERIOD = "period"
    DAY = "day"


class Direction(StrEnum):
    """Which way a number goes to a multiple of a step."""

    HALF_UP = "half_up"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class OneOf:
    """The attribute, as text, is one of these values."""

    attribute: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The attribute is a number over `over` and up to and including `upto`; None is an open end."""

    attribute: str
    over: Decimal | None
    upto: Decimal | None


Condition: TypeAlias = OneOf | Band
When: TypeAlias = tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentBase:
    """What every component has; it applies where all conditions of `when` hold."""

    code: str
    label: str
    when: When = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityRule(ComponentBase):
    """Brings the measured quantity to a multiple of `step` before anything else ("whole units")."""

    kind: ClassVar = ComponentKind.QUANTITY
    step: Decimal
    direction: Direction = Direction.DOWN
    measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance(ComponentBase):
    """So many units free, per period or each day, for the usage components named in `of` (empty: all of the measure)."""

    kind: ClassVar = ComponentKind.ALLOWANCE
    amount: Decimal
    per: Per = Per.PERIOD
    measure: str = ""
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """`times` multiplied by the account's attributes named in `of`; "days" is the number of days of the period."""

    times: Decimal
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier: its rate, and its edge in the convention of its component. `lower` is optional and then checked."""

    rate: Decimal
    lower: Decimal | None = None
    upto: Decimal | None = None
    start: Decimal | None = None
    width: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageBase(ComponentBase):
    """A charge on a quantity. `measure` "" is the main one; `share` takes a part of it (sewer as a share of water)."""

    unit: str = "unit"
    measure: str = ""
    per: Per = Per.PERIOD
    share: Decimal = ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class TieredUsage(UsageBase):
    """A charge by tiers; the widths shrink with the days served where `is_prorated`."""

    kind: ClassVar = ComponentKind.TIERS
    tiers: tuple[Tier, ...]
    method: TierMethod = TierMethod.GRADUATED
    convention: TierConvention = TierConvention.UPTO
    is_prorated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedUsage(UsageBase):
    """A charge of one rate per unit."""

    kind: ClassVar = ComponentKind.RATE
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of amounts: where all of `when` holds, this amount."""

    when: When
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBase(ComponentBase):
    """An amount looked up by any attributes; shrinks with the days served where `is_prorated`."""

    rows: tuple[Row, ...]
    is_prorated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatCharge(TableBase):
    """The price itself, by attributes: it covers an account, and the minimum counts it."""

    kind: ClassVar = ComponentKind.FLAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee(TableBase):
    """A fixed fee beside the price, one amount or by attributes such as the meter size."""

    kind: ClassVar = ComponentKind.FEE


@dataclass(frozen=True, slots=True)
class Season:
    """Months 1-12 and what usage is multiplied by in them."""

    name: str
    months: tuple[int, ...]
    multiplier: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRule(ComponentBase):
    """Multiplies usage lines by the month in which the period ends; a month in no season counts once."""

    kind: ClassVar = ComponentKind.SEASON
    seasons: tuple[Season, ...]
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum(ComponentBase):
    """Tops the usage and flat lines up to `amount`."""

    kind: ClassVar = ComponentKind.MINIMUM
    amount: Decimal
    is_prorated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentBase(ComponentBase):
    """So many percent of the lines of the components named in `of` (empty: of all lines before it)."""

    percent: Decimal
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentage(PercentBase):
    """A line that is a percentage of other lines."""

    kind: ClassVar = ComponentKind.PERCENTAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption(PercentBase):
    """Takes a percentage off, 100 for all of it; never below a total of zero."""

    kind: ClassVar = ComponentKind.EXEMPTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax(PercentBase):
    """A percentage of the lines before it, other taxes left out unless named.

    Where `of` names charges, it must name their exemption too for the tax to be on what is left.
    """

    kind: ClassVar = ComponentKind.TAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding(ComponentBase):
    """One last line that brings the total to a multiple of `step`."""

    kind: ClassVar = ComponentKind.ROUNDING
    step: Decimal
    direction: Direction = Direction.HALF_UP


Usage: TypeAlias = TieredUsage | RatedUsage
Table: TypeAlias = FlatCharge | Fee
PercentLine: TypeAlias = Percentage | Exemption | Tax
Component: TypeAlias = QuantityRule | Allowance | Usage | Table | SeasonRule | Minimum | PercentLine | Rounding

STAGES: Mapping[ComponentKind, int] = {
    ComponentKind.QUANTITY: 0,
    ComponentKind.ALLOWANCE: 1,
    ComponentKind.TIERS: 2,
    ComponentKind.RATE: 2,
    ComponentKind.FLAT: 2,
    ComponentKind.SEASON: 3,
    ComponentKind.MINIMUM: 4,
    ComponentKind.FEE: 5,
    ComponentKind.PERCENTAGE: 5,
    ComponentKind.EXEMPTION: 6,
    ComponentKind.TAX: 7,
    ComponentKind.ROUNDING: 8,
}


class SurchargeKind(StrEnum):
    """How a surcharge for late payment is worked out."""

    PERCENT = "percent"
    AMOUNT = "amount"


class SurchargeEvery(StrEnum):
    """How often it is charged: once, or for every begun thirty days, or for every day late."""

    ONCE = "once"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class SurchargeRule:
    """The charge for paying late, applied after the bill; off unless switched on."""

    is_on: bool = False
    kind: SurchargeKind = SurchargeKind.PERCENT
    value: Decimal = ZERO
    every: SurchargeEvery = SurchargeEvery.ONCE
    grace_days: int = 0
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """All prices of one tariff version; `period` and `attribute_units` are words for the screen ("month", "marla")."""

    currency: str
    components: tuple[Component, ...]
    period: str = "month"
    attribute_units: Mapping[str, str] = field(default_factory=dict[str, str])
    surcharge: SurchargeRule = SurchargeRule()
