"""Changing many rows at once: what to do with them, what would become of them, why, and then the order."""

from collections.abc import Mapping
from uuid import uuid4

import streamlit as st

from components import change_values, drafts, once, page, table
from components.change_words import rows
from components.fields import Faults
from components.screens import BULK_CHANGE
from components.table import Column, Writer
from services import bulk_changes
from services.bulk_changes import Action, ActionKind, BulkChange, Chosen, NewChange, Preview, Sample
from services.work import Actor, begin
from utils.errors import Invalid


def show(actor: Actor, noun: str, chosen: Chosen) -> None:
    """Draw the form; an order leads to the page of the change."""
    offered = bulk_changes.actions_for(actor, noun)
    if not offered:
        page.notice("lock", f"Your role may not change {noun} in bulk.", "Ask your head administrator if you need it.")
        return
    faults = Faults()
    kind = st.selectbox(
        "What to do with them", offered, index=None, placeholder="Choose", format_func=lambda one: one.label, key="change_kind"
    )
    faults.below("action")
    if kind is None:
        return
    values = change_values.ask(actor, noun, kind, faults)
    if values is None:
        return
    found = None
    with page.telling():
        found = _preview(actor, noun, Action(kind.kind, values), chosen, faults)
    if found is not None:
        _tell(noun, found)
        if found.changed:
            _order(actor, noun, kind, values, chosen, found)


def _preview(actor: Actor, noun: str, action: Action, chosen: Chosen, faults: Faults) -> Preview | None:
    """Asked for once for each set of answers: of a million rows it takes seconds. None when a field is wrong."""
    asked = (noun, action.kind, tuple(sorted(action.values.items())), repr(chosen))
    kept: tuple[object, Preview] | None = st.session_state.get("_change_preview")
    if kept is not None and kept[0] == asked:
        return kept[1]
    try:
        with st.spinner("Looking at what would change …"), begin(actor) as work:
            found = bulk_changes.preview(work, noun, action, chosen)
    except Invalid as error:
        faults.tell(error.fields)
        return None
    st.session_state["_change_preview"] = (asked, found)
    return found


def _tell(noun: str, found: Preview) -> None:
    page.section("What would change")
    first = f"{rows(found.changed, noun)} of {found.total:,}: {found.words}" if found.changed else f"Nothing: {found.words}"
    said = [first]
    if found.unchanged:
        said.append(f"{found.unchanged:,} {'is' if found.unchanged == 1 else 'are'} so already")
    if found.refused:
        said.append(f"{found.refused:,} would be refused")
    page.say("waiting" if found.changed else "warning", "; ".join(said) + ".")
    for refusal in found.refusals:
        page.say("warning", f"{rows(refusal.count, noun)}: {refusal.reason}")
    if found.samples:
        columns = (
            Column[Sample]("Record", "ref"),
            Column[Sample]("Now", "before"),
            Column[Sample]("Then", "after", is_lead=True),
        )
        table.show(columns, found.samples, Writer("PKR", "UTC"), is_kept=True)
        if found.changed > len(found.samples):
            page.below(f"… and {rows(found.changed - len(found.samples), noun)} more.")


def _order(actor: Actor, noun: str, kind: ActionKind, values: Mapping[str, str], chosen: Chosen, found: Preview) -> None:
    faults = Faults()
    with drafts.form("change_order", "bulk_change.order", noun, border=False) as draft:
        reason = st.text_input("Why?", max_chars=500, placeholder="Resurveyed in October", key="change_reason")
        faults.below("reason")
        is_sent = st.form_submit_button(f"Change {rows(found.changed, noun)}", type="primary", icon=":material/check:")
    page.below("It runs in the background, and can be undone as a whole for 30 days.")
    command = once.command("change_order", is_sent=is_sent, draft=draft)
    if not is_sent:
        return
    with page.telling() as told:
        try:
            new = NewChange(noun, Action(kind.kind, values), chosen, reason or "", uuid4(), expected=found.total)
            command.run(actor, lambda work: bulk_changes.start(work, new))
        except Invalid as error:
            faults.tell(error.fields)
            return
    if not told.is_ok:
        st.session_state.pop("_change_preview", None)
    elif isinstance(command.outcome, BulkChange):
        st.session_state.pop("_change_preview", None)
        st.switch_page(BULK_CHANGE.path, query_params={"change": str(command.outcome.change_id)})

