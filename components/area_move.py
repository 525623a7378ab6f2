"""Moving an area: choose where to, look at what that does, then do it."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from components import facts, once, page, places
from components.screens import AREAS
from components.words import counted
from services import areas
from services.areas import Area, Moving, Priced
from services.work import Actor, begin

MOST_NAMES: Final = 12
TOP: Final = 0


def show(actor: Actor, here: Area) -> None:
    """The choice of a new place, and once there is one, what the move does and the button that makes it."""
    page.section("Move this area", "Everything in it goes along: areas, units, accounts, their bills, payments and history.")
    with begin(actor) as work:
        tree = areas.list_all(work)
    choices = {area.area_id: area for area in _fitting(tree, here)}
    if here.parent_id is None and not choices:
        kind = places.kind_word(here.kind)
        page.notice("account_tree", f"There is no other place where a {kind} can lie.", "Add an area that stands higher first.")
        return
    word = places.in_words(tree)
    # Where it lies now is among them, so that the choice still stands on the screen once it is made true.
    chosen = st.selectbox(
        "Where to", [*choices, TOP], index=None, placeholder="Type a part of its name", key=f"move_{here.area_id}_to",
        format_func=lambda area_id: "The top of the tree" if area_id == TOP else word(choices[area_id]),
    )  # fmt: skip
    if chosen is not None:
        _confirm(actor, here, choices.get(chosen))


def _confirm(actor: Actor, here: Area, to: Area | None) -> None:
    to_id = to.area_id if to else None
    key = f"move_{here.area_id}_{to_id or TOP}"
    above = st.container()
    is_sent = st.button(f"Move {here.name}", type="primary", icon=":material/drive_file_move:", key=key)
    command = once.command(key, is_sent=is_sent)
    if not isinstance(command.outcome, Moving):
        with above, page.telling() as told:
            with begin(actor) as work:
                preview = areas.moving(work, here.area_id, to_id)
            _preview(preview)
        if not told.is_ok:
            return
        # What stood on the screen when the button was pressed is what was agreed to.
        seen = st.session_state.get(f"_seen_{key}", preview.mark)
        st.session_state[f"_seen_{key}"] = preview.mark
        if not is_sent:
            return
        with page.telling():
            command.run(actor, lambda work: areas.move(work, here.area_id, to_id, seen))
    if isinstance(command.outcome, Moving):
        page.flash(_done(command.outcome))
        st.session_state.pop(f"_seen_{key}", None)
        st.switch_page(AREAS.path, query_params={"area": str(here.area_id)})


def _done(move: Moving) -> str:
    size = move.size
    along = f" with {counted(size.area_count - 1, 'area')}" if size.area_count > 1 else ""
    to = move.new_parent.name if move.new_parent else "the top of the tree"
    said = f"Moved {move.area.name}{along} to {to}: {counted(size.unit_count, 'unit')} and "
    said += f"{counted(size.account_count, 'account')} went along."
    for who, see in ((move.losing, "no longer"), (move.gaining, "from now on")):
        if who:
            said += f" {counted(len(who), 'person', 'people')} {see} {'sees' if len(who) == 1 else 'see'} it."
    return said


def _preview(move: Moving) -> None:
    size = move.size
    page.say("waiting", f"{move.area.name} leaves {move.old_parent.name if move.old_parent else 'the top of the tree'} "
             f"and will lie {f'in {move.new_parent.name}' if move.new_parent else 'at the top of the tree'}.")  # fmt: skip
    facts.show((
        ("Areas", f"{size.area_count:,}"),
        ("Survey units", f"{size.unit_count:,}"),
        ("Accounts", f"{size.account_count:,}"),
        ("Assigned to it, and stay so", f"{size.assigned_count:,}"),
        ("Will no longer see it", names(move.losing)),
        ("Will see it from then on", names(move.gaining)),
        ("Tariffs that no longer hold here", tariffs(move.priced, ends=True)),
        ("Tariffs that begin to hold here", tariffs(move.priced, ends=False)),
    ))  # fmt: skip


def _fitting(tree: Sequence[Area], here: Area) -> list[Area]:
    """Where an area of this kind may lie, by name."""
    found = [each for each in tree if not each.path.startswith(here.path) and here.kind in areas.kinds_between(each.kind)]
    return sorted(found, key=lambda area: (area.name, area.area_id))


def tariffs(priced: Sequence[Priced], *, ends: bool) -> str:
    """The tariffs that cease to hold, or begin to, with the area that each was notified for."""
    return ", ".join(f"{each.tariff_name} for {each.area_name}" for each in priced if each.ends is ends) or "None"


def names(people: Sequence[str]) -> str:
    """People by name, the first of many; 'Nobody' where there are none."""
    more = len(people) - MOST_NAMES
    return ", ".join(people[:MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "") if people else "Nobody"
