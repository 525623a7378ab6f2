"""SQL of plans by rule: which units of an area a rule means, and who sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, LiteralString

from services.visits.models import RulePlan
from services.work import Work

UNITS: Final = """
FROM survey_units u
JOIN account_balances b ON b.org_id = u.org_id AND b.account_id = u.account_id
WHERE u.org_id = %(org_id)s AND u.deleted_at IS NULL AND u.status NOT IN ('inactive', 'duplicate_of')
    AND u.area_id = ANY (ARRAY(SELECT i.area_id FROM areas i WHERE i.org_id = %(org_id)s AND i.path >= %(path)s
        AND i.path < %(path)s || '~'))
    AND """
# A visit of that day that was not cancelled, whatever became of it.
PLANNED: Final = """EXISTS (SELECT FROM visits v WHERE v.org_id = u.org_id AND v.unit_id = u.unit_id
        AND v.planned_on = %(planned_on)s AND v.status <> 'cancelled')"""
OPEN_TICKET: Final = """(SELECT min(t.ticket_id) FROM tickets t WHERE t.org_id = u.org_id AND t.unit_id = u.unit_id
        AND t.ended_at IS NULL)"""
# An unpaid bill of the newest period that was issued, which no visit has handed over since.
UNDELIVERED: Final = """EXISTS (SELECT FROM bills x WHERE x.org_id = u.org_id AND x.account_id = u.account_id AND x.is_live
        AND x.period = (SELECT max(r.period) FROM bill_runs r WHERE r.org_id = %(org_id)s AND r.status IN ('issued', 'closed'))
        AND x.status IN ('issued', 'partly_paid')
        AND NOT EXISTS (SELECT FROM visits v WHERE v.org_id = u.org_id AND v.unit_id = u.unit_id AND v.outcome = 'delivered'
            AND v.status IN ('submitted', 'approved') AND v.submitted_at >= x.issued_at))"""
# What a rule means, and which units come first.
RULES: Final[Mapping[str, tuple[LiteralString, LiteralString]]] = {
    "unbilled": ("u.status <> 'billed'", "u.surveyed_on, u.code"),
    "defaulter": ("b.balance > %(more_than)s", "b.balance DESC, u.code"),
    "undelivered": (UNDELIVERED, "u.code"),
    "complaint": (OPEN_TICKET + " IS NOT NULL", OPEN_TICKET + ", u.code"),
    "random_audit": ("u.status = 'billed'", "hashtextextended(u.code, %(seed)s), u.code"),
}
# Who makes visits and nothing else, by the areas that they see on the day: one assigned that is it or holds it.
SEERS: Final = """
SELECT DISTINCT a.area_id, s.staff_id, p.full_name
FROM areas a
JOIN areas i ON i.org_id = a.org_id AND a.path >= i.path AND a.path < i.path || '~'
JOIN staff_assignments g ON g.org_id = i.org_id AND g.area_id = i.area_id AND g.starts_on <= %(day)s
    AND (g.ends_on IS NULL OR g.ends_on >= %(day)s)
JOIN staff s ON s.org_id = g.org_id AND s.staff_id = g.staff_id AND s.is_active AND s.role = 'field_agent'
JOIN people p ON p.person_id = s.person_id AND NOT p.is_disabled
WHERE a.org_id = %(org_id)s AND a.area_id = ANY (%(area_ids)s::bigint[])
"""
STOPS: Final = """
SELECT agent_id AS staff_id, count(*)::int AS stop_count FROM visits
WHERE org_id = %(org_id)s AND agent_id = ANY (%(staff_ids)s::bigint[]) AND planned_on = %(day)s
    AND status IN ('planned', 'started')
GROUP BY agent_id
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many units a rule means, and how many of them are planned on the day."""

    matched_count: int
    planned_count: int


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that a rule means."""

    unit_id: int
    code: str
    area_id: int
    address: str
    balance: Decimal
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Seer:
    """An agent who sees an area."""

    area_id: int
    staff_id: int
    full_name: str


@dataclass(frozen=True, slots=True)
class Load:
    """How many stops an agent has."""

    staff_id: int
    stop_count: int


def counts(work: Work, rule: RulePlan, path: str) -> Counts:
    """How many units of a subtree the rule means."""
    condition, _ = RULES[rule.purpose]
    sql = (
        "SELECT count(*)::int AS matched_count, count(*) FILTER (WHERE " + PLANNED + ")::int AS planned_count" + UNITS + condition
    )
    return work.one(Counts, sql, **_params(rule, path)) or Counts(0, 0)


def units(work: Work, rule: RulePlan, path: str) -> list[Found]:
    """The first units that the rule means and that have no visit on the day."""
    condition, order = RULES[rule.purpose]
    sql = (
        "SELECT u.unit_id, u.code, u.area_id, u.address, b.balance, u.latitude, u.longitude" + UNITS + condition
        + " AND NOT " + PLANNED + " ORDER BY " + order + " LIMIT %(count)s"
    )  # fmt: skip
    return work.all(Found, sql, **_params(rule, path))


def seers(work: Work, rule: RulePlan, area_ids: Sequence[int]) -> list[Seer]:
    """The agents who see areas on the day."""
    return work.all(Seer, SEERS, day=rule.planned_on, area_ids=list(area_ids))


def loads(work: Work, rule: RulePlan, staff_ids: Sequence[int]) -> dict[int, int]:
    """How many stops agents have on the day."""
    found = work.all(Load, STOPS, day=rule.planned_on, staff_ids=list(staff_ids))
    return {each.staff_id: each.stop_count for each in found}


def _params(rule: RulePlan, path: str) -> dict[str, object]:
    return {
        "path": path, "planned_on": rule.planned_on, "more_than": rule.more_than, "seed": rule.seed, "count": rule.count,
    }  # fmt: skip
