"""The form that proposes a new version of a tariff; what is refused stays as it was typed."""

import json
from datetime import date
from typing import Final

import streamlit as st

from components import drafts, once, page, places, tariff_versions, words
from components.fields import Faults
from components.screens import TARIFF
from services import areas, tariffs
from services.areas import Area
from services.tariffs import Definition, Tariff, TariffVersion
from services.work import Actor, begin
from utils import clock, month
from utils.errors import Invalid

DEEPEST: Final = 3
EXAMPLE: Final = {
    "currency": "PKR",
    "period": "month",
    "components": [{"kind": "flat", "code": "fee", "label": "Fee", "amount": "300"}],
}


def show(actor: Actor, tariff: Tariff, base: TariffVersion | None) -> None:
    """Draw the form, filled from the version shown; an accepted one is opened."""
    # The draft stays until a version was added; the next one begins anew.
    key, faults = f"version_{tariff.version_count + 1}_of_{tariff.code}", Faults()
    today = clock.local_date(clock.now(), actor.time_zone)
    filled = json.dumps(dict(base.definition) if base else EXAMPLE, indent=2, ensure_ascii=False)
    with drafts.form(key, "tariff.propose", tariff.code) as draft:
        left, right = st.columns(2)
        with left:
            starts_on = st.date_input(
                "In force from", month.add(month.first_of(today), 1), date(2000, 1, 1), date(2200, 12, 31),
                format="DD/MM/YYYY", key=f"{key}_from", persist_state="session",
            )  # fmt: skip
            faults.below("effective_from")
        with right:
            area = st.selectbox("Where", [None, *_areas(actor)], format_func=_place, key=f"{key}_area", persist_state="session")
        source = st.text_input(
            "Published in", max_chars=500, placeholder="Notification, date and number", key=f"{key}_source",
            persist_state="session",
        )  # fmt: skip
        faults.below("source")
        typed = st.text_area(
            "Prices", filled, height=420, key=f"{key}_definition", persist_state="session",
            help='A number is written as text, for example "2.87", so that not a digit is lost.',
        )  # fmt: skip
        faults.below("definition")
        with st.container(horizontal=True):
            is_check = st.form_submit_button("Check", icon=":material/rule:")
            is_sent = st.form_submit_button("Add version", type="primary", icon=":material/add:")
    command = once.command(key, is_sent=is_sent, draft=draft)
    if not (is_check or is_sent):
        return
    with page.telling() as told:
        try:
            definition = _definition(typed or "")
            tariffs.check(parsed := tariffs.parse(definition))
            if is_sent:
                where, said = area.area_id if area else None, source or ""
                command.run(actor, lambda work: tariffs.add_version(work, tariff.code, starts_on, where, definition, said))
        except Invalid as error:
            _tell(error, faults)
            return
    if told.is_ok and is_sent:
        _open(actor, tariff, command.outcome)
    elif told.is_ok:
        _preview(parsed)


def _open(actor: Actor, tariff: Tariff, version_id: object) -> None:
    with begin(actor) as work:
        version = tariffs.get_version(work, int(str(version_id)))
    where = version.area_name or "everywhere"
    since = words.day(version.effective_from)
    page.flash(f"Added version {version.version_no} of {tariff.name}, in force {where} from {since}.")
    st.switch_page(TARIFF.path, query_params={"tariff": tariff.code, "version": str(version.version_id)})


def _preview(definition: Definition) -> None:
    page.say("good", "These prices are sound. This is how they read; nothing is saved yet.")
    tariff_versions.show_words(definition)


def _tell(error: Invalid, faults: Faults) -> None:
    """The engine names a fault by its path in the prices; the other fields have a place of their own."""
    own = {name: sentence for name, sentence in error.fields.items() if name in {"effective_from", "source"}}
    prices = [sentence for name, sentence in error.fields.items() if name not in own]
    faults.tell(own)
    if prices:
        faults.tell_many("definition", prices)


def _definition(typed: str) -> dict[str, object]:
    try:
        read: object = json.loads(typed)
    except json.JSONDecodeError as error:
        sentence = f"The prices are not JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        raise Invalid({"definition": sentence}) from None
    except (ValueError, RecursionError):
        raise Invalid({"definition": "The prices hold a number or a nesting that is too large."}) from None
    if not isinstance(read, dict):
        raise Invalid({"definition": "The prices must be an object with named fields, in braces."})
    return {str(name): value for name, value in read.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _areas(actor: Actor) -> list[Area]:
    """The upper levels of the tree, for which tariffs are notified."""
    with begin(actor) as work:
        return [area for area in areas.list_all(work) if area.path.count(".") <= DEEPEST]


def _place(area: Area | None) -> str:
    return f"{area.name}, {places.kind_word(area.kind)}" if area else "Everywhere"
