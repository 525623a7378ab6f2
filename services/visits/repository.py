"""SQL of visits: planning, steps, events, challans, and what a client sent before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.visits.models import Agent, Challan, Event, Found, NewPlan, Place, State, Unit
from services.work import Work

# Of two with one id the second waits for the first, and then sees it.
TAKE_TURN: Final = "SELECT pg_advisory_xact_lock(hashtextextended('visit ' || %(client_uuid)s::text, %(org_id)s))"
SENT: Final = """
SELECT mark, visit_ids, skipped_count FROM visit_commands WHERE org_id = %(org_id)s AND client_uuid = %(client_uuid)s
"""
KEEP_SENT: Final = """
INSERT INTO visit_commands (org_id, client_uuid, mark, visit_ids, skipped_count, done_at)
VALUES (%(org_id)s, %(client_uuid)s, %(mark)s, %(visit_ids)s, %(skipped_count)s, %(now)s)
"""
# Plans of one organization wait for each other, so that numbers have no gap and no unit is planned twice.
TAKE_PLANNING: Final = "SELECT pg_advisory_xact_lock(hashtextextended('visits are planned', %(org_id)s))"
UNITS: Final = """
SELECT u.unit_id, u.code, u.area_id, u.address, EXISTS (SELECT FROM visits v WHERE v.org_id = u.org_id AND v.unit_id = u.unit_id
    AND v.planned_on = %(planned_on)s AND v.status = ANY (%(statuses)s::text[])) AS is_planned
FROM survey_units u
WHERE u.org_id = %(org_id)s AND u.unit_id = ANY (%(unit_ids)s::bigint[]) AND u.deleted_at IS NULL
    AND u.merged_into IS NULL
ORDER BY u.code, u.unit_id
"""
NEXT_NUMBERS: Final = """
INSERT INTO visit_counters (org_id, last_number) VALUES (%(org_id)s, %(count)s)
ON CONFLICT (org_id) DO UPDATE SET last_number = visit_counters.last_number + excluded.last_number RETURNING last_number
"""
ADD: Final = """
INSERT INTO visits (org_id, visit_number, unit_id, account_id, area_id, agent_id, planned_on, purpose, task, status,
    planned_by, planned_at)
SELECT u.org_id, %(last)s - %(count)s + p.place, u.unit_id, u.account_id, u.area_id, %(agent_id)s, %(planned_on)s, %(purpose)s,
    %(task)s, 'planned', %(staff_id)s, %(now)s
FROM unnest(%(unit_ids)s::bigint[]) WITH ORDINALITY AS p (unit_id, place)
JOIN survey_units u ON u.org_id = %(org_id)s AND u.unit_id = p.unit_id
ORDER BY p.place
RETURNING visit_id
"""
TELL: Final = """
INSERT INTO visit_events (org_id, visit_id, step, note, staff_id, happened_at)
SELECT %(org_id)s, visit_id, %(step)s, %(note)s, %(staff_id)s, %(now)s FROM unnest(%(visit_ids)s::bigint[]) AS told (visit_id)
"""
LOCK: Final = "SELECT visit_id FROM visits WHERE org_id = %(org_id)s AND visit_id = %(visit_id)s FOR UPDATE"
# Read once the lock is had: names that are joined to a row as it was before the wait would be those of before.
STATE: Final = """
SELECT v.visit_id, visit_no(v.visit_number) AS visit_no, v.status, v.unit_id, v.account_id, v.agent_id,
    gp.full_name AS agent_name, v.planned_on, dp.full_name AS decider_name, v.decided_at, v.reading_id, v.version
