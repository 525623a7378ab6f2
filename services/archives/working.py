"""Working a move of the archive off, batch by batch, each batch a transaction of its own."""

from datetime import date
from typing import Final

from database.connection import DatabaseRole, transaction
from services import audit, background, planner_repository
from services.archives import repository
from services.archives.models import Move, MoveKind, MoveStatus
from services.archives.repository import Moved
from services.background import Unfinished
from services.permissions import Permission
from services.work import Actor, Work, begin
from utils.errors import not_found

BATCH: Final = 10_000
BEFORE_ALL: Final = date(1900, 1, 1)


def run(actor: Actor, move_id: int) -> None:
    """Move what is left. A batch that was cut off was never half moved, and every bill stands on one side only."""
    while step(actor, move_id):
        background.check_wanted()


def step(actor: Actor, move_id: int) -> bool:
    """One batch; False when nothing is left."""
    with begin(actor) as work:
        work.require_everywhere(Permission.ARCHIVE_MOVE)
        move = repository.lock(work, move_id) or not_found("archive move", move_id)
        if move.status != MoveStatus.RUNNING:
            return False
        is_left = _archive(work, move) if move.kind == MoveKind.ARCHIVE else _bring_back(work, move)
    if move.bill_count == 0:
        # The tables that were filled may have been empty.
        with begin(actor) as work:
            planner_repository.refresh(work)
    return is_left


def unfinished() -> list[Unfinished]:
    """The moves of all organizations that are under way, and whom they work for."""
    with transaction(DatabaseRole.DOOR) as door:
        found = repository.unfinished_everywhere(door)
    return [Unfinished(each.org_id, each.staff_id, {"move_id": each.move_id}) for each in found]


def _archive(work: Work, move: Move) -> bool:
    period = move.at_period or repository.next_period(work, move.period, BEFORE_ALL)
    if period is None:
        return _finish(work, move)
    repository.lock_period(work, period)
    # A run may have been begun for this month since it was chosen.
    moved = repository.move_out(work, period, move.at_bill, BATCH) if repository.is_over(work, period) else None
    if moved is not None and moved.bills == BATCH:
        repository.advance(work, move.move_id, moved, period, moved.last_bill, periods=int(move.at_bill == 0))
        return True
    counted = moved or Moved(0, 0, move.demand * 0, 0)
    then = repository.next_period(work, move.period, period)
    repository.advance(work, move.move_id, counted, then, 0, periods=int(move.at_bill == 0 and counted.bills > 0))
    return True if then is not None else _finish(work, move)


def _bring_back(work: Work, move: Move) -> bool:
    repository.lock_period(work, move.period)
    moved = repository.move_back(work, move.period, move.at_bill, BATCH)
    at_bill = max(move.at_bill, moved.last_bill)
    repository.advance(work, move.move_id, moved, move.period, at_bill, periods=int(move.at_bill == 0))
    return True if moved.bills == BATCH else _finish(work, move)


def _finish(work: Work, move: Move) -> bool:
    repository.mark_done(work, move.move_id)
    background.withdraw(work, "archive", {"move_id": move.move_id})
    done = repository.get(work, move.move_id) or not_found("archive move", move.move_id)
    after = {"months": done.period_count, "bills": done.bill_count, "lines": done.line_count, "demand": done.demand}
    action = "archive.filled" if move.kind == MoveKind.ARCHIVE else "archive.emptied"
    audit.record(work, action, move.ref, after={"what": move.words, **after})
    return False
