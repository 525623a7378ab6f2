"""What the screens of the audit trail show, and to whom."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import accounts, activity, survey_units
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders, town
from tests.screens import opened as open_address
from tests.screens import seen
from tests.town import Town

Open = Callable[[str, Actor], AppTest]


@pytest.fixture
def place(database: str) -> Town:
    made = town.town()
    with begin(made.clerk) as work:
        survey_units.change(work, made.unit_ids["A-1"], {"settlement": "rural"})
        accounts.change(work, made.account_ids["A-1"], {"phone": "0300-1234567"})
    return made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(address: str, actor: Actor) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        return open_address(address)

    return open_page


def entry_of(place: Town, ref: str, action: str) -> int:
    with begin(place.here.admin) as work:
        return activity.page(work, ListQuery(ref, {"action": action})).rows[0].audit_id


def test_the_list_tells_each_change_in_a_sentence_that_opens(place: Town, opened: Open) -> None:
    shown = seen(opened("/audit", place.here.admin))
    assert f"{place.clerk.full_name} changed the settlement of U-A-1 from urban to rural" in shown
    assert f'href="/audit-entry?entry={entry_of(place, "U-A-1", "unit.changed")}"' in shown
    assert "923001234567" not in shown


def test_the_list_is_searched_and_narrowed_by_its_address(place: Town, opened: Open) -> None:
    shown = seen(opened("/audit?q=U-A-1", place.here.admin))
    assert "from urban to rural" in shown
    assert "changed the phone" not in shown
    assert "No audit entry matches." in seen(opened("/audit?q=made-up", place.here.admin))
    assert "changed the phone of account A-1" in seen(opened(f"/audit?staff={place.clerk.staff_id}", place.here.admin))


def test_an_entry_shows_before_and_after_and_leads_to_the_record(place: Town, opened: Open) -> None:
    address = f"/audit-entry?entry={entry_of(place, 'U-A-1', 'unit.changed')}"
    shown = seen(opened(address, place.here.admin))
    for text in ("Settlement", "urban", "rural", f'href="/unit?unit={place.unit_ids["A-1"]}"', "Screen"):
        assert text in shown


def test_a_phone_is_masked_for_who_does_not_need_it(place: Town, opened: Open) -> None:
    address = f"/audit-entry?entry={entry_of(place, 'A-1', 'account.changed')}"
    assert "923001234567" in seen(opened(address, place.here.admin))
    shown = seen(opened(address, place.second))
    assert "923001234567" not in shown
    assert "••••• 67" in shown


@pytest.mark.parametrize("address", ["/audit", "/audit-entry?entry=1"])
def test_a_role_without_the_permission_reads_a_sentence(place: Town, opened: Open, address: str) -> None:
    assert "is not open to the role support" in seen(opened(address, builders.person(place.here, Role.SUPPORT)))


@pytest.mark.parametrize("named", ["999999999", "nothing", ""])
def test_an_entry_that_is_not_there_is_a_sentence(place: Town, opened: Open, named: str) -> None:
    assert "There is no audit entry" in seen(opened(f"/audit-entry?entry={named}", place.here.admin))


def test_whoever_sees_some_areas_is_told_that_they_read_their_own(place: Town, opened: Open) -> None:
    limited = builders.person(place.here, Role.BILLING, (place.here.ward_a,))
    shown = seen(opened("/audit", limited))
    assert "here is what you did yourself" in shown
    assert "written down here" in shown


def test_the_feed_is_for_everybody_and_leads_to_the_records_that_they_see(place: Town, opened: Open) -> None:
    support = builders.person(place.here, Role.SUPPORT, (place.here.ward_a,))
    shown = seen(opened("/activity", support))
    assert f"{place.clerk.full_name} changed the settlement of U-A-1 from urban to rural" in shown
    assert f'href="/unit?unit={place.unit_ids["A-1"]}"' in shown
    assert "923001234567" not in shown
    assert "sanitation" in shown
    agent = builders.person(place.here, Role.FIELD_AGENT, (place.here.ward_b,))
    shown = seen(opened(f"/activity?noun=unit&staff={place.clerk.staff_id}", agent))
    assert "No activity entry matches." in shown
