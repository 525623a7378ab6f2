"""Puts the security headers on every answer and refuses posts that another site sent."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

_EVERYWHERE: Final = (
    "default-src 'none'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; manifest-src 'self'"
)
FORM_POLICY: Final = f"{_EVERYWHERE}; style-src 'self'; script-src 'none'"
# Streamlit's styling library writes <style> elements, its components are imported from blobs; no inline script, no eval.
SCREEN_POLICY: Final = (
    f"{_EVERYWHERE}; style-src 'self' 'unsafe-inline'; script-src 'self' blob:; worker-src 'self' blob:; "
    "media-src 'self' blob:; frame-src 'self' blob:"
)
_FIXED: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
}


class SecurityHeaders:
    """ASGI middleware: headers on every HTTP answer; an unsafe request from another origin is answered 403."""

    def __init__(self, app: ASGIApp, is_behind_tls: bool) -> None:
        self.app = app
        self.is_behind_tls = is_behind_tls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(scope["path"], MutableHeaders(scope=message))
            await send(message)

        if scope["method"] not in SAFE_METHODS and is_cross_origin(Headers(scope=scope)):
            sentence = "This request came from another site and was refused."
            is_api = scope["path"].startswith("/api/")
            refusal = errors.answer(403, "forbidden", sentence) if is_api else PlainTextResponse(sentence, status_code=403)
            await refusal(scope, receive, send_guarded)
            return
        await self.app(scope, receive, send_guarded)

    def _add(self, path: str, headers: MutableHeaders) -> None:
        for name, value in _FIXED.items():
            headers[name] = value
        headers.setdefault("Content-Security-Policy", FORM_POLICY if path.startswith("/auth/") else SCREEN_POLICY)
        if self.is_behind_tls:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"


def is_cross_origin(headers: Headers) -> bool:
    """Whether a browser says that another origin caused this request; programs that are no browsers say nothing."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
