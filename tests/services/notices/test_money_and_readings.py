"""Consumers and followers are told of money that comes in, and who decides of readings that look unusual."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from services import metering, notices, payments
from services.metering import RecordReading
from services.notices import Channel
from services.paging import ListQuery
from services.payments import RecordPayment
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, town
from tests.town import Town


@pytest.fixture
def place(database: object) -> Town:
    made = town.town()
    town.bill(made)
    return made


def told(person: Actor) -> list[str]:
    with begin(person) as work:
        return [row.subject for row in notices.page(work, ListQuery()).rows if row.noun in ("payment", "reading")]


def test_money_is_confirmed_to_its_consumer_and_to_followers_once(place: Town) -> None:
    consumer = builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-1"])
    neighbour = builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-2"])
    follower = builders.person(place.here, Role.SUPPORT)
    with begin(follower) as work:
        notices.follow(work, "account", place.account_ids["A-1"])
        notices.follow(work, "unit", place.unit_ids["A-1"])
    paid = town.pay(place, "A-1", "120.50")
    assert told(consumer) == told(follower)
    (subject,) = told(consumer)
    assert subject.startswith("Rs 120.50 for account A-1 came in on ")
    assert paid.receipt_no in subject
    assert told(neighbour) == told(place.second) == []
    with begin(place.clerk) as work:
        payments.reverse(work, paid.head.payment_id, "Wrong account, said the clerk")
    assert len(told(consumer)) == len(told(follower)) == 2
    assert "taken back" in told(consumer)[0]
    assert "said the clerk" not in told(consumer)[0]


def test_of_many_payments_the_new_ones_that_concern_somebody_are_told(place: Town) -> None:
    consumer = builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-1"])
    with begin(place.here.admin) as work:
        rows = [
            RecordPayment(code, Decimal(10), payments.Channel.CASH, "", work.today - timedelta(days=days), uuid4())
            for code in ("A-1", "A-2")
            for days in (1, 40)
        ]
        assert payments.record_many(work, rows).accepted == 4
    (subject,) = told(consumer)
    assert subject.startswith("Rs 10 for account A-1 came in on ")


def test_an_unusual_reading_is_told_to_who_decides_there_and_to_followers(place: Town) -> None:
    wards = (place.here.ward_a, place.here.ward_b)
    decides, elsewhere = (builders.person(place.here, Role.OPERATIONS, (ward,)) for ward in wards)
    follower = builders.person(place.here, Role.SUPPORT)
    with begin(follower) as work:
        notices.follow(work, "unit", place.unit_ids["A-1"])
    agent = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    with begin(agent) as work:
        first = work.today.replace(day=1)
        for back in range(8, 0, -1):
            read_on = (first - timedelta(days=31 * back)).replace(day=10)
            metering.record(work, RecordReading("M-A-1", Decimal(6 + back % 3), read_on, uuid4()))
    assert told(decides) == told(follower) == []
    with begin(agent) as work:
        high = metering.record(work, RecordReading("M-A-1", Decimal(900), work.today, uuid4()))
    assert high.status == "suspect"
    (subject,) = told(decides)
    assert subject.startswith("Meter M-A-1 of account A-1 waits for a decision: ")
    assert told(follower) == [subject]
    assert told(elsewhere) == told(agent) == []


def test_everybody_chooses_among_what_they_can_be_told(place: Town) -> None:
    consumer = builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-1"])
    with begin(consumer) as work:
        offered = {each.kind.name for each in notices.choices(work).wanted}
        notices.choose(work, {("payment.recorded", Channel.APP): False}, "")
    assert {"bill.due", "payment.recorded"} <= offered
    with begin(place.here.admin) as work:
        assert not {"bill.due", "payment.recorded"} & {each.kind.name for each in notices.choices(work).wanted}
    town.pay(place, "A-1", "120.50")
    assert told(consumer) == []
