"""My profile on its screen, for every role."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from services import sign_in, staff
from services.permissions import ROLE_NAMES, Role
from services.sign_in import totp
from services.work import Actor, begin
from tests import builders
from tests.builders import PASSWORD, World
from tests.screens import opened, seen
from tests.services.sign_in.factors import enrol
from utils import clock
from utils.errors import Unauthenticated

Open = Callable[[str], AppTest]


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def profile(monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_page(token: str) -> AppTest:
        monkeypatch.setattr(session, "token", lambda: token)
        return opened("/profile")

    return open_page


def token_of(person: Actor, agent: str = "Mozilla/5.0 (Windows NT 10.0) Chrome/129.0 Safari/537.36") -> str:
    return sign_in.sign_in(person.username, PASSWORD, "10.0.0.1", agent).token


def sent(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if button.label == label).click().run()


@pytest.mark.parametrize("role", list(Role))
def test_everybody_sees_themselves_as_others_do(here: World, profile: Open, role: Role) -> None:
    account_id = builders.account(here, "A-1") if role is Role.CONSUMER else None
    person = builders.person(here, role, (here.ward_a,) if role is Role.FIELD_AGENT else (), account_id)
    shown = seen(profile(token_of(person)))
    reach = {Role.FIELD_AGENT: "Ward A", Role.CONSUMER: "Own account"}.get(role, "Everywhere")
    for text in (person.full_name, person.username, ROLE_NAMES[role], reach, "This device", "Chrome on Windows", "Not set up"):
        assert text in shown


def test_the_own_phone_is_saved_and_nonsense_is_refused_below_its_field(here: World, profile: Open) -> None:
    person = builders.person(here, Role.SUPPORT)
    shown = profile(token_of(person))
    shown.text_input(key="own_phone_text").input("no phone")
    assert "is no phone number" in seen(sent(shown, "Save phone"))
    shown.text_input(key="own_phone_text").input("0300-1234567")
    assert "Your phone is saved." in seen(sent(shown, "Save phone"))
    with begin(person) as work:
        assert staff.own(work).phone


def test_other_sessions_are_ended_one_by_one_and_all_at_once(here: World, profile: Open) -> None:
    person = builders.person(here, Role.SUPPORT)
    mine, phone, tablet = token_of(person), token_of(person, "Firefox/1 Android"), token_of(person, "Safari iPad")
    shown = profile(mine)
    assert "Safari on iPad" in seen(shown)
    after = sent(shown, "Sign out there")
    assert "Signed out of Safari on iPad" in seen(after)
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(tablet)
    assert sign_in.actor_of(phone)
    assert "signed out everywhere else" in seen(sent(profile(mine), "Sign out everywhere else"))
    with pytest.raises(Unauthenticated):
        sign_in.actor_of(phone)
    assert [button.label for button in profile(mine).button] == ["Save phone"]


def test_the_second_factor_is_set_up_renewed_and_removed_from_here(here: World, profile: Open) -> None:
    person = builders.person(here, Role.SUPPORT)
    first = seen(profile(token_of(person)))
    assert 'href="/auth/second-factor/set-up?next=%2Fprofile"' in first
    assert "/auth/second-factor/remove" not in first
    secret = enrol(person)
    with pytest.raises(sign_in.CodeWanted) as wanted:
        token_of(person)
    code = totp.code_at(secret, totp.step_of(clock.now()))
    shown = seen(profile(sign_in.with_code(wanted.value.half, code, "10.0.0.1", "Phone").token))
    for text in ("Switched on", "10 recovery codes", "/auth/second-factor/remove", "/auth/second-factor/recovery-codes"):
        assert text in shown
