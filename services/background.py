"""Hands work to the background in the transaction of the use case that asks for it."""

import json
from collections.abc import Mapping

from database import connection
from services.work import Work

DEFER = """SELECT defer_job(%(task)s, %(args)s::jsonb, %(lock)s, %(queueing_lock)s)"""


def defer(work: Work, task: str, args: Mapping[str, int | str], once: str | None = None) -> None:
    """Queue a job, e.g. 'bill_run.calculate', that starts after this work commits and acts as this actor.

    `once` names the work: while a job of that name waits, a second one is not added.
    """
    full = {"org_id": work.org_id, "staff_id": work.actor.staff_id, **args}
    work.execute(DEFER, task=task, args=json.dumps(full), lock=once, queueing_lock=once)


def queue_url() -> str:
    """Where workers find the queue: the database without a pooler between, since they listen. Raises AppError."""
    return connection.direct_url()
