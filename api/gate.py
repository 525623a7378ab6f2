"""Lets nobody past without a live session: pages lead to the sign-in, the websocket and uploads are refused."""

from functools import partial
from typing import Final
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.headers import is_cross_origin
from api.watch import Seat, Watch
from services import sign_in
from services.work import Actor
from utils.cookies import session_cookie
from utils.errors import Busy, Unauthenticated

# These guard themselves (/auth, /api) or hold nothing of anyone (bundles, styles, liveness).
OPEN: Final = ("/auth/", "/api/", "/assets/", "/static/")
OPEN_PATHS: Final = frozenset({"/_stcore/health", "/_stcore/host-config", "/favicon.png", "/favicon.ico", "/robots.txt"})
CLOSED: Final = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")


class SessionGate:
    """ASGI middleware in front of the screens; a first password to change, or a second factor to set up, comes before all."""

    def __init__(self, app: ASGIApp, is_behind_tls: bool) -> None:
        self.app = app
        self.cookie = session_cookie(is_behind_tls)
        self.watch = Watch()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        seat = None if is_cross_origin(Headers(scope=scope)) else await self._seat(HTTPConnection(scope))
        if seat is None:
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "no session"})
            return
        await self.watch.serve(self.app, scope, receive, send, seat)

    async def _seat(self, connection: HTTPConnection) -> Seat | None:
        """A seat for whoever may have one; a screen that connects anew by itself does not count as the person being there."""
        token = connection.cookies.get(self.cookie, "")
        try:
            standing = await to_thread.run_sync(sign_in.standing, token) if token else None
            actor = await actor_of_connection(connection, self.cookie, is_there=False) if standing else None
        except Busy:
            return None
        return Seat(token, standing.rights) if standing and actor and not actor.is_held else None

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path.startswith(CLOSED):
            await PlainTextResponse("Not found.", status_code=404)(scope, receive, send)
        elif path.startswith(OPEN) or path in OPEN_PATHS:
            await self.app(scope, receive, send)
        elif (refusal := await self._refusal(scope)) is not None:
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        try:
            actor = await actor_of_connection(HTTPConnection(scope), self.cookie)
        except Busy as busy:
            return PlainTextResponse(str(busy), status_code=503, headers={"Retry-After": "5"})
        if actor is not None and not actor.is_held:
            scope.setdefault("state", {})["language"] = actor.language
            return None
        if scope["method"] not in {"GET", "HEAD"} or scope["path"].startswith("/_stcore"):
            return PlainTextResponse("Your session has ended; sign in again.", status_code=401)
        form = "/auth/login" if actor is None else held_at(actor)
        query = scope["query_string"].decode("latin-1")
        wanted = scope["path"] + (f"?{query}" if query else "")
        target = form if wanted == "/" else f"{form}?next={quote(wanted, safe='')}"
        return RedirectResponse(target, status_code=303, headers={"Cache-Control": "no-store"})


def held_at(actor: Actor) -> str:
    """The one form that is open to a person who must do something before anything else."""
    return "/auth/password" if actor.must_change_password else "/auth/second-factor/set-up"


async def actor_of_connection(connection: HTTPConnection, cookie: str, *, is_there: bool = True) -> Actor | None:
    """Who sends this request, by the session cookie; None when there is no live session. Raises Busy."""
    token = connection.cookies.get(cookie)
    if not token:
        return None
    try:
        return await to_thread.run_sync(partial(sign_in.actor_of, token, is_there=is_there))
    except Unauthenticated:
        return None
