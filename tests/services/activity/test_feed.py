"""The feed: what happened to what a person may see, and from where it was done in the audit trail behind it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services import accounts, activity, sign_in, staff, survey_units, tickets, visits
from services.paging import ListQuery
from services.permissions import Role
from services.tickets import NewTicket
from services.visits import NewPlan
from services.work import Actor, begin
from tests import builders, town
from tests.town import Town
from utils import devices
from utils.errors import Forbidden

ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"


@pytest.fixture
def place(database: object) -> Town:
    made = town.town()
    with begin(made.clerk) as work:
        survey_units.change(work, made.unit_ids["A-1"], {"settlement": "rural"})
        survey_units.change(work, made.unit_ids["B-1"], {"settlement": "rural"})
        accounts.change(work, made.account_ids["B-1"], {"phone": "0300-1234567"})
    town.pay(made, "A-1", "120.50")
    with begin(made.here.admin) as work:
        for code in ("A-1", "B-1"):
            new = NewTicket("Not collected", "", "missed_collection", "normal", "phone", uuid4(), made.unit_ids[code])
            tickets.open_one(work, new)
    return made


def refs(actor: Actor, **asked: str) -> set[str]:
    with begin(actor) as work:
        return {row.ref for row in activity.feed(work, ListQuery(filters=asked, size=200)).rows}


def test_whoever_sees_some_areas_reads_what_happened_there_and_what_they_did_themselves(place: Town) -> None:
    whole = refs(builders.person(place.here, Role.OPERATIONS))
    assert {"unit U-A-1", "unit U-B-1", "account B-1", "tariff sanitation", "ticket T-000001", "ticket T-000002"} <= whole
    support = builders.person(place.here, Role.SUPPORT, (place.here.ward_a,))
    seen = refs(support)
    assert {"unit U-A-1", "tariff sanitation", "ticket T-000001"} <= seen
    assert not seen & {"unit U-B-1", "account B-1", "ticket T-000002"}
    assert len([ref for ref in seen if ref.startswith("payment ")]) == 1
    assert not [ref for ref in seen | whole if ref.startswith("staff ")]
    assert [ref for ref in refs(place.here.admin) if ref.startswith("staff ")]
    with begin(support) as work:
        assert [each.staff_id for each in activity.doers(work) if each.staff_id == place.clerk.staff_id]
    assert {"unit U-A-1", "ticket T-000001"}.isdisjoint(refs(builders.world().admin))


def test_what_moved_out_of_reach_is_not_read_any_more(place: Town) -> None:
    support = builders.person(place.here, Role.SUPPORT, (place.here.ward_a,))
    assert "unit U-A-1" in refs(support)
    with begin(place.here.admin) as work:
        work.execute(
            "UPDATE survey_units SET area_id = %(area_id)s WHERE org_id = %(org_id)s AND code = 'U-A-1'",
            area_id=place.here.ward_b,
        )
    assert "unit U-A-1" not in refs(support)


def test_an_agent_reads_of_the_own_visits_and_a_consumer_has_no_feed(place: Town) -> None:
    first, second = (builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,)) for _ in range(2))
    with begin(place.here.admin) as work:
        for agent, code in ((first, "A-1"), (second, "A-2")):
            new = NewPlan((place.unit_ids[code],), agent.staff_id, work.today + timedelta(days=1), uuid4())
            (visit_id,) = visits.plan(work, new).visit_ids
            visits.cancel(work, visit_id, "Nobody lives there")
    mine = {ref for ref in refs(first) if ref.startswith("visit ")}
    assert (mine, {ref for ref in refs(second) if ref.startswith("visit ")}) == ({"visit V-000001"}, {"visit V-000002"})
    with pytest.raises(Forbidden), begin(builders.person(place.here, Role.CONSUMER, account_id=place.account_ids["A-1"])) as work:
        activity.feed(work, ListQuery())


def test_the_feed_is_narrowed_by_person_kind_and_day_and_paged_by_key(place: Town) -> None:
    clerk = str(place.clerk.staff_id)
    assert refs(place.here.admin, staff=clerk, noun="unit") == {"unit U-A-1", "unit U-B-1"}
    assert refs(place.here.admin, day="..2020-01-01") == set()
    with begin(place.here.admin) as work:
        first = activity.feed(work, ListQuery(size=2))
        second = activity.feed(work, ListQuery(size=2, after=first.next_key))
    ids = [row.audit_id for row in (*first.rows, *second.rows)]
    assert len(ids) == 4
    assert ids == sorted(ids, reverse=True)


def test_an_entry_says_from_where_and_only_to_who_may_end_sessions_and_oneself(place: Town) -> None:
    opened = sign_in.sign_in(place.clerk.username, builders.PASSWORD, "203.0.113.7", ANDROID)
    with begin(sign_in.actor_of(opened.token)) as work:
        survey_units.change(work, place.unit_ids["A-2"], {"settlement": "rural"})
    head = builders.person(place.here, Role.HEAD_ADMINISTRATOR)
    for reader, told in ((head, ("203.0.113.7", "Chrome on Android")), (place.clerk, ("203.0.113.7", "Chrome on Android")),
                         (place.second, ("", ""))):  # fmt: skip
        with begin(reader) as work:
            (entry,) = activity.page(work, ListQuery("U-A-2")).rows
        assert (entry.address, entry.device) == told
    with begin(place.second) as work:
        assert {(row.address, row.device) for row in activity.feed(work, ListQuery()).rows} == {("", "")}
    (command,) = [each for each in staff.actors_with(place.here.org_id, next(iter({activity.FEED.permission})))
                  if each.staff_id == head.staff_id]  # fmt: skip
    assert command.device == devices.machine() != ""
