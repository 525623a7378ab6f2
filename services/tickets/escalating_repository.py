"""SQL of escalation: its rules, which tickets are to be told of now, and what was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import class_row

from services.tickets.models import EscalationRule
from services.work import Work

RULES: Final = """
SELECT r.priority_code, r.type_code, r.warn_percent, r.warned_role, r.missed_role, r.is_active
FROM ticket_escalation_rules r
LEFT JOIN ticket_priorities p ON p.org_id = r.org_id AND p.code = r.priority_code
LEFT JOIN ticket_types y ON y.org_id = r.org_id AND y.code = r.type_code
WHERE r.org_id = %(org_id)s ORDER BY NOT r.is_active, p.rank NULLS LAST, y.name NULLS LAST, r.rule_id
"""
SET: Final = """
INSERT INTO ticket_escalation_rules (org_id, priority_code, type_code, warn_percent, warned_role, missed_role, is_active)
VALUES (%(org_id)s, %(priority_code)s, %(type_code)s, %(warn_percent)s, %(warned_role)s, %(missed_role)s, %(is_active)s)
ON CONFLICT (org_id, priority_code, type_code) DO UPDATE SET warn_percent = excluded.warn_percent,
    warned_role = excluded.warned_role, missed_role = excluded.missed_role, is_active = excluded.is_active
"""
# `untils` says for each rule, priority and promise until when it must be due to be about to be missed now.
TO_TELL: Final = """
SELECT t.ticket_id, d.promise, s.stage, d.due_at, r.warned_role, r.missed_role
FROM tickets t
JOIN LATERAL (SELECT e.priority_code, e.type_code, e.warned_role, e.missed_role FROM ticket_escalation_rules e
    WHERE e.org_id = t.org_id AND e.is_active AND coalesce(e.priority_code, t.priority_code) = t.priority_code
        AND coalesce(e.type_code, t.type_code) = t.type_code
    ORDER BY e.priority_code IS NULL, e.type_code IS NULL LIMIT 1) r ON true
CROSS JOIN LATERAL (VALUES ('response', CASE WHEN t.first_responded_at IS NULL THEN t.response_due_at END),
    ('resolution', t.resolution_due_at)) AS d (promise, due_at)
LEFT JOIN unnest(%(rules)s::text[], %(types)s::text[], %(priorities)s::text[], %(promises)s::text[], %(untils)s::timestamptz[])
    AS w (of_priority, of_type, priority_code, promise, until)
    ON w.of_priority IS NOT DISTINCT FROM r.priority_code AND w.of_type IS NOT DISTINCT FROM r.type_code
        AND w.priority_code = t.priority_code AND w.promise = d.promise
CROSS JOIN LATERAL (SELECT CASE WHEN d.due_at < %(now)s AND r.missed_role IS NOT NULL THEN 'missed'
    WHEN d.due_at >= %(now)s AND d.due_at <= w.until THEN 'warned' END AS stage) s
WHERE t.org_id = %(org_id)s AND t.ended_at IS NULL AND s.stage IS NOT NULL
    AND NOT EXISTS (SELECT FROM ticket_escalations x WHERE x.org_id = t.org_id AND x.ticket_id = t.ticket_id
        AND x.promise = d.promise AND x.stage = s.stage)
ORDER BY t.ticket_id, d.promise DESC LIMIT %(most)s
"""
TOLD: Final = """
INSERT INTO ticket_escalations (org_id, ticket_id, promise, stage, due_at, told_at)
VALUES (%(org_id)s, %(ticket_id)s, %(promise)s, %(stage)s, %(due_at)s, %(now)s) ON CONFLICT DO NOTHING RETURNING true
"""
MARK: Final = """
UPDATE tickets SET escalation = CASE WHEN escalation = 'missed' THEN 'missed' ELSE %(stage)s END
WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s
"""
FORGET: Final = "DELETE FROM ticket_escalations WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s"
UNMARK: Final = "UPDATE tickets SET escalation = NULL WHERE org_id = %(org_id)s AND ticket_id = %(ticket_id)s"
LOOKED: Final = """
INSERT INTO ticket_escalation_looks (org_id, looked_at) VALUES (%(org_id)s, %(now)s)
ON CONFLICT (org_id) DO UPDATE SET looked_at = excluded.looked_at
"""
DUE_EVERYWHERE: Final = """
SELECT o.org_id, s.staff_id FROM organizations o
JOIN LATERAL (SELECT min(s.staff_id) AS staff_id FROM staff s
    WHERE s.org_id = o.org_id AND s.is_active AND s.role = 'head_administrator') s ON s.staff_id IS NOT NULL
WHERE EXISTS (SELECT FROM ticket_escalation_rules r WHERE r.org_id = o.org_id AND r.is_active)
    AND NOT EXISTS (SELECT FROM ticket_escalation_looks l WHERE l.org_id = o.org_id AND l.looked_at > %(since)s)
ORDER BY o.org_id
"""


@dataclass(frozen=True, slots=True)
class Until:
    """Until when a promise of a priority must be due, for a rule to warn of it now."""

    of_priority: str | None
    of_type: str | None
    priority_code: str
    promise: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ToTell:
    """A promise of a ticket that is about to be missed or was missed, and the role of who is told."""

    ticket_id: int
    promise: str
    stage: str
    due_at: datetime
    warned_role: str | None
    missed_role: str | None

    @property
    def role(self) -> str:
        """Who is told."""
        return (self.warned_role if self.stage == "warned" else self.missed_role) or ""


@dataclass(frozen=True, slots=True)
class DueOrganization:
    """An organization whose tickets are to be looked at, and in whose name."""

    org_id: int
    staff_id: int


def rules(work: Work) -> list[EscalationRule]:
    """All rules, those in use first."""
    return work.all(EscalationRule, RULES)


def set_rule(work: Work, new: EscalationRule) -> None:
    """Add a rule, or change the one for the same priority and type."""
    work.execute(
        SET,
        priority_code=new.priority_code,
        type_code=new.type_code,
        warn_percent=new.warn_percent,
        warned_role=new.warned_role,
        missed_role=new.missed_role,
        is_active=new.is_active,
    )


def to_tell(work: Work, untils: Sequence[Until], most: int) -> list[ToTell]:
    """The promises that are to be told of now and were not yet, at most so many."""
    return work.all(
        ToTell,
        TO_TELL,
        rules=[each.of_priority for each in untils],
        types=[each.of_type for each in untils],
        priorities=[each.priority_code for each in untils],
        promises=[each.promise for each in untils],
        untils=[each.until for each in untils],
        most=most,
    )


def mark_told(work: Work, each: ToTell) -> bool:
    """Keep that it is told of; False where it was already."""
    if work.scalar(TOLD, ticket_id=each.ticket_id, promise=each.promise, stage=each.stage, due_at=each.due_at) is None:
        return False
    work.execute(MARK, ticket_id=each.ticket_id, stage=each.stage)
    return True


def forget(work: Work, ticket_id: int) -> None:
    """Its promises are new ones, of which nobody was told yet."""
    work.execute(FORGET, ticket_id=ticket_id)
    work.execute(UNMARK, ticket_id=ticket_id)


def mark_looked(work: Work) -> None:
    """All tickets were looked at now."""
    work.execute(LOOKED)


def due_everywhere(door: Connection[Any], since: datetime) -> list[DueOrganization]:
    """The organizations with rules whose tickets were not looked at since a moment."""
    with door.cursor(row_factory=class_row(DueOrganization)) as cursor:
        return cursor.execute(DUE_EVERYWHERE, {"since": since}).fetchall()
