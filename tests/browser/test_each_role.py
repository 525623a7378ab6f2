"""Every role on a phone and at a desk, in light and dark: what it is shown is clean, and nothing shown is refused to it."""

import pytest

from components.screens import SCREENS
from services.permissions import Role
from tests.browser.conftest import Visit
from tests.browser.test_every_screen import SIZES, arrive, filled, follow, give_visits
from tests.builders import person

pytestmark = pytest.mark.browser

# One walk in the quick tier: the head administrator's is that of every screen, and an agent's day has tests of its own.
QUICK = {(Role.CONSUMER, "phone")}
LOCKED = ".su-notice:has(.su-icon:text-is('lock'))"
WALKS = [
    pytest.param(role, size, marks=() if (role, size) in QUICK else pytest.mark.slow)
    for role in Role
    for size in SIZES
    if role is not Role.HEAD_ADMINISTRATOR
]


@pytest.mark.parametrize(("role", "size"), WALKS)
def test_what_a_role_is_shown_is_clean_and_not_refused(visit: Visit, role: Role, size: str) -> None:
    place = filled()
    areas = (place.here.ward_a,) if role is Role.FIELD_AGENT else ()
    actor = person(place.here, role, areas, place.account_ids["A-1"] if role is Role.CONSUMER else None)
    if role is Role.FIELD_AGENT:
        give_visits(place, actor)
    arrive(visit, size, actor.username)
    menu = [screen for screen in SCREENS if screen.is_for(actor) and not screen.is_hidden]
    if size == "desk":
        shown = visit.page.locator("[data-testid=stSidebarNavLink]").all_inner_texts()
        assert [text.splitlines()[-1].strip() for text in shown] == [screen.title for screen in menu]
    wrong, refused = list[str](), list[str]()
    for path, faults in follow(visit, size, [f"/{screen.url}" for screen in menu]):
        wrong += faults
        refused += [
            f"{path}: {text}" for text in visit.page.locator(".su-notice:has(.su-icon:text-is('lock'))").all_inner_texts()
        ]
    assert wrong == []
    assert refused == []
