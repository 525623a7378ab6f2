"""Money as Decimal: the one rounding, the one way of sharing out, the one way of writing an amount."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

_SYMBOLS = {"PKR": "Rs ", "USD": "US$ ", "EUR": "€ ", "GBP": "£ ", "INR": "INR ", "AED": "AED ", "SAR": "SAR ", "JPY": "JPY "}
_MINOR_UNITS = {"JPY": 0}
_ONE = Decimal(1)
_QUANTA = tuple(Decimal(1).scaleb(-n) for n in range(10))


def is_currency(code: str) -> bool:
    """Whether this ISO 4217 code is one that the product can bill in."""
    return code in _SYMBOLS


def minor_units(currency: str) -> int:
    """How many decimals an amount of this currency has (ISO 4217): 2 for PKR and USD, 0 for JPY."""
    return _MINOR_UNITS.get(currency, 2)


def quantum(minor_units: int = 2) -> Decimal:
    """The smallest amount with so many decimals: 0.01 for 2."""
    return _QUANTA[minor_units]


def round_money(amount: Decimal, minor_units: int = 2) -> Decimal:
    """The amount rounded half-up, away from zero at the half: 0.125 is 0.13 and -0.125 is -0.13."""
    return amount.quantize(_QUANTA[minor_units], ROUND_HALF_UP)


def share_out(total: Decimal, weights: Sequence[Decimal], minor_units: int = 2) -> list[Decimal]:
    """Split `total` in proportion to `weights`, one share a weight in the same order, summing exactly to `total`.

    Each share is cut to the minor unit; what is left over goes, one unit each, to the largest remainders, the earlier
    share first (the method of largest remainders). A negative total is shared as the positive one and negated.
    Raises ValueError for a negative weight, weights that sum to zero, and a total finer than the minor unit.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is below zero")
    finest = max((-_exponent(weight) for weight in weights), default=0)
    whole_weights = [int(weight.scaleb(max(finest, 0))) for weight in weights]
    weight_sum = sum(whole_weights)
    if weight_sum == 0:
        raise ValueError("the weights sum to zero")
    units = total.scaleb(minor_units)
    if units != units.to_integral_value():
        raise ValueError(f"{total} is finer than {minor_units} decimals")
    sign = -1 if total < 0 else 1
    parts = [divmod(abs(int(units)) * weight, weight_sum) for weight in whole_weights]
    left_over = abs(int(units)) - sum(cut for cut, _ in parts)
    by_remainder = sorted(range(len(parts)), key=lambda place: -parts[place][1])
    lucky = set(by_remainder[:left_over])
    return [Decimal(sign * (cut + (place in lucky))).scaleb(-minor_units) for place, (cut, _) in enumerate(parts)]


def plain(number: Decimal) -> Decimal:
    """The same number without an exponent or trailing zeros: 1E+2 is 100 and 2.50 is 2.5; for up to 28 digits."""
    whole = number.to_integral_value()
    return whole.quantize(_ONE) if whole == number else number.normalize()


def format_money(amount: Decimal, currency: str) -> str:
    """The amount grouped by thousands with the currency once in front: "Rs 1,234", "Rs 1,234.50", "US$ 95.95".

    Nothing is rounded: a finer amount such as a rate keeps its decimals ("US$ 0.001"). Whole rupees are written without
    decimals, all else with at least the currency's. An unknown currency is written by its code.
    """
    symbol = _SYMBOLS.get(currency, f"{currency} ")
    shown = abs(amount).normalize()
    decimals = max(-_exponent(shown), 0)
    if not (currency == "PKR" and decimals == 0):
        decimals = max(decimals, minor_units(currency))
    return f"{'-' if amount < 0 else ''}{symbol}{shown:,.{decimals}f}"


def format_number(number: Decimal) -> str:
    """A quantity grouped by thousands, without trailing zeros: "1,250.5"."""
    return f"{number.normalize():,f}"


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"{number} is not a number")
    return exponent
