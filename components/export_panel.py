"""One export on the screen: its progress while it is made, its download once it is ready, and the way to call it off."""

import streamlit as st
from markupsafe import Markup

from components import export_words, facts, once, page, progress, words
from services import exports
from services.exports import Export, ExportStatus
from services.work import Actor
from utils import clock


def show(export: Export, actor: Actor) -> None:
    """Draw the export that the address names."""
    page.section(export_words.title(export), export_words.narrowed(export))
    if not export.is_over:
        _progress(export)
        _cancel(export, actor)
        return
    if export.status == ExportStatus.FAILED:
        page.say("bad", f"It stopped: {export.failure} Nothing was kept; start it again from its list.")
    elif export.status == ExportStatus.CANCELLED:
        page.say("warning", "It was cancelled, and nothing was kept.")
    elif export.is_kept:
        st.html(Markup("<p>{}</p>").format(export_words.download(export, "su-button")))
    else:
        page.say("waiting", "Its file is no longer kept. Open its list and export it again.")
    facts.show(_facts(export, actor))


def _progress(export: Export) -> None:
    if export.row_count:
        pace = progress.pace(f"export_{export.export_id}", export.rows_done, clock.now())
        left = progress.left_word(pace.seconds_left(export.row_count, clock.now()))
        progress.show(f"{export.rows_done:,} of {export.row_count:,} rows", export.rows_done, export.row_count, left)
    else:
        progress.show("Waiting for a worker …" if export.status == ExportStatus.WAITING else "Counting the rows …", 0, 0, "")
    st.caption("It goes on in the background: you may leave this page and come back.")


def _cancel(export: Export, actor: Actor) -> None:
    key = f"cancel_export_{export.export_id}"
    is_pressed = st.button("Cancel export", key=key, icon=":material/cancel:")
    command = once.command(key, is_sent=is_pressed)
    if command.send(actor, lambda work: exports.cancel(work, export.export_id)):
        page.flash(f"Cancelled: {export_words.title(export)}.")
        st.rerun()


def _facts(export: Export, actor: Actor) -> list[tuple[str, str | Markup | None]]:
    zone = actor.time_zone
    return [
        ("State", export_words.state(export)),
        ("Rows", words.number(export.row_count) if export.status == ExportStatus.DONE else None),
        ("Size", export_words.size(export.size) or None),
        ("Columns", export_words.columns(export) or "All"),
        ("Asked for", words.moment(export.created_at, zone)),
        ("Kept until", words.moment(export.expires_at, zone) if export.expires_at else None),
    ]
