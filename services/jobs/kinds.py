"""Every kind of background job, as one readable table: what it does, what happens when it stops, who may stand in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from services import (
    archives,
    audit,
    bill_runs,
    bulk_changes,
    exports,
    imports,
    messages,
    notices,
    planner_repository,
    reminders,
    retention,
    tickets,
)
from services.background import Unfinished
from services.permissions import Permission
from services.work import Work

P = Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of job. Its arguments are those of `do`, after the first; every effect must bear being done twice.

    `do(work, **args)` runs in one transaction; of a kind that works `in_batches` it is `do(actor, **args)`, opens a
    transaction for each batch itself and calls `background.check_wanted()` between them. `fail(work, reason, **args)`
    tells the noun why the work stopped, in a transaction of its own. When the person who asked has left, a colleague
    whose role grants all that it `needs` stands in; nothing means that nobody does. `unfinished` finds work whose jobs
    were lost. `and_then(work)` follows when `do` is committed. `concerns` is (noun, argument that names it).
    `again(work, **args)` readies the noun when a stopped job is to be tried again.
    """

    name: str
    title: str
    do: Callable[..., object]
    in_batches: bool = False
    fail: Callable[..., None] | None = None
    needs: frozenset[Permission] = frozenset()
    unfinished: Callable[[], Iterable[Unfinished]] | None = None
    and_then: Callable[[Work], None] | None = None
    concerns: tuple[str, str] | None = None
    again: Callable[..., object] | None = None


def _unfinished_runs() -> list[Unfinished]:
    return [Unfinished(run.org_id, run.staff_id, {"run_id": run.run_id}) for run in bill_runs.unfinished_runs()]


def _fail_run(work: Work, reason: str, run_id: int, shard_no: int = 0) -> None:  # noqa: ARG001 a run fails as a whole
    bill_runs.fail(work, run_id, reason)


def _take_up_run(work: Work, run_id: int, shard_no: int = 0) -> None:  # noqa: ARG001 a run goes on as a whole
    bill_runs.start_again(work, run_id)


def _unfinished_imports(stage: imports.Stage) -> Callable[[], list[Unfinished]]:
    def unfinished() -> list[Unfinished]:
        return [Unfinished(each.org_id, each.staff_id, {"import_id": each.import_id}) for each in imports.unfinished(stage)]

    return unfinished


_IMPORT: Final = ("import", "import_id")
# Whoever may bring in anything can finish what somebody who left began.
_IMPORTS: Final = frozenset({P.IMPORT, P.STAFF_WRITE})
_RUN: Final = ("bill_run", "run_id")
_BILLS: Final = frozenset({P.BILL_RUN_CREATE, P.BILL_RUN_ISSUE})

KINDS: Final = (
    Kind(
        name="bill_run.share_out",
        title="Plan a bill run",
        do=bill_runs.share_out,
        fail=_fail_run,
        again=_take_up_run,
        concerns=_RUN,
        needs=_BILLS,
        unfinished=_unfinished_runs,
    ),
    Kind(
        name="bill_run.calculate_shard",
        title="Calculate a part of a bill run",
        do=bill_runs.calculate_shard,
        fail=_fail_run,
        again=_take_up_run,
        concerns=_RUN,
        needs=_BILLS,
        and_then=planner_repository.refresh,
    ),
    Kind(
        name="bill_run.issue_shard",
        title="Issue a part of a bill run",
        do=bill_runs.issue_shard,
        fail=_fail_run,
        again=_take_up_run,
        concerns=_RUN,
        needs=_BILLS,
        and_then=planner_repository.refresh,
    ),
    Kind(
        name=exports.JOB,
        title="Make an export",
        do=exports.make,
        in_batches=True,
        fail=exports.fail,
        unfinished=exports.unfinished,
        concerns=("export", "export_id"),
    ),
    Kind(
        name=imports.CHECK,
        title="Check the rows of an import",
        do=imports.check,
        in_batches=True,
        fail=imports.fail,
        again=imports.take_up,
        concerns=_IMPORT,
        needs=_IMPORTS,
        unfinished=_unfinished_imports(imports.Stage.CHECKING),
    ),
    Kind(
        name=imports.APPLY,
        title="Take in the rows of an import",
        do=imports.apply,
        in_batches=True,
        fail=imports.fail,
        again=imports.take_up,
        concerns=_IMPORT,
        needs=_IMPORTS,
        unfinished=_unfinished_imports(imports.Stage.RUNNING),
    ),
    Kind(
        name=imports.ROLL_BACK,
        title="Roll back an import",
        do=imports.take_back,
        fail=imports.fail,
        again=imports.take_up,
        concerns=_IMPORT,
        needs=_IMPORTS,
        unfinished=_unfinished_imports(imports.Stage.ROLLING_BACK),
    ),
    Kind(name=imports.PICK_UP, title="Try rows again that waited", do=imports.pick_up, needs=_IMPORTS),
    Kind(
        name=bulk_changes.RUN,
        title="Change many records",
        do=bulk_changes.run,
        in_batches=True,
        fail=bulk_changes.fail,
        again=bulk_changes.start_again,
        concerns=("bulk_change", "change_id"),
        needs=frozenset({P.BULK_CHANGE, P.ACCOUNT_WRITE}),
        unfinished=bulk_changes.unfinished,
    ),
    Kind(
        name=archives.RUN,
        title="Move bills into the archive or out of it",
        do=archives.run,
        in_batches=True,
        fail=archives.fail,
        again=archives.start_again,
        concerns=("archive_move", "move_id"),
        needs=frozenset({P.ARCHIVE_MOVE}),
        unfinished=archives.unfinished,
    ),
    Kind(
        name=messages.SEND,
        title="Send e-mails and text messages",
        do=notices.send_messages,
        in_batches=True,
        needs=frozenset({P.STAFF_WRITE}),
        unfinished=messages.unfinished,
    ),
    Kind(
        name=tickets.ESCALATE,
        title="Tell of tickets that are late or about to be",
        do=tickets.escalate,
        in_batches=True,
        needs=frozenset({P.TICKET_SET}),
        unfinished=tickets.due,
    ),
    Kind(
        name=retention.APPLY,
        title="Clear away what is over",
        do=retention.apply,
        in_batches=True,
        fail=retention.fail,
        needs=frozenset({P.RETENTION_SET}),
        unfinished=retention.due,
    ),
    Kind(
        name=reminders.REMIND,
        title="Remind of bills that fall due",
        do=reminders.remind,
        in_batches=True,
        needs=frozenset({P.REMINDER_SET}),
        unfinished=reminders.due,
    ),
    Kind(
        name=audit.SEAL,
        title="Seal the audit trail",
        do=audit.seal_all,
        in_batches=True,
        needs=frozenset({P.VERIFY}),
        unfinished=audit.due,
    ),
)
