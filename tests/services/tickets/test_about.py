"""Tickets about a bill and from a visit: what follows from it, who may, and how they are found again."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from services import activity, archives, audit, listing, notices, tickets, visits
from services.paging import ListQuery
from services.permissions import Role
from services.tickets import NewTicket, TicketRow
from services.visits import NewPlan
from services.work import Actor, begin
from tests import builders, town
from tests.town import Town
from utils.errors import Conflict, Forbidden, Invalid

BILL = "202608-0000001"


@pytest.fixture
def place(database: object) -> Town:
    made = town.town()
    town.bill(made)
    return made


@pytest.fixture
def clerk(place: Town) -> Actor:
    return builders.person(place.here, Role.SUPPORT)


@pytest.fixture
def agent(place: Town) -> Actor:
    return builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))


def new(**values: object) -> NewTicket:
    asked = NewTicket("Too much", "It says 10 marla", "wrong_bill", "normal", "counter", uuid4())
    return replace(asked, **values)  # pyright: ignore[reportArgumentType]


def opened(actor: Actor, **values: object) -> TicketRow:
    with begin(actor) as work:
        return tickets.open_one(work, new(**values))


def refused(actor: Actor, **values: object) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        opened(actor, **values)
    return set(refusal.value.fields)


def visit_of(place: Town, agent: Actor, code: str = "A-1") -> int:
    with begin(place.here.admin) as work:
        return visits.plan(work, NewPlan((place.unit_ids[code],), agent.staff_id, work.today, uuid4())).visit_ids[0]


def found(actor: Actor, **filters: str) -> list[str]:
    with begin(actor) as work:
        return [row.ticket_no for row in tickets.page(work, ListQuery(filters=filters)).rows]


def test_about_a_bill_unit_account_and_area_follow_from_it(place: Town, clerk: Actor) -> None:
    builders.unit(place.here, "U-SECOND", "A-1")
    made = opened(clerk, bill_no=f" {BILL} ")
    assert (made.bill_no, made.visit_no, made.account_code, made.unit_code) == (BILL, None, "A-1", "U-A-1")
    assert made.area_id == place.here.ward_a
    other = opened(clerk, bill_no="202608-0000002")
    assert found(clerk, bill=BILL) == [made.ticket_no]
    assert found(clerk, bill="202608-0000002") == [other.ticket_no]
    assert found(clerk, bill="202608-0000003") == []
    with pytest.raises(Invalid, match="looks like 202609"):
        found(clerk, bill="soon")
    with begin(place.here.admin) as work:
        (entry,) = audit.history_of(work, f"ticket {made.ticket_no}")
        told = activity.sentence("Sana", entry.action, entry.ref, entry.before, entry.after, may_identify=False)
        file = b"".join(listing.copied(work, tickets.TICKETS, ListQuery(sort="newest"), ["ticket_no", "bill_no", "visit_no"]))
    assert told == f"Sana opened ticket {made.ticket_no} about bill {BILL}: Too much"
    assert file.decode().splitlines() == [
        "ticket_no,bill_no,visit_no", f"{other.ticket_no},202608-0000002,", f"{made.ticket_no},{BILL},",
    ]  # fmt: skip


def test_from_a_visit_the_unit_follows_and_who_makes_visits_opens_from_the_own_ones(place: Town, agent: Actor) -> None:
    visit_id = visit_of(place, agent)
    made = opened(agent, visit_id=visit_id, channel="visit", bill_no=BILL)
    assert (made.visit_id, made.visit_no, made.bill_no) == (visit_id, "V-000001", BILL)
    assert (made.unit_id, made.account_code, made.area_id) == (place.unit_ids["A-1"], "A-1", place.here.ward_a)
    assert found(agent, visit=str(visit_id)) == found(place.second, visit=str(visit_id)) == [made.ticket_no]
    colleague = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    assert refused(colleague, visit_id=visit_id) == {"visit_id"}
    with begin(colleague) as work:
        assert tickets.get(work, made.ticket_id).row.visit_no == "V-000001", "the ticket of the area is seen"


@pytest.mark.parametrize("role", list(Role))
def test_by_role_a_ticket_is_opened_about_a_bill_of_the_own_areas(role: Role, place: Town) -> None:
    areas = (place.here.ward_a,) if role is Role.FIELD_AGENT else ()
    actor = builders.person(place.here, role, areas, place.account_ids["A-1"] if role is Role.CONSUMER else None)
    if role is Role.CONSUMER:
        with pytest.raises(Forbidden):
            opened(actor, bill_no=BILL)
        return
    assert opened(actor, bill_no=BILL).bill_no == BILL
    if role is Role.FIELD_AGENT:
        assert refused(actor, bill_no="202608-0000005") == {"bill_no"}


def test_what_does_not_belong_together_is_refused_below_its_field(place: Town, clerk: Actor, agent: Actor) -> None:
    visit_id = visit_of(place, agent, "A-2")
    builders.unit(place.here, "U-SECOND", "A-2")
    assert refused(clerk, bill_no="202608-0000099") == refused(clerk, bill_no="soon") == {"bill_no"}
    assert refused(clerk, visit_id=10**12) == {"visit_id"}
    assert refused(clerk, visit_id=visit_id, bill_no=BILL) == {"bill_no"}
    assert refused(clerk, bill_no=BILL, account_id=place.account_ids["A-2"]) == {"account_id"}
    assert refused(clerk, bill_no=BILL, unit_code="U-A-2") == {"unit_code"}
    assert refused(clerk, bill_no=BILL, unit_id=place.unit_ids["A-2"]) == {"unit_id"}
    assert refused(clerk, visit_id=visit_id, unit_code="U-SECOND") == {"unit_code"}
    assert found(clerk) == []
    there = town.town()
    town.bill(there)
    stranger = visit_of(there, builders.person(there.here, Role.FIELD_AGENT, (there.here.ward_a,)))
    assert refused(clerk, visit_id=stranger) == {"visit_id"}


def test_the_same_id_with_another_bill_or_visit_is_refused(place: Town, clerk: Actor, agent: Actor) -> None:
    asked = UUID(int=5)
    first = opened(clerk, bill_no=BILL, client_uuid=asked)
    assert opened(clerk, bill_no=BILL, client_uuid=asked).ticket_id == first.ticket_id
    for changed in ({"bill_no": "202608-0000002"}, {"bill_no": ""}, {"bill_no": BILL, "visit_id": visit_of(place, agent)}):
        with pytest.raises(Conflict, match="says something else"):
            opened(clerk, client_uuid=asked, account_id=place.account_ids["A-1"], **changed)


def test_about_a_bill_in_the_archive_too(place: Town, clerk: Actor) -> None:
    town.pay(place, "A-1", "5000")
    before = opened(clerk, bill_no=BILL)
    with begin(place.here.admin, datetime(2030, 1, 1, tzinfo=UTC)) as work:
        move_id = archives.archive(work, 24).move_id
    archives.run(place.here.admin, move_id)
    with begin(place.here.admin) as work:
        moved = work.scalar("SELECT count(*) FROM archived_bills WHERE org_id = %(org_id)s AND bill_id = 1")
    assert moved == 1
    after = opened(clerk, bill_no=BILL)
    assert found(clerk, bill=BILL) == [after.ticket_no, before.ticket_no]


def test_who_follows_the_bill_is_told(place: Town, clerk: Actor) -> None:
    with begin(place.second) as work:
        notices.follow(work, "bill", BILL)
    made = opened(clerk, bill_no=BILL)
    with begin(place.second) as work:
        told = notices.page(work, ListQuery()).rows[0]
    assert told.subject == f"{clerk.full_name} opened ticket {made.ticket_no} about bill {BILL}: Too much"
