"""The choice of colours: as the device, light or dark."""

from typing import Final

from markupsafe import Markup

from components.markup import icon, joined

_THEMES: Final = (
    ("System", "Colours as the device", "As the device", "contrast"),
    ("Light", "Light colours", "Light", "light_mode"),
    ("Dark", "Dark colours", "Dark", "dark_mode"),
)


def buttons(*, has_words: bool = False) -> Markup:
    """Three buttons, one of them pressed; a script keeps the choice."""
    made = [
        Markup('<button type="button" data-theme="{}" title="{}" aria-label="{}">{}{}</button>').format(
            name, title, title, icon(symbol), Markup("<span>{}</span>").format(word) if has_words else ""
        )
        for name, title, word, symbol in _THEMES
    ]
    return Markup('<div class="su-themes{}" role="group" aria-label="Colours">{}</div>').format(
        " su-worded" if has_words else "", joined(made)
    )
