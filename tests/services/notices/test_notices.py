"""Who is told of what: those whom it concerns, who may know and who see where it happened, once, and only if it happened."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from components.screens import PATHS
from database.connection import DatabaseRole, transaction
from services import bill_runs, exports, notices, staff, tickets
from services.exports import NewExport
from services.notices import About, NoticeRow
from services.paging import ListQuery
from services.permissions import GRANTS, Role
from services.tickets import NewTicket, Step
from services.work import Actor, begin
from tests import builders, town
from tests.builders import World
from tests.services.bulk_changes.changing import chosen, made, undone
from tests.services.imports.bringing import brought
from utils import clock
from utils.errors import Forbidden, NotFound


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def clerk(here: World) -> Actor:
    return builders.person(here, Role.SUPPORT)


@pytest.fixture
def agent(here: World) -> Actor:
    return builders.person(here, Role.FIELD_AGENT, (here.ward_a,))


def told(person: Actor, search: str = "", **filters: str) -> list[NoticeRow]:
    with begin(person) as work:
        return list(notices.page(work, ListQuery(search, filters)).rows)


def kinds(person: Actor) -> list[str]:
    return [row.kind for row in told(person)]


def ticket(here: World, opener: Actor, area_id: int | None = None) -> int:
    new = NewTicket("Not collected", "", "missed_collection", "normal", "phone", uuid4(), area_id=area_id or here.ward_a)
    with begin(opener) as work:
        return tickets.open_one(work, new).ticket_id


def tell(actor: Actor, *people: Actor, about: About, event: str = "it happened") -> None:
    with begin(actor) as work:
        ids = [each.staff_id for each in people] if people else None
        notices.tell(work, notices.TICKET_COMMENTED, ids, about, "Something happened", event)


def test_whoever_gets_a_ticket_is_told_who_gave_it_and_where_it_is(here: World, clerk: Actor, agent: Actor) -> None:
    ticket_id = ticket(here, clerk)
    with begin(clerk) as work:
        tickets.assign(work, ticket_id, agent.staff_id)
    (notice,) = told(agent)
    assert notice.kind == "ticket.assigned"
    assert notice.subject == f"{clerk.full_name} gave you ticket T-000001: Not collected"
    assert notices.address_of(notice.noun, notice.target) == f"/ticket?ticket={ticket_id}"
    assert notice.is_unread
    assert told(clerk) == []


def test_opener_and_assignee_are_told_of_each_others_steps_and_never_of_their_own(
    here: World, clerk: Actor, agent: Actor
) -> None:
    ticket_id = ticket(here, clerk)
    with begin(clerk) as work:
        tickets.assign(work, ticket_id, agent.staff_id)
    with begin(agent) as work:
        tickets.move(work, ticket_id, Step.START)
        tickets.comment(work, ticket_id, "On the way", is_internal=False)
        tickets.move(work, ticket_id, Step.RESOLVE, "Collected")
    with begin(clerk) as work:
        tickets.move(work, ticket_id, Step.REOPEN, "Not at all")
    assert kinds(clerk) == ["ticket.resolved", "ticket.commented"]
    assert kinds(agent) == ["ticket.reopened", "ticket.assigned"]


def test_what_is_rolled_back_was_never_told(here: World, clerk: Actor, agent: Actor) -> None:
    ticket_id = ticket(here, clerk)
    with pytest.raises(RuntimeError), begin(clerk) as work:
        tickets.assign(work, ticket_id, agent.staff_id)
        raise RuntimeError
    assert told(agent) == []


def test_one_event_is_one_notice_however_often_it_is_told(here: World, clerk: Actor, agent: Actor) -> None:
    about = About("ticket", 1, here.ward_a)
    for _ in range(2):
        tell(here.admin, clerk, agent, clerk, about=about)
    tell(here.admin, clerk, about=about, event="something else happened")
    assert (len(told(clerk)), len(told(agent))) == (2, 1)


def test_who_does_not_see_the_place_or_may_not_know_or_is_gone_is_left_out(here: World, clerk: Actor, agent: Actor) -> None:
    elsewhere = builders.person(here, Role.FIELD_AGENT, (here.ward_b,))
    above = builders.person(here, Role.OPERATIONS, (here.district,))
    consumer = builders.person(here, Role.CONSUMER, account_id=builders.account(here, "A-1"))
    gone = builders.person(here, Role.SUPPORT)
    with begin(here.admin) as work:
        staff.deactivate(work, gone.staff_id, "Left")
    tell(here.admin, clerk, agent, elsewhere, above, consumer, gone, about=About("ticket", 1, here.ward_a))
    assert [len(told(each)) for each in (clerk, agent, elsewhere, above, consumer, gone)] == [1, 1, 0, 1, 0, 0]


def test_told_at_large_are_all_who_may_know_and_see_everything(here: World, clerk: Actor, agent: Actor) -> None:
    somewhere = builders.person(here, Role.OPERATIONS, (here.district,))
    tell(here.admin, about=About("ticket", 1, is_for_all_areas=True))
    assert [len(told(each)) for each in (clerk, agent, somewhere, here.admin)] == [1, 0, 0, 0]


def test_an_agent_of_one_ward_tells_whoever_looks_after_the_district(here: World, agent: Actor) -> None:
    above = builders.person(here, Role.OPERATIONS, (here.district,))
    tell(agent, above, about=About("ticket", 1, here.ward_a))
    assert len(told(above)) == 1


def test_notices_are_ones_own_by_every_way(here: World, clerk: Actor, agent: Actor) -> None:
    tell(here.admin, agent, about=About("ticket", 1, here.ward_a))
    (notice,) = told(agent)
    with pytest.raises(NotFound), begin(clerk) as work:
        notices.read(work, notice.notice_id)
    with pytest.raises(Forbidden), begin(clerk) as work:
        notices.unread(work, agent.staff_id)
    with begin(here.admin) as work:
        assert work.scalar("SELECT count(*) FROM notifications") == 0
        assert work.execute("UPDATE notifications SET read_at = %(now)s").rowcount == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege), begin(agent) as work:
        work.execute("DELETE FROM notifications")
    assert told(agent)[0].is_unread


def test_reading_one_and_all_counts_down_at_once_and_spares_what_came_meanwhile(here: World, clerk: Actor) -> None:
    for number in range(3):
        tell(here.admin, clerk, about=About("ticket", number), event=f"event {number}")
    newest, middle, _ = told(clerk)
    with begin(clerk) as work:
        assert notices.unread(work, clerk.staff_id) == 3
        assert notices.read(work, middle.notice_id).read_at == work.now
        assert notices.unread(work, clerk.staff_id) == 2
    tell(here.admin, clerk, about=About("ticket", 9), event="meanwhile")
    with begin(clerk) as work:
        assert notices.read_all(work, newest.notice_id) == 2
        assert notices.read_all(work, newest.notice_id) == 0
    assert [row.subject for row in told(clerk, unread="yes")] == ["Something happened"]
    assert len(told(clerk, unread="no")) == 3
    assert told(clerk, search="HAPPENED some", kind="ticket.commented,job.stopped")
    assert told(clerk, kind="job.stopped") == []


def test_many_unread_are_counted_up_to_a_hundred(here: World, clerk: Actor) -> None:
    with begin(here.admin) as work:
        for number in range(102):
            notices.tell(work, notices.TICKET_COMMENTED, [clerk.staff_id], About("ticket", 1), "x" * 500, f"event {number}")
    with begin(clerk) as work:
        assert notices.unread(work, clerk.staff_id) == notices.MOST_COUNTED
    assert len(told(clerk)[0].subject) == 300


def test_every_kind_can_be_told_to_somebody_and_every_record_has_a_screen() -> None:
    assert len({kind.name for kind in notices.KINDS}) == len(notices.KINDS)
    for kind in notices.KINDS:
        assert any(kind.needs in granted for granted in GRANTS.values()), kind
    for noun in notices.ADDRESSES:
        assert notices.address_of(noun, "1").partition("?")[0] in PATHS


def test_a_run_tells_its_people_when_it_can_be_reviewed_and_when_it_is_issued(here: World) -> None:
    place = town.town()
    town.bill(place)
    (issued, review) = told(place.second)
    assert (review.kind, issued.kind) == ("bill_run.review", "bill_run.issued")
    assert "is ready for review: " in review.subject
    assert kinds(place.clerk) == ["bill_run.issued", "bill_run.review"]
    with begin(place.clerk) as work:
        run = bill_runs.create(work, "monthly", town.NEXT)
        bill_runs.calculate(work, run.run_id)
        bill_runs.fail(work, run.run_id, "The tariff is gone.")
    assert told(place.clerk)[0].subject.endswith("stopped: The tariff is gone.")


def test_a_colleague_taken_out_again_takes_their_notices_along(here: World, clerk: Actor) -> None:
    tell(here.admin, clerk, about=About("ticket", 1))
    with transaction(DatabaseRole.OWNER) as owner:
        owner.execute("DELETE FROM staff WHERE staff_id = %s", (clerk.staff_id,))
        assert owner.execute("SELECT count(*) FROM notifications").fetchone() == (0,)


def test_a_file_brought_in_tells_its_bringer_how_many_rows_went_where(here: World) -> None:
    brought(here.admin, "accounts", b"Account,Consumer,Area\nN-1,New,OKR-A\nN-2,New,NOWHERE\n")
    (notice,) = told(here.admin)
    assert notice.kind == "import.done"
    assert notice.subject.startswith("Your import of accounts from rows.csv is done: 1 added, 1 ")


def test_a_bulk_change_tells_whoever_made_it_and_whoever_undid_it(here: World) -> None:
    place = town.town()
    change = made(place.clerk, "units", "settlement", chosen((place.unit_ids["A-1"],)), settlement="rural")
    (notice,) = told(place.clerk)
    assert (notice.kind, notice.target) == ("bulk_change.done", str(change.change_id))
    assert "1 changed" in notice.subject
    undone(place.clerk, change)
    assert told(place.clerk)[0].subject.startswith("Undone: ")


def test_an_export_made_in_the_background_tells_its_maker_and_a_short_one_nobody(here: World) -> None:
    builders.account(here, "A-1")
    with begin(here.admin) as work:
        export_id = exports.start(work, NewExport("accounts")).export_id
        assert notices.unread(work, here.admin.staff_id) == 0
        work.execute("UPDATE exports SET status = 'waiting', file_id = NULL, finished_at = NULL")
    exports.make(here.admin, export_id)
    (notice,) = told(here.admin)
    assert (notice.kind, notice.subject) == ("export.ready", "Your export of 1 account is ready.")


def test_what_was_told_long_ago_is_cleared_away_and_what_is_unread_later(here: World, clerk: Actor) -> None:
    now = clock.now()
    for days in (400, 100, 80):
        with begin(here.admin, now - timedelta(days=days)) as work:
            for state in ("read", "unread"):
                about, said = About("ticket", 1), f"{days} {state}"
                notices.tell(work, notices.TICKET_COMMENTED, [clerk.staff_id], about, said, said)
    with begin(clerk) as work:
        for row in notices.page(work, ListQuery()).rows:
            if row.subject.endswith(" read"):
                notices.read(work, row.notice_id)
    assert notices.forget(now) == 3
    assert sorted(row.subject for row in told(clerk)) == ["100 unread", "80 read", "80 unread"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction(DatabaseRole.DOOR) as door:
        door.execute("SELECT subject FROM notifications")
