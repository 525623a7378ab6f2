"""Reminders: whom a bill concerns hears of it some days before it is due, once, and as they chose."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from services import bills, notices, reminders
from services.paging import ListQuery
from services.permissions import Role
from services.reminders import service
from services.work import Actor, begin
from tests import builders, town
from tests.town import Town
from utils import clock
from utils.errors import Forbidden, Invalid


@pytest.fixture
def place(database: object) -> Town:
    made = town.town()
    town.bill(made)
    return made


def at(monkeypatch: pytest.MonkeyPatch, place: Town, days_before_due: int, hour: int = 10) -> None:
    """Let it be so many days before the bills are due."""
    with begin(place.here.admin) as work:
        due_on = bills.page(work, ListQuery()).rows[0].due_on or date.max
    day = due_on - timedelta(days=days_before_due)
    moment = datetime.combine(day, time(hour), ZoneInfo(place.here.admin.time_zone))
    monkeypatch.setattr(clock, "now", lambda: moment)


def told(person: Actor) -> list[str]:
    with begin(person) as work:
        return [row.subject for row in notices.page(work, ListQuery()).rows if " is due " in row.subject]


def test_the_consumer_and_followers_of_bill_account_and_unit_hear_of_an_unpaid_bill_once(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    consumer = builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-1"])
    of_account, of_unit, of_bill, limited = (builders.person(place.here, Role.SUPPORT) for _ in range(4))
    with begin(place.here.admin) as work:
        (bill,) = bills.page(work, ListQuery(filters={"account": str(place.account_ids["A-1"])})).rows
    follows = ((of_account, "account", place.account_ids["A-1"]), (of_unit, "unit", place.unit_ids["A-1"]),
               (of_bill, "bill", bill.bill_no), (of_bill, "account", place.account_ids["A-1"]),
               (place.here.admin, "account", place.account_ids["A-1"]))  # fmt: skip
    for person, noun, target in follows:
        with begin(person) as work:
            notices.follow(work, noun, target)
    at(monkeypatch, place, 4)
    assert reminders.remind(place.here.admin) == 0
    at(monkeypatch, place, 3)
    with begin(place.here.admin) as work:
        assert reminders.get(work).waiting_count == 1
    assert reminders.remind(place.here.admin) == 1
    subject = f"Bill {bill.bill_no} of account A-1 is due on {bill.due_on:%-d %b %Y}: Rs {bill.outstanding:,.0f} unpaid."
    for person in (consumer, of_account, of_unit, of_bill, place.here.admin):
        assert told(person) == [subject], person.full_name
    for person in (limited, place.clerk, place.second):
        assert told(person) == []
    assert reminders.remind(place.here.admin) == 0
    at(monkeypatch, place, 2)
    assert reminders.remind(place.here.admin) == 0
    assert told(consumer) == [subject]


def test_paid_bills_and_those_of_nobody_who_listens_are_passed_by(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    consumer = builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-2"])
    with begin(place.here.admin) as work:
        (bill,) = bills.page(work, ListQuery(filters={"account": str(place.account_ids["A-2"])})).rows
    town.pay(place, "A-2", str(bill.outstanding))
    at(monkeypatch, place, 1)
    assert reminders.remind(place.here.admin) == 0
    assert told(consumer) == []


def test_a_bill_issued_after_the_day_was_told_of_is_told_of_too(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    consumer = builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-1"])
    at(monkeypatch, place, 3)
    assert reminders.remind(place.here.admin) == 1
    with begin(place.here.admin) as work:
        work.execute(
            "UPDATE bills SET due_on = due_on - 1, issued_at = %(now)s::timestamptz + interval '1 hour'"
            " WHERE org_id = %(org_id)s AND account_id = %(account_id)s",
            account_id=place.account_ids["A-1"],
        )
    assert reminders.remind(place.here.admin) == 1
    assert len(told(consumer)) == 2


def test_each_organization_has_its_turn_once_a_day_in_the_morning(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = place.here.org_id
    at(monkeypatch, place, 3, hour=8)
    assert mine not in {each.org_id for each in reminders.due()}
    at(monkeypatch, place, 3, hour=9)
    assert mine in {each.org_id for each in reminders.due()}
    reminders.remind(place.here.admin)
    assert mine not in {each.org_id for each in reminders.due()}
    at(monkeypatch, place, 2, hour=9)
    assert mine in {each.org_id for each in reminders.due()}
    with begin(place.here.admin) as work:
        assert reminders.set_days(work, 0).waiting_count == 0
    assert mine not in {each.org_id for each in reminders.due()}


def test_how_many_days_before_is_set_by_who_may_for_everybody(place: Town) -> None:
    with begin(place.second) as work:
        assert reminders.get(work).days_before == reminders.USUAL_DAYS
        assert reminders.set_days(work, 7).days_before == 7
    for wrong in (-1, 31):
        with pytest.raises(Invalid), begin(place.second) as work:
            reminders.set_days(work, wrong)
    for person in (place.clerk, builders.person(place.here, Role.MANAGER, (place.here.ward_a,))):
        with pytest.raises(Forbidden), begin(person) as work:
            reminders.set_days(work, 5)
    with begin(builders.world().admin) as work:
        assert reminders.get(work).days_before == reminders.USUAL_DAYS


def test_more_bills_than_a_batch_are_all_told_of(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [builders.person(place.here, Role.CONSUMER, account_id=each) for each in place.account_ids.values()]
    monkeypatch.setattr(service, "BATCH", 2)
    at(monkeypatch, place, 0)
    assert reminders.remind(place.here.admin) == len(people)
    assert [len(told(each)) for each in people] == [1] * len(people)
    assert told(people[0])[0].split(" is due ")[1].startswith("today: Rs ")
