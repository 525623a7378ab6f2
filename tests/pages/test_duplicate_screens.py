"""Duplicates on their screens: looked for in an area, compared side by side, one kept, or dismissed for good."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import accounts, duplicates
from services.paging import ListQuery
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.screens import opened as open_address
from tests.screens import seen
from tests.services.change_requests.register import Register, owing, register

Open = Callable[[str, Actor], AppTest]


@pytest.fixture
def place(database: object) -> Register:
    """U-1 and U-2 have one phone."""
    made = register()
    with begin(made.admin) as work:
        for code in ("A-1", "A-2"):
            accounts.change(work, made.account_ids[code], {"phone": "0300-0000001", "holder_name": f"Demo Holder {code}"})
    return made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(address: str, actor: Actor) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        return open_address(address)

    return open_page


def sent(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label.startswith(label)).click().run()


def pair_of(place: Register) -> int:
    with begin(place.operations) as work:
        duplicates.look(work, place.here.ward_a)
        return duplicates.page(work, ListQuery(filters={"because": "phone"})).rows[0].pair_id


def test_duplicates_are_looked_for_in_an_area_and_listed_with_reasons(place: Register, opened: Open) -> None:
    shown = opened("/duplicates", place.operations)
    assert "Look for them in an area above." in seen(shown)
    assert "Choose the area in which to look." in seen(sent(shown, "Look for duplicates"))
    shown.selectbox(key="look_area").set_value(place.here.ward_a)
    said = seen(sent(shown, "Look for duplicates"))
    assert "Compared 3 units of Ward A: 3 open pairs, 3 of them new." in said
    assert "and U-2" in said
    assert "Same phone, same position (0 m apart)" in said
    assert "is not open to the role manager" in seen(opened("/duplicates", builders.person(place.here, Role.MANAGER)))


def test_the_two_are_compared_and_one_is_kept_on_purpose_where_money_is_open(place: Register, opened: Open) -> None:
    owing(place, "A-2", 300)
    address = f"/duplicate?pair={pair_of(place)}"
    shown = opened(address, place.operations)
    said = seen(shown)
    assert "0300-0000001" in said
    assert "the same" in said
    assert "Account A-2 of U-2 owes Rs 300" in said
    assert "settle that first" in seen(sent(shown, "Keep U-1"))
    shown.checkbox(key=f"leaves_{place.unit_ids['U-1']}").check()
    sent(shown, "Keep U-1")
    assert f"decided by {place.operations.full_name}" in seen(opened(address, place.admin))
    assert "Unit U-2 was a duplicate and was merged into" in seen(opened(f"/unit?unit={place.unit_ids['U-2']}", place.agent))


def test_two_units_after_all_need_a_reason_and_do_not_come_back(place: Register, opened: Open) -> None:
    pair_id = pair_of(place)
    shown = opened(f"/duplicate?pair={pair_id}", place.operations)
    assert "Say how you know" in seen(sent(shown, "They are two units"))
    shown.text_area(key="dismiss_reason").input("Two gates")
    sent(shown, "They are two units")
    assert "Two gates" in seen(opened(f"/duplicate?pair={pair_id}", place.admin))
    assert "and U-2" not in seen(opened("/duplicates", place.operations))
    assert "There is no pair" in seen(opened("/duplicate?pair=999999", place.operations))
