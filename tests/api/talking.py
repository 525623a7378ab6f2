"""Speaking to the REST face the way a program does."""

from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.testclient import TestClient

from api.app import create_app
from api.headers import SecurityHeaders
from services import sign_in
from services.work import Actor
from tests.builders import PASSWORD
from utils.cookies import PLAIN

APP = create_app(is_behind_tls=False)
SITE = Starlette(routes=[Mount("/api", APP)], middleware=[Middleware(SecurityHeaders, is_behind_tls=False)])


def client() -> TestClient:
    """A program that is nobody yet."""
    return TestClient(SITE, base_url="http://suthra.test", raise_server_exceptions=False)


def token_of(actor: Actor) -> str:
    """A fresh session of a person."""
    return sign_in.sign_in(actor.username, PASSWORD, "127.0.0.1", "test").token


def as_program(actor: Actor) -> TestClient:
    """A program with the person's token."""
    talk = client()
    talk.headers["Authorization"] = f"Bearer {token_of(actor)}"
    return talk


def as_browser(actor: Actor) -> TestClient:
    """A browser with the person's session cookie."""
    talk = client()
    talk.cookies.set(PLAIN, token_of(actor))
    return talk


def error_of(response: Any, status: int) -> dict[str, Any]:
    """The refusal in an answer, which must have the one shape and the status."""
    assert response.status_code == status, (response.status_code, response.text)
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "fields", "reference"}
    assert body["error"]["message"]
    return body["error"]
