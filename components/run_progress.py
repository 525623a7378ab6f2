"""The progress of a run that is calculating or issuing, read from the database every two seconds."""

from typing import Final

import streamlit as st

from components import page, progress, run_words, session
from services import bill_runs
from services.bill_runs import Run, RunStatus
from services.permissions import Permission
from services.work import Actor, begin
from utils import clock

EVERY_SECONDS: Final = 2.0


def watch(run: Run) -> None:
    """Draw the progress, and the whole page again once the stage has ended; leaving the page stops nothing."""

    @st.fragment(run_every=EVERY_SECONDS)
    def watching() -> None:
        with page.telling() as told:
            actor = session.watching()
            with begin(actor) as work:
                seen = bill_runs.progress(work, run.run_id)
                after = bill_runs.get(work, run.run_id)
            if after.status != run.status:
                _say_ended(after, actor)
                st.rerun()
            _draw(after, seen, actor)
        if not told.is_ok:
            st.stop()

    watching()


def _draw(run: Run, seen: bill_runs.Progress, actor: Actor) -> None:
    is_issuing, now, name = run.status == RunStatus.ISSUING, clock.now(), f"{run.run_id}_{run.status}"
    pace = progress.pace(name, seen.done_accounts, now)
    if seen.total_accounts:
        label = f"{seen.done_accounts:,} of {seen.total_accounts:,} accounts {'issued' if is_issuing else 'calculated'}"
        part = f"part {min(seen.done_shards + 1, seen.total_shards):,} of {seen.total_shards:,}"
        left = progress.left_word(pace.seconds_left(seen.total_accounts, now))
        progress.show(label, seen.done_accounts, seen.total_accounts, left or part)
    else:
        progress.show("Finding the accounts to bill …", 0, 0, "")
    if seen.failure:
        page.say("warning", f"It stopped: {seen.failure}")
    elif pace.is_stuck(now):
        page.say("warning", "Nothing has moved for a minute. Start a worker if none runs; resuming does nothing twice.")
    else:
        st.caption("It goes on in the background: you may leave this page and come back.")
        return
    permission = Permission.BILL_RUN_ISSUE if is_issuing else Permission.BILL_RUN_CREATE
    may = actor.may(permission) and actor.area_ids is None
    if may and st.button("Resume", icon=":material/play_arrow:", type="primary", key=f"resume_{name}"):
        with page.telling() as told, begin(actor) as work:
            bill_runs.resume(work, run.run_id)
        if told.is_ok:
            progress.forget(name)
            page.flash(f"Resumed {run_words.title(run)}: what is left is handed out again.")
            st.rerun()


def _say_ended(run: Run, actor: Actor) -> None:
    if run.status == RunStatus.ISSUED:
        batch = run_words.batch(run.bill_count - run.held_count, run.demand, run.held_count, run, actor.currency)
        page.flash(f"Issued {batch}.")
    elif run.status == RunStatus.REVIEW:
        page.flash(f"Calculated {run.bill_count:,} bills for {run_words.title(run)}; {run.held_count:,} held back.")
