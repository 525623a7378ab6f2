"""Forgotten passwords and one's own address through the forms of the door."""

import re
from collections.abc import Generator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from api import forgotten_routes
from api.auth_pages import Looks
from api.headers import SecurityHeaders
from services.permissions import Role
from services.work import Actor
from tests import builders
from tests.api.talking import token_of
from tests.builders import PASSWORD, World
from tests.posting import Post, mail_server, set_up
from tests.services.sign_in.test_forgotten import NEW, as_owner, enter, link, set_email
from utils import settings
from utils.cookies import PLAIN

SITE = {"Origin": "http://suthra.test"}


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def clerk(here: World) -> Actor:
    person = builders.person(here, Role.SUPPORT)
    set_email(person, "amna@example.org")
    return person


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Generator[Post]:
    with mail_server(monkeypatch) as opened:
        yield opened
    settings.current.cache_clear()


def browser() -> TestClient:
    routes = forgotten_routes.routes(Looks("/style.css", "/icon.svg"), is_behind_tls=False)
    site = Starlette(routes=routes, middleware=[Middleware(SecurityHeaders, is_behind_tls=False)])
    return TestClient(site, base_url="http://suthra.test", follow_redirects=False, headers=SITE)


def test_known_and_unknown_names_read_the_same(clerk: Actor, post: Post) -> None:
    talk = browser()
    assert "Send me a link" in talk.get("/auth/forgotten").text
    said = [talk.post("/auth/forgotten", data={"named": name}) for name in (clerk.username, "nobody")]
    assert [answer.status_code for answer in said] == [200, 200]
    assert said[0].text == said[1].text
    assert dict(said[0].headers) == dict(said[1].headers)
    assert talk.post("/auth/forgotten", data={"named": " "}).status_code == 422


def test_the_link_opens_a_form_that_works_once(clerk: Actor, post: Post) -> None:
    talk = browser()
    talk.post("/auth/forgotten", data={"named": clerk.username})
    token = link(post)
    form = talk.get("/auth/new-password", params={"token": token})
    assert clerk.username in form.text
    assert form.headers["referrer-policy"] == "same-origin"  # never the token to another site
    assert form.headers["cache-control"] == "no-store"
    assert "script-src 'none'" in form.headers["content-security-policy"]
    sent = {"token": token, "new": NEW, "repeated": "something else"}
    assert "differ" in talk.post("/auth/new-password", data=sent).text
    short = talk.post("/auth/new-password", data={**sent, "new": "short", "repeated": "short"})
    assert (short.status_code, "At least" in short.text) == (422, True)
    done = talk.post("/auth/new-password", data={**sent, "repeated": NEW})
    assert (done.status_code, done.headers["location"]) == (303, "/auth/login?reason=renewed")
    assert enter(clerk, NEW)
    again = talk.post("/auth/new-password", data={**sent, "repeated": NEW})
    assert (again.status_code, "used already" in again.text) == (409, True)
    assert talk.get("/auth/new-password", params={"token": "made-up"}).status_code == 409
    assert talk.post("/auth/new-password", data=sent, headers={"Origin": "http://elsewhere.test"}).status_code == 403


def test_where_mail_is_not_set_up_the_page_says_who_helps(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch)
    talk = browser()
    for answer in (talk.get("/auth/forgotten"), talk.post("/auth/forgotten", data={"named": clerk.username})):
        assert "Ask your head administrator" in answer.text
        assert "<form" not in answer.text
    settings.current.cache_clear()


def test_ones_own_address_is_changed_with_the_password(clerk: Actor, post: Post) -> None:
    talk = browser()
    assert talk.get("/auth/email").headers["location"] == "/auth/login?reason=ended"
    talk.cookies.set(PLAIN, token_of(clerk))
    assert re.search(r'value="amna@example.org"', talk.get("/auth/email").text)
    wrong = talk.post("/auth/email", data={"email": "<b>@example.org", "password": PASSWORD})
    assert (wrong.status_code, "&lt;b&gt;@example.org" in wrong.text) == (422, True)
    assert talk.post("/auth/email", data={"email": "new@example.org", "password": "wrong"}).status_code == 422
    done = talk.post("/auth/email", data={"email": "new@example.org", "password": PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, "/profile")
    assert as_owner("SELECT email FROM people WHERE person_id = %s", clerk.person_id) == [("new@example.org",)]
