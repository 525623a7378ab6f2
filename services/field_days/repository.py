"""SQL of an agent's day: its figures, what is open, and the day as it was closed."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.field_days.models import CloseDay, Figures, Left
from services.work import Work

FIGURES: Final = """
SELECT (SELECT count(*)::int FROM visits v WHERE v.org_id = %(org_id)s AND v.agent_id = %(staff_id)s
        AND v.submitted_at >= %(since)s AND v.submitted_at < %(until)s
        AND v.status IN ('submitted', 'approved', 'returned')) AS made_count,
    (SELECT count(*)::int FROM visits v JOIN visit_events e ON e.org_id = v.org_id AND e.visit_id = v.visit_id
        WHERE v.org_id = %(org_id)s AND v.agent_id = %(staff_id)s AND v.status = 'missed' AND v.planned_on > %(day)s::date - 120
        AND e.step = 'miss' AND e.happened_at >= %(since)s AND e.happened_at < %(until)s) AS missed_count,
    (SELECT count(*)::int FROM tickets t WHERE t.org_id = %(org_id)s AND t.opened_by = %(staff_id)s
        AND t.opened_at >= %(since)s AND t.opened_at < %(until)s) AS ticket_count,
    r.receipt_count, r.cash_taken, coalesce((SELECT sum(h.expected) FROM cash_handovers h WHERE h.org_id = %(org_id)s
        AND h.agent_id = %(staff_id)s AND h.accepted_at >= %(since)s AND h.accepted_at < %(until)s), 0) AS cash_handed_over,
    r.cash_in_hand
FROM (SELECT count(*) FILTER (WHERE is_of_day)::int AS receipt_count,
        coalesce(sum(amount) FILTER (WHERE is_of_day), 0) AS cash_taken,
        coalesce(sum(amount) FILTER (WHERE status = 'collected'), 0) AS cash_in_hand
    FROM (SELECT amount, status, taken_at >= %(since)s AND taken_at < %(until)s AND status <> 'reversed' AS is_of_day
        FROM cash_receipts WHERE org_id = %(org_id)s AND agent_id = %(staff_id)s
            AND (status = 'collected' OR taken_at >= %(since)s)) c) r
"""
LEFT: Final = """
SELECT v.visit_id, visit_no(v.visit_number) AS visit_no, u.code AS unit_code, v.status FROM visits v
LEFT JOIN survey_units u ON u.org_id = v.org_id AND u.unit_id = v.unit_id
WHERE v.org_id = %(org_id)s AND v.agent_id = %(staff_id)s AND v.planned_on <= %(day)s AND v.status IN ('planned', 'started')
ORDER BY v.visit_id LIMIT 500
"""
# Of two who close one day the second waits, and then sees that it is closed.
TAKE_TURN: Final = "SELECT pg_advisory_xact_lock(hashtextextended('day of ' || %(staff_id)s::bigint, %(org_id)s))"
IS_SENT: Final = """
SELECT client_uuid = %(client_uuid)s AND note = %(note)s FROM closed_days
WHERE org_id = %(org_id)s AND agent_id = %(staff_id)s AND day = %(day)s
"""
ADD: Final = """
INSERT INTO closed_days (org_id, agent_id, day, made_count, missed_count, ticket_count, receipt_count, cash_taken,
    cash_handed_over, cash_in_hand, note, closed_at, client_uuid)
VALUES (%(org_id)s, %(staff_id)s, %(day)s, %(made_count)s, %(missed_count)s, %(ticket_count)s, %(receipt_count)s, %(cash_taken)s,
    %(cash_handed_over)s, %(cash_in_hand)s, %(note)s, %(now)s, %(client_uuid)s)
"""


def figures(work: Work, day: date, since: datetime, until: datetime) -> Figures | None:
    """What the actor did between two moments, and has in hand now."""
    return work.one(Figures, FIGURES, staff_id=work.actor.staff_id, day=day, since=since, until=until)


def left(work: Work, day: date) -> list[Left]:
    """The actor's visits that are still open at the end of a day."""
    return work.all(Left, LEFT, staff_id=work.actor.staff_id, day=day)


def is_sent(work: Work, day: date, client_uuid: UUID, note: str) -> bool | None:
    """Whether the actor's day was closed by this very command; None while it is open. Nobody else closes it until this ends."""
    work.execute(TAKE_TURN, staff_id=work.actor.staff_id)
    return work.scalar(IS_SENT, staff_id=work.actor.staff_id, day=day, client_uuid=client_uuid, note=note)


def add(work: Work, command: CloseDay, day: date, found: Figures) -> None:
    """Keep the day as it was closed."""
    work.execute(
        ADD,
        staff_id=work.actor.staff_id,
        day=day,
        made_count=found.made_count,
        missed_count=found.missed_count,
        ticket_count=found.ticket_count,
        receipt_count=found.receipt_count,
        cash_taken=found.cash_taken,
        cash_handed_over=found.cash_handed_over,
        cash_in_hand=found.cash_in_hand,
        note=command.note.strip(),
        client_uuid=command.client_uuid,
    )
