"""What may be done about a job: try it again, cancel it, and remove those that ended long ago."""

import streamlit as st

from components import job_words, once, page, words
from components.fields import Faults
from services import jobs
from services.jobs import CAN_CANCEL, CAN_RETRY, Job
from services.permissions import Permission
from services.work import Actor


def show(job: Job, actor: Actor) -> None:
    """Draw the buttons for what this person may do with the job as it stands."""
    if not actor.may(Permission.JOB_CHANGE):
        return
    with st.container(horizontal=True):
        if job.state in CAN_RETRY:
            _retry(job, actor)
        if job.state in CAN_CANCEL:
            _cancel(job)


def _retry(job: Job, actor: Actor) -> None:
    key = f"retry_{job.job_id}_{job.attempts}_{job.state}"
    is_pressed = st.button("Try again", key=key, icon=":material/replay:", type="primary")
    command = once.command(key, is_sent=is_pressed)
    if command.send(actor, lambda work: jobs.retry(work, job.job_id)):
        page.flash(f"{_name(job)}: queued again.")
        st.rerun()


def _cancel(job: Job) -> None:
    key = f"cancel_{job.job_id}_{job.state}"
    is_pressed = st.button("Cancel job", key=key, icon=":material/cancel:")
    told = f" {job_words.about(job.concern)} then says that it was stopped, and by whom." if job.concern else ""

    def after(ended: object) -> None:
        page.flash(f"{_name(job)}: {'cancelled' if ended else 'asked to stop; it does so within moments'}.")
        st.rerun()

    once.sure(
        key, "Cancel job", "cancel", f"{_name(job)} ends, and what it has not saved yet is undone.{told}",
        lambda work: jobs.cancel(work, job.job_id), after, is_pressed=is_pressed, title="Cancel this job?", keep="Let it go on",
    )  # fmt: skip


def tidy(actor: Actor) -> None:
    """The form that removes jobs which ended some days ago."""
    if not actor.may(Permission.JOB_CHANGE):
        return
    faults = Faults()
    with st.expander("Remove ended jobs", icon=":material/delete_sweep:"), st.form("purge_jobs", border=False):
        st.markdown("What was done is removed by itself after 7 days, what failed or was cancelled after 90.")
        days = st.number_input("Ended more than so many days ago", min_value=1, max_value=3650, value=1, step=1)
        faults.below("days")
        is_sent = st.form_submit_button("Remove them", icon=":material/delete_sweep:")
    command = once.command("purge_jobs", is_sent=is_sent)
    if command.send(actor, lambda work: words.counted(jobs.purge(work, int(days)), "ended job"), faults):
        page.flash(f"Removed {command.outcome}.")
        st.rerun()


def _name(job: Job) -> str:
    about = job_words.about(job.concern)
    return f"{job.title}, {about[0].lower()}{about[1:]}" if about else job.title
