"""Mappings: how files of each shape are read, by whom last, and the way to change it."""

from components import browser, import_words, page
from components.browser import Browser
from components.filters import Choice
from components.screens import IMPORTS, MAPPING, MAPPINGS
from components.table import Column, Kind, Writer
from services import imports
from services.imports import KeptMapping
from services.paging import ListQuery, Page
from services.work import begin

actor = page.begin(MAPPINGS)

with begin(actor) as work:
    known = imports.nouns(work)


def fetch(query: ListQuery) -> Page[KeptMapping]:
    """One page of mappings."""
    with begin(actor) as work:
        return imports.mappings_page(work, query)


page.head("How files are read", back=("Imports", IMPORTS.link()))
browser.show(
    Browser(
        screen=MAPPINGS,
        noun="mapping",
        columns=(
            Column[KeptMapping]("Last file", "file_name", is_lead=True),
            Column[KeptMapping]("Holds", lambda row: import_words.noun_word(row.noun)),
            Column[KeptMapping]("Columns read", lambda row: ", ".join(row.mapping.values())),
            Column[KeptMapping]("Last used by", "updater_name"),
            Column[KeptMapping]("Last used", "updated_at", Kind.MOMENT),
        ),
        fetch=fetch,
        writer=Writer(actor.currency, actor.time_zone),
        actor=actor,
        href=lambda row: MAPPING.link(noun=row.noun, shape=row.shape_key),
        filters=(Choice("noun", "Holds", [(noun.name.value, import_words.noun_word(noun.name)) for noun in known]),),
        search="File, person or column",
        empty="Nothing is remembered yet: the columns that you choose for a file are kept for the next one of its shape.",
    )
)
