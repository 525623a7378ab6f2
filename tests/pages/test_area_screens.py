"""What the screen of areas shows and changes, and for whom."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import areas, organizations, staff
from services.areas import AreaFields
from services.permissions import Permission, Role
from services.work import Actor, begin
from tests import builders
from tests.builders import World
from tests.screens import opened as open_address
from tests.screens import seen

Open = Callable[[str, Actor], AppTest]


@pytest.fixture
def here(database: str) -> World:
    return builders.world()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(address: str, actor: Actor) -> AppTest:
        monkeypatch.setattr(session, "look_up", lambda **_: actor)
        return open_address(address)

    return open_page


def press(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label == label).click().run()


def typed(shown: AppTest, label: str, text: str) -> None:
    next(field for field in shown.text_input if field.label == label).input(text)


def test_the_tree_is_walked_level_by_level(here: World, opened: Open) -> None:
    assert f'href="/areas?area={here.division}"' in seen(opened("/areas", here.admin))
    shown = seen(opened(f"/areas?area={here.district}", here.admin))
    for text in ("<h1>Okara</h1>", "District · OKR", "Ward A", "Ward B", "Add an area", f"area={here.district}&amp;part=edit"):
        assert text in shown


def test_several_areas_are_added_one_after_the_other(here: World, opened: Open) -> None:
    shown = opened(f"/areas?area={here.district}&part=add", here.admin)
    for code, name in (("okr-c", "Ward C"), ("okr-d", "Ward D")):
        shown.selectbox[0].select("ward")
        typed(shown, "Code", code)
        typed(shown, "Name", name)
        shown = press(shown, "Add")
        assert f"Added {name} ({code.upper()}), a ward in Okara." in seen(shown)
    with begin(here.admin) as work:
        assert [area.name for area in areas.below(work, here.district)] == ["Ward A", "Ward B", "Ward C", "Ward D"]


def test_what_is_wrong_is_said_below_its_field_and_what_was_typed_stays(here: World, opened: Open) -> None:
    shown = opened(f"/areas?area={here.district}&part=add", here.admin)
    typed(shown, "Code", "OKR-A")
    typed(shown, "Name", "Ward C")
    assert "Choose what kind of area it is." in seen(press(shown, "Add"))
    shown.selectbox[0].select("ward")
    assert "The code OKR-A is taken: Ward A has it." in seen(press(shown, "Add"))
    typed(shown, "Households, census 2023", "many")
    assert "“many” is not a number" in seen(press(shown, "Add"))
    assert next(field for field in shown.text_input if field.label == "Name").value == "Ward C"


def test_an_area_is_renamed_and_its_history_says_so(here: World, opened: Open) -> None:
    shown = opened(f"/areas?area={here.ward_a}&part=edit", here.admin)
    typed(shown, "Name", "Ward One")
    typed(shown, "Latitude", "30.123456789")
    typed(shown, "Longitude", "73.1")
    assert "Saved Ward One: name, latitude, longitude." in seen(press(shown, "Save"))
    past = seen(opened(f"/areas?area={here.ward_a}&part=history", here.admin))
    for text in ("Name: <s>Ward A</s>", "<b>Ward One</b>", "30.12346, 73.10000"):
        assert text in past


def test_a_change_over_somebody_elses_is_told(here: World, opened: Open) -> None:
    shown = opened(f"/areas?area={here.ward_a}&part=edit", here.admin)
    with begin(here.admin) as work:
        areas.change(work, here.ward_a, {"name": "Ward Uno"})
    typed(shown, "Name", "Ward One")
    said = seen(press(shown, "Save"))
    assert "changed by somebody else" in said
    assert "Name is now “Ward Uno”; you saw “Ward A”." in said
    assert "Saved Ward One: name." in seen(press(shown, "Save"))


def test_a_move_is_shown_before_it_is_made(here: World, opened: Open) -> None:
    agent = builders.person(here, Role.FIELD_AGENT, (here.district,))
    with begin(here.admin) as work:
        other = areas.add(work, here.division, "PAK", AreaFields("Pakpattan", "district", None, None, None)).area_id
    shown = opened(f"/areas?area={here.ward_a}&part=move", here.admin)
    assert not shown.button
    shown.selectbox[0].select(other).run()
    said = seen(shown)
    assert "Ward A leaves Okara and will lie in Pakpattan." in said
    assert f"<dt>Will no longer see it</dt><dd>{agent.full_name}</dd>" in said
    after = press(shown, "Move Ward A")
    assert "Moved Ward A to Pakpattan: 0 units and 0 accounts went along. 1 person no longer sees it." in seen(after)
    with begin(here.admin) as work:
        assert areas.get(work, here.ward_a).parent_id == other


def test_a_move_that_would_do_something_else_by_now_is_shown_again(here: World, opened: Open) -> None:
    with begin(here.admin) as work:
        other = areas.add(work, here.division, "PAK", AreaFields("Pakpattan", "district", None, None, None)).area_id
    shown = opened(f"/areas?area={here.ward_a}&part=move", here.admin)
    shown.selectbox[0].select(other).run()
    agent = builders.person(here, Role.FIELD_AGENT, (other,))
    shown = press(shown, "Move Ward A")
    assert "look again" in seen(shown)
    assert agent.full_name in seen(shown)
    assert "Moved Ward A to Pakpattan" in seen(press(shown, "Move Ward A"))


def test_where_an_area_lies_already_and_the_top_may_be_chosen_too(here: World, opened: Open) -> None:
    shown = opened(f"/areas?area={here.ward_a}&part=move", here.admin)
    shown.selectbox[0].select(here.district).run()
    assert "Ward A lies in Okara already." in seen(shown)
    shown.selectbox[0].select(0).run()
    assert "will lie at the top of the tree" in seen(shown)
    assert "Moved Ward A to the top of the tree" in seen(press(shown, "Move Ward A"))


def test_a_merge_is_shown_before_it_is_made_and_the_area_says_where_it_went(here: World, opened: Open) -> None:
    builders.account(here, "A-1", here.ward_a)
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    shown = opened(f"/areas?area={here.ward_a}&part=merge", here.admin)
    shown.selectbox[0].select(here.ward_b).run()
    assert "Ward A becomes part of Ward B." in seen(shown)
    assert agent.full_name in seen(shown)
    assert "Merged Ward A into Ward B: 1 account, 0 units and 1 person went over." in seen(
        press(shown, "Merge Ward A into Ward B")
    )
    past = opened(f"/areas?area={here.ward_a}&part=merge", here.admin)
    assert "Ward A was merged into another area" in seen(past)
    assert f'href="/areas?area={here.ward_b}"' in seen(past)
    assert "part=move" not in seen(past)
    assert not past.selectbox


def test_an_area_with_areas_within_is_not_merged(here: World, opened: Open) -> None:
    shown = opened(f"/areas?area={here.district}&part=merge", here.admin)
    assert "Okara has areas within it." in seen(shown)
    assert not shown.selectbox


@pytest.mark.parametrize("role", [Role.MANAGER, Role.FIELD_AGENT, Role.HEAD_ADMINISTRATOR])
def test_who_may_not_change_the_tree_is_offered_no_way_to(here: World, opened: Open, role: Role) -> None:
    person = builders.person(here, role, (here.ward_a,))
    shown = opened(f"/areas?area={here.district}&part=add", person)
    assert "part=add" not in seen(shown)
    assert "part=edit" not in seen(shown)
    assert "part=move" not in seen(shown)
    assert not shown.text_input


def test_an_organization_without_areas_is_told_how_to_begin(database: str, opened: Open) -> None:
    organizations.create("bare-town", "Bare Town", "PKR")
    staff.create_admin("bare-town", "admin.bare", "Admin")
    org_id = organizations.find("bare-town").org_id
    (admin,) = staff.actors_with(org_id, Permission.STAFF_WRITE, "screen")
    assert "Add the first one" in seen(opened("/areas", admin))
    shown = opened("/areas?part=add", admin)
    shown.selectbox[0].select("division")
    typed(shown, "Code", "top")
    typed(shown, "Name", "Top")
    assert "Added Top (TOP), a division." in seen(press(shown, "Add"))


@pytest.mark.parametrize("named", ["999999999", "x", "-1"])
def test_an_area_that_is_not_there_is_a_sentence_or_the_top(here: World, opened: Open, named: str) -> None:
    shown = seen(opened(f"/areas?area={named}", here.admin))
    assert "There is no area 999999999." in shown if named.isdigit() else "Sahiwal" in shown
