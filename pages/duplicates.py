"""Duplicates: pairs of units that look like one, with the reasons, to be merged or dismissed."""

import streamlit as st

from components import asked, browser, duplicate_parts, listing_filters, page
from components.filters import Choice
from components.screens import DUPLICATES
from services import duplicates

actor = page.begin(DUPLICATES)

with st.expander("Look for duplicates in an area", icon=":material/search:"):
    duplicate_parts.look(actor)

page.below("Pairs that wait for a decision; choose a state for those that were decided about.")
found = listing_filters.filters_of(duplicates.PAIRS, actor, linked={"pair": asked.text("pair")})
found["because"] = Choice("because", "Because", duplicates.REASONS, is_several=True)
browser.show(
    browser.of(
        duplicates.PAIRS,
        DUPLICATES,
        actor,
        duplicate_parts.columns(),
        found,
        ("because", "status", "area"),
        href=duplicate_parts.href,
        search="Code, name or phone of either",
        exports="duplicates",
        empty="Look for them in an area above.",
    )
)
