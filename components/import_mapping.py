"""Which column of the file is which field: guessed or remembered, and put right here."""

from typing import Final

import streamlit as st

from components import import_words, page, table
from components.fields import Faults
from components.table import Column, Writer
from services import imports
from services.imports import Import, ReadAs, SourceColumn
from services.work import Actor, begin
from utils.errors import Invalid

NOT_USED: Final = "– not in the file –"
FOUND: Final = "as found"


def show(actor: Actor, found: Import) -> None:
    """Draw what was seen in the file and the choice of columns; agreeing has the rows checked."""
    noun = import_words.noun_of(found)
    for note in found.notes:
        page.say("waiting", note)
    used = {key: noun.field(name) for name, key in found.mapping.items()}
    columns = (
        Column[SourceColumn]("Column of the file", lambda column: column["name"]),
        Column[SourceColumn]("Its first cells", lambda column: " · ".join(column["samples"])),
        Column[SourceColumn]("Read as", lambda column: field.label if (field := used.get(column["key"])) else "not used"),
    )
    page.section("What is in the file")
    table.show(columns, found.columns, Writer(actor.currency, actor.time_zone))
    _read_differently(actor, found)
    kept = "An empty cell leaves what is known as it is. Your choice is kept for files of this shape."
    page.section("Which column is what", kept)
    _choose(actor, found)


def show_again(actor: Actor, found: Import) -> None:
    """The same behind a fold, for an import whose rows were checked."""
    with st.expander("Choose the columns again", icon=":material/edit_note:"):
        _choose(actor, found)


def _choose(actor: Actor, found: Import) -> None:
    noun, faults = import_words.noun_of(found), Faults()
    names = {column["key"]: column["name"] for column in found.columns}
    chosen: dict[str, str] = {}
    with st.form(f"mapping_{found.import_id}_{found.check_no}", border=True):
        sides = st.columns(2)
        half = (len(noun.fields) + 1) // 2
        for place, field in enumerate(noun.fields):
            with sides[place >= half]:
                options = ["", *names]
                now = found.mapping.get(field.name, "")
                chosen[field.name] = st.selectbox(
                    f"{field.label}{' (needed)' if field.is_needed else ''}",
                    options,
                    options.index(now) if now in options else 0,
                    format_func=lambda key: names.get(key, NOT_USED),
                    help=field.hint or None,
                    key=f"map_{found.import_id}_{found.check_no}_{field.name}",
                )
                faults.below(field.name)
        is_sent = st.form_submit_button("Check the rows", type="primary", icon=":material/fact_check:")
    if not is_sent:
        return
    with page.telling() as told:
        try:
            with begin(actor) as work:
                imports.choose(work, found.import_id, chosen)
        except Invalid as error:
            faults.tell(error.fields)
            return
    if told.is_ok:
        st.rerun()


def _read_differently(actor: Actor, found: Import) -> None:
    with st.expander("The columns look wrong?", icon=":material/table_rows:"):
        left, middle, right = st.columns(3)
        sheets = [FOUND, *found.sheets]
        place = sheets.index(found.sheet) if found.sheet in sheets else 0
        sheet = left.selectbox("Sheet", sheets, place) if found.sheets else FOUND
        row = middle.number_input("Row that names the columns", 0, 60, found.header_row or 0, help="0: as found.")
        marks = {FOUND: None, ",": ",", ";": ";", "tab": "\t", "|": "|"}
        now = next((word for word, mark in marks.items() if mark == found.delimiter), FOUND)
        mark = right.selectbox("Cells are divided by", list(marks), list(marks).index(now)) if not found.sheets else FOUND
        if st.button("Read it so", key=f"read_{found.import_id}_{found.check_no}"):
            told_as = ReadAs(None if sheet == FOUND else sheet, int(row) or None, marks[mark])
            with page.telling() as told, begin(actor) as work:
                imports.read_differently(work, found.import_id, told_as)
            if told.is_ok:
                st.rerun()
