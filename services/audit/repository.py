"""SQL of the audit log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

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

# Of these there is one for all areas, and whoever sees some of them reads of it as well.
IN_NO_AREA: Final = ("bill_run", "billing_cycle", "business_calendar", "fine", "tariff")

LIST_BY_REF = """
SELECT l.audit_id, l.recorded_at, p.full_name AS staff_name, l.action, l.ref, l.before, l.after, l.origin
FROM audit_log l
LEFT JOIN staff s ON s.org_id = l.org_id AND s.staff_id = l.staff_id
LEFT JOIN people p ON p.person_id = s.person_id
WHERE l.org_id = %(org_id)s AND l.ref = %(ref)s
    AND (%(reached)s::bigint[] IS NULL OR l.staff_id = %(own_staff_id)s OR l.area_id = ANY (%(reached)s::bigint[])
        OR l.area_id IS NULL AND split_part(l.action, '.', 1) = ANY (%(in_no_area)s::text[]))
ORDER BY l.audit_id DESC LIMIT %(size)s
"""


def add(work: Work, action: str, ref: str, before: str | None, after: str | None) -> None:
    """Write one row; before and after are JSON texts."""
    actor = work.actor
    work.execute(ADD, staff_id=actor.staff_id, action=action, ref=ref, before=before, after=after, origin=actor.origin)


def list_by_ref(work: Work, ref: str, size: int) -> list[AuditRow]:
    """The newest changes of one record that lies within the actor's reach, and those that they made themselves."""
    actor = work.actor
    reached = None if actor.area_ids is None else list(actor.area_ids)
    own = {"own_staff_id": actor.staff_id, "reached": reached, "in_no_area": list(IN_NO_AREA)}
    return work.all(AuditRow, LIST_BY_REF, ref=ref, size=size, **own)
