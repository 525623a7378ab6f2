"""The second factor at the door: its forms over HTTP, and how little a half session opens."""

import base64
import re
from html import unescape

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from api import auth_routes, second_factor_routes
from api.auth_pages import Looks
from api.gate import SessionGate
from api.headers import SecurityHeaders
from services import sign_in, staff
from services.permissions import Role
from services.sign_in import totp
from services.work import Actor, begin
from tests import builders
from tests.api.talking import APP, as_program, client, error_of
from tests.builders import PASSWORD, World
from utils import clock
from utils.cookies import PLAIN, half_cookie

LOOKS = Looks("/assets/auth.css", "/assets/favicon.svg")
HALF = half_cookie(is_behind_tls=False)
SET_UP = "/auth/second-factor/set-up"
RENEW, REMOVE = "/auth/second-factor/recovery-codes", "/auth/second-factor/remove"
STREAM = "ws://suthra.test/_stcore/stream"


async def screen(_: object) -> PlainTextResponse:
    return PlainTextResponse("a screen")


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("a screen")
    await socket.close()


SITE = Starlette(
    routes=[
        *auth_routes.routes(LOOKS, is_behind_tls=False),
        *second_factor_routes.routes(LOOKS, is_behind_tls=False),
        Mount("/api", APP),
        WebSocketRoute("/_stcore/stream", stream),
        Route("/{path:path}", screen, methods=["GET", "POST"]),
    ],
    middleware=[Middleware(SecurityHeaders, is_behind_tls=False), Middleware(SessionGate, is_behind_tls=False)],
)


@pytest.fixture
def here(database: object) -> World:
    return builders.world()


@pytest.fixture
def manager(here: World) -> Actor:
    return builders.person(here, Role.MANAGER)


def browser() -> TestClient:
    return TestClient(SITE, base_url="http://suthra.test", follow_redirects=False)


def sent_in(talk: TestClient, actor: Actor, wanted: str = "/bills?size=25") -> str:
    """Give the right password; returns where the form led."""
    form = {"username": actor.username, "password": PASSWORD, "next": wanted}
    return talk.post("/auth/login", data=form).headers["location"]


def set_up(actor: Actor) -> tuple[bytes, list[str]]:
    """Switch a second factor on through the page; its secret and the recovery codes shown."""
    talk = browser()
    assert sent_in(talk, actor) == "/bills?size=25"
    page = unescape(talk.get(SET_UP).text)
    shown = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert shown
    secret = base64.b32decode(shown[1].replace(" ", ""))
    code = totp.code_at(secret, totp.step_of(clock.now()))
    done = talk.post(SET_UP, data={"code": code, "password": PASSWORD, "next": "/bills"})
    assert done.status_code == 200
    assert 'href="/bills">I have kept them' in done.text
    return secret, re.findall(r"<li>([a-z0-9-]+)</li>", done.text)


def code_of(secret: bytes) -> str:
    """The next code, which is taken already: the one of now was used to set it up."""
    return totp.code_at(secret, totp.step_of(clock.now()) + 1)


