"""Small pieces of HTML with every text escaped; `Markup.format` does the escaping."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final
from urllib.parse import quote_plus

from markupsafe import Markup, escape

# Symbols that point along the line: they turn around where lines run from right to left.
TURNING: Final = frozenset({"arrow_back", "chevron_left", "chevron_right", "send", "logout", "undo", "directions_walk", "route"})
# Codes, numbers and phones as they are written: U-0018747, 202610-0000123, 0300-0018480.
_CODE = re.compile(r"(?<![\w-])[A-Z0-9]{1,8}-[0-9]{4,10}(?![\w-])")


@cache
def icon(name: str) -> Markup:
    """A Material symbol, silent for screen readers because a word always stands beside it."""
    css = "su-icon su-turning" if name in TURNING else "su-icon"
    return Markup('<span class="{}" aria-hidden="true" translate="no">{}</span>').format(css, name)


def link(href: str, text: str | Markup, css: str = "su-link") -> Markup:
    """A link to a screen; a plain click stays in the app, any other click opens it as browsers do."""
    return Markup('<a class="{}" href="{}" target="_self">{}</a>').format(css, href, unbroken(text))


def address(path: str, params: Mapping[str, str | int | None]) -> str:
    """A path with its query; parameters that are None or empty are left out."""
    kept = [_parameter(name, str(value)) for name, value in params.items() if value not in (None, "")]
    return f"{path}?{'&'.join(kept)}" if kept else path


# A list has a hundred addresses that differ in one parameter each.
@lru_cache(4096)
def _parameter(name: str, value: str) -> str:
    return f"{quote_plus(name)}={quote_plus(value)}"


def unbroken(value: object) -> Markup:
    """Plain text whose codes, numbers and phones no line breaks in two; what is Markup already stays as it is."""
    text = escape(value)
    if isinstance(value, Markup) or "-" not in text:
        return text
    return Markup(_CODE.sub(r'<span class="su-whole">\g<0></span>', str(text)))  # noqa: S704 it is escaped


def joined(parts: list[Markup], between: str | Markup = "") -> Markup:
    """The parts one after the other."""
    return (between if isinstance(between, Markup) else escape(between)).join(parts)
