"""The progress of an import that is checked, run or rolled back, read from the database every two seconds."""

from typing import Final

import streamlit as st

from components import import_words, page, progress, session
from services import imports
from services.imports import Import, ImportStatus
from services.work import begin
from utils import clock

EVERY_SECONDS: Final = 2.0


def watch(found: Import) -> None:
    """Draw the progress, and the whole page again once this part of the work has ended; leaving the page stops nothing."""

    @st.fragment(run_every=EVERY_SECONDS)
    def watching() -> None:
        with page.telling() as told:
            with begin(session.watching()) as work:
                after = imports.get(work, found.import_id)
            if (after.status, after.is_in_work) != (found.status, found.is_in_work):
                _say_ended(after)
                st.rerun()
            _draw(after)
        if not told.is_ok:
            st.stop()

    watching()


def _draw(found: Import) -> None:
    now, name = clock.now(), f"import_{found.import_id}_{found.status}_{found.check_no}"
    if found.is_rolling_back:
        progress.show("Taking back what it did …", 0, 0, "")
    elif found.status == ImportStatus.RUNNING:
        pace = progress.pace(name, found.applied_count, now)
        label = f"{found.applied_count:,} of {found.to_apply_count:,} rows taken in"
        left = progress.left_word(pace.seconds_left(found.to_apply_count, now))
        progress.show(label, found.applied_count, found.to_apply_count, left)
        if pace.is_stuck(now):
            page.say("warning", "Nothing has moved for a minute. Start a worker if none runs; going on does nothing twice.")
            return
    else:
        progress.show(f"{found.checked_count:,} rows checked …", 0, 0, "")
    st.caption("It goes on in the background: you may leave this page and come back.")


def _say_ended(found: Import) -> None:
    if found.status in (ImportStatus.DONE, ImportStatus.PARTIAL) and not found.failure:
        page.flash(f"Brought in {import_words.title(found)}: {import_words.outcome(found)}.")
    elif found.status == ImportStatus.ROLLED_BACK:
        page.flash(f"Rolled back {import_words.title(found)}: everything is as it was before.")
