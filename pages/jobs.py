"""Background jobs: what waits, runs or stopped, and the workers that do it."""

from components import job_actions, job_list, page
from components.screens import JOBS
from services import jobs
from services.work import begin

actor = page.begin(JOBS)

with page.telling() as told, begin(actor) as work:
    is_busy = jobs.counts(work).is_busy

if told.is_ok:
    job_list.watch(is_busy)
    job_list.outbox(actor)
    job_actions.tidy(actor)
