"""SQL of an agent's day: the stops, what is done, and their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.visits.models import Stop
from services.work import Work

# What was left on earlier days is still to be done.
STOPS: Final = """
SELECT v.visit_id, visit_no(v.visit_number) AS visit_no, v.status, v.planned_on, v.unit_id, u.code AS unit_code, u.address,
    c.holder_name, c.phone, a.name AS area_name, v.purpose, v.task, u.latitude, u.longitude, v.day_place, v.started_at,
    NULL::int AS metres
FROM visits v
JOIN areas a ON a.org_id = v.org_id AND a.area_id = v.area_id
LEFT JOIN survey_units u ON u.org_id = v.org_id AND u.unit_id = v.unit_id
LEFT JOIN accounts c ON c.org_id = v.org_id AND c.account_id = v.account_id
WHERE v.org_id = %(org_id)s AND v.agent_id = %(staff_id)s AND v.planned_on <= %(today)s
    AND v.status IN ('planned', 'started', 'returned')
ORDER BY v.planned_on DESC, v.visit_id DESC LIMIT 120
"""
DONE: Final = """
SELECT count(*) FILTER (WHERE status IN ('submitted', 'approved'))::int AS done_count,
    count(*) FILTER (WHERE status = 'missed')::int AS missed_count
FROM visits WHERE org_id = %(org_id)s AND agent_id = %(staff_id)s AND planned_on > %(today)s::date - 60
    AND (submitted_at >= %(since)s OR (status = 'missed' AND planned_on = %(today)s))
"""
LAST: Final = """
SELECT latitude, longitude FROM visits
WHERE org_id = %(org_id)s AND agent_id = %(staff_id)s AND submitted_at >= %(since)s AND latitude IS NOT NULL
ORDER BY submitted_at DESC LIMIT 1
"""
ARRANGE: Final = """
UPDATE visits v SET day_place = p.place FROM unnest(%(visit_ids)s::bigint[]) WITH ORDINALITY AS p (visit_id, place)
WHERE v.org_id = %(org_id)s AND v.visit_id = p.visit_id
"""
FORGET: Final = """
UPDATE visits SET day_place = NULL WHERE org_id = %(org_id)s AND agent_id = %(staff_id)s AND planned_on <= %(today)s
    AND status IN ('planned', 'started', 'returned') AND day_place IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What an agent did and missed on a day."""

    done_count: int
    missed_count: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an agent was last."""

    latitude: float
    longitude: float


def stops(work: Work, today: date) -> list[Stop]:
    """The actor's visits that are to be made by today, at most 120."""
    return work.all(Stop, STOPS, staff_id=work.actor.staff_id, today=today)


def counts(work: Work, today: date, since: datetime) -> Counts:
    """What the actor did since midnight."""
    return work.one(Counts, DONE, staff_id=work.actor.staff_id, today=today, since=since) or Counts(0, 0)


def last_spot(work: Work, since: datetime) -> Spot | None:
    """Where the actor submitted a visit last since midnight."""
    return work.one(Spot, LAST, staff_id=work.actor.staff_id, since=since)


def arrange(work: Work, visit_ids: Sequence[int]) -> None:
    """Keep this order of stops."""
    work.execute(ARRANGE, visit_ids=list(visit_ids))


def forget(work: Work, today: date) -> None:
    """Keep no order of the actor's stops."""
    work.execute(FORGET, staff_id=work.actor.staff_id, today=today)
