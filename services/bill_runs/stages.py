"""The work between the states: shards are cut, calculated and issued, each once, by as many processes as there are."""

from datetime import datetime
from typing import Final

from database.connection import DatabaseRole, transaction
from services import allocations, ledger, planner_repository, tariffs
from services.background import defer, withdraw
from services.bill_runs import repository, shards_repository, telling
from services.bill_runs.calculating import ShardPricer
from services.bill_runs.models import Run, RunStatus, Shard, UnfinishedRun
from services.bill_runs.service import fail
from services.permissions import Permission
from services.work import Actor, Work, begin
from utils import month
from utils.errors import AppError, Busy, not_found

SHARD_ACCOUNTS: Final = 25_000
CALCULATE_SHARD: Final = "bill_run.calculate_shard"
ISSUE_SHARD: Final = "bill_run.issue_shard"


def plan(work: Work, run_id: int, shard_accounts: int = SHARD_ACCOUNTS) -> None:
    """Cut a run that is calculating into shards of at most so many accounts and reserve its bill numbers.

    Nothing when that is done already, or the run is not calculating.
    """
    work.require_everywhere(Permission.BILL_RUN_CREATE)
    run = repository.lock(work, run_id) or not_found("bill run", run_id)
    if run.status != RunStatus.CALCULATING or shards_repository.shards(work, run_id):
        return
    planner_repository.refresh(work)
    shards_repository.cut_shards(work, run, month.last_day(run.period), shard_accounts)
    _finish_calculating(work, run)


def share_out(work: Work, run_id: int) -> int:
    """Plan where needed, then queue a job for each shard that is left; returns how many are. Raises Forbidden, NotFound."""
    work.require(Permission.BILL_RUN_READ)
    is_issuing = _existing(work, run_id).status == RunStatus.ISSUING
    work.require_everywhere(Permission.BILL_RUN_ISSUE if is_issuing else Permission.BILL_RUN_CREATE)
    if not is_issuing:
        plan(work, run_id)
    left = [
        shard
        for shard in shards_repository.shards(work, run_id)
        if (shard.issued_at is None if is_issuing else shard.calculated_at is None)
    ]
    task = ISSUE_SHARD if is_issuing else CALCULATE_SHARD
    for shard in left:
        args = {"run_id": run_id, "shard_no": shard.shard_no}
        defer(work, task, args, once=f"{task}:{work.org_id}:{run_id}:{shard.shard_no}")
    return len(left)


def calculate_shard(work: Work, run_id: int, shard_no: int) -> None:
    """Price a shard and write its bills, once: nothing when it is done, or its run is no longer calculating."""
    work.require_everywhere(Permission.BILL_RUN_CREATE)
    shard = shards_repository.lock_shard(work, run_id, shard_no)
    if shard is not None and shard.calculated_at is None:
        _calculate(work, shard)


def issue_shard(work: Work, run_id: int, shard_no: int) -> None:
    """Issue the drafts of a shard, once: nothing when it is done, or its run is no longer issuing."""
    work.require_everywhere(Permission.BILL_RUN_ISSUE)
    shard = shards_repository.lock_shard(work, run_id, shard_no)
    if shard is not None and shard.issued_at is None:
        _issue(work, shard)


def work_off(actor: Actor, run_id: int, now: datetime | None = None) -> None:
    """Do in this process whatever shards of a run's present stage nobody works on, each in its own transaction.

    For the command line and the demo; several processes may do it at once, and workers beside them.
    """
    with begin(actor, now) as work:
        if _existing(work, run_id).status == RunStatus.CALCULATING:
            plan(work, run_id)
    try:
        while _do_next(actor, run_id, now):
            with begin(actor, now) as work:
                planner_repository.refresh(work)
    except Busy:
        raise
    except AppError as error:
        with begin(actor, now) as work:
            fail(work, run_id, str(error))
        raise


def unfinished_runs() -> list[UnfinishedRun]:
    """The runs of all organizations that are calculating or issuing, and whom they work for."""
    with transaction(DatabaseRole.DOOR) as connection:
        return repository.unfinished_everywhere(connection)


def _do_next(actor: Actor, run_id: int, now: datetime | None) -> bool:
    with begin(actor, now) as work:
        run = _existing(work, run_id)
        if run.status == RunStatus.CALCULATING:
            shard = shards_repository.take_shard(work, run_id, is_issuing=False)
            if shard is not None:
                calculate_shard(work, run_id, shard.shard_no)
        elif run.status == RunStatus.ISSUING:
            shard = shards_repository.take_shard(work, run_id, is_issuing=True)
            if shard is not None:
                issue_shard(work, run_id, shard.shard_no)
        else:
            shard = None
        return shard is not None


def _calculate(work: Work, shard: Shard) -> None:
    run = _existing(work, shard.run_id)
    if run.status != RunStatus.CALCULATING:
        return
    chooser = tariffs.resolve(work, shards_repository.tariff_ids(work), run.period)
    with shards_repository.inputs(work, run, shard, month.last_day(run.period)) as rows:
        batch = ShardPricer(run, chooser).batch(shard, rows)
    shards_repository.add_bills(work, run, batch.bills, batch.lines, batch.exceptions)
    shards_repository.mark_shard_calculated(work, shard, batch.counts)
    _finish_calculating(work, run)


def _issue(work: Work, shard: Shard) -> None:
    run = _existing(work, shard.run_id)
    if run.status != RunStatus.ISSUING:
        return
    with_money = shards_repository.issue(work, run, shard)
    ledger.post_demands(work, run.run_id, run.period, shard.first_number, shard.last_number)
    allocations.settle(work, with_money)
    shards_repository.mark_shard_issued(work, shard)
    _finish_issuing(work, run)


def _existing(work: Work, run_id: int) -> Run:
    return repository.get(work, run_id) or not_found("bill run", run_id)


def _finish_calculating(work: Work, run: Run) -> None:
    """The last shard moves the run on; the lock makes the others' shards, done meanwhile, visible to the count."""
    locked = repository.lock(work, run.run_id)
    numbers = shards_repository.numbers(work, run.run_id)
    if locked is not None and locked.status == RunStatus.CALCULATING and numbers.uncalculated == 0:
        repository.mark_calculated(work, run, numbers)
        _withdraw_jobs(work, run)
        telling.calculated(work, _existing(work, run.run_id))


def _finish_issuing(work: Work, run: Run) -> None:
    locked = repository.lock(work, run.run_id)
    numbers = shards_repository.numbers(work, run.run_id)
    if locked is not None and locked.status == RunStatus.ISSUING and numbers.unissued == 0:
        repository.mark_issued(work, run, numbers)
        _withdraw_jobs(work, run)
        telling.issued(work, _existing(work, run.run_id))


def _withdraw_jobs(work: Work, run: Run) -> None:
    """Whoever finished a stage, worker or not: jobs that still wait for it have nothing left to do."""
    withdraw(work, "bill_run", {"run_id": run.run_id})
