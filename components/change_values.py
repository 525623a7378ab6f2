"""The fields that an action of a bulk change asks for."""

from collections.abc import Mapping

import streamlit as st

from components.fields import Faults
from components.places import kind_word
from services import areas, bulk_changes, tags
from services.bulk_changes import ActionKind
from services.work import Actor, begin

SIZES = ("small", "medium", "large")


def ask(actor: Actor, noun: str, action: ActionKind, faults: Faults) -> Mapping[str, str] | None:
    """Draw the fields of an action; its values by name, or None while one is missing."""
    match action.kind:
        case "status":
            return _one("status", "New state", tuple(bulk_changes.FROM), faults)
        case "settlement":
            return _one("settlement", "New settlement", ("urban", "rural"), faults)
        case "active":
            return _one("active", "Active", ("yes", "no"), faults)
        case "kind":
            return _kind(faults)
        case "area":
            return _area(actor, faults)
        case "add_tags" | "remove_tags":
            return _tags(actor, noun, faults, is_new=action.kind == "add_tags")
        case _:
            return {}


def _word(value: str) -> str:
    return "Duplicate" if value == "duplicate_of" else value.capitalize()


def _one(name: str, label: str, options: tuple[str, ...], faults: Faults) -> Mapping[str, str] | None:
    value = st.selectbox(label, options, index=None, placeholder="Choose", format_func=_word, key=f"change_{name}")
    faults.below(name)
    return {name: value} if value else None


def _kind(faults: Faults) -> Mapping[str, str] | None:
    left, right = st.columns(2)
    with left:
        category = _one("category", "New category", ("residential", "commercial"), faults)
    if category is None:
        return None
    with right:
        if category["category"] == "commercial":
            size = _one("commercial_size", "Business size", SIZES, faults)
            return {**category, **size} if size else None
        marla = st.text_input("Size in marla", key="change_size_marla", placeholder="5", max_chars=12)
        faults.below("size_marla")
        return {**category, "size_marla": marla.strip()} if marla.strip() else None


def _area(actor: Actor, faults: Faults) -> Mapping[str, str] | None:
    with begin(actor) as work:
        tree = areas.list_all(work)
    names = {area.area_id: area.name for area in tree}
    own = [area for area in tree if actor.area_ids is None or area.area_id in actor.area_ids]

    def word(area: areas.Area) -> str:
        above = f", {names[area.parent_id]}" if area.parent_id in names else ""
        return f"{area.name} ({kind_word(area.kind)}{above})"

    chosen = st.selectbox("New area", own, index=None, placeholder="Type a part of its name", format_func=word, key="change_area")
    faults.below("area")
    return {"area": str(chosen.area_id)} if chosen else None


def _tags(actor: Actor, noun: str, faults: Faults, *, is_new: bool) -> Mapping[str, str] | None:
    with begin(actor) as work:
        known = tags.known(work, noun)
    chosen = st.multiselect(
        "Tags", known, key=f"change_tags_{is_new}", accept_new_options=is_new, max_selections=20,
        placeholder="Choose tags, or type a new one" if is_new else "Choose tags",
    )  # fmt: skip
    faults.below("tags")
    return {"tags": ",".join(chosen)} if chosen else None
