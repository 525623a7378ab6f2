"""Escalation: who is told before a promise is missed and when it was, once each, by the clocks that tickets keep."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services import audit, notices, tickets
from services.jobs import KINDS
from services.paging import ListQuery
from services.permissions import Role
from services.tickets import EscalationRule, Step
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from tests.services.tickets.test_tickets import HOUR, NINE, assigned, found, new, opened, step
from utils.errors import Conflict, Forbidden, Invalid

MINUTE = timedelta(minutes=1)
URGENT = EscalationRule("urgent", None, 75, "operations", "manager")


@pytest.fixture
def here(database: object) -> World:
    made = builders.world()
    builders.account(made, "A-1")
    return made


@pytest.fixture
def clerk(here: World) -> Actor:
    return builders.person(here, Role.SUPPORT)


def ruled(here: World, *made: EscalationRule) -> None:
    with begin(here.admin) as work:
        marks = {each.code: each.mark for each in tickets.escalation_rules(work)}
        for each in made:
            tickets.set_escalation_rule(work, each, marks.get(each.code))


def looked(here: World, at: datetime) -> int:
    with begin(here.admin, at) as work:
        return tickets.escalate_some(work)


def told(actor: Actor) -> list[str]:
    with begin(actor) as work:
        rows = notices.page(work, ListQuery()).rows
    return [each.subject for each in rows if each.kind in ("ticket.due_soon", "ticket.overdue")]


def test_told_before_and_when_it_is_missed_once_each(here: World, clerk: Actor) -> None:
    operations, manager = builders.person(here, Role.OPERATIONS), builders.person(here, Role.MANAGER)
    ruled(here, URGENT)
    row = opened(clerk, new(here.ward_a, "urgent"))
    # Sixty minutes to answer: after forty-five of them.
    assert looked(here, NINE + 44 * MINUTE) == 0
    assert found(clerk, escalation="warned") == []
    assert (looked(here, NINE + 45 * MINUTE), looked(here, NINE + 46 * MINUTE)) == (1, 0)
    assert told(operations) == [f"Ticket {row.ticket_no} has to be answered by 10:00 on 17 Nov 2026: {row.subject}"]
    assert found(clerk, escalation="warned") == [row.ticket_no]
    assert told(manager) == []
    assert (looked(here, NINE + 61 * MINUTE), looked(here, NINE + 62 * MINUTE)) == (1, 0)
    assert told(manager) == [f"Ticket {row.ticket_no} was not answered by 10:00 on 17 Nov 2026, as promised: {row.subject}"]
    assert found(clerk, escalation="missed") == [row.ticket_no]
    with begin(here.admin) as work:
        entry = audit.history_of(work, row.ref)[0]
    assert (entry.action, entry.after) == ("ticket.escalated", {"promise": "response", "stage": "missed", "role": "manager"})


def test_what_is_answered_ended_or_stands_still_is_not_told_of(here: World, clerk: Actor) -> None:
    ruled(here, URGENT)
    answered, rejected, waiting = (opened(clerk, new(here.ward_a, "urgent")) for _ in range(3))
    with begin(clerk, NINE) as work:
        tickets.comment(work, answered.ticket_id, "On the way", is_internal=False)
    step(clerk, rejected.ticket_id, Step.REJECT, NINE, "No")
    assigned(clerk, waiting.ticket_id)
    step(clerk, waiting.ticket_id, Step.START, NINE)
    step(clerk, waiting.ticket_id, Step.PEND, NINE + HOUR, "Waits")
    assert looked(here, NINE + 2 * HOUR) == 0
    # Eight working hours end at ten of the next day: three quarters of them with the sixth, at four.
    assert looked(here, NINE + 7 * HOUR - MINUTE) == 0
    assert looked(here, NINE + 7 * HOUR) == 1
    assert found(clerk, escalation="warned") == [answered.ticket_no]


def test_told_is_who_sees_the_place_and_who_sees_to_it(here: World, clerk: Actor) -> None:
    near, far = builders.person(here, Role.OPERATIONS, (here.ward_a,)), builders.person(here, Role.OPERATIONS, (here.ward_b,))
    row = opened(clerk, new(here.ward_a, "urgent"))
    assigned(clerk, row.ticket_id)
    ruled(here, URGENT)
    with begin(here.admin) as work:
        late = replace(work, now=work.now + timedelta(days=1))
        ruled_for_both = EscalationRule("urgent", None, None, None, "operations")
        tickets.set_escalation_rule(work, ruled_for_both, URGENT.mark)
        assert tickets.escalate_some(late) == 2, "not answered, and not resolved"
    assert len(told(near)) == len(told(clerk)) == 2
    assert told(far) == []


def test_the_rule_that_says_more_holds_and_one_out_of_use_holds_nothing(here: World, clerk: Actor) -> None:
    everything, manager = EscalationRule(None, None, None, None, "support"), builders.person(here, Role.MANAGER)
    narrow = EscalationRule("urgent", "missed_collection", None, None, "manager")
    ruled(here, everything, narrow, EscalationRule("urgent", None, None, None, "billing"))
    opened(clerk, new(here.ward_a, "urgent"))
    assert looked(here, NINE + 2 * HOUR) == 1
    assert (len(told(manager)), len(told(clerk))) == (1, 0)
    ruled(here, replace(narrow, is_active=False), replace(everything, is_active=False))
    opened(clerk, new(here.ward_a, "low"))
    assert looked(here, NINE + 90 * 24 * HOUR) == 1, "the urgent one, not resolved either, by the rule of its priority"


def test_a_new_promise_is_told_of_anew(here: World, clerk: Actor) -> None:
    ruled(here, EscalationRule(None, None, None, None, "manager"))
    row = opened(clerk, new(here.ward_a, "urgent"))
    assert looked(here, NINE + 2 * HOUR) == 1
    with begin(clerk, NINE + 2 * HOUR) as work:
        assert tickets.change_priority(work, row.ticket_id, "high").row.escalation is None
    assert looked(here, NINE + 3 * HOUR) == 0
    assert looked(here, NINE + 6 * HOUR) == 1


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (replace(URGENT, priority_code="never"), "priority_code"),
        (replace(URGENT, type_code="never"), "type_code"),
        (replace(URGENT, warn_percent=0), "warn_percent"),
        (replace(URGENT, warn_percent=None), "warn_percent"),
        (replace(URGENT, warned_role=None), "warned_role"),
        (replace(URGENT, warned_role="consumer"), "warned_role"),
        (EscalationRule(None, None, None, None, None), "missed_role"),
    ],
)
def test_a_rule_that_is_none_is_refused_below_its_field(here: World, made: EscalationRule, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ruled(here, made)
    assert set(refusal.value.fields) == {field}


def test_rules_are_set_by_who_may_and_one_after_the_other(here: World, clerk: Actor) -> None:
    for actor in (clerk, replace(here.admin, area_ids=(here.ward_a,))):
        with pytest.raises(Forbidden), begin(actor) as work:
            tickets.set_escalation_rule(work, URGENT)
    ruled(here, URGENT)
    with begin(here.admin) as work:
        (seen,) = tickets.escalation_rules(work)
        tickets.set_escalation_rule(work, replace(URGENT, warn_percent=50), seen.mark)
        with pytest.raises(Conflict, match="Somebody else changed this rule"):
            tickets.set_escalation_rule(work, replace(URGENT, warn_percent=60), seen.mark)


def test_the_job_looks_at_organizations_with_rules_every_five_minutes(here: World, clerk: Actor) -> None:
    builders.world()
    assert tickets.due() == []
    ruled(here, URGENT)
    opened(clerk, new(here.ward_a, "urgent"))
    assert [each.org_id for each in tickets.due()] == [here.org_id]
    (kind,) = [each for each in KINDS if each.name == tickets.ESCALATE]
    assert kind.do(here.admin) == 2
    assert tickets.due() == [], "not again before five minutes are over"
    assert kind.do(here.admin) == 0
