"""Tickets whose unit was merged, deleted or put out of use: explained, found where the unit remains, and never lost."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from database.connection import DatabaseRole, transaction
from services import accounts, survey_units, tickets
from services.paging import ListQuery
from services.permissions import Role
from services.tickets import NewTicket, TicketRow
from services.work import Actor, begin
from tests import builders, town
from tests.town import Town


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


@pytest.fixture
def operations(place: Town) -> Actor:
    return builders.person(place.here, Role.OPERATIONS)


def opened(actor: Actor, unit_id: int, subject: str = "Not collected") -> TicketRow:
    with begin(actor) as work:
        return tickets.open_one(work, NewTicket(subject, "", "missed_collection", "normal", "phone", uuid4(), unit_id))


def merged(place: Town, actor: Actor, code: str, into: str) -> None:
    with begin(actor) as work:
        survey_units.merge(work, place.unit_ids[code], place.unit_ids[into])


def of_unit(actor: Actor, unit_id: int) -> list[str]:
    with begin(actor) as work:
        return [row.ticket_no for row in tickets.page(work, ListQuery(filters={"unit": str(unit_id)})).rows]


def said(actor: Actor, row: TicketRow) -> list[str]:
    with begin(actor) as work:
        return [each.sentence for each in tickets.get(work, row.ticket_id).standing]


def test_tickets_of_a_merged_unit_stand_on_the_one_that_remains(place: Town, operations: Actor) -> None:
    first, second, kept = (opened(operations, place.unit_ids[code]) for code in ("A-1", "A-2", "A-3"))
    assert said(operations, first) == []
    merged(place, operations, "A-1", "A-2")
    assert of_unit(operations, place.unit_ids["A-2"]) == [second.ticket_no, first.ticket_no]
    merged(place, operations, "A-2", "A-3")
    late = opened(operations, place.unit_ids["A-1"], "By the old code")
    assert of_unit(operations, place.unit_ids["A-3"]) == [each.ticket_no for each in (late, kept, second, first)]
    assert of_unit(operations, place.unit_ids["A-1"]) == [late.ticket_no, first.ticket_no]
    with begin(operations) as work:
        (told,) = tickets.get(work, first.ticket_id).standing
        assert tickets.get(work, first.ticket_id).row.unit_code == "U-A-1", "it stays where it was opened"
        assert tickets.assign(work, first.ticket_id).row.status == "assigned", "and is seen to as any other"
    assert (told.kept_unit_id, told.kept_unit_code) == (place.unit_ids["A-3"], "U-A-3")
    assert told.sentence.startswith("Unit U-A-1 was a duplicate and was merged into U-A-3, which remains")
    assert said(operations, kept) == []


def test_who_does_not_see_the_unit_that_remains_reads_that_there_is_one(place: Town, operations: Actor) -> None:
    here = place.here
    near, far = (builders.person(here, Role.FIELD_AGENT, (ward,)) for ward in (here.ward_a, here.ward_b))
    row = opened(near, place.unit_ids["A-1"])
    merged(place, operations, "A-1", "B-1")
    with begin(near) as work:
        (told,) = tickets.get(work, row.ticket_id).standing
    assert told.sentence.endswith("merged into another unit, which lies outside your areas.")
    assert told.kept_unit_id is None
    assert of_unit(operations, place.unit_ids["B-1"]) == [row.ticket_no]
    assert of_unit(far, place.unit_ids["B-1"]) == [], "the ticket is of the other ward"


def test_what_is_inactive_or_deleted_is_said_and_the_ticket_stays(place: Town, operations: Actor) -> None:
    first, second, third = (opened(operations, place.unit_ids[code]) for code in ("A-1", "A-2", "A-3"))
    with begin(operations) as work:
        survey_units.change(work, place.unit_ids["A-1"], {"status": "inactive"})
        survey_units.change(work, place.unit_ids["A-2"], {"status": "duplicate_of"})
        accounts.change(work, place.account_ids["A-2"], {"is_active": False})
    with transaction(DatabaseRole.OWNER) as owner:
        moment, by = datetime(2026, 9, 1, tzinfo=UTC), operations.staff_id
        for statement in ("UPDATE survey_units SET deleted_at = %s, deleted_by = %s WHERE unit_id = %s",
                          "UPDATE accounts SET deleted_at = %s, deleted_by = %s WHERE account_id = %s"):  # fmt: skip
            target = place.unit_ids["A-3"] if "unit_id" in statement else place.account_ids["A-3"]
            owner.execute(statement.encode(), [moment, by, target])
    assert said(operations, first) == ["Unit U-A-1 is inactive: nothing is billed for it any more, or it is no unit at all."]
    assert said(operations, second) == [
        "Unit U-A-2 was marked as a duplicate, without saying of which unit.", "Account A-2 is inactive.",
    ]  # fmt: skip
    assert said(operations, third) == [
        "Unit U-A-3 is deleted from the register; it can be restored, and this ticket stays.",
        "Account A-3 is deleted from the register; it can be restored, and this ticket stays.",
    ]
    with begin(operations) as work:
        assert len(tickets.page(work, ListQuery()).rows) == 3


def test_a_ticket_in_an_area_alone_has_nothing_to_say(place: Town, operations: Actor) -> None:
    with begin(operations) as work:
        new = NewTicket("Bin", "", "other", "normal", "phone", uuid4(), area_id=place.here.ward_a)
        assert tickets.get(work, tickets.open_one(work, new).ticket_id).standing == []
