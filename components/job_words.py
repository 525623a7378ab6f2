"""What is said of a background job: what it is about, how long it takes, and the columns of a list of jobs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from markupsafe import Markup

from components import words
from components.markup import link
from components.screens import ARCHIVE, BILL_RUN, BULK_CHANGE, EXPORTS, IMPORT, JOB, Screen
from components.table import Column, Kind
from services.jobs import Concern, Job, JobState

# The screen of each noun that jobs are about, and the parameter that names the record there.
SCREENS: Final[dict[str, tuple[Screen, str]]] = {
    "bill_run": (BILL_RUN, "run"),
    "export": (EXPORTS, "export"),
    "import": (IMPORT, "import"),
    "bulk_change": (BULK_CHANGE, "change"),
    "archive_move": (ARCHIVE, "move"),
}


def about(concern: Concern | None) -> str:
    """What a job is about: 'Bill run 12'."""
    return f"{concern.noun.replace('_', ' ').capitalize()} {concern.number}" if concern else ""


def about_link(concern: Concern | None) -> Markup | str:
    """The same as a link to its screen, where it has one."""
    if concern is None or concern.noun not in SCREENS:
        return about(concern)
    screen, parameter = SCREENS[concern.noun]
    return link(screen.link(**{parameter: concern.number}), about(concern))


def took(job: Job, now: datetime) -> str:
    """How long it has run, or ran."""
    if job.started_at is None or job.state in {JobState.WAITING, JobState.CANCELLED}:
        return ""
    return words.duration(((job.ended_at or now) - job.started_at).total_seconds())


def heard(heard_at: datetime | None, now: datetime) -> str:
    """How long ago a worker was heard of."""
    if heard_at is None:
        return "Not heard of"
    seconds = (now - heard_at).total_seconds()
    return "Just now" if seconds < 6 else f"{words.duration(seconds)} ago"


def href(job: Job) -> str:
    """The address of a job."""
    return JOB.link(job=job.job_id)


def columns(now: datetime) -> Sequence[Column[Job]]:
    """Columns of a list of jobs."""
    return (
        Column[Job]("Job", "title", sub=lambda job: about(job.concern)),
        Column[Job]("State", "state", Kind.STATUS, noun="job", is_lead=True),
        Column[Job]("Why it stopped", lambda job: job.reason if job.state in {JobState.FAILED, JobState.CANCELLED} else ""),
        Column[Job]("Asked by", "asker_name"),
        Column[Job]("Queued", "queued_at", Kind.MOMENT),
        Column[Job]("Took", lambda job: took(job, now)),
        Column[Job]("Tries", "attempts", Kind.NUMBER, is_desk_only=True),
        Column[Job]("No.", lambda job: str(job.job_id), Kind.CODE, is_desk_only=True),
    )
