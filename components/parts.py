"""The parts of one page as links: only the part that the address names is read and drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from components import page
from components.markup import icon, joined


@dataclass(frozen=True)
class Part:
    """One part: its name in the address, its word and its symbol."""

    name: str
    word: str
    symbol: str


def show(label: str, parts: Sequence[Part], chosen: str, href: Callable[[str], str]) -> None:
    """Draw the parts as a row of links that a finger can push along on a phone."""
    links = [
        Markup('<a class="su-tab" href="{}" target="_self"{}>{}{}</a>').format(
            href(part.name), Markup(' aria-current="page"') if part.name == chosen else "", icon(part.symbol), part.word
        )
        for part in parts
    ]
    page.html(Markup('<nav class="su-tabs su-screen-only" aria-label="{}">{}</nav>').format(label, joined(links)))
