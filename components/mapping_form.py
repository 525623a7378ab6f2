"""A remembered mapping as a form: a column for each field, and the way to forget it all."""

import streamlit as st

from components import once, page
from components.fields import Faults
from components.import_mapping import NOT_USED
from components.screens import MAPPINGS
from services import imports
from services.imports import ImportNoun, KeptMapping
from services.work import Actor


def show(actor: Actor, kept: KeptMapping, headings: list[str]) -> None:
    """Draw the form; what is saved holds for the next files of the shape, not for those that are in."""
    noun, faults, key = imports.NOUNS[ImportNoun(kept.noun)], Faults(), f"{kept.noun}_{kept.shape_key}_{kept.updated_at}"
    page.section("Which column is what", "It holds for the next files whose columns are headed so; what is in stays as it is.")
    chosen: dict[str, str] = {}
    options = ["", *headings]
    with st.form(f"remap_{key}", border=True):
        sides = st.columns(2)
        half = (len(noun.fields) + 1) // 2
        for place, field in enumerate(noun.fields):
            with sides[place >= half]:
                now = kept.mapping.get(field.name, "")
                label = f"{field.label}{' (needed)' if field.is_needed else ''}"
                chosen[field.name] = st.selectbox(
                    label, options, options.index(now) if now in options else 0, help=field.hint or None,
                    format_func=lambda heading: heading or NOT_USED, key=f"remap_{key}_{field.name}",
                )  # fmt: skip
                faults.below(field.name)
        is_sent = st.form_submit_button("Save mapping", type="primary", icon=":material/save:")
        faults.below("mapping")
    command = once.command(f"remap_{key}", is_sent=is_sent)
    if command.send(
        actor, lambda work: imports.remap(work, kept.noun, kept.shape_key, chosen, kept.mapping), faults
    ):
        page.flash(f"Saved: the next files like {kept.file_name} are read so.")
        st.rerun()
    _forget(kept)


def _forget(kept: KeptMapping) -> None:
    key = f"forget_{kept.noun}_{kept.shape_key}"
    is_pressed = st.button("Forget mapping", key=key, icon=":material/delete:")

    def after(_: object) -> None:
        page.flash("Forgotten.")
        st.switch_page(MAPPINGS.path)

    once.sure(
        key, "Forget mapping", "delete",
        f"The columns of the next file like {kept.file_name} are guessed anew. What was imported stays.",
        lambda work: imports.forget_mapping(work, kept.noun, kept.shape_key), after,
        is_pressed=is_pressed, title="Forget this mapping?", keep="Keep it",
    )  # fmt: skip
