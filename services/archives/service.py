"""Asking what a move would do, beginning it, and bringing months or single bills back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from services import audit
from services.archives import repository, rules
from services.archives.models import ArchivedMonth, Move, MoveKind, MoveStatus, Preview
from services.background import defer, once_name
from services.permissions import Permission
from services.work import Work
from utils import month
from utils.errors import Conflict, Invalid, not_found

RUN: Final = "archive.move"
LATEST: Final = 20


def preview(work: Work, older_than: int) -> Preview:
    """What would move of the months that ended more than so many months ago. Raises Forbidden, Invalid."""
    work.require_everywhere(Permission.ARCHIVE_MOVE)
    before = rules.first_kept(older_than, work.today)
    return Preview(before, tuple(repository.preview(work, before)))


def archive(work: Work, older_than: int, expected: int | None = None) -> Move:
    """Begin to move settled bills of old months into the archive, in the background.

    Raises Forbidden, Invalid, and Conflict when nothing can move, when another count was expected, or while a move runs.
    """
    found = preview(work, older_than)
    if not found.bill_count:
        raise Conflict(f"There is nothing to archive before {month.show(found.first_kept)}: no settled bill of a finished run.")
    if expected is not None and expected != found.bill_count:
        raise Conflict(f"{expected:,} bills were looked at, {found.bill_count:,} would move now. Look again.")
    return _begin(work, MoveKind.ARCHIVE, found.first_kept, older_than, found.bill_count)


def unarchive(work: Work, period: date) -> Move:
    """Begin to bring a month back. Raises Forbidden, Invalid, and Conflict when it is not archived or while a move runs."""
    work.require_everywhere(Permission.ARCHIVE_MOVE)
    found = archived_month(work, period)
    if found is None:
        raise Conflict(f"{month.show(period)} is not in the archive; there is nothing to bring back.")
    return _begin(work, MoveKind.UNARCHIVE, period, None, found.bill_count)


def resume(work: Work, move_id: int) -> Move:
    """Go on with a move that stopped; harmless while it goes on. Raises NotFound, Conflict, Forbidden."""
    start_again(work, move_id)
    _run_later(work, move_id)
    return get(work, move_id)


def start_again(work: Work, move_id: int) -> None:
    """Forget why a move stopped, since its job is tried again. Raises NotFound, Conflict, Forbidden."""
    work.require_everywhere(Permission.ARCHIVE_MOVE)
    move = repository.lock(work, move_id) or not_found("archive move", move_id)
    if move.status == MoveStatus.DONE:
        raise Conflict("Nothing of this move is left to do.")
    other = repository.running(work)
    if other is not None and other.move_id != move_id:
        raise Conflict(_busy(other))
    repository.mark_running(work, move_id)


def fail(work: Work, reason: str, move_id: int) -> None:
    """Say why the work on a move stopped; what it moved stays moved, the rest waits to be resumed."""
    move = repository.lock(work, move_id)
    if move is not None and move.status == MoveStatus.RUNNING:
        repository.mark_stopped(work, move_id, reason)
        audit.record(work, "archive.stopped", move.ref, after={"reason": reason})


def get(work: Work, move_id: int) -> Move:
    """One move. Raises NotFound, Forbidden."""
    work.require_everywhere(Permission.ARCHIVE_MOVE)
    return repository.get(work, move_id) or not_found("archive move", move_id)


def latest(work: Work) -> tuple[Move, ...]:
    """The latest moves, the newest first."""
    work.require_everywhere(Permission.ARCHIVE_MOVE)
    return tuple(repository.latest(work, LATEST))


def months(work: Work) -> tuple[ArchivedMonth, ...]:
    """What the archive holds, the newest month first."""
    work.require(Permission.BILL_READ)
    return tuple(repository.months(work))


def archived_month(work: Work, period: date) -> ArchivedMonth | None:
    """What the archive holds of a month, None when nothing."""
    if period.day != 1:
        raise Invalid({"period": "A period is a whole month, named by its first day."})
    found = repository.months(work, period)
    return found[0] if found else None


def check_can_bill(work: Work, period: date) -> None:
    """Raise Conflict when a month is archived; until this work ends nobody begins to archive it."""
    repository.lock_period(work, period)
    rules.check_not_archived(period, archived_month(work, period))


def bring_back(work: Work, bill_keys: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """Take bills out of the archive because money is taken from them; returns those that lay there.

    Part of a use case whose permission was asked for: a debt that lives again is among the bills that can be paid.
    """
    by_period: dict[date, list[int]] = defaultdict(list)
    for period, bill_id in bill_keys:
        by_period[period].append(bill_id)
    found: list[tuple[date, int]] = []
    for period in sorted(by_period):
        found += [(period, bill_id) for bill_id in repository.move_chosen_back(work, period, sorted(by_period[period]))]
    if found:
        after = {"bills": len(found), "months": [f"{period:%Y-%m}" for period in sorted({period for period, _ in found})]}
        audit.record(work, "archive.returned", "archive", after=after)
    return found


def _begin(work: Work, kind: MoveKind, period: date, older_than: int | None, expected: int) -> Move:
    move_id = repository.add(work, kind, period, older_than, expected)
    if move_id is None:
        other = repository.running(work)
        raise Conflict(_busy(other) if other else "Another move of the archive was just begun; wait for its end.")
    move = get(work, move_id)
    audit.record(work, "archive.begun", move.ref, after={"what": move.words, "bills": expected})
    _run_later(work, move_id)
    return move


def _busy(other: Move) -> str:
    return f"One move of the archive at a time: “{other.words}” of {other.creator_name} is under way. Wait for its end."


def _run_later(work: Work, move_id: int) -> None:
    args = {"move_id": move_id}
    defer(work, RUN, args, once=once_name(RUN, work.org_id, args))
