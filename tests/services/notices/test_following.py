"""Following a ticket, a unit or a bill: told of what changes, as long as one sees it."""

from uuid import uuid4

import pytest

from services import bill_runs, bills, notices, staff, survey_units, tickets
from services.paging import ListQuery
from services.permissions import Role
from services.tickets import NewTicket, Step
from services.work import Actor, begin
from tests import builders, town
from tests.town import Town
from utils.errors import Forbidden, Invalid


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


def told(person: Actor) -> list[str]:
    with begin(person) as work:
        return [row.subject for row in notices.page(work, ListQuery(filters={"kind": "followed.changed"})).rows]


def follow(person: Actor, noun: str, target: str | int) -> None:
    with begin(person) as work:
        notices.follow(work, noun, target)


def open_ticket(place: Town, code: str = "A-1") -> int:
    new = NewTicket("Not collected", "", "missed_collection", "normal", "phone", uuid4(), place.unit_ids[code])
    with begin(place.here.admin) as work:
        return tickets.open_one(work, new).ticket_id


def test_followers_of_a_ticket_are_told_of_each_step_until_they_unfollow(place: Town) -> None:
    ticket_id = open_ticket(place)
    follow(place.second, "ticket", ticket_id)
    with begin(place.here.admin) as work:
        tickets.assign(work, ticket_id)
        tickets.change_priority(work, ticket_id, "high")
        tickets.move(work, ticket_id, Step.START)
        tickets.comment(work, ticket_id, "Seen", is_internal=True)
    admin = place.here.admin.full_name
    assert told(place.second) == [
        f"{admin} commented on ticket T-000001: Not collected",
        f"{admin} began work on ticket T-000001: Not collected",
        f"{admin} made ticket T-000001 high: Not collected",
        f"{admin} assigned ticket T-000001: Not collected",
    ]
    with begin(place.second) as work:
        assert notices.follows(work, "ticket", ticket_id)
        notices.unfollow(work, "ticket", ticket_id)
        assert not notices.follows(work, "ticket", ticket_id)
    with begin(place.here.admin) as work:
        tickets.move(work, ticket_id, Step.RESOLVE, "Done")
    assert len(told(place.second)) == 4


def test_whoever_is_concerned_anyway_is_told_once(place: Town) -> None:
    ticket_id = open_ticket(place)
    follow(place.second, "ticket", ticket_id)
    with begin(place.here.admin) as work:
        tickets.assign(work, ticket_id, place.second.staff_id)
    assert told(place.second) == []
    with begin(place.second) as work:
        assert notices.unread(work, place.second.staff_id) == 1


def test_a_follower_is_told_no_more_once_their_areas_no_longer_reach_it(place: Town) -> None:
    agent = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    unit_id = place.unit_ids["A-1"]
    follow(agent, "unit", unit_id)
    with begin(place.clerk) as work:
        survey_units.change(work, unit_id, {"settlement": "rural"})
    assert told(agent) == [f"{place.clerk.full_name} changed settlement of unit U-A-1."]
    with begin(place.here.admin) as work:
        staff.assign(work, agent.staff_id, place.here.ward_b, work.today)
        (old,) = [each for each in staff.assignments(work, agent.staff_id) if each.area_id == place.here.ward_a]
        staff.end_assignment(work, agent.staff_id, old.assignment_id)
    with begin(place.clerk) as work:
        survey_units.change(work, unit_id, {"settlement": "urban"})
    open_ticket(place)
    assert len(told(agent)) == 1


def test_followers_of_a_unit_hear_of_tickets_on_it(place: Town) -> None:
    follow(place.second, "unit", place.unit_ids["A-1"])
    open_ticket(place, "A-2")
    open_ticket(place)
    assert told(place.second) == [f"{place.here.admin.full_name} opened ticket T-000002 on unit U-A-1: Not collected"]


def test_followers_of_a_bill_hear_when_it_is_held_and_when_money_comes_and_goes(place: Town) -> None:
    run = town.review(place)
    with begin(place.second) as work:
        first, *_ = bills.page(work, ListQuery(filters={"account": str(place.account_ids["A-1"])})).rows
        notices.follow(work, "bill", first.bill_no)
    with begin(place.clerk) as work:
        bills.hold(work, first.period, first.bill_id, "Looks wrong")
        bills.release(work, first.period, first.bill_id, "Is right")
    with begin(place.second) as work:
        bill_runs.approve(work, run.run_id)
        bill_runs.issue(work, run.run_id)
    bill_runs.work_off(place.clerk, run.run_id)
    town.pay(place, "B-1", "10")
    town.pay(place, "A-1", "10")
    said = told(place.second)
    assert len(said) == 3
    assert f"Bill {first.bill_no} of account A-1 has Rs " in said[0]
    assert said[1].endswith(f"released bill {first.bill_no} of account A-1.")


def test_a_consumer_follows_the_own_bill_and_hears_of_no_other(place: Town) -> None:
    town.bill(place)
    consumer = builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-1"])
    with begin(place.clerk) as work:
        numbers = [row.bill_no for row in bills.page(work, ListQuery()).rows if row.account_code in ("A-1", "B-1")]
    for number in numbers:
        follow(consumer, "bill", number)
    town.pay(place, "A-1", "10")
    town.pay(place, "B-1", "10")
    (said,) = told(consumer)
    assert "of account A-1" in said


def test_one_follows_what_ones_role_sees(place: Town) -> None:
    consumer = builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-1"])
    with pytest.raises(Forbidden):
        follow(consumer, "ticket", 1)
    with pytest.raises(Invalid):
        follow(place.clerk, "weather", 1)
