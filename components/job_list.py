"""The jobs of an organization with their figures, drawn again by itself while something waits or runs."""

from typing import Final

import streamlit as st

from components import browser, cards, job_words, page, session, table, words
from components.browser import Browser
from components.cards import Figure
from components.filters import Choice
from components.screens import JOBS
from components.status import sign
from components.table import Column, Kind, Writer
from services import jobs, messages
from services.jobs import STATUSES, Counts, Job, JobState, Worker
from services.messages import Given
from services.paging import ListQuery, Page
from services.work import Actor, begin
from utils import clock

EVERY_SECONDS: Final = 2.0
KINDS: Final = [(kind.name, kind.title) for kind in jobs.KINDS]


def watch(is_busy: bool) -> None:
    """Draw figures, workers and list; every two seconds anew while `is_busy`, and the page once more when all is done."""

    @st.fragment(run_every=EVERY_SECONDS if is_busy else None)
    def watching() -> None:
        with page.telling() as told:
            actor = session.watching()
            with begin(actor) as work:
                counts = jobs.counts(work)
                workers = jobs.workers(work)
            if counts.is_busy != is_busy:
                st.rerun()
            _figures(counts, workers)
            _list(actor)
            _workers(workers, actor)
        if not told.is_ok:
            st.stop()

    watching()


def _figures(counts: Counts, workers: list[Worker]) -> None:
    def figure(state: JobState, value: int, of: str, tone: str = "") -> Figure:
        return Figure(sign("job", state).word, words.number(value), of, tone if value else "", JOBS.link(state=state))

    alive = sum(worker.is_alive for worker in workers)
    cards.show(
        [
            figure(JobState.WAITING, counts.waiting, "in the queue"),
            figure(JobState.RUNNING, counts.running, "at this moment"),
            figure(JobState.FAILED, counts.failed, "kept for 90 days", "bad"),
            figure(JobState.DONE, counts.done, "in the last 7 days"),
            Figure("Workers", words.number(alive), "heard of in the last 20 s", "" if alive else "bad"),
        ]
    )
    if not alive and counts.is_busy:
        page.say("warning", "No worker runs, so nothing moves. Start one with `python manage.py worker`, or start the server.")


def _list(actor: Actor) -> None:
    def fetch(query: ListQuery) -> Page[Job]:
        with begin(actor) as work:
            return jobs.page(work, query)

    browser.show(
        Browser(
            screen=JOBS,
            noun="job",
            actor=actor,
            columns=job_words.columns(clock.now()),
            fetch=fetch,
            writer=Writer(actor.currency, actor.time_zone),
            href=job_words.href,
            filters=(
                Choice("state", "State", [(state.value, sign("job", state).word) for state in STATUSES]),
                Choice("kind", "Job", KINDS),
            ),
            empty="Long work, such as calculating a bill run, goes on here while people do other things.",
        )
    )


def outbox(actor: Actor) -> None:
    """What became of e-mails and text messages; nothing where none was ever written."""
    with page.telling() as told, begin(actor) as work:
        found = messages.outbox(work)
    if not told.is_ok or not (found.waiting or found.sent or found.given_up):
        return
    page.section("E-mails and text messages", "Tried again after a minute, later and later, for three and a half days.")
    cards.show([
        Figure("Waiting", words.number(found.waiting), "for their time or the next try"),
        Figure("Sent", words.number(found.sent), "in the last 7 days"),
        Figure("Given up", words.number(found.given_up), "kept for 30 days", "bad" if found.given_up else ""),
    ])  # fmt: skip
    if found.trouble:
        page.say("warning", f"What waits could not be sent at the last try. {found.trouble}")
    if found.last_given_up:
        columns = (
            Column[Given]("To", lambda row: row.full_name or "An address", sub=_channel),
            Column[Given]("Why", "failure"),
            Column[Given]("Tries", "attempts", Kind.NUMBER),
            Column[Given]("Given up", "ended_at", Kind.MOMENT),
        )
        table.show(columns, found.last_given_up, Writer(actor.currency, actor.time_zone), is_kept=True)


def _channel(row: Given) -> str:
    return "by e-mail" if row.channel == "email" else "by text message"


def _workers(workers: list[Worker], actor: Actor) -> None:
    page.section("Workers", "The processes that do the jobs, of every organization on this installation.")
    if not workers:
        page.notice("engineering", "No worker has been heard of.", "The server starts its own; `manage.py worker` starts more.")
        return
    now = clock.now()
    columns = (
        Column[Worker]("Worker", lambda worker: f"Worker {worker.worker_id}"),
        Column[Worker]("Last heard of", lambda worker: job_words.heard(worker.heard_at, now), is_lead=True),
        Column[Worker]("Does", lambda worker: f"Job {worker.job_id}" if worker.job_id else "nothing now"),
        Column[Worker]("", lambda worker: "" if worker.is_alive else "Gone: its job is taken up by another"),
    )
    table.show(columns, workers, Writer(actor.currency, actor.time_zone), is_kept=True)
