"""Planning visits by hand: to some units, by an agent who sees them, on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from services import audit
from services.permissions import GRANTS, Permission
from services.visits import repository, rules, telling
from services.visits.models import Agent, NewPlan, Planned, Unit, VisitStatus
from services.work import Work
from utils.errors import Conflict, Invalid
from utils.marks import mark_of

DOERS: Final = [role.value for role, granted in GRANTS.items() if Permission.VISIT_MAKE in granted]
# A unit with such a visit needs no second one on the day; another may follow an approved, missed or cancelled one.
LIVE: Final = (VisitStatus.PLANNED, VisitStatus.STARTED, VisitStatus.SUBMITTED, VisitStatus.RETURNED)
SENT_OTHERWISE: Final = "Under this id something else was sent before; send another with an id of its own."


def plan(work: Work, new: NewPlan) -> Planned:
    """Plan visits to units; a unit that has one on that day already is passed by and counted.

    The same `client_uuid` again changes nothing. Raises Forbidden, Invalid, and Conflict for another plan under it.
    """
    work.require(Permission.VISIT_PLAN)
    rules.check_plan(new, work.today)
    mark = mark_of((new, work.actor.staff_id))
    known = repository.sent(work, new.client_uuid)
    if known is not None:
        if known.mark != mark:
            raise Conflict(SENT_OTHERWISE)
        return Planned(known.visit_ids, known.skipped_count)
    wanted = list(dict.fromkeys(new.unit_ids))
    found = repository.units(work, wanted, new.planned_on, LIVE)
    if len(found) < len(wanted):
        missing = len(wanted) - len(found)
        word = "is" if missing == 1 else "are"
        raise Invalid({"unit_ids": f"{missing} of the chosen units {word} not in the register, or merged into another one."})
    going = _agent(work, new, [each.area_id for each in found])
    free = [each.unit_id for each in found if not each.is_planned]
    visit_ids = repository.add(work, new, free) if free else []
    skipped = len(found) - len(free)
    repository.keep_sent(work, new.client_uuid, mark, visit_ids, skipped)
    if visit_ids:
        telling.planned(work, {new.agent_id: visit_ids}, day_word(new.planned_on))
        told = {"agent": going.full_name, "planned_on": new.planned_on, "purpose": new.purpose, "count": len(visit_ids)}
        audit.record(work, "visit.planned", f"{len(visit_ids)} visits", after=told)
    return Planned(visit_ids, skipped)


def agents(work: Work, area_ids: Sequence[int], day: date) -> list[Agent]:
    """Who may be sent to all of these areas on a day, those with the fewest stops first. Raises Forbidden."""
    work.require(Permission.VISIT_PLAN)
    return repository.agents(work, area_ids, day, DOERS)


def agents_seen(work: Work) -> list[Agent]:
    """Whose visits are within reach, by name. Raises Forbidden."""
    work.require(Permission.VISIT_READ)
    return repository.agents_seen(work, work.today)


def chosen(work: Work, unit_ids: Sequence[int] = (), codes: Sequence[str] = ()) -> list[Unit]:
    """The units within reach of these ids or codes, by code, before a visit is planned there. Raises Forbidden, Invalid."""
    work.require(Permission.VISIT_PLAN)
    wanted = list(dict.fromkeys(code.strip().upper() for code in codes if code.strip()))
    if max(len(wanted), len(unit_ids)) > rules.MOST_UNITS:
        raise Invalid({"unit_ids": f"A plan holds at most {rules.MOST_UNITS} units at once."})
    found = repository.chosen(work, unit_ids, wanted)
    missing = [code for code in wanted if code not in {each.code for each in found}]
    if missing:
        named = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        raise Invalid({"codes": f"There is no unit {named} within your reach."})
    return found


def day_word(day: date) -> str:
    """A day as notices say it."""
    return f"{day.day} {day:%b %Y}"


def _agent(work: Work, new: NewPlan, area_ids: Sequence[int]) -> Agent:
    found = repository.agents(work, list(set(area_ids)), new.planned_on, DOERS, new.agent_id)
    if not found:
        raise Invalid({"agent_id": "This person makes no visits, or does not see all of these units on that day."})
    return found[0]
