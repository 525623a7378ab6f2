"""Making a run and taking it from state to state; the work between the states is in `stages`."""

from datetime import date

from services import archives, audit
from services.background import defer
from services.bill_runs import repository, rules, shards_repository, telling
from services.bill_runs.models import Cycle, NewCycle, Progress, Run, RunStatus
from services.paging import ListQuery, Page, decode_id, page_of
from services.permissions import Permission
from services.work import Work
from utils import month
from utils.errors import Conflict, Invalid, not_found

SHARE_OUT = "bill_run.share_out"


def add_cycle(work: Work, new: NewCycle) -> int:
    """Add a billing cycle; returns its id. Raises Invalid, Conflict, Forbidden."""
    work.require_everywhere(Permission.TARIFF_WRITE)
    wrong = rules.cycle_faults(new)
    if wrong:
        raise Invalid(wrong)
    cycle_id = repository.add_cycle(work, new)
    if cycle_id is None:
        raise Conflict(f"There is a billing cycle {new.code} already.")
    after = {"name": new.name, "basis": new.basis, "schedule": new.schedule, "due_days": new.due_days}
    audit.record(work, "billing_cycle.added", f"billing cycle {new.code}", after=after)
    return cycle_id


def list_cycles(work: Work) -> tuple[Cycle, ...]:
    """Every billing cycle by name."""
    work.require(Permission.BILL_RUN_READ)
    return tuple(repository.cycles(work))


def create(work: Work, cycle_code: str, period: date) -> Run:
    """Open a draft run of a cycle for a period, a first of month. Raises NotFound, Invalid, Conflict, Forbidden."""
    work.require_everywhere(Permission.BILL_RUN_CREATE)
    found = repository.cycles(work, cycle_code)
    cycle = found[0] if found else not_found("billing cycle", cycle_code)
    rules.check_period(period, work.today)
    archives.check_can_bill(work, period)
    other = repository.live(work, cycle, period)
    if other is not None:
        raise Conflict(rules.taken_sentence(other))
    if not shards_repository.has_accounts(work, cycle.basis, cycle.service_kind, period, month.last_day(period)):
        raise Conflict(rules.nothing_sentence(cycle.basis, cycle.name, period))
    run_id = repository.add(work, cycle.cycle_id, period)
    if run_id is None:
        raise Conflict(f"{cycle.name}, {month.show(period)}, was started by somebody else at this moment.")
    run = _existing(repository.get(work, run_id), run_id)
    audit.record(work, "bill_run.created", run.ref, after={"cycle": cycle.code, "period": period})
    return run


def calculate(work: Work, run_id: int) -> Run:
    """Start, or start again, to price the run in the background. Raises NotFound, Conflict, Forbidden.

    Bills of an earlier calculation are cancelled first, and the new ones get new numbers.
    """
    work.require_everywhere(Permission.BILL_RUN_CREATE)
    rules.check_transition(get(work, run_id), RunStatus.CALCULATING)
    # Shards before their run, as whoever still works on a shard of an earlier calculation takes them.
    shards_repository.lock_shards(work, run_id)
    run = _locked(work, run_id)
    rules.check_transition(run, RunStatus.CALCULATING)
    shards_repository.cancel_bills(work, run)
    shards_repository.delete_shards(work, run_id)
    repository.mark(work, run_id, RunStatus.CALCULATING)
    _record(work, run, "bill_run.calculated", RunStatus.CALCULATING)
    _share_out_later(work, run_id)
    return get(work, run_id)


def approve(work: Work, run_id: int) -> Run:
    """Approve a run in review; the approver is not its creator. Raises NotFound, Conflict, Forbidden."""
    work.require_everywhere(Permission.BILL_RUN_APPROVE)
    run = _locked(work, run_id)
    rules.check_transition(run, RunStatus.APPROVED)
    rules.check_approver(run, work.actor)
    repository.mark_approved(work, run_id)
    _record(work, run, "bill_run.approved", RunStatus.APPROVED)
    return get(work, run_id)


def issue(work: Work, run_id: int) -> Run:
    """Start to issue an approved run in the background, around what is held. Raises NotFound, Conflict, Forbidden.

    All its bills are issued as of this moment and due the cycle's days after today, whenever their shard's turn comes.
    """
    work.require_everywhere(Permission.BILL_RUN_ISSUE)
    run = _locked(work, run_id)
    rules.check_transition(run, RunStatus.ISSUING)
    due_on = date.fromordinal(work.today.toordinal() + run.due_days)
    repository.mark_issuing(work, run_id, due_on)
    _record(work, run, "bill_run.issued", RunStatus.ISSUING, due_on=due_on)
    _share_out_later(work, run_id)
    return get(work, run_id)