FROM visits v
JOIN staff gs ON gs.org_id = v.org_id AND gs.staff_id = v.agent_id
JOIN people gp ON gp.person_id = gs.person_id
LEFT JOIN staff ds ON ds.org_id = v.org_id AND ds.staff_id = v.decided_by
LEFT JOIN people dp ON dp.person_id = ds.person_id
WHERE v.org_id = %(org_id)s AND v.visit_id = %(visit_id)s
"""
START: Final = """
UPDATE visits SET status = 'started', started_at = %(now)s, version = version + 1
WHERE org_id = %(org_id)s AND visit_id = %(visit_id)s
"""
SUBMIT: Final = """
UPDATE visits SET status = 'submitted', submitted_at = %(now)s, decided_by = NULL, decided_at = NULL, outcome = %(outcome)s,
    note = %(note)s, latitude = %(latitude)s, longitude = %(longitude)s, accuracy_metres = %(accuracy_metres)s,
    distance_metres = %(distance)s, doubts = %(doubts)s, reading_id = coalesce(%(reading_id)s, reading_id),
    version = version + 1
WHERE org_id = %(org_id)s AND visit_id = %(visit_id)s
"""
END: Final = """
UPDATE visits SET status = %(status)s, missed_for = %(missed_for)s, version = version + 1
WHERE org_id = %(org_id)s AND visit_id = %(visit_id)s
"""
DECIDE: Final = """
UPDATE visits SET status = %(status)s, decided_by = %(staff_id)s, decided_at = %(now)s, version = version + 1
WHERE org_id = %(org_id)s AND visit_id = %(visit_id)s
"""
EVENTS: Final = """
SELECT e.event_id, e.step, e.note, p.full_name AS staff_name, e.happened_at
FROM visit_events e
JOIN staff s ON s.org_id = e.org_id AND s.staff_id = e.staff_id
JOIN people p ON p.person_id = s.person_id
WHERE e.org_id = %(org_id)s AND e.visit_id = %(visit_id)s ORDER BY e.event_id
"""
PLACE: Final = """
SELECT u.latitude, u.longitude, c.phone, ARRAY(SELECT m.meter_no FROM meters m
        JOIN services s ON s.org_id = m.org_id AND s.service_id = m.service_id
        WHERE m.org_id = u.org_id AND m.account_id = u.account_id AND coalesce(s.unit_id, u.unit_id) = u.unit_id
        ORDER BY m.meter_no LIMIT 20) AS meter_nos
FROM survey_units u JOIN accounts c ON c.org_id = u.org_id AND c.account_id = u.account_id
WHERE u.org_id = %(org_id)s AND u.unit_id = %(unit_id)s
"""
LAST: Final = """
SELECT v.submitted_at, v.latitude, v.longitude, v.accuracy_metres FROM visits v
WHERE v.org_id = %(org_id)s AND v.agent_id = %(agent_id)s AND v.visit_id <> %(visit_id)s
    AND v.submitted_at > %(now)s - interval '1 day' AND v.latitude IS NOT NULL
ORDER BY v.submitted_at DESC LIMIT 1
"""
CHALLAN: Final = """
SELECT challan_no(challan_number) AS challan_no, fine_code, words, amount, issued_at FROM challans
WHERE org_id = %(org_id)s AND visit_id = %(visit_id)s
"""
NEXT_CHALLAN: Final = """
INSERT INTO challan_counters (org_id, last_number) VALUES (%(org_id)s, 1)
ON CONFLICT (org_id) DO UPDATE SET last_number = challan_counters.last_number + 1 RETURNING last_number
"""
ISSUE: Final = """
INSERT INTO challans (org_id, challan_number, visit_id, fine_code, words, amount, issued_by, issued_at)
SELECT f.org_id, %(number)s, %(visit_id)s, f.code, f.words, f.amount, %(staff_id)s, %(now)s FROM fines f
WHERE f.org_id = %(org_id)s AND f.code = %(fine_code)s
"""
# Whoever makes visits and sees every one of the areas: everything, or an area assigned on the day that is it or holds it.
AGENTS: Final = """
SELECT s.staff_id, p.full_name, (SELECT count(*) FROM visits v WHERE v.org_id = s.org_id AND v.agent_id = s.staff_id
    AND v.planned_on = %(day)s AND v.status IN ('planned', 'started')) AS stop_count
