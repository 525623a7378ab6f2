"""The form that changes a premises; what was typed stays until it is saved."""

from decimal import Decimal
from typing import Any, Final

import streamlit as st

from components import drafts, editing, fields, page
from components.fields import Faults
from components.screens import UNIT
from services import survey_units
from services.survey_units import CHOICES, NEXT, UnitFields, UnitRow
from services.work import Actor, Work
from utils.errors import Invalid

LABELS: Final = {
    "address": "Address",
    "category": "Category",
    "settlement": "Settlement",
    "size_marla": "Size, marla",
    "commercial_size": "Size of the business",
    "status": "State",
    "latitude": "Latitude",
    "longitude": "Longitude",
}


def show(actor: Actor, unit: UnitRow) -> None:
    """Draw the form and save what it says."""
    key = f"unit_{unit.unit_id}"
    drawn = editing.drawn_from(key, f"{key}_address", survey_units.fields_of(unit))
    page.section("Edit this unit", "The next bill is priced by what stands here; bills that were issued stay as they are.")
    faults = Faults()
    with drafts.form(key, "unit.change", unit.unit_id) as draft:
        typed = _fields(key, drawn, faults)
        sent = st.form_submit_button("Save", type="primary", icon=":material/check:")
    seen = editing.standing(key, drawn)

    def change(work: Work) -> UnitFields:
        return survey_units.fields_of(survey_units.change(work, unit.unit_id, _read(typed), seen.mark))

    changed = editing.save(
        actor, key, seen, change, lambda: survey_units.fields_of(unit), LABELS, faults, is_sent=sent, draft=draft
    )
    if changed is not None:
        page.flash(f"Saved unit {unit.code}: {', '.join(changed)}." if changed else f"Unit {unit.code} stays as it was.")
        st.switch_page(UNIT.path, query_params={"unit": str(unit.unit_id)})


def _fields(key: str, drawn: UnitFields, faults: Faults) -> dict[str, Any]:
    typed: dict[str, Any] = {}

    def text(name: str, value: str, most: int, hint: str = "") -> None:
        typed[name] = st.text_input(LABELS[name], value=value, max_chars=most, placeholder=hint or None, key=f"{key}_{name}")
        faults.below(name)

    def choice(name: str, options: list[str | None], value: str | None) -> None:
        typed[name] = st.selectbox(
            LABELS[name], options, index=options.index(value), format_func=_word, key=f"{key}_{name}"
        )
        faults.below(name)

    text("address", drawn.address, 200)
    left, right = st.columns(2)
    with left:
        choice("category", [*CHOICES["category"]], drawn.category)
        text("size_marla", _plain(drawn.size_marla), 12, "20 marla are one kanal")
        text("latitude", "" if drawn.latitude is None else str(drawn.latitude), 24, "30.66820")
        choice("status", [drawn.status, *NEXT[drawn.status]], drawn.status)
    with right:
        choice("settlement", [*CHOICES["settlement"]], drawn.settlement)
        choice("commercial_size", [None, *CHOICES["commercial_size"]], drawn.commercial_size)
        text("longitude", "" if drawn.longitude is None else str(drawn.longitude), 24, "73.11140")
    return typed


def _read(typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed as values. Raises Invalid with a sentence for each field that cannot be read."""
    wrong: dict[str, str] = {}
    values = dict(typed)
    for name in ("size_marla", "latitude", "longitude"):
        try:
            values[name] = _number(typed[name], name)
        except Invalid as error:
            wrong |= error.fields
    if wrong:
        raise Invalid(wrong)
    for name in ("latitude", "longitude"):
        values[name] = None if values[name] is None else float(values[name])
    return values


def _number(text: str, name: str) -> Decimal | None:
    # A position is often copied with more digits than anything measured has.
    whole, point, fraction = text.strip().partition(".")
    if name != "size_marla" and fraction.isdigit():
        text = f"{whole}{point}{fraction[:6]}"
    return fields.optional_number(text, name)


def _plain(marla: Decimal | None) -> str:
    return "" if marla is None else f"{marla.normalize():f}"


def _word(value: str | None) -> str:
    return "Not a business" if value is None else value.replace("_", " ").capitalize()
