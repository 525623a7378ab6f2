"""SQL of the audit log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.work import Work


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One change as the record's history shows it."""

    audit_id: int
    recorded_at: datetime
    staff_name: str | None
    action: str
    ref: str
    before: Any
    after: Any
    origin: str


ADD = """
INSERT INTO audit_log (org_id, recorded_at, staff_id, action, ref, before, after, origin)
VALUES (%(org_id)s, %(now)s, %(staff_id)s, %(action)s, %(ref)s, %(before)s::jsonb, %(after)s::jsonb, %(origin)s)
"""

LIST_BY_REF = """
SELECT l.audit_id, l.recorded_at, p.full_name AS staff_name, l.action, l.ref, l.before, l.after, l.origin
FROM audit_log l
LEFT JOIN staff s ON s.org_id = l.org_id AND s.staff_id = l.staff_id
LEFT JOIN people p ON p.person_id = s.person_id
WHERE l.org_id = %(org_id)s AND l.ref = %(ref)s
ORDER BY l.audit_id DESC LIMIT %(size)s
"""


def add(work: Work, action: str, ref: str, before: str | None, after: str | None) -> None:
    """Write one row; before and after are JSON texts."""
    actor = work.actor
    work.execute(ADD, staff_id=actor.staff_id, action=action, ref=ref, before=before, after=after, origin=actor.origin)


def list_by_ref(work: Work, ref: str, size: int) -> list[AuditRow]:
    """The newest changes of one record."""
    return work.all(AuditRow, LIST_BY_REF, ref=ref, size=size)
