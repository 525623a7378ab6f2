"""Signing in for programs, the cookie of pages, and what happens when a session ends."""

import pytest
from starlette.testclient import TestClient

from services import sign_in, staff
from services.permissions import Role
from services.work import Actor, begin
from tests import builders
from tests.api.talking import as_browser, as_program, client, error_of, token_of
from tests.builders import PASSWORD, World
from utils.cookies import PLAIN


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def manager(here: World) -> Actor:
    return builders.person(here, Role.MANAGER)


def test_a_token_opens_the_interface_until_it_is_ended(manager: Actor) -> None:
    talk = client()
    opened = talk.post("/api/v1/sessions", json={"username": manager.username, "password": PASSWORD})
    assert opened.status_code == 201
    talk.headers["Authorization"] = f"Bearer {opened.json()['token']}"
    assert talk.get("/api/v1/me").json()["username"] == manager.username
    assert talk.delete("/api/v1/sessions").status_code == 204
    assert talk.delete("/api/v1/sessions").status_code == 204
    error_of(talk.get("/api/v1/me"), 401)


def test_a_wrong_password_is_refused_and_guessing_is_slowed_down(manager: Actor) -> None:
    talk, guess = client(), {"username": manager.username, "password": "wrong-wrong-wrong"}
    for _ in range(10):
        assert error_of(talk.post("/api/v1/sessions", json=guess), 401)["code"] == "unauthenticated"
    refused = talk.post("/api/v1/sessions", json={**guess, "password": PASSWORD})
    assert error_of(refused, 429)["code"] == "too_many_tries"
    assert int(refused.headers["retry-after"]) > 0


def test_a_first_password_opens_nothing_but_says_what_to_do(here: World) -> None:
    password = staff.create_admin(here.code, "first.password", "First Password")
    refused = client().post("/api/v1/sessions", json={"username": "first.password", "password": password})
    assert error_of(refused, 403)["code"] == "password_change_required"
    talk = client()
    token = sign_in.sign_in("first.password", password, "127.0.0.1", "test").token
    talk.headers["Authorization"] = f"Bearer {token}"
    assert error_of(talk.get("/api/v1/me"), 403)["code"] == "password_change_required"


@pytest.mark.parametrize("header", ["Basic YWxpOmFsaQ==", "Bearer", "Bearer ", "Bearer nonsense", "nonsense"])
def test_another_kind_of_authorization_is_refused(here: World, header: str) -> None:
    error_of(client().get("/api/v1/me", headers={"Authorization": header}), 401)


def test_a_page_of_this_site_may_post_with_its_cookie(manager: Actor) -> None:
    talk = as_browser(manager)
    assert talk.get("/api/v1/me").status_code == 200
    for proof in ({"Origin": "http://suthra.test"}, {"Sec-Fetch-Site": "same-origin"}):
        # 404 comes from the use case: the post itself went through.
        error_of(talk.post("/api/v1/bill-runs/1/approve", headers=proof), 404)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://elsewhere.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://suthra.test", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://suthra.test.elsewhere.test"},
        {"Referer": "http://suthra.test/"},
    ],
)
def test_a_post_with_a_cookie_that_no_own_page_vouches_for_is_refused(manager: Actor, headers: dict[str, str]) -> None:
    talk = as_browser(manager)
    error_of(talk.post("/api/v1/bill-runs/1/approve", headers=headers), 403)
    error_of(talk.delete("/api/v1/sessions", headers=headers), 403)
    assert talk.get("/api/v1/me").status_code == 200


def test_a_token_needs_no_origin(manager: Actor) -> None:
    error_of(as_program(manager).post("/api/v1/bill-runs/1/approve"), 404)


def test_a_disabled_person_is_out_at_the_very_next_call(manager: Actor, here: World) -> None:
    talk = as_program(manager)
    assert talk.get("/api/v1/me").status_code == 200
    with begin(here.admin) as work:
        work.execute("UPDATE staff SET is_active = false WHERE staff_id = %(staff_id)s", staff_id=manager.staff_id)
    error_of(talk.get("/api/v1/me"), 401)


def test_no_cache_on_the_way_keeps_an_answer(manager: Actor) -> None:
    assert as_program(manager).get("/api/v1/me").headers["cache-control"] == "no-store"
    assert client().get("/api/v1/me").headers["cache-control"] == "no-store"


def test_the_header_wins_over_the_cookie(manager: Actor, here: World) -> None:
    other = builders.person(here, Role.SUPPORT)
    talk = as_program(other)
    talk.cookies.set(PLAIN, token_of(manager))
    assert talk.get("/api/v1/me").json()["username"] == other.username


def test_health_needs_no_sign_in_and_says_what_is_up(here: World) -> None:
    talk: TestClient = client()
    answer = talk.get("/api/v1/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "reachable", "migrations": "applied"}
