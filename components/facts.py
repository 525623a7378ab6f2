"""What is known about one record, as labels with values."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from components.markup import joined, unbroken
from components.words import NOTHING
from utils.wording import apart, worded


def show(facts: Sequence[tuple[str, str | Markup | None]]) -> None:
    """Draw (label, value) pairs in a calm grid, labels by their English words; a value that is not known shows as '–'."""
    st.html(render(facts))


def render(facts: Sequence[tuple[str, str | Markup | None]]) -> Markup:
    """The pairs as HTML."""
    pairs = [
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(worded(label), unbroken(apart(value) if value else NOTHING))
        for label, value in facts
    ]
    return Markup('<dl class="su-facts">{}</dl>').format(joined(pairs))
