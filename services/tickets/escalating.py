"""Escalation: who is told when a promise is about to be missed and when it was missed, once each, by the clocks of tickets."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from database.connection import DatabaseRole, transaction
from services import audit, background, service_levels
from services.background import Unfinished
from services.permissions import Permission
from services.tickets import escalating_repository as repository
from services.tickets import kinds_repository, people_repository, setting, telling
from services.tickets import kinds_rules as rules
from services.tickets import repository as tickets
from services.tickets.escalating_repository import Until
from services.tickets.models import EscalationRule, Priority
from services.work import Actor, Work, begin
from utils import clock

ESCALATE: Final = "ticket.escalate"
EVERY: Final = timedelta(minutes=5)
BATCH: Final = 200


def escalation_rules(work: Work) -> list[EscalationRule]:
    """The rules, those in use first. Raises Forbidden."""
    work.require(Permission.TICKET_READ)
    return repository.rules(work)


def set_escalation_rule(work: Work, new: EscalationRule, seen: str | None = None) -> list[EscalationRule]:
    """Add a rule, or change the one for the same priority and type that the mark `seen` is of.

    Whoever was told stays told. Gives all of them. Raises Forbidden, Invalid, Conflict.
    """
    known = setting.locked(work, Permission.TICKET_SET, repository.rules)
    rules.check_escalation(new, kinds_repository.types(work), kinds_repository.priorities(work))
    before = setting.as_seen(known, new, seen, "this rule")
    if before != new:
        repository.set_rule(work, new)
        setting.record(work, "ticket.escalation_set", f"ticket escalation {new.code}", before, new)
    return repository.rules(work)


def escalate(actor: Actor) -> int:
    """Tell of all promises that are about to be missed or were missed, batch after batch; how many. Raises Forbidden."""
    told = 0
    while True:
        with begin(actor) as work:
            count = escalate_some(work)
        told += count
        if count < BATCH:
            return told
        background.check_wanted()


def escalate_some(work: Work, most: int = BATCH) -> int:
    """Tell of some of them; how many. Told is the role of the rule that sees the place, and who sees to it. Raises Forbidden."""
    work.require_everywhere(Permission.TICKET_SET)
    active = [each for each in repository.rules(work) if each.is_active]
    found = repository.to_tell(work, _untils(work, active, kinds_repository.priorities(work)), most)
    for each in found:
        state = tickets.lock(work, each.ticket_id)
        if state is None or state.ended_at is not None or not repository.mark_told(work, each):
            continue
        people = [one.staff_id for one in people_repository.colleagues(work, state.area_id, [each.role])]
        audit.record(work, "ticket.escalated", state.ref, after={"promise": each.promise, "stage": each.stage, "role": each.role})
        telling.escalated(work, state, each.promise, each.stage, each.due_at, [*people, state.assignee_id])
    if len(found) < most:
        repository.mark_looked(work)
    return len(found)


def due() -> list[Unfinished]:
    """The organizations with rules whose tickets were not looked at for five minutes, and in whose name that is done."""
    with transaction(DatabaseRole.DOOR) as door:
        found = repository.due_everywhere(door, clock.now() - EVERY)
    return [Unfinished(each.org_id, each.staff_id, {}) for each in found]


def _untils(work: Work, active: Sequence[EscalationRule], priorities: Sequence[Priority]) -> list[Until]:
    """A share of the promised time is over once less than the rest of it is left until it is due, by the business calendar."""
    calendar = service_levels.current(work)
    found: list[Until] = []
    for rule in active:
        if rule.warn_percent is None:
            continue
        for priority in priorities:
            for promise, minutes in (("response", priority.response_minutes), ("resolution", priority.resolution_minutes)):
                rest = minutes * (100 - rule.warn_percent) // 100
                until: datetime = service_levels.due_at(calendar, work.now, rest) or work.now
                found.append(Until(rule.priority_code, rule.type_code, priority.code, promise, until))
    return found
