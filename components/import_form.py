"""The form that brings a file in: what it holds, the file itself, and a template to fill in."""

import streamlit as st

from components import import_words, once, page
from components.screens import IMPORT
from services import imports
from services.imports import Import, Noun
from services.work import Actor

KINDS: list[str] = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls", "ods"]


def show(actor: Actor, known: list[Noun]) -> None:
    """Draw the form; a refusal says why, and an uploaded file is shown on its page."""
    left, right = st.columns(2)
    with left:
        noun = st.selectbox("What does the file hold?", known, format_func=_word, key="import_noun")
        st.caption(f"One row for each of the {noun.many}. It may be there already: then it is changed, or left as it is.")
    with right:
        st.caption("No file yet? Fill in a template: it has every column, the words to choose from, and an example.")
        st.download_button(
            "Download template", imports.template_of(noun), f"{noun.name}.xlsx", key=f"template_{noun.name}",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", icon=":material/download:",
        )  # fmt: skip
    file = st.file_uploader(
        "CSV, Excel or OpenDocument",
        KINDS,
        key="import_file",
        help="Commas, semicolons or tabs; any encoding; a title above is fine.",
    )
    is_sent = st.button("Look at the file", type="primary", icon=":material/upload_file:", disabled=file is None)
    command = once.command(f"upload_{file.file_id if file else ''}_{noun.name}", is_sent=is_sent)
    if not is_sent or file is None:
        return
    with page.telling() as told, st.spinner("Reading …"):
        command.run(actor, lambda work: imports.upload(work, noun.name, file.name, iter(lambda: file.read(1 << 20), b"")))
    if told.is_ok and isinstance(command.outcome, Import):
        st.switch_page(IMPORT.path, query_params={"import": str(command.outcome.import_id)})


def _word(noun: Noun) -> str:
    return import_words.noun_word(noun.name)
