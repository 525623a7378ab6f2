"""SQL of retention rules and of applying them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import class_row

from services.retention.models import RetentionRun
from services.work import Work

RULES = """
SELECT r.kind, r.keep_days, r.changed_at, n.full_name AS changer_name
FROM retention_rules r
JOIN staff s ON s.org_id = r.org_id AND s.staff_id = r.changed_by
JOIN people n ON n.person_id = s.person_id
WHERE r.org_id = %(org_id)s
"""
SET_DAYS = """
INSERT INTO retention_rules (org_id, kind, keep_days, changed_by, changed_at)
VALUES (%(org_id)s, %(kind)s, %(days)s, %(staff_id)s, %(now)s)
ON CONFLICT (org_id, kind) DO UPDATE SET keep_days = excluded.keep_days, changed_by = excluded.changed_by,
    changed_at = excluded.changed_at
"""
RETIRE = "SELECT removed, oldest FROM retire(%(kind)s, %(before)s, %(most)s, %(is_dry)s)"
RUNS: Final = """
SELECT r.run_id, r.is_asked, n.full_name AS starter_name, r.started_at, r.finished_at, r.removed, r.failure
FROM retention_runs r
JOIN staff s ON s.org_id = r.org_id AND s.staff_id = r.started_by
JOIN people n ON n.person_id = s.person_id
WHERE r.org_id = %(org_id)s"""
LATEST: Final = RUNS + " ORDER BY r.run_id DESC LIMIT %(limit)s"
OPEN: Final = RUNS + " AND r.finished_at IS NULL AND r.failure IS NULL ORDER BY r.run_id DESC LIMIT 1"
GET: Final = RUNS + " AND r.run_id = %(run_id)s"
ADD = """
INSERT INTO retention_runs (org_id, is_asked, started_by, started_at)
VALUES (%(org_id)s, %(is_asked)s, %(staff_id)s, %(now)s) RETURNING run_id
"""
COUNT = """
UPDATE retention_runs SET removed = removed || jsonb_build_object(%(kind)s::text,
    coalesce((removed ->> %(kind)s)::bigint, 0) + %(count)s::bigint)
WHERE org_id = %(org_id)s AND run_id = %(run_id)s
"""
FINISH = "UPDATE retention_runs SET finished_at = %(now)s WHERE org_id = %(org_id)s AND run_id = %(run_id)s"
STOP = """
UPDATE retention_runs SET failure = %(failure)s
WHERE org_id = %(org_id)s AND finished_at IS NULL AND failure IS NULL
"""
DUE_EVERYWHERE = """
SELECT o.org_id, s.staff_id FROM organizations o
JOIN LATERAL (SELECT min(s.staff_id) AS staff_id FROM staff s
    WHERE s.org_id = o.org_id AND s.is_active AND s.role = 'head_administrator') s ON s.staff_id IS NOT NULL
WHERE o.created_at < %(since)s
    AND NOT EXISTS (SELECT FROM retention_runs r WHERE r.org_id = o.org_id AND r.started_at > %(since)s)
ORDER BY o.org_id
"""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule that differs from the usual."""

    kind: str
    keep_days: int
    changed_at: datetime
    changer_name: str


@dataclass(frozen=True, slots=True)
class Retired:
    """How many records went, or would go, and since when the oldest of them was over."""

    removed: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class DueOrganization:
    """An organization whose rules wait to be applied, and in whose name that is done."""

    org_id: int
    staff_id: int


def rules(work: Work) -> list[RuleRow]:
    """The rules that somebody set."""
    return work.all(RuleRow, RULES)


def set_days(work: Work, kind: str, days: int) -> None:
    """Keep a kind for so many days."""
    work.execute(SET_DAYS, kind=kind, days=days, staff_id=work.actor.staff_id)


def retire(work: Work, kind: str, before: datetime, most: int, *, is_dry: bool) -> Retired:
    """Remove up to `most` records of a kind from before a moment, or count them all."""
    found = work.one(Retired, RETIRE, kind=kind, before=before, most=most, is_dry=is_dry)
    return found or Retired(0, None)


def latest(work: Work, limit: int) -> list[RetentionRun]:
    """The latest times that the rules were applied, the newest first."""
    return work.all(RetentionRun, LATEST, limit=limit)


def open_run(work: Work) -> RetentionRun | None:
    """The run in the middle of its work."""
    return work.one(RetentionRun, OPEN)


def get(work: Work, run_id: int) -> RetentionRun | None:
    """One run."""
    return work.one(RetentionRun, GET, run_id=run_id)


def add(work: Work, *, is_asked: bool) -> int:
    """Begin a run."""
    return work.scalar(ADD, is_asked=is_asked, staff_id=work.actor.staff_id)


def count(work: Work, run_id: int, kind: str, removed: int) -> None:
    """Add to what a run removed of a kind."""
    work.execute(COUNT, run_id=run_id, kind=kind, count=removed)


def finish(work: Work, run_id: int) -> None:
    """The run is over."""
    work.execute(FINISH, run_id=run_id)


def stop(work: Work, failure: str) -> None:
    """Keep why the run in the middle of its work stopped."""
    work.execute(STOP, failure=failure)


def due_everywhere(door: Connection[Any], since: datetime) -> list[DueOrganization]:
    """The organizations whose rules were not applied since a moment."""
    with door.cursor(row_factory=class_row(DueOrganization)) as cursor:
        return cursor.execute(DUE_EVERYWHERE, {"since": since}).fetchall()
