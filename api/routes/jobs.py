"""Background jobs: looking after them, trying them again and cancelling them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.schemas.jobs import JobOut, JobParams
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import jobs
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/jobs", tags=["jobs"])
JobId = Annotated[Id, Path()]
READ = needs(Permission.JOB_READ, everywhere=True)
CHANGE = needs(Permission.JOB_CHANGE, everywhere=True)


@router.get("", summary="Jobs of the organization, newest first", responses=guarded(), openapi_extra=READ)
def list_jobs(actor: Acting, params: Annotated[JobParams, Query()]) -> Rows[JobOut]:
    """Filters: state, kind. What was done is kept for 7 days, what failed or was cancelled for 90."""
    with begin(actor) as work:
        return rows_of(jobs.page(work, params.query()), JobOut)


@router.get("/{job_id}", summary="One job", responses=guarded(404), openapi_extra=READ)
def show_job(actor: Acting, job_id: JobId) -> JobOut:
    """Ask again while it waits or runs."""
    with begin(actor) as work:
        return JobOut.model_validate(jobs.get(work, job_id))


@router.post("/{job_id}/cancel", status_code=202, summary="Cancel a job", responses=guarded(404, 409), openapi_extra=CHANGE)
def cancel_job(actor: Acting, job_id: JobId) -> JobOut:
    """One that waits ends at once; one that runs is asked to, and undoes what it has not saved."""
    with begin(actor) as work:
        jobs.cancel(work, job_id)
        return JobOut.model_validate(jobs.get(work, job_id))


@router.post("/{job_id}/retry", status_code=202, summary="Try a job again", responses=guarded(404, 409), openapi_extra=CHANGE)
def retry_job(actor: Acting, job_id: JobId) -> JobOut:
    """For what failed or was cancelled."""
    with begin(actor) as work:
        jobs.retry(work, job_id)
        return JobOut.model_validate(jobs.get(work, job_id))
