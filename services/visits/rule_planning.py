"""Planning visits by a rule: which units of an area, shared out over the agents who see them."""

from collections.abc import Sequence
from typing import Final

from services import areas, audit
from services.permissions import Permission
from services.visits import planning, repository, rule_repository, rules, telling
from services.visits.models import NewPlan, Planned, RulePlan, RulePreview, Share, Unit
from services.visits.sharing import Spot, share
from services.work import Work
from utils.errors import Conflict, Invalid
from utils.marks import mark_of

RULES: Final = tuple(rule_repository.RULES)
SAMPLE: Final = 5


def preview(work: Work, rule: RulePlan) -> RulePreview:
    """What a plan by this rule would be now. Raises Forbidden, Invalid, NotFound."""
    work.require(Permission.VISIT_PLAN)
    return _shared(work, rule)[0]


def plan_by_rule(work: Work, rule: RulePlan) -> Planned:
    """Plan what the rule means, shared out evenly; a unit that has a visit on that day is passed by and counted.

    The same `client_uuid` again changes nothing. Raises Forbidden, Invalid, NotFound, Conflict for another plan under it.
    """
    work.require(Permission.VISIT_PLAN)
    mark = mark_of((rule, work.actor.staff_id))
    known = repository.sent(work, rule.client_uuid)
    if known is not None:
        if known.mark != mark:
            raise Conflict(planning.SENT_OTHERWISE)
        return Planned(known.visit_ids, known.skipped_count)
    repository.wait_for_plans(work)
    found, given = _shared(work, rule)
    if found.matched_count and not given and found.nobody_count:
        raise Invalid({"area_id": "No field agent sees these units on that day; assign somebody first."})
    made: dict[int, list[int]] = {}
    for agent_id, unit_ids in given.items():
        new = NewPlan(tuple(unit_ids), agent_id, rule.planned_on, rule.client_uuid, rule.purpose, rule.task)
        made[agent_id] = repository.add(work, new, unit_ids)
    telling.planned(work, made, planning.day_word(rule.planned_on))
    visit_ids = [each for mine in made.values() for each in mine]
    repository.keep_sent(work, rule.client_uuid, mark, visit_ids, found.planned_count)
    if visit_ids:
        told = {"planned_on": rule.planned_on, "purpose": rule.purpose, "agents": len(given), "count": len(visit_ids)}
        audit.record(work, "visit.planned", f"{len(visit_ids)} visits", after=told)
    return Planned(visit_ids, found.planned_count)


def _shared(work: Work, rule: RulePlan) -> tuple[RulePreview, dict[int, list[int]]]:
    rules.check_rule(rule, work.today, RULES)
    path = areas.get(work, rule.area_id).path
    counted = rule_repository.counts(work, rule, path)
    units = rule_repository.units(work, rule, path)
    seers = rule_repository.seers(work, rule, list({each.area_id for each in units}))
    names = {each.staff_id: each.full_name for each in seers}
    by_area: dict[int, list[int]] = {}
    for each in seers:
        by_area.setdefault(each.area_id, []).append(each.staff_id)
    loads = rule_repository.loads(work, rule, list(names))
    given = share([Spot(each.unit_id, each.area_id, each.latitude, each.longitude) for each in units], by_area, loads)
    shares = [Share(agent_id, names[agent_id], loads.get(agent_id, 0), len(mine)) for agent_id, mine in given.items()]
    chosen = sum(each.unit_count for each in shares)
    return RulePreview(
        counted.matched_count,
        counted.planned_count,
        chosen,
        len(units) - chosen,
        sorted(shares, key=lambda each: each.full_name),
        _sample(units),
    ), given


def _sample(units: Sequence[rule_repository.Found]) -> list[Unit]:
    return [Unit(each.unit_id, each.code, each.area_id, each.address, is_planned=False) for each in units[:SAMPLE]]
