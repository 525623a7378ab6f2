"""The choice of colours, as the device, light or dark, and of the language."""

from typing import Final

from markupsafe import Markup

from components.markup import icon, joined
from utils.wording import LANGUAGES, worded

_THEMES: Final = (
    ("System", "Colours as the device", "As the device", "contrast"),
    ("Light", "Light colours", "Light", "light_mode"),
    ("Dark", "Dark colours", "Dark", "dark_mode"),
)


def buttons(*, has_words: bool = False) -> Markup:
    """Three buttons, one of them pressed; a script keeps the choice."""
    made = [
        Markup('<button type="button" data-theme="{}" title="{}" aria-label="{}">{}{}</button>').format(
            name, worded(title), worded(title), icon(symbol), Markup("<span>{}</span>").format(worded(word)) if has_words else ""
        )
        for name, title, word, symbol in _THEMES
    ]
    return Markup('<div class="su-themes{}" role="group" aria-label="{}">{}</div>').format(
        " su-worded" if has_words else "", worded("Colours"), joined(made)
    )


def languages(chosen: str) -> Markup:
    """A button for each language, in its own words, one of them pressed; a script keeps the choice."""
    made = [
        Markup('<button type="button" data-speak="{0}" lang="{0}" aria-pressed="{1}">{2}</button>').format(
            code, "true" if code == chosen else "false", name
        )
        for code, name in LANGUAGES.items()
    ]
    return Markup('<div class="su-themes su-worded" role="group" aria-label="{}">{}</div>').format(
        worded("Language"), joined(made)
    )
