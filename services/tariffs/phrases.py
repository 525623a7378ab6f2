"""The words for conditions and attributes, shared by line texts, refusals and the tariff in words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from services.tariffs.models import Band, Condition, OneOf, Per, UsageBase, When
from services.tariffs.prices import Attributes, AttributeValue
from utils.money import format_number


def words(name: str) -> str:
    """An attribute's name or value as words: size_marla is "size marla"; a word in capitals is kept as it is."""
    return name.replace("_", " ")


def value_words(value: str) -> str:
    """A value of an attribute as words in lower case: RESIDENTIAL_SINGLE is "residential single"."""
    return words(value).lower()


def as_text(value: AttributeValue) -> str:
    """An attribute as it is compared with the values of a condition: a number without trailing zeros."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) and value.is_finite() else str(value)


def range_words(over: Decimal | None, upto: Decimal | None) -> str:
    """A numeric band in words: "up to 5", "over 5 to 10", "over 40"."""
    if over is None or (over == 0 and upto is not None):
        return f"up to {format_number(upto)}" if upto is not None else "any"
    return f"over {format_number(over)}" + (f" to {format_number(upto)}" if upto is not None else "")


def condition_words(condition: Condition, units: Mapping[str, str]) -> str:
    """One condition in words: "urban", "small or medium", "over 5 to 10 marla", "meter size over 1"."""
    if isinstance(condition, OneOf):
        return " or ".join(value_words(value) for value in condition.values)
    unit = units.get(condition.attribute)
    ranged = range_words(condition.over, condition.upto)
    return f"{ranged} {unit}" if unit else f"{words(condition.attribute)} {ranged}"


def when_words(when: When, units: Mapping[str, str]) -> str:
    """All conditions in words, the first letter large: "Residential, urban, over 5 to 10 marla"; "All" without any."""
    text = ", ".join(condition_words(condition, units) for condition in when)
    return text[:1].upper() + text[1:] if text else "All"


def attribute_words(name: str, attributes: Attributes) -> str:
    """What is known of an attribute: "customer class OTHER", "size marla not given"."""
    value = attributes.get(name)
    return f"{words(name)} {'not given' if value is None else as_text(value)}"


def unit_words(usage: UsageBase) -> str:
    """The unit of a usage line: "CCF", or "GB-day" where the quantity counts again each day."""
    return f"{usage.unit}-day" if usage.per is Per.DAY else usage.unit


def counted(number: Decimal, unit: str) -> str:
    """A number of units: "1 GB", "1,000 calls"; only a unit in small letters takes an s."""
    return f"{format_number(number)} {unit}{'s' if unit.islower() and number != 1 else ''}"


def listed(names: Sequence[str]) -> str:
    """Names as they are listed in a sentence: "size", "size and category", "size, category and settlement"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def tier_words(lower: Decimal, upper: Decimal | None, unit: str, *, is_counted: bool) -> str:
    """The units of a tier: "units 15 to 40" where whole units are counted, else "over 10 to 20 CCF"."""
    if not is_counted:
        return f"{range_words(lower, upper)} {unit}" if lower or upper is not None else f"every {unit}"
    first = format_number(lower + 1)
    return f"units {first} and above" if upper is None else f"units {first} to {format_number(upper)}"


def attributes_of(when: When) -> list[str]:
    """The names of the attributes that these conditions look at."""
    return [condition.attribute for condition in when]


def bands_of(when: When) -> list[Band]:
    """The numeric bands among these conditions."""
    return [condition for condition in when if isinstance(condition, Band)]