FROM staff s
JOIN people p ON p.person_id = s.person_id
WHERE s.org_id = %(org_id)s AND s.is_active AND NOT p.is_disabled AND s.role = ANY (%(roles)s::text[])
    AND (%(staff_id)s::bigint IS NULL OR s.staff_id = %(staff_id)s)
    AND ((NOT s.is_limited AND s.role <> 'field_agent') OR NOT EXISTS (SELECT FROM areas a
        WHERE a.org_id = s.org_id AND a.area_id = ANY (%(area_ids)s::bigint[]) AND NOT EXISTS (
            SELECT FROM staff_assignments g JOIN areas i ON i.org_id = g.org_id AND i.area_id = g.area_id
            WHERE g.org_id = s.org_id AND g.staff_id = s.staff_id AND g.starts_on <= %(day)s
                AND (g.ends_on IS NULL OR g.ends_on >= %(day)s) AND a.path >= i.path AND a.path < i.path || '~')))
ORDER BY s.role <> 'field_agent', stop_count, p.full_name, s.staff_id
LIMIT 200
"""

SEEN: Final = """
SELECT s.staff_id, p.full_name, (SELECT count(*) FROM visits v WHERE v.org_id = s.org_id AND v.agent_id = s.staff_id
    AND v.planned_on = %(day)s AND v.status IN ('planned', 'started')) AS stop_count
FROM staff s JOIN people p ON p.person_id = s.person_id
WHERE s.org_id = %(org_id)s AND EXISTS (SELECT FROM visits v WHERE v.org_id = s.org_id AND v.agent_id = s.staff_id)
ORDER BY p.full_name, s.staff_id LIMIT 200
"""
CHOSEN: Final = """
SELECT u.unit_id, u.code, u.area_id, u.address, false AS is_planned FROM survey_units u
WHERE u.org_id = %(org_id)s AND u.deleted_at IS NULL AND u.merged_into IS NULL
    AND (u.unit_id = ANY (%(unit_ids)s::bigint[]) OR u.code = ANY (%(codes)s::text[]))
