"""Finds which conditions hold for an account, by index: exact values through a dict, one numeric band by bisection."""

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import product

from services.tariffs.models import Band, Condition, OneOf, Row, When
from services.tariffs.phrases import as_text
from services.tariffs.prices import Attributes, AttributeValue


def as_number(value: AttributeValue | None) -> Decimal | None:
    """An attribute as a number, None where it is missing or no finite number."""
    if value is None:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def holds(condition: Condition, attributes: Attributes) -> bool:
    """Whether one condition holds; a missing attribute fits none."""
    value = attributes.get(condition.attribute)
    if value is None:
        return False
    if isinstance(condition, OneOf):
        return as_text(value) in condition.values
    number = as_number(value)
    return (
        number is not None
        and (condition.over is None or number > condition.over)
        and (condition.upto is None or number <= condition.upto)
    )


def all_hold(when: When, attributes: Attributes) -> bool:
    """Whether all conditions hold; an empty `when` always does."""
    return all(holds(condition, attributes) for condition in when)


class _Group:
    """The rows that look at the same attributes: exact values to their rows, ordered by the lower end of the one band."""

    def __init__(self, exact: tuple[str, ...], banded: str | None) -> None:
        self.exact = exact
        self.banded = banded
        self._rows: dict[tuple[str, ...], list[tuple[Decimal, Row]]] = {}
        self._uppers: dict[tuple[str, ...], list[Decimal]] = {}

    def add(self, row: Row) -> None:
        """File a row under every combination of its exact values."""
        values = {condition.attribute: condition.values for condition in row.when if isinstance(condition, OneOf)}
        upper = next((condition.upto for condition in row.when if isinstance(condition, Band)), None)
        end = Decimal("Infinity") if upper is None else upper
        for key in product(*(values[name] for name in self.exact)):
            self._rows.setdefault(key, []).append((end, row))

    def close(self) -> None:
        """Order the bands once, after the last row."""
        for key, rows in self._rows.items():
            rows.sort(key=lambda pair: pair[0])
            self._uppers[key] = [upper for upper, _ in rows]

    def find(self, attributes: Attributes) -> Row | None:
        """The row that holds, by one dict access and one bisection."""
        given = [attributes.get(name) for name in self.exact]
        key = tuple(as_text(value) for value in given if value is not None)
        rows = self._rows.get(key) if len(key) == len(given) else None
        if not rows:
            return None
        if self.banded is None:
            return rows[0][1]
        number = as_number(attributes.get(self.banded))
        if number is None:
            return None
        place = bisect_left(self._uppers[key], number)
        if place == len(rows):
            return None
        row = rows[place][1]
        return row if all_hold(row.when, attributes) else None


class RowIndex:
    """Finds the row of a table whose conditions hold; `rules.check` has made sure that there is at most one."""

    def __init__(self, rows: Sequence[Row]) -> None:
        groups: dict[tuple[tuple[str, ...], str | None], _Group] = {}
        self._scanned: list[Row] = []
        for row in rows:
            exact = tuple(sorted(condition.attribute for condition in row.when if isinstance(condition, OneOf)))
            bands = [condition.attribute for condition in row.when if isinstance(condition, Band)]
            if len(bands) > 1:
                self._scanned.append(row)
                continue
            shape = (exact, bands[0] if bands else None)
            groups.setdefault(shape, _Group(*shape)).add(row)
        self._groups = list(groups.values())
        for group in self._groups:
            group.close()

    def find(self, attributes: Attributes) -> Row | None:
        """The one row whose conditions all hold, or None."""
        for group in self._groups:
            row = group.find(attributes)
            if row is not None:
                return row
        return next((row for row in self._scanned if all_hold(row.when, attributes)), None)
