"""One background job: what it is about, how it went, why it stopped, and the way to try it again or cancel it."""

import streamlit as st

from components import asked, facts, history, job_actions, job_words, page, words
from components.screens import JOB, JOBS
from components.status import badge
from services import jobs
from services.jobs import Job, JobState
from services.work import begin
from utils import clock
from utils.errors import NotFound

actor = page.begin(JOB)
job_id = asked.number("job")
MOVING = {JobState.WAITING, JobState.RUNNING, JobState.STOPPING, JobState.LOST}


def read() -> Job:
    """The job that the address names, as it stands now."""
    if job_id is None:
        raise NotFound("job", asked.text("job") or "(none named)")
    with begin(actor) as work:
        return jobs.get(work, job_id)


def show_facts(job: Job) -> None:
    """Who asked, when, and how it went."""
    now = clock.now()
    pairs = [
        ("About", job_words.about_link(job.concern)),
        ("Asked by", job.asker_name),
        ("Queued", words.moment(job.queued_at, actor.time_zone)),
        ("Waits until", words.moment(job.scheduled_at, actor.time_zone) if job.scheduled_at else None),
        ("Begun", words.moment(job.started_at, actor.time_zone)),
        ("Ended", words.moment(job.ended_at, actor.time_zone)),
        ("Took", job_words.took(job, now)),
        ("Tries", words.number(job.attempts)),
        ("Worker heard of", job_words.heard(job.heard_at, now) if job.state in MOVING - {JobState.WAITING} else None),
    ]
    facts.show([(label, value) for label, value in pairs if value and value != words.NOTHING])


def watch(job: Job) -> None:
    """What a job that moves looks like, every two seconds, until its state changes."""

    @st.fragment(run_every=2.0)
    def watching() -> None:
        with page.telling():
            seen = read()
            if seen.state != job.state:
                st.rerun()
            show_facts(seen)

    watching()


with page.telling() as told:
    job = read()

if told.is_ok:
    page.head(job.title, mark=badge("job", job.state), below=f"Job {job.job_id}", back=("Jobs", JOBS.link()))
    if job.reason and job.state == JobState.FAILED:
        page.say("bad", f"It stopped: {job.reason}")
    elif job.reason and job.state in {JobState.CANCELLED, JobState.STOPPING}:
        page.say("warning", job.reason)
    elif job.state == JobState.LOST:
        page.say("warning", "Its worker has not been heard of for a while; another one takes the job up within half a minute.")
    job_actions.show(job, actor)
    if job.state in MOVING:
        watch(job)
    else:
        show_facts(job)
    history.show(actor, job.ref)
