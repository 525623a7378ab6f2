"""The audit trail as a list: what is in it, how it is narrowed, and whose entries a person reads."""

import csv
import io
from typing import Any

import pytest

from services import accounts, activity, audit, listing, staff, survey_units
from services.activity import Entry
from services.paging import ListQuery
from services.permissions import GRANTS, Permission, Role
from services.work import Actor, begin
from tests import builders, town
from tests.town import Town
from utils.errors import Forbidden, Invalid, NotFound


@pytest.fixture
def place(database: object) -> Town:
    made = town.town()
    with begin(made.clerk) as work:
        survey_units.change(work, made.unit_ids["A-1"], {"settlement": "rural"})
    with begin(made.here.admin.through("api")) as work:
        accounts.change(work, made.account_ids["B-1"], {"phone": "0300-1234567"})
    town.pay(made, "A-1", "120.50")
    return made


def walked(actor: Actor, size: int = 200, search: str = "", sort: str = "", **filters: str) -> list[Entry]:
    def page(**at: Any) -> Any:
        return activity.page(work, ListQuery(search, filters, sort, size=size, **at))

    with begin(actor) as work:
        pages = [page()]
        while pages[-1].next_key:
            pages.append(page(after=pages[-1].next_key))
    return [row for each in pages for row in each.rows]


def told(actor: Actor, entry: Entry) -> str:
    may = actor.may(Permission.ACCOUNT_IDENTIFY)
    return activity.sentence(entry.who, entry.action, entry.ref, entry.before, entry.after, may_identify=may)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_pages_show_every_entry_once(place: Town, sort: str) -> None:
    whole = walked(place.here.admin, sort=sort)
    with begin(place.here.admin) as work:
        count = work.scalar("SELECT count(*) FROM audit_log WHERE org_id = %(org_id)s")
    assert len({row.audit_id for row in whole}) == len(whole) == count
    keys = [(row.recorded_at, row.audit_id) for row in whole]
    assert keys == sorted(keys, reverse=sort == "newest")
    assert walked(place.here.admin, 3, sort=sort) == whole


def test_a_record_is_found_by_its_code_and_leads_to_its_page(place: Town) -> None:
    (unit,) = walked(place.here.admin, search="u-a-1")
    assert told(place.here.admin, unit) == f"{place.clerk.full_name} changed the settlement of U-A-1 from urban to rural"
    assert (unit.target, unit.origin, unit.noun) == (str(place.unit_ids["A-1"]), "screen", "unit")
    (account,) = walked(place.here.admin, search="B-1", noun="account")
    assert (account.target, account.origin) == (str(place.account_ids["B-1"]), "api")
    (payment,) = walked(place.here.admin, noun="payment")
    assert payment.target is not None
    (again,) = walked(place.here.admin, search=payment.ref.removeprefix("payment "))
    assert again == payment
    (added,) = walked(place.here.admin, search=place.clerk.username)
    assert (added.action, added.target) == ("staff.added", str(place.clerk.staff_id))


def test_filters_leave_in_what_they_say(place: Town) -> None:
    clerk = str(place.clerk.staff_id)
    assert {row.staff_id for row in walked(place.here.admin, staff=clerk)} == {place.clerk.staff_id}
    assert {row.origin for row in walked(place.here.admin, origin="api")} == {"api"}
    assert {row.action for row in walked(place.here.admin, action="unit.changed,account.changed")} == {
        "unit.changed", "account.changed",
    }  # fmt: skip
    assert len(walked(place.here.admin, day="today")) == len(walked(place.here.admin))
    assert walked(place.here.admin, day="..2020-01-01") == []
    assert walked(place.here.admin, search="made-up") == []
    with pytest.raises(Invalid), begin(place.here.admin) as work:
        activity.page(work, ListQuery(filters={"action": "made.up"}))


def test_whoever_sees_some_areas_reads_what_they_did_themselves(place: Town) -> None:
    limited = builders.person(place.here, Role.BILLING, (place.here.ward_a,))
    assert walked(limited) == []
    with begin(limited) as work:
        survey_units.change(work, place.unit_ids["A-2"], {"settlement": "rural"})
    (own,) = walked(limited)
    assert own.ref == "unit U-A-2"
    (other,) = walked(place.here.admin, search="U-A-1")
    with begin(limited) as work:
        with pytest.raises(NotFound):
            activity.get(work, other.audit_id)
        assert [each.staff_id for each in activity.people(work)] == [limited.staff_id]
        text = b"".join(listing.copied(work, activity.AUDIT, ListQuery())).decode()
    assert [row["ref"] for row in csv.DictReader(io.StringIO(text))] == ["unit U-A-2"]


def test_nobody_reads_entries_of_another_organization(place: Town) -> None:
    other = builders.world()
    mine = {row.audit_id for row in walked(place.here.admin)}
    assert mine.isdisjoint({row.audit_id for row in walked(other.admin)})
    with begin(other.admin) as work, pytest.raises(NotFound):
        activity.get(work, min(mine))


@pytest.mark.parametrize("role", list(Role))
def test_only_roles_of_the_table_read_the_trail(place: Town, role: Role) -> None:
    own = place.account_ids["A-1"] if role is Role.CONSUMER else None
    person = builders.person(place.here, role, (place.here.ward_a,) if role is Role.FIELD_AGENT else (), own)
    if Permission.AUDIT_READ in GRANTS[role]:
        assert walked(person)
        return
    with begin(person) as work:
        for ask in (lambda: activity.page(work, ListQuery()), lambda: activity.people(work),
                    lambda: activity.changes(work, [])):  # fmt: skip
            with pytest.raises(Forbidden):
                ask()


def test_areas_are_named_and_phones_masked_for_who_does_not_need_them(place: Town) -> None:
    agent = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_a,))
    (added,) = walked(place.here.admin, search=agent.username)
    (changed,) = walked(place.here.admin, search="B-1", noun="account")
    with begin(place.here.admin) as work:
        shown = {each.label: each.after for each in activity.changes(work, [added])[added.audit_id]}
        assert shown == {"Role": "field agent", "Areas": "Ward A"}
        assert [each.after for each in activity.changes(work, [changed])[changed.audit_id]] == ["923001234567"]
    with begin(place.second) as work:
        assert [each.after for each in activity.changes(work, [changed])[changed.audit_id]] == ["••••• 67"]


def test_a_file_of_the_trail_holds_no_values_of_records(place: Town) -> None:
    with begin(place.here.admin) as work:
        audit.record(work, "bill.held", "bill 202608-0000001", after={"reason": "=cmd|calc"})
        text = b"".join(listing.copied(work, activity.AUDIT, ListQuery())).decode()
    assert "1234567" not in text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["reason"] for row in rows if row["reason"]] == ["'=cmd|calc"]


def test_an_entry_outlives_the_person_it_names(place: Town) -> None:
    person = builders.person(place.here, Role.SUPPORT)
    with begin(place.here.admin) as work:
        staff.deactivate(work, person.staff_id, "Left")
    (entry,) = walked(place.here.admin, action="staff.deactivated")
    assert (entry.reason, entry.target) == ("Left", str(person.staff_id))
