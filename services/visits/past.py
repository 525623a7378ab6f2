"""Visits brought in with their past, many at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services import audit, service_levels
from services.permissions import Permission
from services.visits import fining, past_repository, proof, repository
from services.visits.models import Position
from services.work import Work
from utils.errors import Invalid


@dataclass(frozen=True, slots=True)
class PastVisit:
    """A visit as it stands: what has not happened is None; `said` explains a return, a missed or a cancelled one."""

    unit_code: str
    agent_id: int
    planned_on: date
    planned_at: datetime
    purpose: str
    status: str
    task: str = ""
    started_at: datetime | None = None
    submitted_at: datetime | None = None
    outcome: str | None = None
    note: str = ""
    position: Position | None = None
    fine_code: str | None = None
    decided_by: int | None = None
    decided_at: datetime | None = None
    missed_for: str | None = None
    said: str = ""


def add_many(work: Work, visits: Sequence[PastVisit]) -> int:
    """Add visits in the order given; what speaks against each is found as when one is submitted. Returns how many.

    The caller vouches for the states and moments, which the database checks; for a unit that is none raises Invalid.
    """
    work.require_everywhere(Permission.VISIT_PLAN)
    repository.wait_for_plans(work)
    units = past_repository.units(work, [each.unit_code for each in visits])
    missing = [each.unit_code for each in visits if each.unit_code not in units]
    if missing:
        raise Invalid({"unit_code": f"There is no unit {missing[0]}."})
    if visits:
        challans = sum(each.fine_code is not None for each in visits)
        # Made before they are copied: a connection that copies answers no question.
        rows = list(_rows(work, visits, units))
        past_repository.add(work, rows, len(rows), challans)
        audit.record(work, "visit.planned", f"{len(visits)} visits", after={"count": len(visits)})
    return len(visits)


def _rows(work: Work, visits: Sequence[PastVisit], units: dict[str, past_repository.Unit]) -> Iterator[Sequence[object]]:
    calendar, fence = service_levels.current(work), fining.geofence(work)
    before = _visits_before(visits)
    for place, each in enumerate(visits, 1):
        at, unit = each.position, units[each.unit_code]
        metres = proof.distance(at, unit.latitude, unit.longitude)
        moment = each.submitted_at
        doubts = proof.doubts(at, metres, fence, before.get(place), moment, calendar) if moment else []
        yield (place, unit.unit_id, each.agent_id, each.planned_on, each.purpose, each.task, each.status, each.planned_at,
               each.started_at, moment, each.decided_by, each.decided_at, each.outcome, each.missed_for, each.note, each.said,
               at.latitude if at else None, at.longitude if at else None, at.accuracy_metres if at else None, metres, doubts,
               each.fine_code)  # fmt: skip


def _visits_before(visits: Sequence[PastVisit]) -> dict[int, proof.Before]:
    """For each visit by its place the one that its agent submitted before, on the same day."""
    found: dict[int, proof.Before] = {}
    last: dict[tuple[int, date], proof.Before] = {}
    made = [(each.submitted_at, place, each) for place, each in enumerate(visits, 1) if each.submitted_at and each.position]
    for moment, place, each in sorted(made, key=lambda one: one[:2]):
        if each.position is not None:
            whose = (each.agent_id, each.planned_on)
            if whose in last:
                found[place] = last[whose]
            last[whose] = proof.Before(moment, each.position)
    return found
