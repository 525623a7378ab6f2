"""Who is told how far a bill run came: everybody who looks after the runs of the whole organization."""

from services import notices
from services.bill_runs import rules
from services.bill_runs.models import Run
from services.notices import About, Kind
from services.work import Work
from utils.money import format_money


def calculated(work: Work, run: Run) -> None:
    """It waits for its review."""
    held = f"; {run.held_count:,} held back" if run.held_count else ""
    _tell(work, notices.RUN_TO_REVIEW, run, f"{rules.words(run)}, is ready for review: {_sum(work, run)}{held}.")


def issued(work: Work, run: Run) -> None:
    """Its bills are out."""
    held = f"; {run.held_count:,} stay held back" if run.held_count else ""
    _tell(work, notices.RUN_ISSUED, run, f"{rules.words(run)}, is issued: {_sum(work, run)}{held}.")


def stopped(work: Work, run: Run, reason: str) -> None:
    """It does not go on by itself."""
    _tell(work, notices.RUN_STOPPED, run, f"{rules.words(run)}, stopped: {reason}")


def _sum(work: Work, run: Run) -> str:
    return f"{run.bill_count:,} {'bill' if run.bill_count == 1 else 'bills'}, {format_money(run.demand, work.actor.currency)}"


def _tell(work: Work, kind: Kind, run: Run, subject: str) -> None:
    about = About("bill_run", run.run_id, is_for_all_areas=True)
    notices.tell(work, kind, None, about, subject, f"{run.ref} {kind.name} {work.now.isoformat()}")
