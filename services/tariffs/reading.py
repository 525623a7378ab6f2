"""Reads the fields of stored JSON one by one and collects a sentence for each that is wrong."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar, cast

Choice = TypeVar("Choice", bound=StrEnum)
LARGEST = Decimal(10) ** 12
FINEST = -9


class Reader:
    """One JSON object at `path`; every read remembers its key, and `finish` refuses the keys nobody asked for."""

    def __init__(self, source: object, path: str, problems: dict[str, str]) -> None:
        self.path = path
        self.problems = problems
        self._seen: set[str] = set()
        self._fields: Mapping[str, object] = {}
        if isinstance(source, Mapping):
            self._fields = cast("Mapping[str, object]", source)
        else:
            problems[path or "definition"] = f"{path or 'The definition'} must be an object with named fields."

    def at(self, key: str) -> str:
        """The full path of a key, as it is shown beside its sentence."""
        return f"{self.path}.{key}" if self.path else key

    def refuse(self, key: str, sentence: str) -> None:
        """Remember the first sentence for a key."""
        self.problems.setdefault(self.at(key), sentence)

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        return self.raw(key) is not None

    def raw(self, key: str) -> object:
        """The value as stored, None where it is missing."""
        self._seen.add(key)
        return self._fields.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not blank."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, f"{self.at(key)} must be a text.")
            return ""
        return value

    def optional_number(self, key: str) -> Decimal | None:
        """A number written as text ("2.87") or a whole JSON number, None where it is missing."""
        value = self.raw(key)
        return None if value is None else self._number(key, value)

    def number(self, key: str, default: Decimal | None = None) -> Decimal:
        """A number that must be there unless a default is given."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        return self._number(key, value)

    def whole(self, key: str, default: int) -> int:
        """A whole number."""
        number = self.number(key, Decimal(default))
        if number != number.to_integral_value():
            self.refuse(key, f"{self.at(key)} must be a whole number.")
        return int(number)

    def flag(self, key: str) -> bool:
        """true or false; false where it is missing."""
        value = self.raw(key)
        if value is not None and not isinstance(value, bool):
            self.refuse(key, f"{self.at(key)} must be true or false.")
        return value is True

    def choice(self, key: str, options: type[Choice], default: Choice | None = None) -> Choice | None:
        """One of the values of an enum; the default where it is missing, None where it is wrong."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        known = [option.value for option in options]
        if isinstance(value, str) and value in known:
            return options(value)
        self.refuse(key, f"{self.at(key)} is {value!r}; it must be one of {', '.join(known)}.")
        return default

    def objects(self, key: str) -> list["Reader"]:
        """The objects of a list that must hold at least one."""
        items = self.values(key)
        if not items:
            self.refuse(key, f"{self.at(key)} must be a list with at least one entry.")
        return [Reader(item, f"{self.at(key)}[{place}]", self.problems) for place, item in enumerate(items)]

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where it is missing."""
        items = self.values(key)
        if not all(isinstance(item, str) for item in items):
            self.refuse(key, f"{self.at(key)} must be a list of texts.")
        return tuple(str(item) for item in items)

    def values(self, key: str) -> Sequence[object]:
        """A list as stored; empty where it is missing or no list."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(key, f"{self.at(key)} must be a list.")
            return []
        return cast("list[object]", value)

    def inside(self, key: str) -> "Reader":
        """An object inside this one; empty where it is missing."""
        value = self.raw(key)
        return Reader({} if value is None else value, self.at(key), self.problems)

    def names(self) -> list[str]:
        """All keys, each then counted as asked for."""
        self._seen.update(self._fields)
        return [str(key) for key in self._fields]

    def finish(self) -> None:
        """Refuse keys that nothing reads, so that a misspelt one is never silently without effect."""
        for key in self._fields:
            if key not in self._seen:
                self.refuse(str(key), f"{self.at(str(key))} is not a field that is known here.")

    def _number(self, key: str, value: object) -> Decimal:
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            try:
                number = Decimal(value)
            except InvalidOperation:
                number = Decimal("NaN")
            if number.is_finite() and abs(number) <= LARGEST and cast(int, number.as_tuple().exponent) >= FINEST:
                return number
        self.refuse(key, f'{self.at(key)} must be a number written as text, such as "2.87".')
        return Decimal(0)
