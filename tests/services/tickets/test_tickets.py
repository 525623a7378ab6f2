"""A ticket from its opening to its end: promises, pauses, who sees it, and two people at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from services import activity, audit, tickets
from services.paging import ListQuery
from services.permissions import Role
from services.tickets import NewTicket, Step, TicketRow
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from utils.errors import Conflict, Forbidden, Invalid, NotFound

# Tuesday, 17 November 2026, 09:00 in Karachi; the usual hours.
NINE = datetime(2026, 11, 17, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def here(database: object) -> World:
    made = builders.world()
    builders.account(made, "A-1")
    return made


@pytest.fixture
def clerk(here: World) -> Actor:
    return builders.person(here, Role.SUPPORT)


def new(area_id: int | None = None, priority: str = "normal", **values: object) -> NewTicket:
    asked = NewTicket("Not collected", "Since Monday, Street 4", "missed_collection", priority, "phone", uuid4(), area_id=area_id)
    return replace(asked, **values)  # pyright: ignore[reportArgumentType]


def opened(actor: Actor, asked: NewTicket, at: datetime = NINE) -> TicketRow:
    with begin(actor, at) as work:
        return tickets.open_one(work, asked)


def step(actor: Actor, ticket_id: int, taken: Step, at: datetime, note: str = "", seen: str | None = None) -> TicketRow:
    with begin(actor, at) as work:
        return tickets.move(work, ticket_id, taken, note, seen).row


def assigned(actor: Actor, ticket_id: int, to: Actor | None = None, at: datetime | None = None) -> TicketRow:
    with begin(actor, at) as work:
        return tickets.assign(work, ticket_id, None if to is None else to.staff_id).row


def found(actor: Actor, at: datetime = NINE, search: str = "", **filters: str) -> list[str]:
    with begin(actor, at) as work:
        return [row.ticket_no for row in tickets.page(work, ListQuery(search, filters)).rows]


def test_a_ticket_is_opened_with_a_number_and_promises_by_the_calendar(here: World, clerk: Actor) -> None:
    unit_id = builders.unit(here, "U-1", "A-1")
    made = opened(clerk, new(unit_id=unit_id))
    assert (made.ticket_no, made.status, made.unit_code, made.account_code) == ("T-000001", "new", "U-1", "A-1")
    assert made.area_id == here.ward_a
    # Eight working hours of seven a day; forty of them over Friday's shorter day and a Sunday.
    assert made.response_due_at == datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
    assert made.resolution_due_at == datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    assert opened(clerk, new(here.ward_b)).ticket_no == "T-000002"


def test_many_at_once_with_one_id_open_one(here: World, clerk: Actor) -> None:
    asked = new(here.ward_a, client_uuid=UUID(int=9))

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: opened(clerk, asked).ticket_id, range(16)))) == 1


def test_the_same_id_again_opens_nothing(here: World, clerk: Actor) -> None:
    asked = new(here.ward_a, client_uuid=UUID(int=7))
    assert opened(clerk, asked).ticket_id == opened(clerk, asked).ticket_id
    with pytest.raises(Conflict, match="says something else"):
        opened(clerk, replace(asked, subject="Other"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"subject": "  "}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"description": "x" * 5001}, "description"),
        ({"channel": "pigeon"}, "channel"),
        ({"type_code": "nothing"}, "type_code"),
        ({"priority_code": "now"}, "priority_code"),
        ({"area_id": None}, "area_id"),
        ({"area_id": 10**12}, "area_id"),
        ({"unit_id": 10**12}, "unit_id"),
        ({"account_id": 10**12}, "account_id"),
    ],
)
def test_what_is_no_ticket_is_refused_below_its_field(
    here: World, clerk: Actor, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        opened(clerk, replace(new(here.ward_a), **values))  # pyright: ignore[reportArgumentType]
    assert set(refusal.value.fields) == {field}


def test_it_is_seen_to_from_new_to_closed_and_reopened(here: World, clerk: Actor) -> None:
    ticket_id = opened(clerk, new(here.ward_a, "urgent")).ticket_id
    assert assigned(clerk, ticket_id).assignee_name == clerk.full_name
    begun = step(clerk, ticket_id, Step.START, NINE + HOUR)
    assert (begun.status, begun.first_responded_at) == ("in_progress", NINE + HOUR)
    # Due at 10:00 sharp, answered at 10:00; eight working hours end at 10:00 of the next day.
    assert tickets.response_clock(begun, NINE + HOUR).state == "met"
    assert begun.resolution_due_at == datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
    waiting = step(clerk, ticket_id, Step.PEND, NINE + 2 * HOUR, "Waits for a truck")
    assert (waiting.status, waiting.resolution_due_at) == ("pending", None)
    assert tickets.resolution_clock(waiting, NINE + 99 * HOUR).state == "still"
    going = step(clerk, ticket_id, Step.RESUME, NINE + 3 * HOUR)
    assert going.resolution_due_at == datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
    done = step(clerk, ticket_id, Step.RESOLVE, NINE + 25 * HOUR, "Collected")
    assert tickets.resolution_clock(done, NINE + 99 * HOUR).state == "met"
    assert step(clerk, ticket_id, Step.CLOSE, NINE + 27 * HOUR).ended_at == NINE + 25 * HOUR
    again = step(clerk, ticket_id, Step.REOPEN, NINE + 50 * HOUR, "Not all of it")
    # One working hour was left when it was resolved at 10:00 on Wednesday; it runs again from 11:00 on Thursday.
    assert (again.status, again.ended_at) == ("reopened", None)
    assert again.resolution_due_at == datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
    assert assigned(clerk, ticket_id, at=NINE + 51 * HOUR).status == "assigned"
    with begin(here.admin) as work:
        said = [(each.step, each.body) for each in tickets.get(work, ticket_id).comments]
        (*_, last) = audit.history_of(work, "ticket T-000001")
        told = activity.sentence("Sana", last.action, last.ref, last.before, last.after, may_identify=False)
    assert said == [("pend", "Waits for a truck"), ("resolve", "Collected"), ("reopen", "Not all of it")]
    assert told == "Sana opened ticket T-000001: Not collected"


def test_a_step_in_another_state_is_refused_and_says_which_it_takes(here: World, clerk: Actor) -> None:
    ticket_id = opened(clerk, new(here.ward_a)).ticket_id
    for taken in (Step.START, Step.PEND, Step.RESUME, Step.RESOLVE, Step.CLOSE, Step.REOPEN):
        with pytest.raises(Conflict, match=f"T-000001 is new; to {taken.value} it, it must be"):
            step(clerk, ticket_id, taken, NINE, "Why")
    with pytest.raises(Invalid) as refusal:
        step(clerk, ticket_id, Step.REJECT, NINE)
    assert set(refusal.value.fields) == {"note"}
    assert step(clerk, ticket_id, Step.REJECT, NINE, "Not ours").ended_at == NINE
    with pytest.raises(Conflict, match="is rejected"):
        assigned(clerk, ticket_id)


def test_whoever_looked_before_another_took_a_step_is_refused(here: World, clerk: Actor) -> None:
    made = opened(clerk, new(here.ward_a))
    assigned(clerk, made.ticket_id)
    with pytest.raises(Conflict, match="Somebody else changed ticket T-000001"):
        step(clerk, made.ticket_id, Step.REJECT, NINE, "Not ours", made.mark)
    with begin(clerk) as work:
        row = tickets.change_priority(work, made.ticket_id, "urgent", tickets.get(work, made.ticket_id).row.mark).row
        with pytest.raises(Conflict):
            tickets.assign(work, made.ticket_id, None, made.mark)
    assert row.response_due_at == NINE + HOUR


def test_a_public_comment_answers_and_one_among_colleagues_does_not(here: World, clerk: Actor) -> None:
    ticket_id = opened(clerk, new(here.ward_a)).ticket_id
    with begin(clerk, NINE + HOUR) as work:
        assert tickets.comment(work, ticket_id, "Known trouble", is_internal=True).row.first_responded_at is None
        assert tickets.comment(work, ticket_id, "We are coming", is_internal=False).row.first_responded_at == NINE + HOUR
        with pytest.raises(Invalid):
            tickets.comment(work, ticket_id, " \n", is_internal=False)


def test_it_is_given_to_who_sees_its_area_and_to_nobody_else(here: World, clerk: Actor) -> None:
    ticket_id = opened(clerk, new(here.ward_a)).ticket_id
    inside = builders.person(here, Role.FIELD_AGENT, (here.district,))
    outside = builders.person(here, Role.FIELD_AGENT, (here.ward_b,))
    consumer = builders.person(here, Role.CONSUMER, account_id=builders.account(here, "A-9"))
    with begin(clerk) as work:
        offered = {each.staff_id for each in tickets.candidates(work, ticket_id)}
    assert inside.staff_id in offered
    assert not {outside.staff_id, consumer.staff_id} & offered
    for refused in (outside, consumer):
        with pytest.raises(Invalid, match="does not see the area"):
            assigned(clerk, ticket_id, refused)
    assert assigned(clerk, ticket_id, inside).assignee_id == inside.staff_id
    with pytest.raises(Forbidden), begin(inside) as work:
        tickets.assign(work, ticket_id)


def test_an_agent_opens_and_sees_tickets_within_the_areas_alone(here: World, clerk: Actor) -> None:
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    far = opened(clerk, new(here.ward_b))
    near = opened(agent, new(here.ward_a))
    assert found(agent) == [near.ticket_no]
    assert found(clerk) == [near.ticket_no, far.ticket_no]
    with pytest.raises(Invalid, match="within your reach"):
        opened(agent, new(here.ward_b))
    for use_case in (lambda work: tickets.get(work, far.ticket_id),
                     lambda work: tickets.comment(work, far.ticket_id, "Mine", is_internal=False),
                     lambda work: tickets.move(work, far.ticket_id, Step.REJECT, "No")):  # fmt: skip
        with pytest.raises(NotFound), begin(agent) as work:
            use_case(work)
    with begin(agent) as work:
        rows = work.connection.execute("SELECT count(*) FROM tickets").fetchone()
    assert rows == (1,)


def test_below_the_use_cases_a_consumer_sees_the_own_account_and_no_word_among_colleagues(here: World, clerk: Actor) -> None:
    with begin(here.admin) as work:
        account_id = work.scalar("SELECT account_id FROM accounts WHERE org_id = %(org_id)s AND code = 'A-1'")
    own, of_area = opened(clerk, new(account_id=account_id)), opened(clerk, new(here.ward_a))
    with begin(clerk) as work:
        for ticket in (own, of_area):
            tickets.comment(work, ticket.ticket_id, "Among us", is_internal=True)
            tickets.comment(work, ticket.ticket_id, "To you", is_internal=False)
    consumer = builders.person(here, Role.CONSUMER, account_id=account_id)
    with begin(consumer) as work:
        assert work.connection.execute("SELECT ticket_id FROM tickets").fetchall() == [(own.ticket_id,)]
        assert work.connection.execute("SELECT body FROM ticket_comments").fetchall() == [("To you",)]
        with pytest.raises(Forbidden):
            tickets.page(work, ListQuery())


def test_what_was_said_is_never_unsaid(here: World, clerk: Actor) -> None:
    ticket_id = opened(clerk, new(here.ward_a)).ticket_id
    for statement in ("UPDATE ticket_comments SET body = 'x'", "DELETE FROM ticket_comments", "DELETE FROM tickets"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(clerk) as work:
            tickets.comment(work, ticket_id, "Said", is_internal=False)
            work.connection.execute(statement.encode())


def test_the_list_finds_numbers_and_words_mine_nobodys_and_what_is_overdue(here: World, clerk: Actor) -> None:
    first = opened(clerk, new(here.ward_a, "urgent"))
    second = opened(clerk, new(here.ward_b, subject="Meter broken 2", type_code="meter_fault"))
    assigned(clerk, first.ticket_id)
    later = NINE + 2 * HOUR
    assert found(clerk, search="t-2") == found(clerk, search="000002") == [second.ticket_no]
    assert found(clerk, search="METER street") == [second.ticket_no]
    assert found(clerk, search="meter nothing") == []
    assert found(clerk, mine="yes") == found(clerk, later, overdue="yes") == [first.ticket_no]
    assert found(clerk, unassigned="yes") == found(clerk, type="meter_fault") == [second.ticket_no]
    assert found(clerk, overdue="yes") == []
    assert found(clerk, area=str(here.ward_b)) == found(clerk, priority="normal") == [second.ticket_no]
    step(clerk, second.ticket_id, Step.REJECT, later, "Not ours")
    assert found(clerk, open="yes") == [first.ticket_no]
    with begin(clerk) as work:
        due = [row.ticket_no for row in tickets.page(work, ListQuery(sort="due", size=1)).rows]
    assert due == [first.ticket_no]


def test_another_organization_sees_nothing_and_begins_with_its_own_kinds(here: World, clerk: Actor) -> None:
    ticket_id = opened(clerk, new(here.ward_a)).ticket_id
    there = builders.world()
    with begin(there.admin) as work:
        with pytest.raises(NotFound):
            tickets.get(work, ticket_id)
        assert [each.code for each in tickets.priorities(work)] == ["urgent", "high", "normal", "low"]
        assert "missed_collection" in [each.code for each in tickets.types(work)]
