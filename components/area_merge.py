"""Merging an area: choose into which, look at what that does, then do it."""

from collections.abc import Sequence

import streamlit as st

from components import area_move, facts, once, page, places
from components.screens import AREAS
from components.words import counted
from services import areas
from services.areas import Area, AreaCounts, Merging
from services.work import Actor, begin


def show(actor: Actor, here: Area, below: Sequence[AreaCounts]) -> None:
    """The choice of the other area, and once there is one, what the merge does and the button that makes it."""
    page.section(
        "Merge this area into another",
        "Accounts, units and the people assigned go over. Bills, payments and readings of the past stay with this area, which "
        "lies below the other from then on and is chosen no more. This is not undone.",
    )
    if below:
        page.notice("account_tree", f"{here.name} has areas within it.", "Move or merge those first.")
        return
    with begin(actor) as work:
        tree = areas.list_all(work)
    choices = {area.area_id: area for area in sorted(tree, key=lambda area: (area.name, area.area_id)) if area != here}
    word = places.in_words(tree)
    chosen = st.selectbox(
        "Into which", list(choices), index=None, placeholder="Type a part of its name", key=f"merge_{here.area_id}_into",
        format_func=lambda area_id: word(choices[area_id]),
    )  # fmt: skip
    if chosen is not None:
        _confirm(actor, here, choices[chosen])


def _confirm(actor: Actor, here: Area, into: Area) -> None:
    key = f"merge_{here.area_id}_{into.area_id}"
    above = st.container()
    is_sent = st.button(f"Merge {here.name} into {into.name}", type="primary", icon=":material/merge:", key=key)
    command = once.command(key, is_sent=is_sent)
    if not isinstance(command.outcome, Merging):
        with above, page.telling() as told:
            with begin(actor) as work:
                preview = areas.merging(work, here.area_id, into.area_id)
            _preview(preview)
        if not told.is_ok:
            return
        # What stood on the screen when the button was pressed is what was agreed to.
        seen = st.session_state.get(f"_seen_{key}", preview.mark)
        st.session_state[f"_seen_{key}"] = preview.mark
        if not is_sent:
            return
        with page.telling():
            command.run(actor, lambda work: areas.merge(work, here.area_id, into.area_id, seen))
    if isinstance(command.outcome, Merging):
        done = command.outcome
        page.flash(f"Merged {here.name} into {into.name}: {counted(done.holdings.account_count, 'account')}, "
                   f"{counted(done.holdings.unit_count, 'unit')} and {counted(len(done.assigned), 'person', 'people')} "
                   "went over.")  # fmt: skip
        st.session_state.pop(f"_seen_{key}", None)
        st.switch_page(AREAS.path, query_params={"area": str(into.area_id)})


def _preview(merge: Merging) -> None:
    page.say("waiting", f"{merge.area.name} becomes part of {merge.into.name}.")
    facts.show((
        ("Accounts", f"{merge.holdings.account_count:,}"),
        ("Survey units", f"{merge.holdings.unit_count:,}"),
        ("Assigned, and then to the other", area_move.names(merge.assigned)),
        ("Tariffs that no longer hold for them", area_move.tariffs(merge.priced, ends=True)),
        ("Tariffs that begin to hold for them", area_move.tariffs(merge.priced, ends=False)),
    ))  # fmt: skip
