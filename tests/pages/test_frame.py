"""The frame: who sees which screens, and what a refused or ended session reads."""

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from components.screens import SCREENS
from services import sign_in
from services.permissions import Role
from services.work import begin
from tests.builders import PASSWORD, World, person, world
from tests.screens import seen
from utils.settings import ROOT

ENTRY = str(ROOT / "components" / "entry.py")


def look(token: str, monkeypatch: pytest.MonkeyPatch, script: str = ENTRY) -> AppTest:
    """What the holder of a session sees of the frame, or of one page alone."""
    monkeypatch.setattr(session, "token", lambda: token)
    return AppTest.from_file(script, default_timeout=20).run()


@pytest.fixture
def here(database: str) -> World:
    return world()


def token_of(here: World, role: Role) -> str:
    actor = person(here, role, area_ids=(here.ward_a,) if role is Role.FIELD_AGENT else ())
    return sign_in.sign_in(actor.username, PASSWORD, "127.0.0.1", "test").token


def test_every_screen_has_its_file_and_every_file_its_screen() -> None:
    assert {screen.file for screen in SCREENS} == {file.name for file in (ROOT / "pages").glob("*.py")}


def test_every_screen_has_an_address_of_its_own() -> None:
    assert len({screen.url for screen in SCREENS}) == len(SCREENS)


def test_without_a_session_the_frame_leads_to_the_sign_in(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = seen(look("made-up", monkeypatch))
    assert "Your session has ended." in shown
    assert 'href="/auth/login?reason=ended"' in shown


def test_the_frame_says_who_is_signed_in_and_where(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = seen(look(token_of(here, Role.BILLING), monkeypatch))
    assert "Billing</span>" in shown
    assert f'class="su-organization">{here.admin.organization}<' in shown
    assert 'action="/auth/logout"' in shown


def test_a_session_revoked_meanwhile_is_refused_at_the_next_rerun(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(here, Role.BILLING)
    shown = look(token, monkeypatch)
    assert "Your session has ended." not in seen(shown)
    sign_in.sign_out(token)
    assert "Your session has ended." in seen(shown.run())


def test_who_must_set_a_second_factor_up_reads_so_at_the_next_rerun(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = look(token_of(here, Role.BILLING), monkeypatch)
    with begin(here.admin) as work:
        sign_in.require_second_factor(work, [Role.BILLING])
    said = seen(shown.run())
    assert "Your role needs a second factor from now on." in said
    assert 'href="/auth/second-factor/set-up?"' in said
    assert "Your session has ended." not in said