def cancel(work: Work, run_id: int) -> Run:
    """Give a run up before it is issued; its bills are cancelled. Raises NotFound, Conflict, Forbidden."""
    work.require_everywhere(Permission.BILL_RUN_CREATE)
    run = _locked(work, run_id)
    rules.check_transition(run, RunStatus.CANCELLED)
    shards_repository.cancel_bills(work, run)
    repository.mark(work, run_id, RunStatus.CANCELLED)
    _record(work, run, "bill_run.cancelled", RunStatus.CANCELLED)
    return get(work, run_id)


def close(work: Work, run_id: int) -> Run:
    """Close an issued run for good. Raises NotFound, Conflict, Forbidden."""
    work.require_everywhere(Permission.BILL_RUN_APPROVE)
    run = _locked(work, run_id)
    rules.check_transition(run, RunStatus.CLOSED)
    repository.mark(work, run_id, RunStatus.CLOSED)
    _record(work, run, "bill_run.closed", RunStatus.CLOSED)
    return get(work, run_id)


def resume(work: Work, run_id: int) -> Run:
    """Hand out again what is left of a run that is calculating or issuing; harmless while it goes on.

    Raises NotFound, Conflict, Forbidden.
    """
    work.require(Permission.BILL_RUN_READ)
    run = _locked(work, run_id)
    if run.status not in (RunStatus.CALCULATING, RunStatus.ISSUING):
        raise Conflict(f"Run {run_id} ({rules.words(run)}) has nothing to resume: it is {run.status}.")
    is_issuing = run.status == RunStatus.ISSUING
    work.require_everywhere(Permission.BILL_RUN_ISSUE if is_issuing else Permission.BILL_RUN_CREATE)
    repository.mark(work, run_id, run.status)
    audit.record(work, "bill_run.resumed", run.ref, after={"status": run.status})
    _share_out_later(work, run_id)
    return get(work, run_id)


def start_again(work: Work, run_id: int) -> Run:
    """Take up a run whose work stopped: calculate it anew, or go on issuing. Raises NotFound, Conflict, Forbidden."""
    run = get(work, run_id)
    if run.status == RunStatus.FAILED:
        return calculate(work, run_id)
    return resume(work, run_id)


def fail(work: Work, run_id: int, reason: str) -> None:
    """Say why the work on a run stopped: a calculation has then failed, an issue waits to be resumed."""
    run = _locked(work, run_id)
    if run.status == RunStatus.CALCULATING:
        repository.mark(work, run_id, RunStatus.FAILED, reason)
        _record(work, run, "bill_run.failed", RunStatus.FAILED, reason=reason)
    elif run.status == RunStatus.ISSUING:
        repository.mark(work, run_id, RunStatus.ISSUING, reason)
        _record(work, run, "bill_run.stopped", RunStatus.ISSUING, reason=reason)
    else:
        return
    telling.stopped(work, run, reason)


def get(work: Work, run_id: int) -> Run:
    """One run. Raises NotFound."""
    work.require(Permission.BILL_RUN_READ)
    return _existing(repository.get(work, run_id), run_id)


def progress(work: Work, run_id: int) -> Progress:
    """How far calculating or issuing has come, in shards and accounts. Raises NotFound."""
    work.require(Permission.BILL_RUN_READ)
    return shards_repository.progress(work, run_id) or not_found("bill run", run_id)


def page(work: Work, query: ListQuery) -> Page[Run]:
    """Runs, newest first; filters: status, cycle (code), period (2026-09)."""
    work.require(Permission.BILL_RUN_READ)
    status, period = query.filters.get("status"), query.filters.get("period")
    if status is not None and status not in list(RunStatus):
        raise Invalid({"status": f"Status is one of {', '.join(RunStatus)}."})
    filters: dict[str, object] = {
        "status": status,
        "cycle": query.filters.get("cycle"),
        "period": month.parse(period) if period else None,
    }
    after, before = decode_id(query.after), decode_id(query.before)
    rows = repository.list_page(work, filters, after, before, query.size)
    return page_of(rows, query, lambda run: (run.run_id,), repository.count(work, filters))


def _locked(work: Work, run_id: int) -> Run:
    return _existing(repository.lock(work, run_id), run_id)


def _existing(run: Run | None, run_id: int) -> Run:
    return run or not_found("bill run", run_id)


def _record(work: Work, run: Run, action: str, then: RunStatus, **more: object) -> None:
    audit.record(work, action, run.ref, before={"status": run.status}, after={"status": then, **more})


def _share_out_later(work: Work, run_id: int) -> None:
    defer(work, SHARE_OUT, {"run_id": run_id}, once=f"{SHARE_OUT}:{work.org_id}:{run_id}")
