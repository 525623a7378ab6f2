"""What is priced by a tariff version, and what a price looks like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from services.tariffs.models import ONE, ComponentKind

AttributeValue: TypeAlias = str | int | Decimal
Attributes: TypeAlias = Mapping[str, AttributeValue]


@dataclass(frozen=True, slots=True)
class Proration:
    """Served on `days` of the `of_days` days of the period."""

    days: int
    of_days: int


@dataclass(frozen=True, slots=True)
class PricingInput:
    """What one account used in one period.

    `period` is the first of the month in which the period ends. `quantity` is the main measure in `unit`; None means it
    was not measured. A quantity priced per day repeats on each of `days`. `measures` are further quantities by name, and
    `daily` holds the quantity of each day by measure ("" is the main one), which then counts instead.
    """

    period: date
    quantity: Decimal | None = None
    unit: str = ""
    attributes: Attributes = field(default_factory=dict[str, AttributeValue])
    days: int = 1
    proration: Proration | None = None
    measures: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    daily: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict[str, tuple[Decimal, ...]])


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule:
    """The rule a line came from, shared by all lines of it; `text` is the rule in words.

    `lower` and `upper` bound a tier cumulatively: over `lower`, up to `upper`. The amount of a line is
    quantity x rate x multiplier x days / of_days, and / 100 where the unit is "%", rounded half-up to the minor unit.
    """

    kind: ComponentKind
    component: str
    code: str
    label: str
    text: str
    rate: Decimal
    unit: str = ""
    tier: int | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    season: str | None = None
    multiplier: Decimal = ONE
    days: int | None = None
    of_days: int | None = None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One priced component: how much of it, the amount, and the rule that says why."""

    rule: LineRule
    quantity: Decimal
    amount: Decimal

    @property
    def code(self) -> str:
        """The component's code, with the tier for a line of a tier: `usage.tier_1`."""
        return self.rule.code

    @property
    def label(self) -> str:
        """The name of the line on the bill."""
        return self.rule.label

    @property
    def unit(self) -> str:
        """The unit of the quantity; empty for a single amount, "%" for a percentage of the quantity."""
        return self.rule.unit

    @property
    def rate(self) -> Decimal:
        """Base price of one unit before any season."""
        return self.rule.rate

    @property
    def tier(self) -> int | None:
        """The number of the tier from 1, or None."""
        return self.rule.tier

    @property
    def season(self) -> str | None:
        """The season that multiplied the line, or None."""
        return self.rule.season

    @property
    def multiplier(self) -> Decimal:
        """What the season multiplied by; 1 without one."""
        return self.rule.multiplier

    @property
    def text(self) -> str:
        """The rule in words."""
        return self.rule.text


@dataclass(frozen=True, slots=True)
class PriceResult:
    """The lines and their sum, or in `uncovered` why there is no price; then there are no lines and the bill is held."""

    lines: tuple[PricedLine, ...]
    total: Decimal
    uncovered: str | None = None