ORDER BY u.code, u.unit_id LIMIT 501
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a client sent under an id, and what became of it."""

    mark: str
    visit_ids: list[int]
    skipped_count: int


@dataclass(frozen=True, slots=True)
class Last:
    """The visit that an agent submitted last, with its position."""

    submitted_at: datetime
    latitude: float
    longitude: float
    accuracy_metres: int


def sent(work: Work, client_uuid: UUID) -> Sent | None:
    """What came under this id before; nobody else sends under it until this work ends."""
    work.execute(TAKE_TURN, client_uuid=client_uuid)
    return work.one(Sent, SENT, client_uuid=client_uuid)


def keep_sent(work: Work, client_uuid: UUID, mark: str, visit_ids: Sequence[int], skipped_count: int = 0) -> None:
    """Remember what came under an id."""
    work.execute(KEEP_SENT, client_uuid=client_uuid, mark=mark, visit_ids=list(visit_ids), skipped_count=skipped_count)


def wait_for_plans(work: Work) -> None:
    """Wait until nobody else plans visits; held until the work ends."""
    work.execute(TAKE_PLANNING)


def units(work: Work, unit_ids: Sequence[int], planned_on: date, statuses: Sequence[str]) -> list[Unit]:
    """The units within reach by code, each with whether it has a visit in one of the states on that day; plans wait from here."""
    wait_for_plans(work)
    return work.all(Unit, UNITS, unit_ids=list(unit_ids), planned_on=planned_on, statuses=list(statuses))


def add(work: Work, plan: NewPlan, unit_ids: Sequence[int]) -> list[int]:
    """Plan visits to units in this order, under the next numbers; gives their ids."""
    count = len(unit_ids)
    rows = work.execute(
        ADD,
        last=work.scalar(NEXT_NUMBERS, count=count),
        count=count,
        unit_ids=list(unit_ids),
        agent_id=plan.agent_id,
        planned_on=plan.planned_on,
        purpose=plan.purpose,
        task=plan.task.strip(),
        staff_id=work.actor.staff_id,
    )
    visit_ids = [row[0] for row in rows]
    tell(work, visit_ids, "plan", plan.task.strip())
    return visit_ids


def tell(work: Work, visit_ids: Sequence[int], step: str, note: str) -> None:
    """Add to the history of visits."""
    work.execute(TELL, visit_ids=list(visit_ids), step=step, note=note, staff_id=work.actor.staff_id)


def lock(work: Work, visit_id: int) -> State | None:
    """The visit, held until the end of the transaction."""
    return None if work.scalar(LOCK, visit_id=visit_id) is None else work.one(State, STATE, visit_id=visit_id)


def start(work: Work, visit_id: int) -> None:
    """The agent is there."""
    work.execute(START, visit_id=visit_id)


def submit(
    work: Work, visit_id: int, found: Found, distance: int | None, doubts: Sequence[str], reading_id: int | None
) -> None:
    """Keep what was found, what proves it and what speaks against it."""
    at = found.position
    work.execute(
        SUBMIT,
        visit_id=visit_id,
        outcome=found.outcome,
        note=found.note.strip(),
        latitude=at.latitude if at else None,
        longitude=at.longitude if at else None,
        accuracy_metres=at.accuracy_metres if at else None,
        distance=distance,
        doubts=list(doubts),
        reading_id=reading_id,
    )


def end(work: Work, visit_id: int, status: str, missed_for: str | None = None) -> None:
    """It is not made."""
    work.execute(END, visit_id=visit_id, status=status, missed_for=missed_for)


def decide(work: Work, visit_id: int, status: str) -> None:
    """The actor decided about it."""
    work.execute(DECIDE, visit_id=visit_id, status=status, staff_id=work.actor.staff_id)


def events(work: Work, visit_id: int) -> list[Event]:
    """What happened, the oldest first."""
    return work.all(Event, EVENTS, visit_id=visit_id)


def place(work: Work, unit_id: int) -> Place | None:
    """Where a unit is and which meters it has; None where it is out of reach."""
    return work.one(Place, PLACE, unit_id=unit_id)


def last(work: Work, agent_id: int, visit_id: int) -> Last | None:
    """The other visit that an agent submitted last, within a day, with a position."""
    return work.one(Last, LAST, agent_id=agent_id, visit_id=visit_id)


def challan(work: Work, visit_id: int) -> Challan | None:
    """The challan that was handed over on a visit."""
    return work.one(Challan, CHALLAN, visit_id=visit_id)


def issue(work: Work, visit_id: int, fine_code: str) -> None:
    """Issue a challan under the next number, for the words and amount that its fine has now."""
    number = work.scalar(NEXT_CHALLAN)
    work.execute(ISSUE, visit_id=visit_id, fine_code=fine_code, number=number, staff_id=work.actor.staff_id)


def agents(work: Work, area_ids: Sequence[int], day: date, roles: list[str], staff_id: int | None = None) -> list[Agent]:
    """Who may be sent to all of these areas on a day: agents first, those with the fewest stops before the others."""
    return work.all(Agent, AGENTS, area_ids=list(area_ids), day=day, roles=roles, staff_id=staff_id)


def agents_seen(work: Work, day: date) -> list[Agent]:
    """Whose visits are within reach, by name."""
    return work.all(Agent, SEEN, day=day)


def chosen(work: Work, unit_ids: Sequence[int], codes: Sequence[str]) -> list[Unit]:
    """Units within reach by id or code, at most 501."""
    return work.all(Unit, CHOSEN, unit_ids=list(unit_ids), codes=list(codes))
