"""Change many: the rows that a list chose, what to do with them, what would become of them, and the order."""

import streamlit as st

from components import change_form, change_words, page
from components.screens import ACCOUNTS, BILLS, CHANGE, SURVEY_UNITS
from services import bulk_changes
from services.work import begin
from utils.errors import Invalid

actor = page.begin(CHANGE)
LISTS = {"units": SURVEY_UNITS, "accounts": ACCOUNTS, "bills": BILLS}
params = st.query_params.to_dict()
noun = params.get("noun", "")
screen = LISTS.get(noun, SURVEY_UNITS)
page.head(f"Change many {noun}" if noun in LISTS else CHANGE.title, back=(screen.title, screen.link()))


def show_chosen(found: bulk_changes.Looked) -> None:
    """How many rows there are, how they were chosen, and the first of them."""
    narrowed = "; ".join(f"{label}: {value}" for label, value in found.narrowed)
    more = f" and {found.count - len(found.refs):,} more" if found.count > len(found.refs) else ""
    said = f"{change_words.rows(found.count, noun)} chosen{f' ({narrowed})' if narrowed else ''}: {', '.join(found.refs)}{more}."
    page.say("waiting", said)


with page.telling() as told:
    if noun not in LISTS:
        raise Invalid({"noun": "Choose rows in a list of units, accounts or bills first; its bar of chosen rows leads here."})
    chosen = change_words.chosen(params)
    with begin(actor) as work:
        looked = bulk_changes.look(work, noun, chosen)

if told.is_ok and not looked.count:
    page.notice("search_off", f"None of the chosen {noun} is there any more.", "Go back to the list and choose again.")
elif told.is_ok:
    show_chosen(looked)
    change_form.show(actor, noun, chosen)
