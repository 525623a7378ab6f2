"""One bulk change on its page: its progress, what became of its rows, and the way back."""

from typing import Final

import streamlit as st

from components import change_words, once, page, progress, session, words
from components.change_words import rows
from components.facts import show as show_facts
from components.markup import link
from services import bulk_changes
from services.bulk_changes import BulkChange, Status
from services.work import Actor, begin
from utils import clock

EVERY_SECONDS: Final = 2.0
DAYS: Final = bulk_changes.UNDO_DAYS


def watch(change: BulkChange) -> None:
    """Draw the progress of a change or its undo, and the whole page again once it has ended."""

    @st.fragment(run_every=EVERY_SECONDS)
    def watching() -> None:
        with page.telling() as told:
            with begin(session.watching()) as work:
                seen = bulk_changes.get(work, change.change_id)
            if not seen.is_moving:
                progress.forget(_name(change))
                st.rerun()
            _draw(seen)
        if not told.is_ok:
            st.stop()

    watching()


def show(change: BulkChange, actor: Actor) -> None:
    """What became of the rows, and the buttons for what may be done now."""
    if change.failure and change.status in (Status.RUNNING, Status.UNDOING):
        page.say("bad", f"It stopped: {change.failure}")
    if change.status == Status.UNDONE:
        page.say("good", change_words.undo_result(change))
        _reasons(actor, change, "left")
    elif not change.is_moving:
        page.say("good" if change.status == Status.DONE else "waiting", change_words.result(change))
        _reasons(actor, change, "refused")
    with st.container(horizontal=True):
        _resume(change, actor)
        _undo(change, actor)


def facts(change: BulkChange, actor: Actor) -> None:
    """Who did what, when and why."""
    zone = actor.time_zone
    undone = f"{change.undoer_name}, {words.moment(change.undone_at, zone)}" if change.undone_at else None
    pairs = [
        ("Reason", change.reason),
        ("By", f"{change.creator_name}, {words.moment(change.created_at, zone)}"),
        ("Chosen", chosen_words(change, actor)),
        ("Ended", words.moment(change.finished_at, zone) if change.finished_at else None),
        ("Undone by", undone),
        ("Rows", link(f"/api/v1/bulk-changes/{change.change_id}/rows", "Download as CSV")),
    ]
    show_facts([(label, value) for label, value in pairs if value])


def chosen_words(change: BulkChange, actor: Actor) -> str:
    """How the rows were chosen."""
    if "ids" in change.query:
        return f"{rows(len(change.query['ids']), change.noun)}, one by one"
    with begin(actor) as work:
        told = bulk_changes.how_chosen(work, change)
    return f"All {change.noun}" + (f" with {', '.join(f'{label}: {value}' for label, value in told)}" if told else "")


def _name(change: BulkChange) -> str:
    return f"change_{change.change_id}_{change.status}"


def _draw(seen: BulkChange) -> None:
    is_undo, now = seen.status == Status.UNDOING, clock.now()
    done, total = (seen.undone_upto, seen.done_upto) if is_undo else (seen.done_upto, seen.total_count)
    pace = progress.pace(_name(seen), done, now)
    label = f"{done:,} of {rows(total, seen.noun)} {'undone' if is_undo else 'changed'}"
    progress.show(label, done, total, progress.left_word(pace.seconds_left(total, now)))
    if pace.is_stuck(now):
        page.say("warning", "Nothing has moved for a minute. Start a worker if none runs; nothing is done twice.")
    else:
        st.caption("It goes on in the background: you may leave this page and come back.")


def _reasons(actor: Actor, change: BulkChange, verdict: str) -> None:
    with begin(actor) as work:
        found = bulk_changes.refusals(work, change.change_id, verdict)
    for each in found:
        page.say("warning", f"{rows(each.count, change.noun)}: {each.reason}")


def _resume(change: BulkChange, actor: Actor) -> None:
    if not (change.failure and change.status in (Status.RUNNING, Status.UNDOING)):
        return
    key = f"resume_{change.change_id}_{change.done_upto}_{change.undone_upto}"
    is_pressed = st.button("Resume", icon=":material/play_arrow:", type="primary", key=key)
    command = once.command(key, is_sent=is_pressed)
    if command.send(actor, lambda work: bulk_changes.resume(work, change.change_id)):
        page.flash("Resumed: what is left is handed out again.")
        st.rerun()


def _undo(change: BulkChange, actor: Actor) -> None:
    is_old = (clock.now() - change.created_at).days >= DAYS
    if change.status in (Status.UNDOING, Status.UNDONE) or change.is_moving or is_old or not change.changed_count:
        return
    if not any(each.kind == change.kind for each in bulk_changes.actions_for(actor, change.noun)):
        return
    key = f"undo_{change.change_id}"
    is_pressed = st.button("Undo", icon=":material/undo:", key=key)
    once.sure(
        key, "Undo the change", "undo",
        f"{rows(change.changed_count, change.noun)} get back what they were. "
        "What somebody changed since stays as it is, and is told.",
        lambda work: bulk_changes.undo(work, change.change_id), lambda _: st.rerun(),
        is_pressed=is_pressed, title="Undo this change?",
    )  # fmt: skip
