"""Two tickets become one, tickets are linked, the queue of a team, and who is suggested."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from uuid import uuid4

import psycopg
import pytest

from services import attachments, audit, notices, tickets
from services.paging import ListQuery
from services.permissions import Role
from services.tickets import Step, Ticket
from services.work import Actor, begin
from tests import builders, pictures
from tests.builders import World
from tests.services.tickets.test_tickets import HOUR, NINE, assigned, found, new, opened, step
from utils.errors import Conflict, Forbidden, Invalid, NotFound


@pytest.fixture
def here(database: object) -> World:
    made = builders.world()
    builders.account(made, "A-1")
    return made


@pytest.fixture
def clerk(here: World) -> Actor:
    return builders.person(here, Role.SUPPORT)


def merged(actor: Actor, ticket_id: int, into_id: int, at: datetime | None = None, seen: str | None = None) -> Ticket:
    with begin(actor, at) as work:
        return tickets.merge(work, ticket_id, into_id, seen)


def queue(actor: Actor, team: str = "yes") -> list[str]:
    with begin(actor) as work:
        return [row.ticket_no for row in tickets.page(work, ListQuery(filters={"team": team})).rows]


def got(actor: Actor, ticket_id: int) -> Ticket:
    with begin(actor) as work:
        return tickets.get(work, ticket_id)


def test_a_merged_ticket_points_to_the_other_where_all_of_it_is_read(here: World, clerk: Actor) -> None:
    first, second = opened(clerk, new(here.ward_a)), opened(clerk, new(here.ward_a), NINE + HOUR)
    with begin(clerk, NINE + 2 * HOUR) as work:
        tickets.comment(work, second.ticket_id, "Said on the second", is_internal=False)
    with begin(clerk, NINE + 3 * HOUR) as work:
        tickets.comment(work, first.ticket_id, "Said on the first", is_internal=True)
    survivor = merged(clerk, second.ticket_id, first.ticket_id, NINE + 4 * HOUR)
    assert [(each.body, each.merged_no) for each in survivor.comments] == [
        ("Said on the second", second.ticket_no), ("Said on the first", None),
    ]  # fmt: skip
    assert [(each.ticket_no, each.description) for each in survivor.merged] == [(second.ticket_no, second.description)]
    gone = got(clerk, second.ticket_id).row
    assert (gone.status, gone.merged_into_no, gone.ended_at) == ("merged", first.ticket_no, NINE + 4 * HOUR)
    assert tickets.resolution_clock(gone, NINE + 99 * HOUR).state == "merged"
    assert found(clerk, status="merged") == [second.ticket_no]
    assert found(clerk, open="yes") == [first.ticket_no]
    with begin(here.admin) as work:
        assert audit.history_of(work, second.ref)[0].after == {"into": first.ticket_no}
        assert audit.history_of(work, first.ref)[0].after == {"merged": second.ticket_no}


def test_nothing_is_done_on_a_merged_ticket(here: World, clerk: Actor) -> None:
    first, second = opened(clerk, new(here.ward_a)), opened(clerk, new(here.ward_a))
    merged(clerk, second.ticket_id, first.ticket_id)
    assert tickets.steps_of("merged") == []
    photo = attachments.look_at(BytesIO(pictures.jpeg(40, 30)), "bin.jpg", clerk.time_zone)
    with begin(clerk) as work:
        for refused in (
            lambda: tickets.comment(work, second.ticket_id, "More", is_internal=True),
            lambda: tickets.assign(work, second.ticket_id),
            lambda: tickets.change_priority(work, second.ticket_id, "low"),
            lambda: tickets.move(work, second.ticket_id, Step.REJECT, "No"),
            lambda: tickets.link(work, second.ticket_id, first.ticket_id),
            lambda: tickets.merge(work, second.ticket_id, first.ticket_id),
            lambda: attachments.add(work, "ticket", second.ticket_id, photo, uuid4()),
        ):
            with pytest.raises(Conflict, match=f"was merged into {first.ticket_no}; go on there"):
                refused()
        assert not attachments.may_add(work, "ticket", second.ticket_id)


def test_the_promises_count_from_the_earlier_opening_without_its_pauses(here: World, clerk: Actor) -> None:
    first, second = opened(clerk, new(here.ward_a, "urgent")), opened(clerk, new(here.ward_a, "urgent"), NINE + 24 * HOUR)
    assigned(clerk, first.ticket_id)
    step(clerk, first.ticket_id, Step.START, NINE)
    step(clerk, first.ticket_id, Step.PEND, NINE + HOUR, "Waits")
    survivor = merged(clerk, first.ticket_id, second.ticket_id, NINE + 25 * HOUR).row
    # An hour had gone of the eight when it stood still, and stood until the second was opened at nine of the next day.
    alone = opened(clerk, new(here.ward_a, "urgent"), NINE + 24 * HOUR)
    assert (survivor.resolution_due_at, alone.resolution_due_at) == (
        datetime(2026, 11, 18, 12, 0, tzinfo=UTC),
        datetime(2026, 11, 19, 5, 0, tzinfo=UTC),
    )
    assert survivor.response_due_at == first.response_due_at
    again = merged(clerk, alone.ticket_id, second.ticket_id).row
    assert again.resolution_due_at == survivor.resolution_due_at, "a later one changes nothing"


def test_followers_go_on_and_so_do_who_opened_and_saw_to_it(here: World, clerk: Actor) -> None:
    other, agent = builders.person(here, Role.SUPPORT), builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    follower = builders.person(here, Role.BILLING)
    first, second = opened(clerk, new(here.ward_a)), opened(other, new(here.ward_a))
    assigned(other, second.ticket_id, agent)
    with begin(follower) as work:
        notices.follow(work, "ticket", second.ticket_id)
    merged(clerk, second.ticket_id, first.ticket_id)
    for each, kind in ((other, "ticket.merged"), (agent, "ticket.merged"), (follower, "followed.changed")):
        with begin(each) as work:
            assert notices.follows(work, "ticket", first.ticket_id)
            assert notices.page(work, ListQuery()).rows[0].kind == kind
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(clerk) as work:
        notices.follow_on(work, "ticket", first.ticket_id, 10**9, [other.staff_id])


def test_what_was_merged_before_goes_on_in_the_last_and_circles_are_refused(here: World, clerk: Actor) -> None:
    one, two, three = (opened(clerk, new(here.ward_a)) for _ in range(3))
    merged(clerk, one.ticket_id, two.ticket_id)
    with pytest.raises(Conflict, match="was merged into"):
        merged(clerk, two.ticket_id, one.ticket_id)
    survivor = merged(clerk, two.ticket_id, three.ticket_id)
    assert [each.ticket_no for each in survivor.merged] == [one.ticket_no, two.ticket_no]
    assert got(clerk, one.ticket_id).row.merged_into_no == three.ticket_no


def test_what_cannot_be_merged_is_refused_in_sentences(here: World, clerk: Actor) -> None:
    first, second = opened(clerk, new(here.ward_a)), opened(clerk, new(here.ward_b))
    there = builders.world()
    elsewhere = opened(there.admin, new(there.ward_a))
    for into_id, said in ((first.ticket_id, "into itself"), (elsewhere.ticket_id, "no such ticket"), (10**12, "no such")):
        with pytest.raises(Invalid, match=said):
            merged(clerk, first.ticket_id, into_id)
    with pytest.raises(NotFound):
        merged(clerk, elsewhere.ticket_id, first.ticket_id)
    with pytest.raises(Invalid, match="no such ticket"):
        merged(replace(clerk, area_ids=(here.ward_a,)), first.ticket_id, second.ticket_id)
    with pytest.raises(Forbidden):
        merged(builders.person(here, Role.BILLING), first.ticket_id, second.ticket_id)
    with pytest.raises(Conflict, match="Somebody else changed"):
        merged(clerk, first.ticket_id, second.ticket_id, seen="of another time")
    step(clerk, second.ticket_id, Step.REJECT, NINE, "No")
    for pair in ((first, second), (second, first)):
        with pytest.raises(Conflict, match="is rejected; only tickets that are open are merged"):
            merged(clerk, pair[0].ticket_id, pair[1].ticket_id)


def test_of_two_who_merge_crosswise_one_wins(here: World, clerk: Actor) -> None:
    first, second = opened(clerk, new(here.ward_a)), opened(clerk, new(here.ward_a))

    def attempt(pair: tuple[int, int]) -> str:
        try:
            return merged(clerk, *pair).row.ticket_no
        except Conflict as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(attempt, [(first.ticket_id, second.ticket_id), (second.ticket_id, first.ticket_id)]))
    assert sorted("merged into" in each for each in ends) == [False, True]


def test_tickets_are_linked_once_both_ways_and_parted(here: World, clerk: Actor) -> None:
    first, second = opened(clerk, new(here.ward_a)), opened(clerk, new(here.ward_b))
    with begin(clerk) as work:
        assert tickets.numbered(work, " t-2 ").ticket_id == second.ticket_id
        tickets.link(work, second.ticket_id, first.ticket_id)
        assert [each.ticket_no for each in tickets.get(work, first.ticket_id).related] == [second.ticket_no]
        with pytest.raises(Conflict, match="are linked already"):
            tickets.link(work, first.ticket_id, second.ticket_id)
        with pytest.raises(Invalid, match="linked to itself"):
            tickets.link(work, first.ticket_id, first.ticket_id)
        with pytest.raises(Invalid, match="no ticket T-99"):
            tickets.numbered(work, "T-99")
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    assert got(agent, first.ticket_id).related == [], "who does not see the other sees no link"
    with begin(clerk) as work:
        tickets.unlink(work, first.ticket_id, second.ticket_id)
        assert tickets.get(work, second.ticket_id).related == []
        with pytest.raises(Conflict, match="are not linked"):
            tickets.unlink(work, first.ticket_id, second.ticket_id)
    with begin(here.admin) as work:
        assert [each.action for each in audit.history_of(work, second.ref)[:2]] == ["ticket.unlinked", "ticket.linked"]


def test_a_team_sees_what_lies_with_those_who_work_beside_one(here: World, clerk: Actor) -> None:
    me, beside = (builders.person(here, Role.FIELD_AGENT, (here.ward_a,)) for _ in range(2))
    above, apart = (
        builders.person(here, Role.OPERATIONS, (here.district,)),
        builders.person(here, Role.FIELD_AGENT, (here.ward_b,)),
    )
    rows = {
        person.staff_id: opened(clerk, new(here.ward_b if person is apart else here.ward_a))
        for person in (me, beside, above, apart, clerk)
    }
    for person in (me, beside, above, apart, clerk):
        assigned(clerk, rows[person.staff_id].ticket_id, person)
    opened(clerk, new(here.ward_a))
    assert set(queue(me)) == {rows[each.staff_id].ticket_no for each in (me, beside, above)}
    assert set(queue(above)) == {rows[each.staff_id].ticket_no for each in (me, beside, above, apart)}
    assert queue(clerk) == [rows[clerk.staff_id].ticket_no], "at the head office: those who see everything too"
    assert len(queue(clerk, "no")) == 5


def test_suggested_is_who_was_sent_there_and_has_the_fewest(here: World, clerk: Actor) -> None:
    busy, free = (builders.person(here, Role.FIELD_AGENT, (here.ward_a,)) for _ in range(2))
    row = opened(clerk, new(here.ward_a))
    assigned(clerk, opened(clerk, new(here.ward_a)).ticket_id, busy)
    with begin(clerk) as work:
        rows = tickets.candidates(work, row.ticket_id)
        nearest = tickets.suggested(row, rows)
        assert nearest is not None
        assert (nearest.staff_id, nearest.open_count, nearest.works_there) == (free.staff_id, 0, True)
        given = tickets.assign(work, row.ticket_id, nearest.staff_id).row
        after = tickets.suggested(given, tickets.candidates(work, row.ticket_id))
        assert after is not None
        assert after.staff_id == busy.staff_id, "not to who has it already"
