"""Every screen × every role × records within reach and out of it; a screen without a row here fails."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components import session
from components.screens import SCREENS, Screen
from services import sign_in
from services.permissions import ROLE_NAMES, Role
from services.work import Actor
from tests import scene as scenes
from tests.builders import PASSWORD
from tests.gone import GOES
from tests.records import Records, without
from tests.scene import Scene
from tests.screens import seen
from utils.settings import ROOT

ENTRY: Final = str(ROOT / "components" / "entry.py")
HEAD: Final = Role.HEAD_ADMINISTRATOR
NOTHING: Final[Mapping[str, str]] = {}

# What the address of each screen names, parameter by parameter: a field of Records, or a word in quotation marks.
ADDRESSES: Final[Mapping[str, Mapping[str, str]]] = {
    "": NOTHING,
    "access": {"may": "'unit.read'", "area": "area_id"},
    "account": {"account": "account_id"},
    "accounts": NOTHING,
    "activity": NOTHING,
    "archive": NOTHING,
    "areas": {"area": "area_id"},
    "audit": NOTHING,
    "audit-entry": {"entry": "audit_id"},
    "bill": {"bill": "bill_no"},
    "bill-run": {"run": "run_id"},
    "bill-runs": NOTHING,
    "bills": NOTHING,
    "bulk-change": {"change": "change_id"},
    "business-calendar": NOTHING,
    "canned-answers": NOTHING,
    "cash": NOTHING,
    "cash-in-hand": {"agent": "agent_id"},
    "challan": {"challan": "challan_id"},
    "challans": NOTHING,
    "change": {"noun": "'units'", "ids": "unit_id"},
    "change-request": {"request": "request_id"},
    "change-requests": NOTHING,
    "changes": NOTHING,
    "days": NOTHING,
    "decide-change-requests": {"ids": "request_id"},
    "duplicate": {"pair": "pair_id"},
    "duplicates": NOTHING,
    "exports": NOTHING,
    "handover": {"handover": "handover_id"},
    "handovers": NOTHING,
    "import": {"import": "import_id"},
    "imports": NOTHING,
    "job": {"job": "job_id"},
    "jobs": NOTHING,
    "mapping": {"noun": "'accounts'", "shape": "shape_key"},
    "mappings": NOTHING,
    "my-day": NOTHING,
    "notice-choices": NOTHING,
    "notices": NOTHING,
    "payment": {"payment": "payment_id"},
    "payments": NOTHING,
    "plan-visits": {"ids": "unit_id"},
    "profile": NOTHING,
    "propose-change": {"unit": "unit_id"},
    "reading": {"reading": "reading_id"},
    "readings": NOTHING,
    "receipt": {"receipt": "receipt_id"},
    "reminders": NOTHING,
    "search": {"q": "account_code"},
    "security": NOTHING,
    "staff": NOTHING,
    "staff-member": {"member": "staff_id"},
    "statement": {"account": "account_id"},
    "survey-units": NOTHING,
    "take-cash": {"unit": "unit_id"},
    "tariff": {"tariff": "code"},
    "tariffs": NOTHING,
    "ticket": {"ticket": "ticket_id"},
    "ticket-settings": NOTHING,
    "tickets": NOTHING,
    "today": NOTHING,
    "unit": {"unit": "unit_id"},
    "visit": {"visit": "visit_id"},
    "visit-settings": NOTHING,
    "visits": NOTHING,
}
OF_RECORDS: Final = tuple(screen for screen in SCREENS if ADDRESSES.get(screen.url))
OF_WHAT_GOES: Final = tuple(screen for screen in OF_RECORDS if {*ADDRESSES[screen.url].values()} & {*GOES})
# Records that the whole organization shares lie in no area.
OF_ALL: Final = frozenset({"access", "areas", "bill-run", "bulk-change", "import", "job", "mapping", "staff-member", "tariff"})
# What a screen says of a record that was taken away, to whoever saw it: what happened stays, and a change of many brings it
# back. Every other screen says as much of it as of one that never was.
SAYS_GONE: Final[Mapping[str, str]] = {
    "account": "This account was deleted from the register",
    "areas": "was merged into another area",
    "change": "1 unit chosen",
    "propose-change": "was deleted from the register",
    "statement": "Account GONE-",
    "unit": "was deleted from the register",
}
REFUSED: Final = "is not open to the role"
# What only things of the other area are called.
FAR: Final = re.compile(r"(?<![\w-])(U-|M-|Demo )?B-[12](?![\w-])")


@pytest.fixture(scope="module")
def scene(shared_database: object) -> Scene:
    return scenes.stand()


@pytest.fixture(scope="module")
def tokens(scene: Scene) -> dict[Role, str]:
    return {role: sign_in.sign_in(person.username, PASSWORD, "127.0.0.1", "test").token for role, person in scene.people.items()}


def named(screen: Screen, of: Records) -> dict[str, str]:
    """What the address of a screen names."""
    words = ADDRESSES[screen.url].items()
    return {name: each.strip("'") if each.startswith("'") else str(getattr(of, each)) for name, each in words}


def look(screen: Screen, of: Records) -> str:
    """Everything on a screen that is opened for a record."""
    shown = AppTest.from_file(str(screen.path), default_timeout=20)
    for name, value in named(screen, of).items():
        shown.query_params[name] = value
    return seen(shown.run())


def told(screen: Screen, of: Records) -> str:
    """The same without what the address itself named."""
    return without(look(screen, of), named(screen, of))


def test_every_screen_has_a_row_here() -> None:
    assert set(ADDRESSES) == {screen.url for screen in SCREENS}
    assert {screen.url for screen in OF_RECORDS} >= OF_ALL
    assert {screen.url for screen in OF_WHAT_GOES} >= SAYS_GONE.keys()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("url", sorted(ADDRESSES))
def test_a_screen_opens_for_the_roles_it_is_for_and_tells_the_others(
    scene: Scene, tokens: dict[Role, str], monkeypatch: pytest.MonkeyPatch, url: str, role: Role
) -> None:
    monkeypatch.setattr(session, "token", lambda: tokens[role])
    screen = next(screen for screen in SCREENS if screen.url == url)
    shown = look(screen, scene.own_of(role))
    if screen.is_for(scene.people[role]):
        assert REFUSED not in shown
        assert "<h1>" in shown
        assert not re.search("lies outside your areas|>lock<|went wrong", shown)
    else:
        assert f"“{screen.title}” {REFUSED} {ROLE_NAMES[role].lower()}." in shown
        assert shown.count("<h1>") == 1


@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_not_open_stands_in_no_menu(
    scene: Scene, tokens: dict[Role, str], monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    monkeypatch.setattr(session, "token", lambda: tokens[role])
    offered: list[str] = []
    real = st.navigation

    def navigation(pages: Mapping[str, Sequence[st.Page]], **rest: Any) -> Any:
        offered.extend(page.title for group in pages.values() for page in group if page.visibility == "visible")
        return real(pages, **rest)

    monkeypatch.setattr(st, "navigation", navigation)
    AppTest.from_file(ENTRY, default_timeout=20).run()
    may_open = [screen for screen in SCREENS if screen.is_for(scene.people[role])]
    assert sorted(offered) == sorted(screen.title for screen in may_open if not screen.is_hidden)


def lookers(scene: Scene, screen: Screen) -> Iterator[tuple[Role, Actor]]:
    """The limited roles that may open a screen, and somebody of the office who sees one area."""
    limited = [role for role in (Role.FIELD_AGENT, Role.CONSUMER) if screen.is_for(scene.people[role])]
    office = (Role.SUPPORT, Role.OPERATIONS, Role.BILLING, Role.MANAGER, HEAD)
    for role in [*limited, *[role for role in office if screen.is_for(scene.people[role])][:1]]:
        yield role, scene.limited(role)


@pytest.mark.parametrize("screen", OF_RECORDS, ids=lambda screen: screen.url)
def test_a_record_out_of_reach_reads_like_one_that_was_never_there(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, screen: Screen
) -> None:
    for role, person in lookers(scene, screen):
        monkeypatch.setattr(session, "look_up", lambda looker=person, **_: looker)  # pyright: ignore
        never = told(screen, scene.made_up)
        assert (role, told(screen, scene.elsewhere)) == (role, never)
        if screen.url not in OF_ALL:
            assert (role, told(screen, scene.other_area)) == (role, never)
            own = look(screen, scene.own_of(role))
            assert own != never
            assert not FAR.search(own)


@pytest.mark.parametrize("screen", OF_WHAT_GOES, ids=lambda screen: screen.url)
def test_what_is_gone_says_so_to_whoever_saw_it_and_nothing_to_others(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, screen: Screen
) -> None:
    head = scene.people[HEAD]
    monkeypatch.setattr(session, "look_up", lambda **_: head)
    never = told(screen, scene.gone.none(scene.own))
    deleted = look(screen, scene.gone.each(scene.own)[0])
    assert "went wrong" not in deleted
    assert screen.url not in SAYS_GONE or SAYS_GONE[screen.url] in deleted
    assert screen.url in SAYS_GONE or without(deleted, named(screen, scene.gone.deleted)) == never
    for role, person in lookers(scene, screen):
        monkeypatch.setattr(session, "look_up", lambda looker=person, **_: looker)  # pyright: ignore
        assert (role, told(screen, scene.gone_elsewhere.deleted)) == (role, told(screen, scene.made_up))
        if screen.url not in OF_ALL:
            assert (role, told(screen, scene.gone_far.deleted)) == (role, told(screen, scene.made_up))
