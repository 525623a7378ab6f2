"""Imports: every file that was brought in and what became of it, and the form that brings in another."""


from components import browser, import_form, import_words, page
from components.browser import Browser
from components.filters import Choice
from components.markup import link
from components.screens import IMPORT, IMPORTS, MAPPINGS
from components.status import sign
from components.table import Column, Kind, Writer
from services import imports
from services.imports import ImportRow, ImportStatus
from services.paging import ListQuery, Page
from services.work import begin

actor = page.begin(IMPORTS)

with begin(actor) as work:
    known = imports.nouns(work)


def fetch(query: ListQuery) -> Page[ImportRow]:
    """One page of imports."""
    with begin(actor) as work:
        return imports.page(work, query)


columns = (
    Column[ImportRow]("File", "file_name"),
    Column[ImportRow]("Holds", lambda row: import_words.noun_word(row.noun)),
    Column[ImportRow]("State", "status", Kind.STATUS, noun="import"),
    Column[ImportRow]("Rows", "row_count", Kind.NUMBER, is_lead=True),
    Column[ImportRow]("Added", "added_count", Kind.NUMBER),
    Column[ImportRow]("Changed", "changed_count", Kind.NUMBER),
    Column[ImportRow]("Left out", "rejected_count", Kind.NUMBER),
    Column[ImportRow]("Waiting", "parked_count", Kind.NUMBER),
    Column[ImportRow]("By", "creator_name"),
    Column[ImportRow]("Uploaded", "created_at", Kind.MOMENT),
)

page.section("Bring in a file")
import_form.show(actor, known)
page.section("Files so far", link(MAPPINGS.link(), "How files of each shape are read", "su-link"))

browser.show(
    Browser(
        screen=IMPORTS,
        noun="import",
        columns=columns,
        fetch=fetch,
        writer=Writer(actor.currency, actor.time_zone),
        actor=actor,
        href=lambda row: IMPORT.link(**{"import": row.import_id}),
        filters=(
            Choice("status", "State", [(status.value, sign("import", status).word) for status in ImportStatus]),
            Choice("noun", "Holds", [(noun.name.value, import_words.noun_word(noun.name)) for noun in known]),
        ),
        search="Name of the file",
        empty="Nothing was brought in yet. Choose a file above: nothing changes before you have seen what it would do.",
    )
)
