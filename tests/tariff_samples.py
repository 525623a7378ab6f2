"""Short ways to write a tariff version and price by it in tests."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from services.tariffs import Pricer, PriceResult, PricingInput, Proration, compile, load, parse

JANUARY = date(2026, 1, 1)
JULY = date(2026, 7, 1)


@cache
def shipped(slug: str) -> Pricer:
    """A pricer of a shipped tariff."""
    return compile(load(slug).definition)


def version(*components: Mapping[str, object], currency: str = "USD", **more: object) -> dict[str, object]:
    """The stored form of a version; a component without code or label gets its kind for both."""
    filled = [{"code": component["kind"], "label": str(component["kind"]).title(), **component} for component in components]
    return {"currency": currency, "components": filled, **more}


def pricer(*components: Mapping[str, object], currency: str = "USD", **more: object) -> Pricer:
    """A pricer of such a version."""
    return compile(parse(version(*components, currency=currency, **more)))


def used(
    quantity: str | int | Decimal | None,
    month: date = JANUARY,
    days: int = 1,
    served: tuple[int, int] | None = None,
    **attributes: str | int | Decimal,
) -> PricingInput:
    """An input of so much in a month, with attributes."""
    return PricingInput(
        period=month,
        quantity=None if quantity is None else Decimal(quantity),
        attributes=attributes,
        days=days,
        proration=Proration(*served) if served else None,
    )


def amounts(result: PriceResult) -> dict[str, str]:
    """The amount of each line by its code, as text."""
    return {line.code: str(line.amount) for line in result.lines}
