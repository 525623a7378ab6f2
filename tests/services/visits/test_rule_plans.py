"""Plans by a rule: whom it means, how they are shared out, and that a second run adds nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from services import tickets, visits
from services.paging import ListQuery
from services.permissions import Role
from services.visits import Found, NewPlan, RulePlan, RulePreview
from services.work import begin
from tests import builders, town
from tests.services.visits.field import NINE, TODAY, Field, agent_of, field, planned
from utils.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
def place(database: object) -> Field:
    return field()


def rule_of(place: Field, purpose: str = "unbilled", **values: object) -> RulePlan:
    asked = RulePlan(place.here.district, TODAY, purpose, uuid4())
    return replace(asked, **values)  # pyright: ignore[reportArgumentType]


def previewed(place: Field, purpose: str = "unbilled", **values: object) -> RulePreview:
    with begin(place.operations, NINE) as work:
        return visits.preview(work, rule_of(place, purpose, **values))


def codes(place: Field, **filters: str) -> list[str]:
    with begin(place.operations, NINE) as work:
        return sorted(row.unit_code for row in visits.page(work, ListQuery(filters=filters)).rows if row.unit_code)


def test_what_is_not_billed_is_shared_out_over_who_sees_it_and_the_rest_is_counted(place: Field) -> None:
    found = previewed(place)
    assert (found.matched_count, found.planned_count, found.chosen_count, found.nobody_count) == (4, 0, 3, 1)
    assert [(each.staff_id, each.unit_count) for each in found.shares] == [(place.agent.staff_id, 3)]
    assert [each.code for each in found.sample] == ["U-1", "U-2", "U-3", "U-9"]
    second = agent_of(place.here, place.here.district)
    with begin(place.operations, NINE) as work:
        assert len(visits.plan_by_rule(work, rule_of(place, task="Verify")).visit_ids) == 4
    assert codes(place, agent=str(second.staff_id), purpose="unbilled", status="planned")[-1] == "U-9"
    assert len(codes(place, agent=str(place.agent.staff_id))) == 2


def test_a_second_run_and_fifty_at_once_plan_nothing_twice(place: Field) -> None:
    agent_of(place.here, place.here.district)
    rule = rule_of(place)

    def send(_: int) -> tuple[int, ...]:
        with begin(place.operations, NINE) as work:
            return tuple(visits.plan_by_rule(work, rule).visit_ids)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(50)))) == 1
    with begin(place.operations, NINE) as work:
        again = visits.plan_by_rule(work, rule_of(place))
        assert (again.visit_ids, again.skipped_count) == ([], 4)
        assert visits.preview(work, rule_of(place)).planned_count == 4
        assert visits.preview(work, rule_of(place, planned_on=TODAY + timedelta(days=1))).planned_count == 0
        with pytest.raises(Conflict):
            visits.plan_by_rule(work, replace(rule, count=7))
    assert codes(place) == ["U-1", "U-2", "U-3", "U-9"]


def test_at_most_so_many_are_chosen_within_the_area_and_stops_of_the_day_count(place: Field) -> None:
    second = agent_of(place.here, place.here.ward_a)
    planned(place, "U-3")
    found = previewed(place, area_id=place.here.ward_a, count=1)
    assert (found.matched_count, found.planned_count, found.chosen_count) == (3, 1, 1)
    assert [each.staff_id for each in found.shares] == [second.staff_id]


def test_defaulters_come_by_what_they_owe_and_complaints_by_their_age(database: object) -> None:
    made = town.town()
    town.bill(made)
    agent = builders.person(made.here, Role.FIELD_AGENT, (made.here.district,))
    with begin(made.here.admin) as work:
        rule = RulePlan(made.here.division, work.today, "defaulter", uuid4(), more_than=Decimal(300))
        found = visits.preview(work, rule)
        assert [each.code for each in found.sample] == ["U-B-2", "U-A-3", "U-A-2"]
        new = tickets.NewTicket("Bin", "", "missed_collection", "normal", "phone", uuid4(), made.unit_ids["A-1"])
        ticket_id = tickets.open_one(work, new).ticket_id
        complaints = replace(rule, purpose="complaint", client_uuid=uuid4())
        assert [each.code for each in visits.preview(work, complaints).sample] == ["U-A-1"]
        tickets.move(work, ticket_id, tickets.Step.REJECT, "Not ours")
        assert visits.preview(work, complaints).matched_count == 0
        assert {each.staff_id for each in found.shares} == {agent.staff_id}


def test_a_bill_is_undelivered_until_a_visit_hands_it_over_or_it_is_paid(database: object) -> None:
    made = town.town()
    agent = agent_of(made.here, made.here.district)
    with begin(made.here.admin) as work:
        rule = RulePlan(made.here.division, work.today, "undelivered", uuid4())
        assert visits.preview(work, rule).matched_count == 0
    town.bill(made)
    with begin(made.here.admin) as work:
        assert [each.code for each in visits.preview(work, rule).sample] == ["U-A-1", "U-A-2", "U-A-3", "U-B-1", "U-B-2"]
        unit_id = made.unit_ids["A-1"]
        visit_id = visits.plan(work, NewPlan((unit_id,), agent.staff_id, work.today, uuid4(), "undelivered")).visit_ids[0]
    with begin(agent) as work:
        visits.start(work, visit_id)
        visits.submit(work, visit_id, Found("delivered", uuid4()))
    town.pay(made, "A-2", "100000.00")
    with begin(made.here.admin) as work:
        found = visits.preview(work, rule)
        assert ([each.code for each in found.sample], found.matched_count) == (["U-A-3", "U-B-1", "U-B-2"], 3)


def test_a_random_audit_draws_the_same_units_for_the_same_number(place: Field) -> None:
    with begin(place.here.admin, NINE) as work:
        work.execute("UPDATE survey_units SET status = 'billed' WHERE org_id = %(org_id)s")
    draws = [[each.code for each in previewed(place, "random_audit", seed=seed, count=2).sample] for seed in (1, 1, 2, 3, 4, 5)]
    assert draws[0] == draws[1]
    assert len({tuple(draw) for draw in draws}) > 1


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"purpose": "by_hand"}, "purpose"),
        ({"count": 0}, "count"),
        ({"count": 501}, "count"),
        ({"more_than": Decimal(-1)}, "more_than"),
        ({"planned_on": TODAY - timedelta(days=1)}, "planned_on"),
        ({"task": "x" * 301}, "task"),
    ],
)
def test_what_is_no_rule_is_refused_below_its_field(place: Field, values: dict[str, object], wrong: str) -> None:
    with pytest.raises(Invalid) as refusal:
        previewed(place, **values)  # pyright: ignore[reportArgumentType]
    assert set(refusal.value.fields) == {wrong}


def test_a_rule_reaches_no_further_than_who_plans_and_where_nobody_goes_it_says_so(place: Field) -> None:
    near = builders.person(place.here, Role.OPERATIONS, (place.here.ward_b,))
    with begin(near, NINE) as work:
        assert visits.preview(work, rule_of(place)).matched_count == 1
        with pytest.raises(Invalid, match="No field agent sees these units"):
            visits.plan_by_rule(work, rule_of(place))
    with pytest.raises(NotFound), begin(place.operations, NINE) as work:
        visits.preview(work, rule_of(place, area_id=10**12))
    with pytest.raises(Forbidden), begin(place.agent, NINE) as work:
        visits.plan_by_rule(work, rule_of(place))
