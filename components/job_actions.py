"""What may be done about a job: try it again, cancel it, and remove those that ended long ago."""

import streamlit as st

from components import job_words, once, page, session, words
from components.fields import Faults
from services import jobs
from services.jobs import CAN_CANCEL, CAN_RETRY, Job
from services.permissions import Permission
from services.work import Actor
from utils.errors import Invalid


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
    if not is_pressed:
        return
    with page.telling() as told:
        command.run(actor, lambda work: jobs.retry(work, job.job_id))
    if told.is_ok:
        page.flash(f"{_name(job)}: queued again.")
        st.rerun()


def _cancel(job: Job) -> None:
    key = f"cancel_{job.job_id}_{job.state}"
    if not st.button("Cancel job", key=key, icon=":material/cancel:"):
        once.command(f"sure_{key}", is_sent=False)
        return

    @st.dialog("Cancel this job?", icon=":material/cancel:")
    def asking() -> None:
        told = f" {job_words.about(job.concern)} then says that it was stopped, and by whom." if job.concern else ""
        st.write(f"{_name(job)} ends, and what it has not saved yet is undone.{told}")
        with st.container(horizontal=True):
            is_sure = st.button("Cancel job", type="primary", key=f"sure_{key}")
            is_not = st.button("Let it go on", key=f"not_{key}")
        command = once.command(f"sure_{key}", is_sent=is_sure)
        if is_not:
            st.rerun()
        if is_sure:
            with page.telling() as told:
                command.run(session.current(), lambda work: "ended" if jobs.cancel(work, job.job_id) else "asked")
            if told.is_ok:
                said = "cancelled" if command.outcome == "ended" else "asked to stop; it does so within moments"
                page.flash(f"{_name(job)}: {said}.")
                st.rerun()

    asking()


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
    if not is_sent:
        return
    with page.telling() as told:
        try:
            command.run(actor, lambda work: words.counted(jobs.purge(work, int(days)), "ended job"))
        except Invalid as error:
            faults.tell(error.fields)
            return
    if told.is_ok:
        page.flash(f"Removed {command.outcome}.")
        st.rerun()


def _name(job: Job) -> str:
    about = job_words.about(job.concern)
    return f"{job.title}, {about[0].lower()}{about[1:]}" if about else job.title
