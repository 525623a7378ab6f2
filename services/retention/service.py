"""Setting how long records are kept, asking what would go, and applying the rules."""

from datetime import datetime, timedelta
from typing import Final

from database.connection import DatabaseRole, transaction
from services import audit, background
from services.background import Unfinished, defer, once_name
from services.permissions import Permission
from services.retention import repository
from services.retention.models import BY_NAME, KINDS, Due, RetentionRun, Rule
from services.work import Actor, Work, begin
from utils import clock
from utils.errors import Invalid, not_found

APPLY: Final = "retention.apply"
EVERY: Final = timedelta(days=1)
BATCH: Final = 5_000
LATEST: Final = 20


def rules(work: Work) -> tuple[Rule, ...]:
    """The rule of every kind. Raises Forbidden."""
    work.require_everywhere(Permission.RETENTION_SET)
    own = {each.kind: each for each in repository.rules(work)}
    last = next((each for each in repository.latest(work, LATEST) if each.finished_at), None)
    found: list[Rule] = []
    for kind in KINDS:
        set_one = own.get(kind.name)
        found.append(
            Rule(
                kind=kind,
                keep_days=set_one.keep_days if set_one else kind.usual_days,
                changed_at=set_one.changed_at if set_one else None,
                changer_name=set_one.changer_name if set_one else None,
                last_applied_at=last.finished_at if last else None,
                last_removed=last.removed.get(kind.name, 0) if last else 0,
            )
        )
    return tuple(found)


def set_days(work: Work, kind: str, days: int) -> None:
    """Keep a kind for so many days. Raises Forbidden, Invalid, NotFound."""
    work.require_everywhere(Permission.RETENTION_SET)
    known = BY_NAME.get(kind) or not_found("kind of record", kind)
    if not known.fewest_days <= days <= known.most_days:
        raise Invalid({"days": f"{known.title} are kept {known.fewest_days:,} to {known.most_days:,} days."})
    before = next(each for each in rules(work) if each.kind is known).keep_days
    if days != before:
        repository.set_days(work, kind, days)
        audit.record(work, "retention.set", f"retention of {kind}", before={"days": before}, after={"days": days})


def preview(work: Work) -> tuple[Due, ...]:
    """What would go of every kind now. Raises Forbidden."""
    found: list[Due] = []
    for rule in rules(work):
        due = repository.retire(work, rule.kind.name, work.now - timedelta(days=rule.keep_days), BATCH, is_dry=True)
        found.append(Due(rule, due.removed, due.oldest))
    return tuple(found)


def apply_now(work: Work) -> None:
    """Apply the rules in the background, once. Raises Forbidden."""
    work.require_everywhere(Permission.RETENTION_SET)
    args = {"is_asked": 1}
    defer(work, APPLY, args, once=once_name(APPLY, work.org_id, {}))
    audit.record(work, "retention.asked", "retention")


def runs(work: Work) -> tuple[RetentionRun, ...]:
    """The latest times that the rules were applied, the newest first. Raises Forbidden."""
    work.require_everywhere(Permission.RETENTION_SET)
    return tuple(repository.latest(work, LATEST))


def apply(actor: Actor, is_asked: int = 0) -> RetentionRun:
    """Apply the rules, batch by batch; one that was cut off is gone on with, and nothing goes that was not due then."""
    with begin(actor) as work:
        kept = {each.kind.name: each.keep_days for each in rules(work)}
        run = repository.open_run(work)
        run_id = run.run_id if run else repository.add(work, is_asked=bool(is_asked))
        started_at = run.started_at if run else work.now
    for kind in KINDS:
        while _retire(actor, run_id, kind.name, started_at - timedelta(days=kept[kind.name])) == BATCH:
            background.check_wanted()
        background.check_wanted()
    with begin(actor) as work:
        repository.finish(work, run_id)
        done = repository.get(work, run_id) or not_found("retention run", run_id)
        if done.is_asked or any(done.removed.values()):
            audit.record(work, "retention.applied", done.ref, after={"removed": dict(done.removed)})
    return done


def fail(work: Work, reason: str, is_asked: int = 0) -> None:  # noqa: ARG001 one run at a time
    """Say why the rules could not be applied to the end; they are applied again the next day."""
    repository.stop(work, reason)


def due() -> list[Unfinished]:
    """The organizations whose rules were not applied for a day, and in whose name that is done."""
    with transaction(DatabaseRole.DOOR) as door:
        found = repository.due_everywhere(door, clock.now() - EVERY)
    return [Unfinished(each.org_id, each.staff_id, {}) for each in found]


def _retire(actor: Actor, run_id: int, kind: str, before: datetime) -> int:
    with begin(actor) as work:
        work.require_everywhere(Permission.RETENTION_SET)
        removed = repository.retire(work, kind, before, BATCH, is_dry=False).removed
        if removed:
            repository.count(work, run_id, kind, removed)
        return removed
