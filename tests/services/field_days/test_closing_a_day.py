"""The end of an agent's day: its figures, what is left open, and that it is closed once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from services import audit, cash, field_days, tickets, visits
from services.cash import NewCash, NewHandover
from services.field_days import CloseDay, Summary
from services.paging import ListQuery
from services.permissions import Role
from services.tickets import NewTicket
from services.work import Actor, begin
from tests import builders
from tests.services.visits.field import HOUR, NINE, TODAY, Field, agent_of, field, planned, row_of, started, submitted, what
from utils.errors import Conflict, Forbidden, Invalid

EVENING = NINE + 9 * HOUR


@pytest.fixture
def place(database: object) -> Field:
    return field()


def closed(place: Field, reason: str = "", note: str = "", key: UUID | None = None) -> Summary:
    with begin(place.agent, EVENING) as work:
        return field_days.close(work, CloseDay(key or uuid4(), reason, note))


def days(actor: Actor, **filters: str) -> list[tuple[date, str]]:
    with begin(actor, EVENING) as work:
        return [(row.day, row.agent_name) for row in field_days.page(work, ListQuery(filters=filters)).rows]


def test_a_day_shows_what_was_done_taken_and_left_and_is_closed_with_a_reason_for_the_rest(place: Field) -> None:
    submitted(place, "U-1")
    (left,) = planned(place, "U-2")
    with begin(place.agent, NINE + HOUR) as work:
        cash.collect(work, NewCash(place.unit_ids["U-1"], Decimal(300), uuid4()))
        new = NewTicket("Not collected", "", "missed_collection", "normal", "phone", uuid4(), place.unit_ids["U-1"])
        tickets.open_one(work, new)
    with begin(place.operations, NINE + 2 * HOUR) as work:
        cash.accept(work, NewHandover(place.agent.staff_id, Decimal(300), uuid4()))
    with begin(place.agent, NINE + 3 * HOUR) as work:
        cash.collect(work, NewCash(place.unit_ids["U-2"], Decimal(40), uuid4()))
        shown = field_days.today(work)
    found = shown.figures
    assert (found.made_count, found.missed_count, found.ticket_count, found.receipt_count) == (1, 0, 1, 2)
    assert (found.cash_taken, found.cash_handed_over, found.cash_in_hand) == (340, 300, 40)
    assert ([each.visit_id for each in shown.left], shown.closed) == ([left], None)
    with pytest.raises(Invalid, match="Say why 1 of your visits"):
        closed(place)
    done = closed(place, "weather", "It rained all day")
    assert done.left == []
    assert done.closed is not None
    assert (done.closed.made_count, done.closed.missed_count, done.closed.cash_in_hand) == (1, 1, 40)
    row = row_of(place.operations, left)
    assert (row.status, row.missed_for) == ("missed", "weather")
    assert days(place.operations, missed="yes", cash="yes", day=TODAY.isoformat()) == [(TODAY, place.agent.full_name)]
    with begin(place.operations) as work:
        (told,) = audit.history_of(work, f"day {TODAY} of {place.agent.username}")
        assert told.action == "day.closed"


def test_a_day_is_closed_once_also_when_it_comes_many_times_at_once(place: Field) -> None:
    planned(place, "U-1", "U-2")
    key = uuid4()
    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(lambda _: closed(place, "no_time", key=key), range(12)))
    assert {each.closed.closed_id for each in said if each.closed} == {said[0].closed.closed_id if said[0].closed else 0}
    for again in ({}, {"key": key, "note": "Otherwise"}):
        with pytest.raises(Conflict, match="closed already"):
            closed(place, **again)
    with begin(place.agent, EVENING + timedelta(days=1)) as work:
        tomorrow = field_days.today(work)
        assert (tomorrow.closed, tomorrow.figures.missed_count) == (None, 0)
    assert len(days(place.manager)) == 1


def test_a_visit_that_is_begun_or_was_returned_is_not_missed(place: Field) -> None:
    visit_id = started(place)
    with pytest.raises(Conflict, match=r"V-000001 at U-1 is begun; submit it"):
        closed(place, "no_time")
    with begin(place.agent, NINE + HOUR) as work:
        visits.submit(work, visit_id, what())
    with begin(place.operations, NINE + HOUR) as work:
        visits.return_it(work, visit_id, "Which house?")
    assert closed(place).closed is not None
    assert row_of(place.agent, visit_id).status == "returned"


def test_each_sees_the_own_days_and_a_supervisor_those_with_visits_in_reach(place: Field) -> None:
    submitted(place, "U-1")
    closed(place)
    assert days(place.agent) == days(place.manager) == days(builders.person(place.here, Role.OPERATIONS, (place.here.ward_a,)))
    assert days(place.agent) == [(TODAY, place.agent.full_name)]
    assert days(agent_of(place.here, place.here.ward_a)) == []
    assert days(builders.person(place.here, Role.OPERATIONS, (place.here.ward_b,))) == []
    with pytest.raises(Forbidden), begin(place.operations, EVENING) as work:
        field_days.close(work, CloseDay(uuid4()))
    with pytest.raises(Invalid), begin(place.agent, EVENING) as work:
        field_days.close(work, CloseDay(uuid4(), "no_time", "x" * 501))
