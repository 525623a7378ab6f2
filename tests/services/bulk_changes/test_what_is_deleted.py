"""What was deleted from the register, or merged into another unit, takes nothing new: no door is left open."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from services import accounts, change_requests, ledger, metering, payments, survey_units, tickets, visits
from services.change_requests import NewRequest
from services.ledger import NewOpening
from services.metering import RecordReading
from services.permissions import Role
from services.tickets import NewTicket
from services.visits import NewPlan
from services.work import begin
from tests import builders, records, town
from tests.money import disagreements, pay, payment_of
from tests.services.bulk_changes.changing import chosen, made
from tests.town import Town
from utils.errors import AppError, Conflict, Gone, Invalid


@pytest.fixture
def place(database: object) -> Town:
    return town.town()


def deleted(place: Town, code: str) -> int:
    """Delete an account and its unit, as the office does; gives the account."""
    assert made(place.clerk, "units", "delete", chosen((place.unit_ids[code],))).changed_count == 1
    assert made(place.clerk, "accounts", "delete", chosen((place.account_ids[code],))).changed_count == 1
    return place.account_ids[code]


def test_no_money_comes_onto_a_deleted_account_and_what_was_recorded_before_stays_known(place: Town) -> None:
    here = place.here
    known = payment_of("A-1", "40")
    with begin(place.clerk) as work:
        first = payments.record(work, known)
        payments.reverse(work, first.head.payment_id, "On the wrong account")
    deleted(place, "A-1")
    with pytest.raises(Invalid, match="Account A-1 was deleted; restore it first"):
        pay(here, "A-1", "40", actor=place.clerk)
    with begin(place.clerk) as work:
        assert payments.record(work, known).head.receipt_no == first.head.receipt_no
        many = payments.record_many(work, [payment_of("A-1", "40"), known, payment_of("A-2", "5")])
    assert (many.accepted, many.repeated) == (1, 1)
    assert [(each.row_no, each.reason) for each in many.rejected] == [
        (1, "Account A-1 was deleted; restore it first, or name another account.")
    ]
    with begin(here.admin) as work:
        with pytest.raises(Conflict, match="Account A-1 was deleted"):
            ledger.post_opening(work, "A-1", Decimal(5), date(2026, 1, 1))
        opened = ledger.post_openings(work, [NewOpening("A-1", Decimal(5), date(2026, 1, 1))])
    assert (opened.accepted, len(opened.rejected)) == (0, 1)
    assert disagreements(here) == []


def test_a_deleted_account_is_read_with_what_happened_on_it_and_not_changed_until_it_is_restored(place: Town) -> None:
    account_id = deleted(place, "A-1")
    with begin(place.clerk) as work:
        assert accounts.get(work, account_id).deleted_at is not None
    with begin(place.here.admin) as work:
        with pytest.raises(Conflict, match="Account A-1 was deleted from the register; restore it first"):
            accounts.change(work, account_id, {"holder_name": "Demo Other"})
        with pytest.raises(Invalid, match="The account of meter M-A-1 was deleted"):
            metering.record(work, RecordReading("M-A-1", Decimal(9), date(2026, 9, 15), uuid4()))
        with pytest.raises(Invalid, match="or it was deleted"):
            tickets.open_one(work, NewTicket("Late", "", "missed_collection", "normal", "phone", uuid4(), account_id=account_id))
    made(place.clerk, "accounts", "restore", chosen((account_id,)))
    with begin(place.here.admin) as work:
        assert accounts.get(work, account_id).deleted_at is None
        assert accounts.change(work, account_id, {"holder_name": "Demo Other"}).holder_name == "Demo Other"
    pay(place.here, "A-1", "40", actor=place.clerk)


def test_a_reading_that_was_recorded_before_is_given_again_though_its_account_was_deleted(place: Town) -> None:
    command = RecordReading("M-A-1", Decimal(9), date(2026, 9, 15), uuid4())
    with begin(place.here.admin) as work:
        first = metering.record(work, command)
    deleted(place, "A-1")
    with begin(place.here.admin) as work:
        assert metering.record(work, command).reading_id == first.reading_id


def test_a_deleted_unit_says_so_and_takes_no_visit_ticket_or_change(place: Town) -> None:
    unit_id = place.unit_ids["A-1"]
    agent = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    with begin(agent) as work:
        new = NewRequest("not_a_unit", uuid4(), unit_id, note="An empty plot")
        request_id = change_requests.propose(work, new).row.request_id
    made(place.clerk, "units", "delete", chosen((unit_id,)))
    refused: list[AppError] = []
    with begin(place.here.admin) as work:
        for attempt in (
            lambda: survey_units.get(work, unit_id),
            lambda: survey_units.change(work, unit_id, {"address": "House 9"}),
            lambda: visits.plan(work, NewPlan((unit_id,), agent.staff_id, work.today, uuid4())),
            lambda: tickets.open_one(work, NewTicket("Late", "", "missed_collection", "normal", "phone", uuid4(), unit_id)),
            lambda: change_requests.approve(work, request_id),
        ):
            with pytest.raises(AppError) as error:
                attempt()
            refused.append(error.value)
        assert change_requests.get(work, request_id).row.status == "pending"
        beside = survey_units.get(work, place.unit_ids["A-2"])
        assert "U-A-1" not in {each.code for each in survey_units.nearby(work, beside, 10)}
    assert [type(each) for each in refused] == [Gone, Gone, Invalid, Invalid, Conflict]


def test_a_unit_that_was_merged_is_changed_and_visited_no_more(place: Town) -> None:
    merged_id = records.merged_of(place, "A-1")
    agent = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    with begin(place.here.admin) as work:
        kept = survey_units.survivor_of(work, merged_id)
        assert kept is not None
        with pytest.raises(Conflict, match=f"was merged into {kept.code}; change that one"):
            survey_units.change(work, merged_id, {"address": "House 9"})
        with pytest.raises(Invalid, match="or merged into another one"):
            visits.plan(work, NewPlan((merged_id,), agent.staff_id, work.today, uuid4()))
        assert visits.chosen(work, (merged_id,)) == []
