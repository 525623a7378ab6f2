"""The columns of visits, and their words."""

from collections.abc import Sequence
from typing import Final

from components.screens import VISIT
from components.table import Column, Kind
from services import visits
from services.visits import VisitRow

PURPOSES: Final = dict(visits.PURPOSES)
OUTCOMES: Final = dict(visits.OUTCOMES)
MISSED_FOR: Final = dict(visits.MISSED_FOR)


def columns(*, has_agents: bool) -> Sequence[Column[VisitRow]]:
    """Columns of a list of visits; who sees the own ones alone needs no name beside each."""
    found = [
        Column[VisitRow]("Visit", "visit_no", Kind.CODE),
        Column[VisitRow]("Unit", lambda row: row.unit_code or "out of reach", sub="address", name="unit_code"),
        Column[VisitRow]("Area", "area_name", is_desk_only=True),
        Column[VisitRow]("Agent", "agent_name"),
        Column[VisitRow]("Planned for", "planned_on", Kind.DATE),
        Column[VisitRow]("Purpose", lambda row: PURPOSES[row.purpose], name="purpose", is_desk_only=True),
        Column[VisitRow]("Outcome", lambda row: OUTCOMES.get(row.outcome or "", ""), sub="challan_no", name="outcome"),
        Column[VisitRow]("Doubts", doubts, name="doubts"),
        Column[VisitRow]("State", "status", Kind.STATUS, noun="visit", is_lead=True),
    ]
    return [each for each in found if has_agents or each.key != "agent_name"]


def href(row: VisitRow) -> str:
    """The address of a visit."""
    return VISIT.link(visit=row.visit_id)


def doubts(row: VisitRow) -> str:
    """What speaks against it: the one sentence, or how many there are."""
    return row.doubts if len(row.doubt_list) < 2 else f"{len(row.doubt_list)} doubts"
