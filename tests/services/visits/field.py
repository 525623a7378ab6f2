"""A ward with units, an agent who works there, and two supervisors, for tests of visits."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from services import staff, visits
from services.permissions import Role
from services.staff import NewStaff
from services.visits import Found, NewPlan, Position, Visit, VisitRow
from services.work import Actor, begin
from tests import builders
from tests.builders import World

# Tuesday, 17 November 2026, 09:00 in Karachi; the usual hours.
NINE = datetime(2026, 11, 17, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 17)
HOUR = timedelta(hours=1)
# Where every unit of the builders stands.
THERE = Position(30.8, 73.4, 12)


@dataclass(frozen=True)
class Field:
    """Units U-1 to U-3 in ward A and U-9 in ward B; the agent works in ward A."""

    here: World
    agent: Actor
    operations: Actor
    manager: Actor
    unit_ids: dict[str, int]


def field() -> Field:
    """A fresh organization."""
    here = builders.world()
    unit_ids = {}
    for number, area in ((1, here.ward_a), (2, here.ward_a), (3, here.ward_a), (9, here.ward_b)):
        builders.account(here, f"A-{number}", area)
        unit_ids[f"U-{number}"] = builders.unit(here, f"U-{number}", f"A-{number}")
    agent = agent_of(here, here.ward_a)
    return Field(here, agent, builders.person(here, Role.OPERATIONS), builders.person(here, Role.MANAGER), unit_ids)


def agent_of(here: World, *area_ids: int) -> Actor:
    """An agent who has worked in these areas for a month."""
    name = f"agent.{uuid4().hex[:12]}"
    new = NewStaff(name, name, Role.FIELD_AGENT, builders.PASSWORD, area_ids, must_change_password=False)
    with begin(here.admin, NINE - 30 * 24 * HOUR) as work:
        staff_id = staff.add(work, new)
    return replace(staff.actor_for(here.org_id, staff_id), origin="screen")


def plan_of(place: Field, *codes: str, **values: object) -> NewPlan:
    """A plan of units by the agent for today."""
    asked = NewPlan(tuple(place.unit_ids[code] for code in codes), place.agent.staff_id, TODAY, uuid4())
    return replace(asked, **values)  # pyright: ignore[reportArgumentType]


def planned(place: Field, *codes: str, **values: object) -> list[int]:
    """The ids of visits that operations planned."""
    with begin(place.operations, NINE) as work:
        return list(visits.plan(work, plan_of(place, *codes, **values)).visit_ids)


def what(outcome: str = "inspected", **values: object) -> Found:
    """What was found, where every unit stands."""
    return replace(Found(outcome, uuid4(), "All is well", THERE), **values)  # pyright: ignore[reportArgumentType]


def started(place: Field, code: str = "U-1", at: datetime = NINE) -> int:
    """A visit that the agent is at."""
    (visit_id,) = planned(place, code)
    with begin(place.agent, at) as work:
        visits.start(work, visit_id)
    return visit_id


def submitted(place: Field, code: str = "U-1", at: datetime = NINE + HOUR, found: Found | None = None) -> Visit:
    """A visit that waits for a decision."""
    visit_id = started(place, code)
    with begin(place.agent, at) as work:
        return visits.submit(work, visit_id, found or what())


def row_of(actor: Actor, visit_id: int) -> VisitRow:
    """The visit as it is now."""
    with begin(actor, NINE) as work:
        return visits.get(work, visit_id).row
