"""Every door under /auth × nobody and every role; a door without a row here fails."""

from collections.abc import Mapping
from typing import Final

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from api import auth_routes, forgotten_routes, second_factor_routes
from api.auth_pages import Looks
from services.permissions import Role
from tests import builders
from tests.api.talking import token_of
from tests.builders import World
from utils.cookies import PLAIN

LOOKS: Final = Looks("/assets/auth.css", "/assets/favicon.svg")
ROUTES: Final[list[Route]] = [
    *auth_routes.routes(LOOKS, is_behind_tls=False),
    *second_factor_routes.routes(LOOKS, is_behind_tls=False),
    *forgotten_routes.routes(LOOKS, is_behind_tls=False),
]
SITE: Final = Starlette(routes=list(ROUTES))
SIGN_IN: Final = "/auth/login?reason="

# What nobody gets, and what everybody gets who is signed in: nothing here depends on the role. An address is one that
# the browser is sent to; an empty form is posted.
DOORS: Final[Mapping[tuple[str, str], tuple[int | str, int | str]]] = {
    ("GET", "/auth/login"): (200, "/"),
    ("POST", "/auth/login"): (401, 401),
    ("POST", "/auth/logout"): (SIGN_IN, SIGN_IN),
    ("GET", "/auth/password"): (SIGN_IN, 200),
    ("POST", "/auth/password"): (SIGN_IN, 422),
    ("POST", "/auth/organization"): ("/", "/"),
    ("POST", "/auth/colours"): (401, 422),
    ("POST", "/auth/language"): (401, 422),
    ("GET", "/auth/session"): (200, 200),
    ("POST", "/auth/session"): (401, 204),
    ("GET", "/auth/unread"): (401, 200),
    ("GET", "/auth/code"): (SIGN_IN, SIGN_IN),
    ("POST", "/auth/code"): (SIGN_IN, SIGN_IN),
    ("GET", "/auth/second-factor/set-up"): (SIGN_IN, 200),
    ("POST", "/auth/second-factor/set-up"): (SIGN_IN, 422),
    ("GET", "/auth/second-factor/recovery-codes"): (SIGN_IN, 200),
    ("POST", "/auth/second-factor/recovery-codes"): (SIGN_IN, 422),
    ("GET", "/auth/second-factor/remove"): (SIGN_IN, 200),
    ("POST", "/auth/second-factor/remove"): (SIGN_IN, 422),
    ("GET", "/auth/forgotten"): (200, 200),
    ("POST", "/auth/forgotten"): (200, 200),
    ("GET", "/auth/new-password"): (409, 409),
    ("POST", "/auth/new-password"): (409, 409),
    ("GET", "/auth/email"): (SIGN_IN, 200),
    ("POST", "/auth/email"): (SIGN_IN, 422),
}


@pytest.fixture(scope="module")
def here(shared_database: object) -> World:
    return builders.world()


def knock(talk: TestClient) -> dict[tuple[str, str], int | str]:
    """What every door answers; the one that ends the session comes last."""
    found: dict[tuple[str, str], int | str] = {}
    for method, path in sorted(DOORS, key=lambda door: door[1] == "/auth/logout"):
        answer = talk.request(method, path, data={} if method == "POST" else None, follow_redirects=False)
        sent_to = answer.headers.get("location", "")
        found[method, path] = SIGN_IN if sent_to.startswith(SIGN_IN) else sent_to or answer.status_code
    return found


def test_every_door_has_a_row_here() -> None:
    assert set(DOORS) == {(method, route.path) for route in ROUTES for method in (route.methods or set()) - {"HEAD"}}


def test_nobody_passes_but_the_doors_to_sign_in(here: World) -> None:
    assert knock(TestClient(SITE)) == {door: nobody for door, (nobody, _) in DOORS.items()}


@pytest.mark.parametrize("role", list(Role))
def test_who_is_signed_in_passes_whatever_the_role(here: World, role: Role) -> None:
    area_ids = (here.ward_a,) if role is Role.FIELD_AGENT else ()
    account_id = builders.account(here, "A-1") if role is Role.CONSUMER else None
    talk = TestClient(SITE)
    talk.cookies.set(PLAIN, token_of(builders.person(here, role, area_ids, account_id)))
    assert knock(talk) == {door: signed_in for door, (_, signed_in) in DOORS.items()}


def test_the_session_of_nobody_is_not_live(here: World) -> None:
    assert TestClient(SITE).get("/auth/session").json() == {"is_live": False}
