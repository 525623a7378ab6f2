"""Key figures: the value large, what it is made of below, and the moment it holds for."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from components.markup import joined
from utils.wording import worded


@dataclass(frozen=True)
class Figure:
    """One figure. `of` says numerator and denominator, or what was counted; `href` opens the rows behind it."""

    label: str
    value: str
    of: str = ""
    tone: str = ""
    href: str = ""


def show(figures: Sequence[Figure], as_of: str = "") -> None:
    """Draw the figures side by side; `as_of` is the moment they were read at, in words."""
    st.html(render(figures, as_of))


def render(figures: Sequence[Figure], as_of: str = "") -> Markup:
    """The figures as HTML."""
    shown = Markup('<div class="su-figures">{}</div>').format(joined([_card(figure) for figure in figures]))
    return shown + Markup('<p class="su-as-of">{}</p>').format(worded("As of {moment}", moment=as_of)) if as_of else shown


def _card(figure: Figure) -> Markup:
    inner = Markup('<span class="su-figure-label">{}</span><span class="su-figure-value">{}</span>').format(
        worded(figure.label), figure.value
    )
    if figure.of:
        inner += Markup('<span class="su-figure-of">{}</span>').format(figure.of)
    css = f"su-figure su-{figure.tone}" if figure.tone else "su-figure"
    if figure.href:
        return Markup('<a class="{}" href="{}" target="_self">{}</a>').format(css, figure.href, inner)
    return Markup('<div class="{}">{}</div>').format(css, inner)