def test_signing_in_takes_password_and_code_and_comes_to_the_page_asked_for(manager: Actor) -> None:
    secret, _ = set_up(manager)
    talk = browser()
    assert sent_in(talk, manager) == "/auth/code?next=%2Fbills%3Fsize%3D25"
    assert PLAIN not in talk.cookies
    form = talk.get("/auth/code?next=%2Fbills%3Fsize%3D25")
    assert 'value="/bills?size=25"' in form.text
    assert "no-store" in form.headers["cache-control"]
    entered = talk.post("/auth/code", data={"code": code_of(secret), "next": "/bills?size=25"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/bills?size=25")
    assert HALF not in talk.cookies
    assert talk.get("/bills").text == "a screen"


def test_a_half_session_opens_no_page_no_call_and_no_websocket(manager: Actor) -> None:
    set_up(manager)
    talk = browser()
    sent_in(talk, manager)
    half = talk.cookies[HALF]
    for cookie in (HALF, PLAIN):  # as it came, and passed off as a whole one
        talk.cookies.set(cookie, half)
        for path in ("/", "/bills", "/media/x", SET_UP, "/auth/password"):
            refused = talk.get(path)
            assert (refused.status_code, refused.headers["location"][:11]) == (303, "/auth/login"), path
        assert talk.post("/_stcore/upload_file/x").status_code == 401
        error_of(talk.get("/api/v1/me"), 401)
        assert talk.get("/auth/session").json() == {"is_live": False}
        with pytest.raises(WebSocketDisconnect), talk.websocket_connect(STREAM) as socket:
            socket.receive_text()
    error_of(client().get("/api/v1/me", headers={"Authorization": f"Bearer {half}"}), 401)
    changed = {"current": PASSWORD, "new": "four quiet green boats", "repeated": "four quiet green boats"}
    assert talk.post("/auth/password", data=changed).headers["location"] == "/auth/login?reason=ended"


def test_a_whole_session_opens_the_websocket(manager: Actor) -> None:
    talk = browser()
    sent_in(talk, manager)
    with talk.websocket_connect(STREAM) as socket:
        assert socket.receive_text() == "a screen"


def test_a_wrong_code_says_so_and_after_ten_tries_one_waits(manager: Actor) -> None:
    secret, _ = set_up(manager)
    talk = browser()
    sent_in(talk, manager)
    for _ in range(9):
        refused = talk.post("/auth/code", data={"code": "abc", "next": "/bills"})
        assert refused.status_code == 401
        assert 'role="alert">This code is not right' in refused.text
        assert 'value="/bills"' in refused.text
    busy = talk.post("/auth/code", data={"code": code_of(secret)})
    assert busy.status_code == 429
    assert "wait 15 minutes" in busy.text


def test_a_recovery_code_is_taken_by_the_same_form(manager: Actor) -> None:
    _, codes = set_up(manager)
    assert len(codes) == 10
    talk = browser()
    sent_in(talk, manager)
    assert talk.post("/auth/code", data={"code": codes[0]}).headers["location"] == "/"
    assert talk.get("/").text == "a screen"


@pytest.mark.parametrize("half", ["", "made-up", "é"])
def test_without_the_password_there_is_no_form_for_the_code(manager: Actor, half: str) -> None:
    talk = browser()
    headers = {"Cookie": f"{HALF}={half}".encode()}
    assert talk.get("/auth/code", headers=headers).headers["location"] == "/auth/login?reason=late"
    assert talk.post("/auth/code", data={"code": "123456"}, headers=headers).headers["location"] == "/auth/login?reason=late"
    assert "more than five minutes" in talk.get("/auth/login?reason=late").text.lower()


@pytest.mark.parametrize("path", ["/auth/code", SET_UP])
def test_a_form_that_another_site_posts_is_refused(manager: Actor, path: str) -> None:
    assert browser().post(path, data={"code": "123456"}, headers={"Origin": "https://evil.example"}).status_code == 403


def test_nobody_is_sent_elsewhere_after_the_code(manager: Actor) -> None:
    secret, _ = set_up(manager)
    talk = browser()
    assert sent_in(talk, manager, "https://evil.example/") == "/auth/code"
    entered = talk.post("/auth/code", data={"code": code_of(secret), "next": "//evil.example"})
    assert entered.headers["location"] == "/"


def test_the_set_up_page_shows_a_picture_and_says_what_is_wrong(manager: Actor) -> None:
    talk = browser()
    assert talk.get(SET_UP).headers["location"] == "/auth/login?reason=ended"
    sent_in(talk, manager)
    page = talk.get(SET_UP)
    assert 'src="data:image/svg+xml' in page.text
    assert "img-src 'self' data:" in page.headers["content-security-policy"]
    wrong = talk.post(SET_UP, data={"code": "1", "password": PASSWORD})
    assert (wrong.status_code, "This code is not right" in wrong.text) == (422, True)
    wrong = talk.post(SET_UP, data={"code": "123456", "password": "wrong-password"})
    assert (wrong.status_code, "not your password" in wrong.text) == (422, True)


def test_a_program_sends_the_code_with_the_password(manager: Actor) -> None:
    secret, _ = set_up(manager)
    talk, body = client(), {"username": manager.username, "password": PASSWORD}
    assert error_of(talk.post("/api/v1/sessions", json=body), 401)["code"] == "second_factor_required"
    assert "code" in error_of(talk.post("/api/v1/sessions", json={**body, "code": "000"}), 422)["fields"]
    whole = {**body, "code": code_of(secret)}
    opened = talk.post("/api/v1/sessions", json=whole)
    assert opened.status_code == 201
    talk.headers["Authorization"] = f"Bearer {opened.json()['token']}"
    assert talk.get("/api/v1/me").json()["username"] == manager.username
    assert "code" in error_of(client().post("/api/v1/sessions", json=whole), 422)["fields"]


def test_a_code_is_not_looked_at_where_none_is_needed(manager: Actor) -> None:
    body = {"username": manager.username, "password": PASSWORD, "code": "000000"}
    assert client().post("/api/v1/sessions", json=body).status_code == 201
    assert as_program(manager).get("/api/v1/me").status_code == 200


def test_behind_tls_the_half_session_is_secure_and_no_script_reads_it(manager: Actor) -> None:
    set_up(manager)
    forms = auth_routes.routes(LOOKS, is_behind_tls=True)
    talk = TestClient(Starlette(routes=[*forms]), base_url="https://suthra.test", follow_redirects=False)
    cookie = talk.post("/auth/login", data={"username": manager.username, "password": PASSWORD}).headers["set-cookie"]
    for part in ("__Host-suthra_half=", "HttpOnly", "Secure", "Path=/", "SameSite=strict", "Max-Age=300"):
        assert part in cookie
    with pytest.raises(sign_in.CodeWanted):
        sign_in.sign_in(manager.username, PASSWORD, "127.0.0.1", "test")


def test_who_must_set_one_up_is_led_there_before_anything_else(here: World, manager: Actor) -> None:
    talk, program = browser(), as_program(manager)
    sent_in(talk, manager)
    assert talk.get("/bills").text == "a screen"
    with begin(here.admin) as work:
        sign_in.require_second_factor(work, [Role.MANAGER])
    assert talk.get("/bills?size=25").headers["location"] == f"{SET_UP}?next=%2Fbills%3Fsize%3D25"
    assert talk.post("/_stcore/upload_file/x").status_code == 401
    with pytest.raises(WebSocketDisconnect), talk.websocket_connect(STREAM) as socket:
        socket.receive_text()
    assert error_of(program.get("/api/v1/me"), 403)["code"] == "second_factor_set_up_required"
    body = {"username": manager.username, "password": PASSWORD}
    assert error_of(client().post("/api/v1/sessions", json=body), 403)["code"] == "second_factor_set_up_required"
    page = talk.get(f"{SET_UP}?next=%2Fbills").text
    assert "Your role needs a second factor" in page
    assert "Not now" not in page
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert secret
    code = totp.code_at(base64.b32decode(secret[1].replace(" ", "")), totp.step_of(clock.now()))
    assert talk.post(SET_UP, data={"code": code, "password": PASSWORD}).status_code == 200
    assert talk.get("/bills").text == "a screen"


def test_a_first_password_comes_before_a_second_factor_that_the_role_needs(here: World) -> None:
    with begin(here.admin) as work:
        invited = staff.invite(work, "fresh.person", "Fresh Person", Role.MANAGER)
        sign_in.require_second_factor(work, [Role.MANAGER])
    talk = browser()
    form = {"username": "fresh.person", "password": invited.password, "next": "/bills"}
    assert talk.post("/auth/login", data=form).headers["location"] == "/auth/password"
    assert talk.get("/bills").headers["location"] == "/auth/password?next=%2Fbills"
    assert talk.get(SET_UP).headers["location"] == "/auth/password"
    changed = {"current": invited.password, "new": "four quiet green boats", "repeated": "four quiet green boats"}
    talk.post("/auth/password", data=changed)
    assert talk.get("/bills").headers["location"] == f"{SET_UP}?next=%2Fbills"


def entered(actor: Actor) -> TestClient:
    """A browser that came in with password and code."""
    secret, _ = set_up(actor)
    talk = browser()
    sent_in(talk, actor)
    assert talk.post("/auth/code", data={"code": code_of(secret)}).status_code == 303
    return talk


def test_new_recovery_codes_and_removal_take_the_password(manager: Actor) -> None:
    talk = entered(manager)
    for path in (RENEW, REMOVE):
        assert talk.get(path).status_code == 200
        refused = talk.post(path, data={"password": "wrong-password"})
        assert (refused.status_code, "not your password" in refused.text) == (422, True)
    shown = talk.post(RENEW, data={"password": PASSWORD})
    assert len(re.findall(r"<li>([a-z0-9-]+)</li>", shown.text)) == 10
    assert 'href="/profile">I have kept them' in shown.text
    assert talk.post(REMOVE, data={"password": PASSWORD}).headers["location"] == "/profile"
    assert talk.post(REMOVE, data={"password": PASSWORD}).status_code == 409
    assert sent_in(browser(), manager) == "/bills?size=25"


def test_where_the_role_needs_it_removal_says_so(here: World, manager: Actor) -> None:
    talk = entered(manager)
    with begin(here.admin) as work:
        sign_in.require_second_factor(work, [Role.MANAGER])
    refused = talk.post(REMOVE, data={"password": PASSWORD})
    assert (refused.status_code, "Your role needs a second factor" in refused.text) == (409, True)


def test_who_is_held_or_not_signed_in_reaches_neither_form(here: World, manager: Actor) -> None:
    held = browser()
    sent_in(held, manager)
    with begin(here.admin) as work:
        sign_in.require_second_factor(work, [Role.MANAGER])
    for path in (RENEW, REMOVE):
        assert held.get(path).headers["location"] == SET_UP
        assert held.post(path, data={"password": PASSWORD}).headers["location"] == SET_UP
        assert browser().get(path).headers["location"] == "/auth/login?reason=ended"
        assert browser().post(path, data={"password": PASSWORD}).headers["location"] == "/auth/login?reason=ended"
        assert browser().post(path, headers={"Origin": "https://evil.example"}).status_code == 403


def test_colours_are_kept_by_who_is_signed_in(manager: Actor) -> None:
    talk = browser()
    assert talk.post("/auth/colours", data={"colours": "Dark"}).status_code == 401
    sent_in(talk, manager)
    assert talk.post("/auth/colours", data={"colours": "Pink"}).status_code == 422
    assert talk.post("/auth/colours", data={"colours": "Dark"}).status_code == 204
    assert sign_in.actor_of(talk.cookies[PLAIN]).colours == "Dark"
