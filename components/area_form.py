"""The forms that add an area and change one."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from components import drafts, editing, fields, once, page, places
from components.fields import Faults
from components.screens import AREAS
from services import areas
from services.areas import Area, AreaCounts, AreaFields
from services.work import Actor, Work
from utils.errors import Invalid

LABELS: Final = {
    "name": "Name", "kind": "Kind", "census_households": "Households, census 2023", "latitude": "Latitude",
    "longitude": "Longitude",
}  # fmt: skip
_ADD: Final = "add_area"


def add(actor: Actor, here: Area | None) -> None:
    """The form that adds an area below another; it comes back empty, for the next one."""
    kinds = areas.kinds_between(here.kind if here else None)
    if here is not None and not kinds:
        page.notice("location_on", f"Nothing lies below a {places.kind_word(here.kind)}.", "Add it beside this area.")
        return
    lies = f"It will lie in {here.name}." if here else "It will stand at the top of the tree."
    page.section("Add an area", f"{lies} Its code stays as it is for good: files and imports know the area by that.")
    faults = Faults()
    key = f"new_area_{here.area_id if here else 0}_{once.turn(_ADD)}"
    with drafts.form(key, "area.add", here.area_id if here else "") as draft:
        left, right = st.columns(2)
        with left:
            kind = st.selectbox("Kind", kinds, index=None, format_func=_kind_word, placeholder="Choose", key=f"{key}_kind")
            faults.below("kind")
        with right:
            code = st.text_input("Code", max_chars=areas.LONGEST_CODE, placeholder="OKR-A", key=f"{key}_code")
            faults.below("code")
        typed = _fields(key, AreaFields("", "", None, None, None), faults)
        is_sent = st.form_submit_button("Add", type="primary", icon=":material/add:")
    command = once.command(key, is_sent=is_sent, draft=draft)

    def add_it(work: Work) -> Area:
        if kind is None:
            raise Invalid({"kind": "Choose what kind of area it is."})
        return areas.add(work, here.area_id if here else None, code, AreaFields(kind=kind, **_read(typed)))

    if command.send(actor, add_it, faults) and isinstance(added := command.outcome, Area):
        page.flash(f"Added {added.name} ({added.code}), a {places.kind_word(added.kind)}{f' in {here.name}' if here else ''}.")
        once.clear(_ADD)
        st.rerun()


def edit(actor: Actor, here: Area, above: Area | None, below: Sequence[AreaCounts]) -> None:
    """The form that changes an area; what was typed stays until it is saved."""
    key = f"area_{here.area_id}"
    drawn = editing.drawn_from(key, f"{key}_name", areas.fields_of(here))
    page.section("Edit this area", f"Its code, {here.code}, stays: files and imports know it by that.")
    faults = Faults()
    kinds = areas.kinds_between(above.kind if above else None, [each.kind for each in below])
    kinds = kinds if drawn.kind in kinds else [drawn.kind, *kinds]
    with drafts.form(key, "area.change", here.area_id) as draft:
        kind = st.selectbox("Kind", kinds, index=kinds.index(drawn.kind), format_func=_kind_word, key=f"{key}_kind")
        faults.below("kind")
        typed = _fields(key, drawn, faults)
        is_sent = st.form_submit_button("Save", type="primary", icon=":material/check:")
    seen = editing.standing(key, drawn)

    def change(work: Work) -> AreaFields:
        return areas.fields_of(areas.change(work, here.area_id, {"kind": kind, **_read(typed)}, seen.mark))

    changed = editing.save(
        actor, key, seen, change, lambda: areas.fields_of(here), LABELS, faults, is_sent=is_sent, draft=draft
    )
    if changed is not None:
        name = " ".join(typed["name"].split())
        page.flash(f"Saved {name}: {', '.join(changed)}." if changed else f"{name} stays as it was.")
        st.switch_page(AREAS.path, query_params={"area": str(here.area_id)})


def _fields(key: str, drawn: AreaFields, faults: Faults) -> dict[str, str]:
    """The fields that adding and changing share, as they were typed."""
    typed: dict[str, str] = {}

    def text(name: str, value: object, most: int, hint: str = "") -> None:
        shown = "" if value is None else str(value)
        typed[name] = st.text_input(LABELS[name], value=shown, max_chars=most, placeholder=hint or None, key=f"{key}_{name}")
        faults.below(name)

    name, households = st.columns(2)
    with name:
        text("name", drawn.name, areas.LONGEST_NAME, "Ward 12")
    with households:
        text("census_households", drawn.census_households, 12, "1,200")
    latitude, longitude = st.columns(2)
    with latitude:
        text("latitude", drawn.latitude, 24, "30.66820")
    with longitude:
        text("longitude", drawn.longitude, 24, "73.11140")
    return typed


def _read(typed: dict[str, str]) -> dict[str, Any]:
    """What was typed as values. Raises Invalid with a sentence for each field that cannot be read."""
    wrong: dict[str, str] = {}
    values: dict[str, Any] = {"name": typed["name"], "census_households": None, "latitude": None, "longitude": None}
    for name in ("latitude", "longitude", "census_households"):
        try:
            number = fields.optional_number(_shortened(typed[name], name), name)
            if number is not None and name == "census_households" and number != int(number):
                raise Invalid({name: "Households are a whole number."})
            values[name] = None if number is None else int(number) if name == "census_households" else float(number)
        except Invalid as error:
            wrong |= error.fields
    if wrong:
        raise Invalid(wrong)
    return values


def _shortened(text: str, name: str) -> str:
    """A position is often copied with more digits than anything measured has."""
    whole, point, fraction = text.strip().partition(".")
    return f"{whole}{point}{fraction[:6]}" if name != "census_households" and fraction.isdigit() else text


def _kind_word(kind: str) -> str:
    return places.kind_word(kind).capitalize()
