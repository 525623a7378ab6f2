"""What the screens of staff show, and to whom."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import sign_in, staff
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.builders import PASSWORD, World
from tests.screens import opened as open_address
from tests.screens import seen
from tests.services.sign_in.factors import enrol
from utils.errors import Unauthenticated

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


def test_the_list_names_each_person_with_role_areas_and_last_activity(here: World, opened: Open) -> None:
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    sign_in.sign_in(agent.username, PASSWORD, "10.0.0.1", "Phone")
    shown = seen(opened("/staff", here.admin))
    assert agent.full_name in shown
    assert "Field agent" in shown
    assert "Ward A" in shown
    assert f'href="/staff-member?member={agent.staff_id}"' in shown


def test_the_page_of_a_person_shows_who_where_and_what_was_changed(here: World, opened: Open) -> None:
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    shown = seen(opened(f"/staff-member?member={agent.staff_id}", here.admin))
    for text in (agent.full_name, agent.username, "Ward A", "until further notice", "Not seen yet", "Staff added"):
        assert text in shown


@pytest.mark.parametrize("address", ["/staff", "/staff-member?member=1"])
def test_a_role_without_the_permission_reads_a_sentence(here: World, opened: Open, address: str) -> None:
    assert "is not open to the role support" in seen(opened(address, builders.person(here, Role.SUPPORT)))


@pytest.mark.parametrize("named", ["999999", "nobody", ""])
def test_a_person_who_is_not_there_is_a_sentence(here: World, opened: Open, named: str) -> None:
    assert "There is no person" in seen(opened(f"/staff-member?member={named}", here.admin))


def test_a_person_of_another_area_is_not_there_for_who_sees_some(here: World, opened: Open) -> None:
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_b,))
    manager = builders.person(here, Role.MANAGER, (here.ward_a,))
    assert "There is no person" in seen(opened(f"/staff-member?member={agent.staff_id}", manager))
    assert agent.full_name not in seen(opened("/staff", manager))


def sent(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label == label).click().run()


def named(person: Actor, here: World) -> staff.StaffRow:
    with begin(here.admin) as work:
        return staff.get(work, person.staff_id)


def test_a_colleague_is_invited_and_the_first_password_is_shown_once(here: World, opened: Open) -> None:
    shown = opened("/staff", here.admin)
    shown.text_input(key="invite_username").input("sana.iqbal")
    shown.text_input(key="invite_name").input("Sana Iqbal")
    shown.selectbox(key="invite_role").select(Role.MANAGER)
    after = sent(shown, "Invite")
    said = re.search(r"First password: ([a-z0-9-]+)", seen(after))
    assert said is not None
    assert sign_in.sign_in("sana.iqbal", said[1], "10.0.0.1", "Phone").must_change_password
    assert said[1] not in seen(after.run())


def test_all_that_is_wrong_with_an_invitation_is_said_at_once(here: World, opened: Open) -> None:
    shown = opened("/staff", here.admin)
    shown.text_input(key="invite_username").input("-")
    said = seen(sent(shown, "Invite"))
    for sentence in ("Choose what the person may do.", "A username is 2 to 80 small letters", "full name."):
        assert sentence in said


def test_role_area_and_access_are_changed_on_the_page_of_a_person(here: World, opened: Open) -> None:
    person = builders.person(here, Role.SUPPORT)
    address = f"/staff-member?member={person.staff_id}&part=edit"
    shown = opened(address, here.admin)
    shown.selectbox(key="member_role").select(Role.MANAGER)
    assert "is manager from now on" in seen(sent(shown, "Change role"))
    assert "Choose an area." in seen(sent(opened(address, here.admin), "Assign"))
    shown = opened(address, here.admin)
    shown.selectbox(key="assign_area").select_index(2)
    assert "is assigned to Ward A from" in seen(sent(shown, "Assign"))
    row = named(person, here)
    assert (row.role, row.areas) == ("manager", "Ward A")
    assert "leaves Ward A at once" in seen(sent(opened(address, here.admin), "End assignment"))
    assert named(person, here).areas == "Nowhere"
    shown = opened(address, here.admin)
    shown.text_input(key="why").input("Left")
    assert "is shut out from now on" in seen(sent(shown, "Deactivate"))
    assert not named(person, here).is_active
    assert "may sign in again" in seen(sent(opened(address, here.admin), "Let them in again"))
    assert named(person, here).is_active


def test_resetting_a_password_asks_first(here: World, opened: Open) -> None:
    person = builders.person(here, Role.SUPPORT)
    shown = sent(opened(f"/staff-member?member={person.staff_id}&part=edit", here.admin), "Reset password")
    assert any("gets a first password" in text.value for text in shown.markdown)
    assert sign_in.sign_in(person.username, PASSWORD, "10.0.0.1", "Phone")


def test_sessions_are_listed_with_their_device_and_ended(here: World, opened: Open) -> None:
    person = builders.person(here, Role.SUPPORT)
    chrome = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Mobile Safari/537.36"
    token = sign_in.sign_in(person.username, PASSWORD, "10.0.0.7", chrome).token
    shown = opened(f"/staff-member?member={person.staff_id}&part=sessions", here.admin)
    assert "Chrome on Android" in seen(shown)
    assert "10.0.0.7" in seen(shown)
    assert "is signed out there" in seen(sent(shown, "End this session"))
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(token)


def test_on_ones_own_page_only_the_phone_is_changed(here: World, opened: Open) -> None:
    shown = opened(f"/staff-member?member={here.admin.staff_id}&part=edit", here.admin)
    assert "changed by another head administrator" in seen(shown)
    assert [button.label for button in shown.button] == ["Save phone"]


def test_a_manager_looks_and_changes_nothing(here: World, opened: Open) -> None:
    person = builders.person(here, Role.SUPPORT)
    manager = builders.person(here, Role.MANAGER)
    shown = opened(f"/staff-member?member={person.staff_id}&part=edit", manager)
    assert not shown.button
    assert not opened("/staff", manager).button


def test_what_a_person_did_stands_on_their_page(here: World, opened: Open) -> None:
    person = builders.person(here, Role.SUPPORT)
    assert "has changed nothing yet" in seen(opened(f"/staff-member?member={person.staff_id}&part=activity", here.admin))
    shown = seen(opened(f"/staff-member?member={here.admin.staff_id}&part=activity", here.admin))
    assert f"added {person.username} as support" in shown


def test_a_lost_second_factor_is_taken_away_after_asking(here: World, opened: Open) -> None:
    person = builders.person(here, Role.SUPPORT)
    address = f"/staff-member?member={person.staff_id}"
    assert "Not set up" in seen(opened(f"{address}&part=sessions", here.admin))
    assert "Reset second factor" not in [button.label for button in opened(f"{address}&part=edit", here.admin).button]
    enrol(person)
    assert "Switched on" in seen(opened(f"{address}&part=sessions", here.admin))
    shown = sent(opened(f"{address}&part=edit", here.admin), "Reset second factor")
    assert any("signed out everywhere" in text.value for text in shown.markdown)
    with begin(here.admin) as work:
        assert sign_in.has_second_factor(work, person.staff_id)


def test_a_head_administrator_says_which_roles_need_a_second_factor(here: World, opened: Open) -> None:
    enrol(builders.person(here, Role.SUPPORT))
    builders.person(here, Role.MANAGER)
    shown = opened("/security", here.admin)
    assert "Left to each" in seen(shown)
    shown.multiselect(key="mfa_roles_chosen").select(Role.SUPPORT).select(Role.MANAGER)
    after = seen(sent(shown, "Save"))
    for text in ("is needed for: Manager, Support. 1 person without one", "Needed, all have one", "Needed, some have none"):
        assert text in after
    shown = opened("/security", here.admin)
    shown.multiselect(key="mfa_roles_chosen").unselect(Role.SUPPORT).unselect(Role.MANAGER)
    assert "No role needs a second factor any more" in seen(sent(shown, "Save"))


def test_only_rights_everywhere_open_the_security_screen(here: World, opened: Open) -> None:
    assert "is not open to the role manager" in seen(opened("/security", builders.person(here, Role.MANAGER)))
    limited = seen(opened("/security", replace(here.admin, area_ids=(here.ward_a,))))
    assert "whole organization" in limited


def test_who_may_what_is_asked_by_right_place_and_day(here: World, opened: Open) -> None:
    agent = builders.person(here, Role.FIELD_AGENT, (here.ward_a,))
    told = seen(opened(f"/access?may=visit.make&area={here.ward_a}", here.admin))
    assert "2 people may make visits in" in told
    assert agent.username in told and "Assigned to" in told and "No area limits them" in told
    assert "1 person may make visits in" in seen(opened(f"/access?may=visit.make&area={here.ward_b}", here.admin))
    assert "may see accounts in the whole organization" in seen(opened("/access?may=nonsense&area=99999999", here.admin))
    assert "yesterday" in seen(opened("/access?on=yesterday", here.admin))
    limited = builders.person(here, Role.MANAGER, (here.ward_a,))
    assert "may make visits in" not in seen(opened(f"/access?may=visit.make&area={here.ward_a}", limited))
    assert "Make visits" in seen(opened(f"/staff-member?member={agent.staff_id}&part=rights", here.admin))
