"""Change requests on their screens: proposed on a phone, compared, decided one by one or many at once."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import accounts, tickets
from services.permissions import Role
from services.tickets import NewTicket
from services.work import Actor, begin
from tests import builders
from tests.screens import opened as open_address
from tests.screens import seen
from tests.services.change_requests.register import (
    Register,
    looked_at,
    new,
    owing,
    proposed,
    register,
    renamed,
)

Open = Callable[[str, Actor], AppTest]


@pytest.fixture
def place(database: object) -> Register:
    return register()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(address: str, actor: Actor) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        return open_address(address)

    return open_page


def sent(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label.startswith(label)).click().run()


def test_from_a_unit_the_forms_are_one_tap_away_and_say_what_the_register_says(place: Register, opened: Open) -> None:
    unit_id = place.unit_ids["U-1"]
    assert f'href="/propose-change?unit={unit_id}"' in seen(opened(f"/unit?unit={unit_id}", place.agent))
    said = seen(opened(f"/propose-change?unit={unit_id}", place.agent))
    assert said.count('data-post="/api/v1/change-requests"') == 4
    assert 'name="holder_name" value="Demo Holder"' in said
    assert 'value="residential" required checked' in said
    account_id = place.account_ids["A-1"]
    assert f'href="/propose-change?account={account_id}"' in seen(opened(f"/account?account={account_id}", place.consumer))
    assert seen(opened(f"/propose-change?account={account_id}", place.consumer)).count("data-post=") == 1
    assert "There is no unit" in seen(opened(f"/propose-change?unit={place.unit_ids['U-9']}", place.agent))
    assert "Open a unit or an account first" in seen(opened("/propose-change", place.agent))


def test_old_and_new_stand_side_by_side_and_a_decision_is_told(place: Register, opened: Open) -> None:
    made = renamed(place, "<b>Demo</b> Neighbour")
    assert "1 change request open" in seen(opened(f"/unit?unit={place.unit_ids['U-1']}", place.agent))
    address = f"/change-request?request={made.row.request_id}"
    assert "It waits until somebody from operations decides" in seen(opened(address, place.agent))
    assert "1 waits" in seen(opened("/", place.operations))
    shown = opened(address, place.operations)
    said = seen(shown)
    assert "Demo Holder" in said
    assert "<strong>&lt;b&gt;Demo&lt;/b&gt; Neighbour</strong>" in said
    assert "Say why" in seen(sent(shown, "Reject"))
    assert "Approved CR-000001; unit U-1 is changed." in seen(sent(shown, "Approve"))
    assert "None waits" in seen(opened("/", place.admin))


def test_what_changed_since_is_said_and_approved_only_by_who_saw_it(place: Register, opened: Open) -> None:
    made = renamed(place)
    shown = opened(f"/change-request?request={made.row.request_id}", place.operations)
    with begin(place.admin) as work:
        accounts.change(work, place.account_ids["A-1"], {"holder_name": "Demo Third"})
    said = seen(sent(shown, "Approve"))
    assert "while you looked at it" in said
    assert "it was “Demo Holder” and is “Demo Third” now" in said
    assert "Approved CR-000001" in seen(sent(shown, "Approve"))


def test_a_duplicate_that_owes_is_merged_on_purpose_and_its_ticket_says_so(place: Register, opened: Open) -> None:
    owing(place, "A-1", 300)
    complaint = NewTicket("Not collected", "", "missed_collection", "normal", "phone", uuid4(), place.unit_ids["U-1"])
    with begin(place.admin) as work:
        ticket_id = tickets.open_one(work, complaint).ticket_id
    made = proposed(place.agent, new(place, "duplicate", duplicate_of="U-2"))
    shown = opened(f"/change-request?request={made.row.request_id}", place.operations)
    assert "Account A-1 of U-1 owes Rs 300" in seen(shown)
    assert "It is approved and waits: Account A-1" in seen(sent(shown, "Approve"))
    shown.checkbox(key="leaves_balance").check()
    assert "Approved CR-000001" in seen(sent(shown, "Apply now"))
    for address in (f"/ticket?ticket={ticket_id}", f"/unit?unit={place.unit_ids['U-1']}"):
        said = seen(opened(address, place.agent))
        assert "Unit U-1 was a duplicate and was merged into" in said
        assert f'href="/unit?unit={place.unit_ids["U-2"]}"' in said


def test_many_are_decided_at_once_and_the_result_names_each(place: Register, opened: Open) -> None:
    first, own = renamed(place), renamed(place, code="U-2", by=place.operations)
    said = seen(opened("/change-requests", place.operations))
    assert 'href="/decide-change-requests"' in said
    assert f'data-pick="{first.row.request_id}"' in said
    assert "data-pick" not in seen(opened("/change-requests", place.agent))
    ids = f"{first.row.request_id},{own.row.request_id}"
    shown = opened(f"/decide-change-requests?ids={ids},999999", place.operations)
    assert "You proposed it yourself." in seen(shown)
    assert "1 chosen change request is not there any more, or not yours to see." in seen(shown)
    said = seen(sent(shown, "Approve 2 change requests"))
    assert "Approved and applied 1 change request: CR-000001." in said
    assert "You proposed CR-000002 yourself; somebody else decides about it." in said
    assert looked_at(place.admin, first.row.request_id).row.status == "applied"
    assert "Choose change requests in their list first" in seen(opened("/decide-change-requests", place.operations))
    assert "None of the chosen" in seen(opened("/decide-change-requests?ids=999999", place.operations))


def test_a_consumer_reads_the_own_requests_alone(place: Register, opened: Open) -> None:
    other = renamed(place)
    mine = proposed(place.consumer, new(place, "consumer", {"phone": "0300-0000009"}))
    said = seen(opened("/change-requests", place.consumer))
    assert mine.row.request_no in said
    assert other.row.request_no not in said
    assert "There is no change request" in seen(opened(f"/change-request?request={other.row.request_id}", place.consumer))
    assert "0300-0000009" in seen(opened(f"/change-request?request={mine.row.request_id}", place.consumer))
    manager = builders.person(place.here, Role.MANAGER)
    assert "0300-0000009" not in seen(opened(f"/change-request?request={mine.row.request_id}", manager))
