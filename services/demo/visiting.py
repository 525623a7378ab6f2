"""Visits of Suthra demo: two agents' stops of the last days and of today, most of them decided about, a few of them doubtful."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import dist
from random import Random
from typing import Final

from services import visits
from services.demo import people, premises, schedule
from services.demo.premises import Block, Premises
from services.demo.steps import once
from services.visits import PastVisit, Position
from services.work import Work
from utils import clock

OWN: Final = 30
IN_ALL: Final = 62
TODAY: Final = 8
A_DAY: Final = 6
METRES_A_DEGREE: Final = 111_195
SUNDAY: Final = 6
PURPOSES: Final = (
    ("defaulter", "Hand over the bill and ask when it will be paid"),
    ("random_audit", "Measure the front and compare the category"),
    ("undelivered", "Hand over the bill"),
    ("complaint", "Look whether the waste was collected"),
)
OUTCOMES: Final = {
    "defaulter": ("warned", "inspected", "refused", "locked", "challan_issued"),
    "random_audit": ("inspected", "inspected", "vacant", "challan_issued"),
    "undelivered": ("delivered", "delivered", "locked"),
    "complaint": ("inspected", "inspected", "warned"),
    "unbilled": ("inspected", "vacant"),
}
NOTES: Final = {
    "warned": "Will pay by the end of the month.",
    "refused": "Did not open the gate.",
    "locked": "Locked; the neighbours say they are at work.",
    "vacant": "Nobody has lived here for months.",
    "delivered": "Handed to the owner.",
    "challan_issued": "Shown to the owner, who has signed.",
    "inspected": "As in the register.",
}


def visit(seed: int, units: int, ward: Block, opened_on: date, now: datetime) -> None:
    """Bring them in, once: the stops of the field agent in the own ward, those of a colleague around it."""
    operations = people.actor_of("suthra-operations")
    agents = people.actor_of("suthra-agent").staff_id, people.actor_of("suthra-agent2").staff_id
    deciders = operations.staff_id, people.actor_of("suthra-manager").staff_id

    def all_of_them(work: Work) -> None:
        rng = Random(f"visits {seed}")  # noqa: S311 repeatable on purpose
        today = clock.local_date(now, work.actor.time_zone)
        own = list(premises.premises_of(seed, ward, opened_on))[:OWN]
        others = around(seed, units, ward, opened_on, IN_ALL - len(own))
        found = [
            each
            for agent_id, stops in zip(agents, (own, others), strict=True)
            for each in _visits_of(rng, agent_id, stops, deciders, today, now, work.actor.time_zone)
        ]
        found.sort(key=lambda each: (each.planned_on, each.planned_at))
        visits.add_many(work, found)

    once(operations, "visits", now, all_of_them)


def around(seed: int, units: int, ward: Block, opened_on: date, wanted: int) -> list[Premises]:
    """Premises of the wards and villages nearest to one, in its district."""
    others = [each for each in premises.blocks(seed, units) if each.leaf.district == ward.leaf.district and each != ward]
    found: list[Premises] = []
    for block in sorted(others, key=lambda each: (dist(each.leaf.centre, ward.leaf.centre), each.leaf.code)):
        if len(found) < wanted:
            found += list(premises.premises_of(seed, block, opened_on))[: wanted - len(found)]
    return found


def _visits_of(
    rng: Random, agent_id: int, stops: Sequence[Premises], deciders: Sequence[int], today: date, now: datetime, zone: str
) -> Iterator[PastVisit]:
    """The last stops are those of today; the others lie six a day before it, Sundays left out."""
    past, coming = stops[:-TODAY], stops[-TODAY:]
    day = today
    for place, unit in enumerate(past):
        if place % A_DAY == 0:
            day -= timedelta(days=2 if (day - timedelta(days=1)).weekday() == SUNDAY else 1)
        plan = _planned(rng, agent_id, unit, day, zone, now)
        started_at = schedule.moment(day, 9, zone, now) + timedelta(minutes=20 + place % A_DAY * 55 + rng.randint(0, 15))
        yield _past(rng, plan, unit, started_at, deciders, place)
    for unit in coming:
        yield _planned(rng, agent_id, unit, today, zone, now)


def _planned(rng: Random, agent_id: int, unit: Premises, day: date, zone: str, now: datetime) -> PastVisit:
    purpose, task = rng.choice(PURPOSES)
    if unit.status != "billed":
        purpose, task = "unbilled", "Verify the unit, so that it can be billed"
    planned_at = schedule.moment(day - timedelta(days=1), 17, zone, now)
    return PastVisit(unit.unit_code, agent_id, day, planned_at, purpose, "planned", task)


def _past(
    rng: Random, plan: PastVisit, unit: Premises, started_at: datetime, deciders: Sequence[int], place: int
) -> PastVisit:
    if place % 13 == 7:
        return replace(plan, status="missed", missed_for="no_time", said="The road was closed until noon.")
    if place % 17 == 11:
        return replace(plan, status="cancelled", said="Paid in full the day before.")
    outcome = rng.choice(OUTCOMES[plan.purpose])
    made = replace(
        plan,
        status="submitted",
        started_at=started_at,
        submitted_at=started_at + timedelta(minutes=rng.randint(4, 20)),
        outcome=outcome,
        note=NOTES[outcome],
        position=None if place % 16 == 9 else _position(rng, unit, is_far=place % 9 == 4),
        fine_code=rng.choice(["littering", "no_bin"]) if outcome == "challan_issued" else None,
    )
    if place < A_DAY:  # yesterday's wait, one was sent back
        sent_back = {"said": "Please take the position at the gate.", "status": "returned"} if place == 2 else {}
        return _decided(made, deciders[place % 2], **sent_back) if sent_back else made
    return _decided(made, deciders[place % 2], status="approved")


def _decided(made: PastVisit, by: int, *, status: str, said: str = "") -> PastVisit:
    moment = made.submitted_at
    return replace(made, status=status, said=said, decided_by=by, decided_at=moment and moment + timedelta(minutes=50))


def _position(rng: Random, unit: Premises, *, is_far: bool) -> Position:
    metres = rng.uniform(300, 700) if is_far else rng.uniform(2, 45)
    north = metres / METRES_A_DEGREE * rng.choice([-1, 1])
    return Position(round(unit.latitude + north, 6), unit.longitude, rng.randint(5, 28))
