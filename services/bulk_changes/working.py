"""Working a bulk change or its undo off, batch by batch, each batch a transaction of its own."""

from typing import Final

from database.connection import DatabaseRole, transaction
from services import audit, background, bills, notices, planner_repository
from services.background import Unfinished
from services.bulk_changes import repository, service
from services.bulk_changes.models import Action, BulkChange, Noun, Status
from services.work import Actor, Work, begin
from utils.errors import AppError, Forbidden, not_found

BATCH: Final = 5_000
# Each bill goes through its own use case.
BATCH_OF_BILLS: Final = 500


def run(actor: Actor, change_id: int) -> None:
    """Do what is left of a change, or of its undo. A batch that was cut off was never half done, and is done again."""
    while _step(actor, change_id):
        background.check_wanted()


def unfinished() -> list[Unfinished]:
    """The changes of all organizations that are in the middle of their work, and whom they work for."""
    with transaction(DatabaseRole.DOOR) as door:
        found = repository.unfinished_everywhere(door)
    return [Unfinished(each.org_id, each.staff_id, {"change_id": each.change_id}) for each in found]


def _step(actor: Actor, change_id: int) -> bool:
    """One batch; False when nothing is left."""
    with begin(actor) as work:
        change = repository.lock(work, change_id) or not_found("bulk change", change_id)
        if change.status == Status.RUNNING:
            return _do(work, change)
        if change.status == Status.UNDOING:
            return _undo(work, change)
        return False


def _do(work: Work, change: BulkChange) -> bool:
    first, last = _span(change, change.done_upto, change.total_count)
    wanted = service.understood(work, change.noun, Action(change.kind, change.values))
    if first == 0:
        planner_repository.refresh(work)
    if last > first:
        repository.do_batch(work, change, first, last, service.statement_params(work, wanted, change))
        if change.noun == Noun.BILLS:
            _decide_bills(work, change, first, last, is_undo=False)
        repository.advance(work, change, first, last, is_undo=False)
    if last < change.total_count:
        return True
    repository.mark_done(work, change.change_id)
    _record(work, change, "bulk_change.made")
    return False


def _undo(work: Work, change: BulkChange) -> bool:
    first, last = _span(change, change.undone_upto, change.done_upto)
    wanted = service.understood(work, change.noun, Action(change.kind, change.values), is_undo=True)
    if first == 0:
        planner_repository.refresh(work)
    if last > first:
        repository.undo_batch(work, change, first, last, service.statement_params(work, wanted, change))
        if change.noun == Noun.BILLS:
            _decide_bills(work, change, first, last, is_undo=True)
        repository.advance(work, change, first, last, is_undo=True)
    if last < change.done_upto:
        return True
    repository.mark_undone(work, change.change_id)
    _record(work, change, "bulk_change.undone")
    return False


def _span(change: BulkChange, done: int, total: int) -> tuple[int, int]:
    return done, min(done + (BATCH_OF_BILLS if change.noun == Noun.BILLS else BATCH), total)


def _decide_bills(work: Work, change: BulkChange, first: int, last: int, *, is_undo: bool) -> None:
    """Hold or release each bill of a batch through its own use case; what that refuses is told on its row."""
    decide = bills.hold if (change.kind == "hold") != is_undo else bills.release
    reason = f"Undo of bulk change {change.change_id}" if is_undo else change.reason
    judged, refused = ("undone", "left") if is_undo else ("changed", "refused")
    for each in repository.bills_of_batch(work, change.change_id, first, last, judged):
        try:
            decide(work, each.period, each.bill_id, reason)
        except Forbidden:
            raise
        except AppError as error:
            repository.mark_row(work, change.change_id, each.row_no, refused, str(error))


def _record(work: Work, change: BulkChange, action: str) -> None:
    """One entry for the whole change; its rows are kept with it."""
    now = service.get(work, change.change_id)
    counts = (
        {"undone": now.undone_count, "left": now.left_count}
        if action == "bulk_change.undone"
        else {"changed": now.changed_count, "unchanged": now.unchanged_count, "refused": now.refused_count}
    )
    what = {"noun": now.noun, "action": now.words, "query": now.query, "reason": now.reason}
    audit.record(work, action, now.ref, after={**what, **counts})
    said = ", ".join(f"{count:,} {word}" for word, count in counts.items() if count) or "no rows"
    is_undo = action == "bulk_change.undone"
    subject = f"{'Undone' if is_undo else 'Done'}: {now.words} of {now.noun.replace('_', ' ')}. {said.capitalize()}."
    service.tell(work, notices.CHANGE_DONE, now, subject)
