"""Filters with two ends: amounts and days, by a form or by a preset."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from components import words
from components.browser_query import Asked
from components.markup import joined
from services.listing import PRESETS
from utils.wording import worded

BETWEEN: Final = ".."


@dataclass(frozen=True)
class Between:
    """Numbers from one to another, in the address as '100..500'."""

    name: str
    label: str
    default: str = ""

    def word(self, asked: Asked) -> str:
        low, high = _ends(asked.query.filters.get(self.name, ""))
        return _said(low, high)

    def panel(self, asked: Asked) -> Markup:
        return _form(self.name, self.label, asked, 'type="text" inputmode="decimal" autocomplete="off" maxlength="20"')


@dataclass(frozen=True)
class Days:
    """Days by a preset or from one to another, in the address as 'last-month' or '2026-09-01..2026-09-30'."""

    name: str
    label: str
    default: str = ""

    def word(self, asked: Asked) -> str:
        text = asked.query.filters.get(self.name, "")
        return worded(PRESETS.get(text, "")) or _said(*(_day(end) for end in _ends(text)))

    def panel(self, asked: Asked) -> Markup:
        chosen = asked.query.filters.get(self.name, "")
        items = [
            Markup('<li><a href="{}" target="_self"{}>{}</a></li>').format(
                asked.href(**{self.name: value or None}), Markup(' aria-current="true"') if value == chosen else "", worded(word)
            )
            for value, word in (("", "Any"), *PRESETS.items())
        ]
        form = _form(self.name, self.label, asked, 'type="date" min="1900-01-01" max="2200-12-31"')
        return Markup("<ul>{}</ul><hr>{}").format(joined(items), form)


def _form(name: str, label: str, asked: Asked, kind: str) -> Markup:
    text = asked.query.filters.get(name, "")
    low, high = ("", "") if text in PRESETS else _ends(text)
    attributes = Markup(kind)  # noqa: S704 one of two constants of this file
    return Markup(
        '<form class="su-range" data-name="{name}" data-href="{href}">'
        '<label>{since}<input name="low" value="{low}" aria-label="{of_low}" {kind}></label>'
        '<label>{until}<input name="high" value="{high}" aria-label="{of_high}" {kind}></label>'
        '<button type="submit" class="su-button">{apply}</button></form>'
    ).format(
        name=name, href=asked.href(**{name: None}), low=low, high=high, kind=attributes, since=worded("From"), until=worded("to"),
        of_low=worded("{label} from", label=worded(label)), of_high=worded("{label} to", label=worded(label)),
        apply=worded("Apply"),
    )  # fmt: skip


def _ends(text: str) -> tuple[str, str]:
    low, between, high = text.partition(BETWEEN)
    return (low.strip(), high.strip()) if between else (text.strip(), text.strip())


def _day(text: str) -> str:
    try:
        return words.day(date.fromisoformat(text)) if text else ""
    except ValueError:
        return text


def _said(low: str, high: str) -> str:
    if low and high:
        return low if low == high else worded("{low} to {high}", low=low, high=high)
    return worded("from {low}", low=low) if low else worded("up to {high}", high=high) if high else ""
