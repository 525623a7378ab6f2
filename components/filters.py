"""Filters of a list as chips: a choice, a month, an area of the tree."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from markupsafe import Markup

from components import words
from components.browser_query import ANY, Asked
from components.markup import icon, joined

MANY: Final = 9


class Filter(Protocol):
    """One filter: its name in the address and in the query, and its chip."""

    @property
    def name(self) -> str:
        """The name in the address and in `ListQuery.filters`."""
        ...

    @property
    def default(self) -> str:
        """What holds when the address says nothing; '' is everything."""
        ...

    def chip(self, asked: Asked) -> Markup:
        """The chip for the list as asked for."""
        ...


@dataclass(frozen=True)
class Choice:
    """One of a few values, each with its word: `options` is (value, word) in the order shown."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    default: str = ""

    def chip(self, asked: Asked) -> Markup:
        chosen = asked.query.filters.get(self.name, "")
        word = next((word for value, word in self.options if value == chosen), chosen)
        return _chip(self.label, word, _options(self.name, self.options, chosen, asked, self.default))


@dataclass(frozen=True)
class Month:
    """A month out of those there are, the newest first; in the address as '2026-09'."""

    name: str
    label: str
    months: Sequence[date]
    default: str = ""

    def chip(self, asked: Asked) -> Markup:
        options = [(f"{month:%Y-%m}", words.month(month)) for month in self.months]
        return Choice(self.name, self.label, options, self.default).chip(asked)


@dataclass(frozen=True)
class Place:
    """An area as the filter names it; `hint` is a quiet word beside it ('ward', '1,204 units')."""

    area_id: int
    name: str
    hint: str = ""


@dataclass(frozen=True)
class Places:
    """Where one stands in the tree: the way down to the chosen area, and what lies directly below it."""

    path: Sequence[Place]
    children: Sequence[Place]


@dataclass(frozen=True)
class Area:
    """An area of the tree, found by walking down; `places` is asked with the chosen id or None for the top."""

    name: str
    label: str
    places: Callable[[int | None], Places]
    default: str = ""

    def chip(self, asked: Asked) -> Markup:
        chosen = asked.query.filters.get(self.name, "")
        area_id = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
        found = self.places(area_id)
        word = found.path[-1].name if found.path and area_id is not None else ""
        parts = [_item(asked.href(**{self.name: None}), f"Every {self.label.lower()}", not word)]
        for place in found.path:
            shown = Markup("{}{}").format(place.name, _hint(place))
            parts.append(_item(asked.href(**{self.name: str(place.area_id)}), shown, place.area_id == area_id))
        below = [
            _item(asked.href(**{self.name: str(p.area_id)}), Markup("{}{}").format(p.name, _hint(p)), False)
            for p in found.children
        ]
        inner = Markup("<ul>{}</ul>").format(joined(parts))
        if below:
            inner += Markup("<hr>") + _narrowable(below)
        return _chip(self.label, word, inner)


def chip_of_sorts(sorts: Sequence[tuple[str, str]], asked: Asked) -> Markup:
    """The chip that chooses the order; `sorts` is (key, words), the first being the usual one."""
    if len(sorts) < 2:
        return Markup()
    items = [
        _item(asked.href(sort=None if place == 0 else key), label, key == asked.query.sort)
        for place, (key, label) in enumerate(sorts)
    ]
    word = next((label for key, label in sorts if key == asked.query.sort), "")
    return Markup(
        '<details class="su-chip su-sort" name="su-chips"><summary>{}<span>{}</span></summary>'
        '<div class="su-panel"><ul>{}</ul></div></details>'
    ).format(icon("swap_vert"), word, joined(items))


def _options(name: str, options: Sequence[tuple[str, str]], chosen: str, asked: Asked, default: str) -> Markup:
    items = [_item(asked.href(**{name: ANY if default else None}), "Any", not chosen)]
    items += [_item(asked.href(**{name: None if value == default else value}), word, value == chosen) for value, word in options]
    return _narrowable(items) if len(items) > MANY else Markup("<ul>{}</ul>").format(joined(items))


def _chip(label: str, word: str, inner: Markup) -> Markup:
    shown = Markup("{}: <b>{}</b>").format(label, word) if word else label
    return Markup(
        '<details class="su-chip{}" name="su-chips"><summary>{}{}</summary><div class="su-panel">{}</div></details>'
    ).format(" su-on" if word else "", shown, icon("expand_more"), inner)


def _item(href: str, shown: str | Markup, is_current: bool) -> Markup:
    current = Markup(' aria-current="true"') if is_current else ""
    return Markup('<li><a href="{}" target="_self"{}>{}</a></li>').format(href, current, shown)


def _narrowable(items: list[Markup]) -> Markup:
    if len(items) <= MANY:
        return Markup("<ul>{}</ul>").format(joined(items))
    return Markup(
        '<input class="su-narrow" type="text" placeholder="Type to narrow" aria-label="Narrow this list"><ul>{}</ul>'
    ).format(joined(items))


def _hint(place: Place) -> Markup:
    return Markup("<small>{}</small>").format(place.hint) if place.hint else Markup()
