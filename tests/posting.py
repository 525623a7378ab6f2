"""A mail server and a gateway of text messages for tests: real ones, that take, refuse, stay silent and come back."""

import json
import socket
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from utils import settings

NAMES = ("PUBLIC_URL", "SMTP_HOST", "SMTP_PORT", "SMTP_TLS", "SMTP_USER", "SMTP_PASSWORD", "MAIL_FROM", "TEXT_GATEWAY_URL",
         "TEXT_GATEWAY_TOKEN")  # fmt: skip


@dataclass
class Post:
    """What a mail server took; `answers` are what it says to the next recipients instead of taking them."""

    taken: list[EmailMessage] = field(default_factory=list[EmailMessage])
    recipients: list[str] = field(default_factory=list[str])
    answers: list[str] = field(default_factory=list[str])

    async def handle_RCPT(  # noqa: N802 the name that the server looks for
        self, _server: object, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append(message_from_bytes(content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def set_up(monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    """Settings of this test, and no others of messages."""
    for name in NAMES:
        monkeypatch.setenv(name, str(values.get(name, "")))
    settings.current.cache_clear()


@contextmanager
def mail_server(monkeypatch: pytest.MonkeyPatch, port: int | None = None, user: str = "") -> Generator[Post]:
    """A mail server that the settings name, for as long as the block lasts; then nobody answers at its port."""
    post, chosen = Post(), port or free_port()

    def check(_server: object, _session: object, _envelope: object, _mechanism: str, given: Any) -> AuthResult:
        is_right = isinstance(given, LoginPassword) and given == LoginPassword(user.encode(), b"right password")
        return AuthResult(success=is_right, handled=is_right)

    controller = Controller(
        post, hostname="127.0.0.1", port=chosen, authenticator=check, auth_required=bool(user), auth_require_tls=False
    )
    controller.start()
    login = {"SMTP_USER": user, "SMTP_PASSWORD": "right password"} if user else {}
    set_up(monkeypatch, PUBLIC_URL="https://suthra.test", SMTP_HOST="127.0.0.1", SMTP_PORT=chosen, SMTP_TLS="none",
           MAIL_FROM="suthra@suthra.test", **login)  # fmt: skip
    try:
        yield post
    finally:
        controller.stop()


@dataclass
class Gateway:
    """What a gateway of text messages was sent; `statuses` are its next answers."""

    bodies: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    tokens: list[str | None] = field(default_factory=list[str | None])
    statuses: list[int] = field(default_factory=list[int])


@contextmanager
def text_gateway(monkeypatch: pytest.MonkeyPatch) -> Generator[Gateway]:
    """A gateway that the settings name."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = gateway.statuses.pop(0) if gateway.statuses else 202
            if status == 202:
                gateway.bodies.append(json.loads(body))
                gateway.tokens.append(self.headers["Authorization"])
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    set_up(monkeypatch, PUBLIC_URL="https://suthra.test", TEXT_GATEWAY_URL=f"http://127.0.0.1:{server.server_port}/send",
           TEXT_GATEWAY_TOKEN="a-token")  # fmt: skip
    try:
        yield gateway
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
