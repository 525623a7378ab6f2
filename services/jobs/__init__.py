"""Background jobs: which kinds there are, which wait, run or stopped, and what an administrator may do about them."""

from services.jobs.kinds import KINDS, Kind
from services.jobs.models import CAN_CANCEL, CAN_RETRY, STATUSES, Concern, Counts, Job, JobState, Worker
from services.jobs.service import cancel, counts, get, page, purge, retry, tell_of_stop, workers

__all__ = [
    "CAN_CANCEL",
    "CAN_RETRY",
    "KINDS",
    "STATUSES",
    "Concern",
    "Counts",
    "Job",
    "JobState",
    "Kind",
    "Worker",
    "cancel",
    "counts",
    "get",
    "page",
    "purge",
    "retry",
    "tell_of_stop",
    "workers",
]
