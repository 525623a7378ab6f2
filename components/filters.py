"""Filters of a list as chips: a choice, a month, an area of the tree."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from markupsafe import Markup, escape

from components import words
from components.browser_query import ANY, Asked
from components.markup import icon, joined
from utils.wording import worded

MANY: Final = 9


class Filter(Protocol):
    """One filter: its name in the address and in the query, its chip, and what the chip opens."""

    @property
    def name(self) -> str:
        """The name in the address and in `ListQuery.filters`."""
        ...

    @property
    def label(self) -> str:
        """What people call it."""
        ...

    @property
    def default(self) -> str:
        """What holds when the address says nothing; '' is everything."""
        ...

    def word(self, asked: Asked) -> str:
        """What is chosen, in words; '' where nothing is."""
        ...

    def panel(self, asked: Asked) -> Markup:
        """What there is to choose."""
        ...


@dataclass(frozen=True)
class Choice:
    """One or (where `is_several`) some of a few values, each with its word: `options` is (value, word) in order."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    default: str = ""
    is_several: bool = False

    def word(self, asked: Asked) -> str:
        chosen = self._chosen(asked)
        words = [worded(word) for value, word in self.options if value in chosen] or sorted(chosen)
        if len(words) < 3:
            return worded(", ").join(words)
        return worded("{count} of {total}", count=len(words), total=len(self.options))

    def panel(self, asked: Asked) -> Markup:
        chosen = self._chosen(asked)
        items = [_item(asked.href(**{self.name: ANY if self.default else None}), worded("Any"), not chosen)]
        for value, word in self.options:
            is_on, said = value in chosen, worded(word)
            after = self._toggled(chosen, value) if self.is_several else value
            href = asked.href(**{self.name: None if after == self.default else after})
            items.append(_item(href, Markup("{}{}").format(icon("check"), said) if self.is_several and is_on else said, is_on))
        return _narrowable(items)

    def _chosen(self, asked: Asked) -> set[str]:
        text = asked.query.filters.get(self.name, "")
        return set(text.split(",")) if self.is_several and text else {text} - {""}

    def _toggled(self, chosen: set[str], value: str) -> str:
        after = chosen ^ {value}
        return ",".join([each for each, _ in self.options if each in after])


@dataclass(frozen=True)
class Month:
    """A month out of those there are, the newest first; in the address as '2026-09'."""

    name: str
    label: str
    months: Sequence[date]
    default: str = ""

    def word(self, asked: Asked) -> str:
        return self._choice.word(asked)

    def panel(self, asked: Asked) -> Markup:
        return self._choice.panel(asked)

    @property
    def _choice(self) -> Choice:
        options = [(f"{month:%Y-%m}", words.month(month)) for month in self.months]
        return Choice(self.name, self.label, options, self.default)


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

    def word(self, asked: Asked) -> str:
        found = self._found(asked)
        return found.path[-1].name if found.path and asked.query.filters.get(self.name) else ""

    def panel(self, asked: Asked) -> Markup:
        found = self._found(asked)
        chosen = asked.query.filters.get(self.name, "")
        parts = [
            _item(
                asked.href(**{self.name: None}), worded("Every {label}", label=worded(self.label).lower()), not self.word(asked)
            )
        ]
        for place in found.path:
            shown = Markup("{}{}").format(place.name, _hint(place))
            parts.append(_item(asked.href(**{self.name: str(place.area_id)}), shown, str(place.area_id) == chosen))
        below = [
            _item(asked.href(**{self.name: str(p.area_id)}), Markup("{}{}").format(p.name, _hint(p)), False)
            for p in found.children
        ]
        inner = Markup("<ul>{}</ul>").format(joined(parts))
        return inner + Markup("<hr>") + _narrowable(below) if below else inner

    def _found(self, asked: Asked) -> Places:
        chosen = asked.query.filters.get(self.name, "")
        return self.places(int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None)


def chip(one: Filter, asked: Asked) -> Markup:
    """A filter with what is chosen."""
    word = one.word(asked)
    label = worded(one.label)
    shown = Markup("{}: <b>{}</b>").format(label, word) if word else label
    return Markup(
        '<details class="su-chip{}" name="su-chips"><summary>{}{}</summary><div class="su-panel">{}</div></details>'
    ).format(" su-on" if word else "", shown, icon("expand_more"), one.panel(asked))


def chip_of_others(others: Sequence[Filter], asked: Asked) -> Markup:
    """The filters that are seldom asked for, behind one chip."""
    if not others:
        return Markup()
    sections = [
        Markup('<details class="su-fold" name="su-folds"><summary>{}{}</summary>{}</details>').format(
            worded(one.label), icon("expand_more"), one.panel(asked)
        )
        for one in others
    ]
    return Markup(
        '<details class="su-chip" name="su-chips"><summary>{}{}</summary><div class="su-panel">{}</div></details>'
    ).format(icon("filter_list"), worded("More filters"), joined(sections))


def chip_of_sorts(sorts: Sequence[tuple[str, str]], asked: Asked) -> Markup:
    """The chip that chooses the order; `sorts` is (key, words), the first being the usual one."""
    if len(sorts) < 2:
        return Markup()
    items = [
        _item(asked.href(sort=None if place == 0 else key), worded(label), key == asked.query.sort)
        for place, (key, label) in enumerate(sorts)
    ]
    word = worded(next((label for key, label in sorts if key == asked.query.sort), ""))
    return Markup(
        '<details class="su-chip su-sort" name="su-chips"><summary>{}<span>{}</span></summary>'
        '<div class="su-panel"><ul>{}</ul></div></details>'
    ).format(icon("swap_vert"), word, joined(items))


def _item(href: str, shown: str | Markup, is_current: bool) -> Markup:
    # A list offers a hundred choices: plain joining of escaped text is ten times as fast as Markup.format.
    current = ' aria-current="true"' if is_current else ""
    return Markup(f'<li><a href="{escape(href)}" target="_self"{current}>{escape(shown)}</a></li>')  # noqa: S704 all is escaped


def _narrowable(items: list[Markup]) -> Markup:
    if len(items) <= MANY:
        return Markup("<ul>{}</ul>").format(joined(items))
    return Markup('<input class="su-narrow" type="text" placeholder="{}" aria-label="{}"><ul>{}</ul>').format(
        worded("Type to narrow"), worded("Narrow this list"), joined(items)
    )


def _hint(place: Place) -> Markup:
    return Markup("<small>{}</small>").format(place.hint) if place.hint else Markup()
