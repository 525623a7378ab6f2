"""SQL of visits that are brought in with their past."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from services.staging import stage
from services.work import Work

UNITS: Final = """
SELECT u.unit_id, u.code, u.latitude, u.longitude FROM survey_units u
WHERE u.org_id = %(org_id)s AND u.code = ANY (%(codes)s::text[])
"""
CREATE_STAGED: Final = """
CREATE TEMPORARY TABLE staged_visits (place bigint, unit_id bigint, agent_id bigint, planned_on date, purpose text, task text,
    status text, planned_at timestamptz, started_at timestamptz, submitted_at timestamptz, decided_by bigint,
    decided_at timestamptz, outcome text, missed_for text, note text, said text, latitude double precision,
    longitude double precision, accuracy_metres integer, distance_metres integer, doubts text[], fine_code text) ON COMMIT DROP
"""
COPY_STAGED: Final = """
COPY staged_visits (place, unit_id, agent_id, planned_on, purpose, task, status, planned_at, started_at, submitted_at,
    decided_by, decided_at, outcome, missed_for, note, said, latitude, longitude, accuracy_metres, distance_metres, doubts,
    fine_code) FROM STDIN
"""
NEXT_NUMBERS: Final = """
INSERT INTO visit_counters (org_id, last_number) VALUES (%(org_id)s, %(count)s)
ON CONFLICT (org_id) DO UPDATE SET last_number = visit_counters.last_number + excluded.last_number RETURNING last_number
"""
NEXT_CHALLANS: Final = """
INSERT INTO challan_counters (org_id, last_number) VALUES (%(org_id)s, %(count)s)
ON CONFLICT (org_id) DO UPDATE SET last_number = challan_counters.last_number + excluded.last_number RETURNING last_number
"""
ADD: Final = """
INSERT INTO visits (org_id, visit_number, unit_id, account_id, area_id, agent_id, planned_on, purpose, task, status, planned_by,
    planned_at, started_at, submitted_at, decided_by, decided_at, outcome, missed_for, note, latitude, longitude,
    accuracy_metres, distance_metres, doubts)
SELECT u.org_id, %(before)s + s.place, u.unit_id, u.account_id, u.area_id, s.agent_id, s.planned_on, s.purpose, s.task,
    s.status, %(staff_id)s, s.planned_at, s.started_at, s.submitted_at, s.decided_by, s.decided_at, s.outcome, s.missed_for,
    s.note, s.latitude, s.longitude, s.accuracy_metres, s.distance_metres, s.doubts
FROM staged_visits s JOIN survey_units u ON u.org_id = %(org_id)s AND u.unit_id = s.unit_id ORDER BY s.place
"""
TELL: Final = """
INSERT INTO visit_events (org_id, visit_id, step, note, staff_id, happened_at)
SELECT v.org_id, v.visit_id, e.step, e.note, e.staff_id, e.happened_at
FROM staged_visits s JOIN visits v ON v.org_id = %(org_id)s AND v.visit_number = %(before)s + s.place
CROSS JOIN LATERAL (VALUES (1, 'plan', s.task, %(staff_id)s, s.planned_at), (2, 'start', '', s.agent_id, s.started_at),
    (3, 'submit', s.note, s.agent_id, s.submitted_at),
    (4, CASE s.status WHEN 'approved' THEN 'approve' ELSE 'return' END, s.said, s.decided_by, s.decided_at),
    (5, 'miss', s.said, s.agent_id, CASE s.status WHEN 'missed' THEN s.planned_at + interval '1 day' END),
    (6, 'cancel', s.said, %(staff_id)s, CASE s.status WHEN 'cancelled' THEN s.planned_at END))
    AS e (turn, step, note, staff_id, happened_at)
WHERE e.happened_at IS NOT NULL
ORDER BY e.happened_at, s.place, e.turn
"""
ISSUE: Final = """
INSERT INTO challans (org_id, challan_number, visit_id, fine_code, words, amount, issued_by, issued_at)
SELECT v.org_id, %(before_challan)s + row_number() OVER (ORDER BY s.submitted_at, s.place), v.visit_id, f.code, f.words, f.amount,
    s.agent_id, s.submitted_at
FROM staged_visits s JOIN visits v ON v.org_id = %(org_id)s AND v.visit_number = %(before)s + s.place
JOIN fines f ON f.org_id = %(org_id)s AND f.code = s.fine_code
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """Where a unit is."""

    unit_id: int
    code: str
    latitude: float | None
    longitude: float | None


def units(work: Work, codes: Sequence[str]) -> dict[str, Unit]:
    """The units of these codes."""
    return {each.code: each for each in work.all(Unit, UNITS, codes=list(codes))}


def add(work: Work, rows: Iterable[Sequence[object]], count: int, challan_count: int) -> None:
    """Insert visits with their events and challans, numbered in the order given."""
    stage(work, CREATE_STAGED, COPY_STAGED, rows)
    before = work.scalar(NEXT_NUMBERS, count=count) - count
    of = {"before": before, "staff_id": work.actor.staff_id}
    work.execute(ADD, **of)
    work.execute(TELL, **of)
    if challan_count:
        work.execute(ISSUE, before=before, before_challan=work.scalar(NEXT_CHALLANS, count=challan_count) - challan_count)
    work.execute("DROP TABLE staged_visits")
