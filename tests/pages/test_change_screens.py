"""The screens of bulk changes: rows are chosen by the address, looked at, changed with a reason, and taken back."""

import pytest

from components import session
from components.screens import BULK_CHANGE, CHANGE, CHANGES
from services import bulk_changes, sign_in, survey_units
from services.paging import ListQuery
from services.work import begin
from tests import town
from tests.builders import PASSWORD
from tests.screens import opened, seen
from tests.services.bulk_changes.changing import chosen, made, undone
from tests.town import Town


@pytest.fixture
def place(database: str, monkeypatch: pytest.MonkeyPatch) -> Town:
    made_town = town.town()
    token = sign_in.sign_in(made_town.clerk.username, PASSWORD, "127.0.0.1", "test").token
    monkeypatch.setattr(session, "token", lambda: token)
    return made_town



def test_an_address_chooses_rows_and_an_order_changes_them(place: Town) -> None:
    ward = str(place.here.ward_a)
    shown = opened(CHANGE.link(noun="units", all=1, area=ward, sort="newest", cols="code"))
    assert "3 units chosen (Area: Ward A): U-A-1, U-A-2, U-A-3." in seen(shown)
    shown.selectbox[0].select_index(0).run()
    shown.selectbox[1].select_index(2).run()
    text = seen(shown)
    assert "3 units of 3: state becomes billed." in text
    assert all(word in text for word in ("U-A-1", "listed", "billed"))
    shown.button[0].click().run()
    assert "Say why" in seen(shown)
    with begin(place.clerk) as work:
        assert bulk_changes.page(work, ListQuery()).rows == ()
    shown.text_input[0].input("Bills went out")
    shown.button[0].click().run()
    with begin(place.clerk) as work:
        (change,) = bulk_changes.page(work, ListQuery()).rows
    bulk_changes.run(place.clerk, change.change_id)
    text = seen(opened(BULK_CHANGE.link(change=change.change_id)))
    assert "3 units: state becomes billed" in text
    assert "Changed 3 units." in text
    assert "Bills went out" in text
    assert "3 units: state becomes billed" in seen(opened(CHANGES.link()))


def test_refusals_stand_beside_what_would_change(place: Town) -> None:
    made(place.clerk, "units", "status", chosen((place.unit_ids["A-2"],)), status="inactive")
    ids = ",".join(map(str, place.unit_ids.values()))
    shown = opened(CHANGE.link(noun="units", ids=ids))
    shown.selectbox[0].select_index(0).run()
    shown.selectbox[1].select_index(2).run()
    assert "1 unit: A unit that is inactive does not become billed by hand." in seen(shown)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/change", "Choose rows in a list"),
        ("/change?noun=staff&all=1", "Choose rows in a list"),
        ("/change?noun=units", "Choose the units in their list first."),
        ("/change?noun=units&ids=x", "choose them in their list again"),
        ("/change?noun=units&ids=999999999", "None of the chosen units is there any more."),
        ("/change?noun=units&all=1&colour=red", "cannot be filtered by colour"),
        ("/bulk-change?change=999999999", "There is no bulk change"),
        ("/bulk-change", "There is no bulk change"),
    ],
)
def test_a_made_up_address_is_answered_in_a_sentence(place: Town, address: str, sentence: str) -> None:
    assert sentence in seen(opened(address))


def test_an_undone_change_says_what_it_left(place: Town) -> None:
    change = made(place.clerk, "units", "status", chosen(), status="billed")
    made(place.clerk, "units", "status", chosen((place.unit_ids["A-2"],)), status="inactive")
    shown = opened(BULK_CHANGE.link(change=change.change_id))
    assert [button.label for button in shown.button] == ["Undo"]
    undone(place.clerk, change)
    text = seen(opened(BULK_CHANGE.link(change=change.change_id)))
    assert "Gave 4 units back what they were; 1 left as they are now." in text
    assert "Somebody changed it since" in text
    with begin(place.clerk) as work:
        assert survey_units.page(work, ListQuery(filters={"status": "listed"})).count == 4
