"""Making bill runs and taking them from state to state; the work itself goes on in the background."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.schemas.runs import CycleOut, ExceptionOut, ExceptionParams, NewRun, ProgressOut, RunFull, RunOut, RunParams
from api.schemas.shapes import Id, ListParams, Rows, rows_of
from api.security import Acting
from services import bill_runs
from services.paging import page_of_all
from services.permissions import Permission
from services.work import Work, begin

router = APIRouter(tags=["bill runs"])
RunId = Annotated[Id, Path()]
READ = needs(Permission.BILL_RUN_READ)
CREATE = needs(Permission.BILL_RUN_CREATE, everywhere=True)
APPROVE = needs(Permission.BILL_RUN_APPROVE, everywhere=True)
ISSUE = needs(Permission.BILL_RUN_ISSUE, everywhere=True)


@router.get("/billing-cycles", summary="Billing cycles by name", responses=guarded(), openapi_extra=READ)
def list_cycles(actor: Acting, params: Annotated[ListParams, Query()]) -> Rows[CycleOut]:
    """The schedules that runs are made of."""
    with begin(actor) as work:
        found = bill_runs.list_cycles(work)
    return rows_of(page_of_all(found, params.query(), lambda each: (each.name, each.cycle_id)), CycleOut)


@router.get("/bill-runs", summary="Bill runs, newest first", responses=guarded(), openapi_extra=READ)
def list_runs(actor: Acting, params: Annotated[RunParams, Query()]) -> Rows[RunOut]:
    """Filters: status, cycle, period."""
    with begin(actor) as work:
        return rows_of(bill_runs.page(work, params.query()), RunOut)


@router.post("/bill-runs", status_code=201, summary="Create a run", responses=guarded(404, 409, 413), openapi_extra=CREATE)
def create_run(actor: Acting, body: NewRun) -> RunFull:
    """Opens a draft. A cycle has one live run a period: asked for a second time, the answer is 409 and names the first."""
    with begin(actor) as work:
        return _full(work, bill_runs.create(work, body.cycle, body.period).run_id)


@router.get("/bill-runs/{run_id}", summary="One run and its progress", responses=guarded(404), openapi_extra=READ)
def show_run(actor: Acting, run_id: RunId) -> RunFull:
    """Ask again while it is calculating or issuing."""
    with begin(actor) as work:
        return _full(work, run_id)


@router.get(
    "/bill-runs/{run_id}/exceptions", summary="What a run holds back and why", responses=guarded(404), openapi_extra=READ
)
def list_exceptions(actor: Acting, run_id: RunId, params: Annotated[ExceptionParams, Query()]) -> Rows[ExceptionOut]:
    """By bill."""
    with begin(actor) as work:
        return rows_of(bill_runs.exceptions(work, run_id, params.query()), ExceptionOut)


@router.post(
    "/bill-runs/{run_id}/calculate",
    status_code=202,
    summary="Price the run in the background",
    responses=guarded(404, 409),
    openapi_extra=CREATE,
)
def calculate_run(actor: Acting, run_id: RunId) -> RunFull:
    """For a draft, a failed run, or one in review: bills of the earlier calculation are cancelled."""
    with begin(actor) as work:
        bill_runs.calculate(work, run_id)
        return _full(work, run_id)


@router.post("/bill-runs/{run_id}/approve", summary="Approve a run in review", responses=guarded(404, 409), openapi_extra=APPROVE)
def approve_run(actor: Acting, run_id: RunId) -> RunFull:
    """The approver is not the person who created it."""
    with begin(actor) as work:
        bill_runs.approve(work, run_id)
        return _full(work, run_id)


@router.post(
    "/bill-runs/{run_id}/issue",
    status_code=202,
    summary="Issue an approved run in the background",
    responses=guarded(404, 409),
    openapi_extra=ISSUE,
)
def issue_run(actor: Acting, run_id: RunId) -> RunFull:
    """Charges every bill that is not held; this cannot be turned back."""
    with begin(actor) as work:
        bill_runs.issue(work, run_id)
        return _full(work, run_id)


@router.post("/bill-runs/{run_id}/cancel", summary="Give a run up", responses=guarded(404, 409), openapi_extra=CREATE)
def cancel_run(actor: Acting, run_id: RunId) -> RunFull:
    """Before it is issued; its bills are cancelled."""
    with begin(actor) as work:
        bill_runs.cancel(work, run_id)
        return _full(work, run_id)


def _full(work: Work, run_id: int) -> RunFull:
    return RunFull(
        run=RunOut.model_validate(bill_runs.get(work, run_id)),
        progress=ProgressOut.model_validate(bill_runs.progress(work, run_id)),
    )
