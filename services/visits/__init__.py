"""Visits: an agent's way to a unit, from the plan to the decision, with what was found and what proves it."""

from services.visits.attaching import ATTACHABLE
from services.visits.day import arrange_by_way, move_stop, today
from services.visits.fining import fines, geofence, set_fine, set_geofence
from services.visits.listing_repository import VISITS
from services.visits.models import (
    MISSED_FOR,
    OUTCOMES,
    PURPOSES,
    Agent,
    Day,
    Event,
    Fine,
    Found,
    MeterShown,
    NewPlan,
    Place,
    Planned,
    Position,
    Step,
    Stop,
    Unit,
    Visit,
    VisitRow,
    VisitStatus,
)
from services.visits.past import PastVisit, add_many
from services.visits.planning import agents, agents_seen, chosen, plan
from services.visits.rules import FARTHEST_DAY, MOVES, steps_of
from services.visits.service import approve, cancel, get, miss, page, return_it, start, submit

__all__ = [
    "ATTACHABLE",
    "FARTHEST_DAY",
    "MISSED_FOR",
    "MOVES",
    "OUTCOMES",
    "PURPOSES",
    "VISITS",
    "Agent",
    "Day",
    "Event",
    "Fine",
    "Found",
    "MeterShown",
    "NewPlan",
    "PastVisit",
    "Place",
    "Planned",
    "Position",
    "Step",
    "Stop",
    "Unit",
    "Visit",
    "VisitRow",
    "VisitStatus",
    "add_many",
    "agents",
    "agents_seen",
    "approve",
    "arrange_by_way",
    "cancel",
    "chosen",
    "fines",
    "geofence",
    "get",
    "miss",
    "move_stop",
    "page",
    "plan",
    "return_it",
    "set_fine",
    "set_geofence",
    "start",
    "steps_of",
    "submit",
    "today",
]
