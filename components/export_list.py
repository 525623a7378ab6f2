"""A person's exports, the newest first, drawn again by itself while one of them is being made."""

from typing import Final

import streamlit as st
from markupsafe import Markup

from components import asked, export_panel, export_words, page, session, table, words
from components.markup import link
from components.screens import EXPORTS
from components.table import Column, Kind, Writer
from services import exports
from services.exports import Export
from services.paging import ListQuery, Page
from services.work import Actor, begin
from utils.errors import NotFound

EVERY_SECONDS: Final = 2.0


def watch(actor: Actor) -> None:
    """Draw the chosen export and the list; every two seconds anew while something is under way."""
    with page.telling() as told:
        is_moving = _is_moving(*_read(actor))
    if not told.is_ok:
        return

    @st.fragment(run_every=EVERY_SECONDS if is_moving else None)
    def watching() -> None:
        with page.telling() as told:
            now = session.watching()
            chosen, listed = _read(now)
            if _is_moving(chosen, listed) != is_moving:
                st.rerun()
            _draw(chosen, listed, now)
        if not told.is_ok:
            st.stop()

    watching()


def _read(actor: Actor) -> tuple[Export | None, Page[Export]]:
    named, after, before = asked.number("export"), asked.text("after"), asked.text("before")
    query = ListQuery(after=after or None, before=None if after else before or None, size=25)
    with begin(actor) as work:
        listed = exports.page(work, query)
        try:
            chosen = exports.get(work, named) if named else None
        except NotFound:
            chosen = None
    return chosen, listed


def _is_moving(chosen: Export | None, listed: Page[Export]) -> bool:
    return any(not each.is_over for each in ((chosen, *listed.rows) if chosen else listed.rows))


def _draw(chosen: Export | None, listed: Page[Export], actor: Actor) -> None:
    if chosen is not None:
        export_panel.show(chosen, actor)
    elif asked.text("export"):
        page.say("warning", "There is no such export of yours; here are those that there are.")
    if not listed.rows:
        page.notice(
            "download",
            "You have exported nothing yet.",
            "Open a list, narrow it as you like, and choose Export above it; the file then waits here.",
        )
        return
    if chosen is not None:
        page.section("Your exports")
    table.show(_columns(), listed.rows, Writer(actor.currency, actor.time_zone), lambda row: EXPORTS.link(export=row.export_id))
    steps = [
        link(EXPORTS.link(before=listed.previous_key), "Newer") if listed.previous_key else Markup(),
        link(EXPORTS.link(after=listed.next_key), "Older") if listed.next_key else Markup(),
    ]
    if any(steps):
        st.html(Markup('<nav class="su-pager" aria-label="Pages"><span>{}</span> {} {}</nav>').format(
            words.counted(listed.count, "export"), *steps
        ))  # fmt: skip


def _columns() -> tuple[Column[Export], ...]:
    return (
        Column("Export", export_words.title, sub=export_words.columns),
        Column("What", export_words.narrowed),
        Column("State", export_words.state, is_lead=True),
        Column("Rows", lambda row: row.row_count if row.is_over else None, Kind.NUMBER),
        Column("Size", lambda row: export_words.size(row.size)),
        Column("Asked for", "created_at", Kind.MOMENT),
        Column("Kept until", lambda row: row.expires_at if row.is_kept else None, Kind.MOMENT),
        Column("File", export_words.download),
    )
