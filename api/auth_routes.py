"""Signing in and out, the first password, and the switch between organizations: plain forms that set one cookie."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from api import auth_pages
from api.auth_pages import Looks
from api.gate import actor_of_connection
from services import caching, notices, sign_in
from services.sign_in import CodeWanted, SignedIn
from utils import wording
from utils.cookies import half_cookie, session_cookie
from utils.errors import AppError, Busy, Invalid, Unauthenticated
from utils.wording import ENGLISH, retold, worded

LONGEST_FORM: Final = 16_384
UNSEEN: Final = {"Cache-Control": "no-store"}
_NOTICES: Final = {
    "ended": "Your session ended. Sign in again to go on where you were.",
    "out": "You are signed out.",
    "renewed": "Your new password is kept. Sign in with it.",
    "late": "More than five minutes went by, so please give your password again.",
}


def routes(looks: Looks, is_behind_tls: bool) -> list[Route]:
    """The routes under /auth."""
    forms = AuthForms(looks, is_behind_tls)
    return [
        Route("/auth/login", forms.show_login, methods=["GET"]),
        Route("/auth/login", forms.login, methods=["POST"]),
        Route("/auth/logout", forms.logout, methods=["POST"]),
        Route("/auth/password", forms.show_password, methods=["GET"]),
        Route("/auth/password", forms.password, methods=["POST"]),
        Route("/auth/organization", forms.organization, methods=["POST"]),
        Route("/auth/colours", forms.colours, methods=["POST"]),
        Route("/auth/language", forms.language, methods=["POST"]),
        Route("/auth/session", forms.session, methods=["GET"]),
        Route("/auth/session", forms.stay, methods=["POST"]),
        Route("/auth/unread", forms.unread, methods=["GET"]),
    ]


class AuthForms:
    """The handlers, sharing the cookie's name and the looks of the forms."""

    def __init__(self, looks: Looks, is_behind_tls: bool) -> None:
        self.looks = looks
        self.is_behind_tls = is_behind_tls
        self.cookie = session_cookie(is_behind_tls)

    async def show_login(self, request: Request) -> Response:
        wanted = local_path(request.query_params.get("next", ""))
        if await actor_of_connection(request, self.cookie) is not None:
            return see_other(wanted)
        notice = _NOTICES.get(request.query_params.get("reason", ""), "")
        return self._login_form(request, "", wanted, "", 200, notice)

    async def login(self, request: Request) -> Response:
        form = await read_form(request)
        username, wanted = form.get("username", "").strip(), local_path(form.get("next", ""))
        address, agent = client_address(request, self.is_behind_tls), request.headers.get("user-agent", "")[:300]
        try:
            signed_in = await to_thread.run_sync(sign_in.sign_in, username, form.get("password", ""), address, agent)
        except CodeWanted as wanted_code:
            return keep_half(see_other(f"/auth/code{next_of(wanted)}"), wanted_code.half, self.is_behind_tls)
        except AppError as refusal:
            status = 429 if isinstance(refusal, Busy) else 401
            return self._login_form(request, username, wanted, str(refusal), status, "")
        return await enter(request, signed_in, wanted, self.is_behind_tls)

    async def logout(self, request: Request) -> Response:
        token = request.cookies.get(self.cookie)
        if token:
            await to_thread.run_sync(sign_in.sign_out, token)
        response = see_other("/auth/login?reason=out")
        response.delete_cookie(self.cookie, path="/", secure=self.is_behind_tls, httponly=True, samesite="lax")
        return response

    async def show_password(self, request: Request) -> Response:
        return await self._password_form(request, local_path(request.query_params.get("next", "")), [], 200)

    async def password(self, request: Request) -> Response:
        form = await read_form(request)
        wanted, token = local_path(form.get("next", "")), request.cookies.get(self.cookie, "")
        if form.get("new", "") != form.get("repeated", ""):
            return await self._password_form(request, wanted, ["The two new passwords differ; type both again."], 422)
        try:
            await to_thread.run_sync(sign_in.change_password, token, form.get("current", ""), form.get("new", ""))
        except Unauthenticated:
            return see_other("/auth/login?reason=ended")
        except Invalid as refusal:
            return await self._password_form(request, wanted, list(refusal.fields.values()), 422)
        except AppError as refusal:
            return await self._password_form(request, wanted, [str(refusal)], 429)
        return see_other(wanted)

    async def organization(self, request: Request) -> Response:
        form = await read_form(request)
        chosen = form.get("org_id", "")
        try:
            if chosen.isdecimal() and len(chosen) < 19:
                await to_thread.run_sync(sign_in.switch_organization, request.cookies.get(self.cookie, ""), int(chosen))
        except Unauthenticated:
            return see_other("/auth/login?reason=ended")
        except AppError as refusal:
            return HTMLResponse(str(refusal), status_code=403, headers=UNSEEN)
        return see_other("/")

    async def colours(self, request: Request) -> Response:
        """Keeps the colours chosen for the next device; the page has changed them already, so a refusal is no matter."""
        return await self._keep(request, "colours", sign_in.keep_colours)

    async def language(self, request: Request) -> Response:
        """Keeps the language chosen; the page is loaded anew in it."""
        return await self._keep(request, "language", sign_in.keep_language)

    async def _keep(self, request: Request, name: str, keep: Callable[[str, str], None]) -> Response:
        form = await read_form(request)
        try:
            await to_thread.run_sync(keep, request.cookies.get(self.cookie, ""), form.get(name, ""))
        except AppError as refusal:
            return HTMLResponse(str(refusal), status_code=422 if isinstance(refusal, Invalid) else 401, headers=UNSEEN)
        return Response(status_code=204, headers=UNSEEN)

    async def session(self, request: Request) -> Response:
        """Whether the cookie still opens anything, and for how long by itself; asking does not put the end off."""
        try:
            standing = await to_thread.run_sync(sign_in.standing, request.cookies.get(self.cookie, ""))
        except Busy as busy:
            return HTMLResponse(str(busy), status_code=503, headers=UNSEEN)
        told = {"seconds_left": standing.seconds_left, "is_idle": standing.is_idle} if standing else {}
        return JSONResponse({"is_live": standing is not None, **told}, headers=UNSEEN)

    async def stay(self, request: Request) -> Response:
        """The person is there: what only time would end goes on."""
        try:
            actor = await actor_of_connection(request, self.cookie)
        except Busy as busy:
            return HTMLResponse(str(busy), status_code=503, headers=UNSEEN)
        return Response(status_code=401 if actor is None else 204, headers=UNSEEN)

    async def unread(self, request: Request) -> Response:
        """How many notices are unread, for the bell of a screen in view; asking does not put the session's end off."""
        try:
            actor = await actor_of_connection(request, self.cookie, is_there=False)
            if actor is None or actor.is_held:
                return Response(status_code=401, headers=UNSEEN)
            count = await to_thread.run_sync(lambda: caching.read(actor, notices.unread, actor.staff_id))
        except Busy as busy:
            return HTMLResponse(str(busy), status_code=503, headers=UNSEEN)
        return JSONResponse({"unread": count}, headers=UNSEEN)

    def _login_form(self, request: Request, username: str, wanted: str, problem: str, status: int, notice: str) -> Response:
        with wording.speaking(spoken_by(request)):
            page = auth_pages.sign_in(self.looks, username, "" if wanted == "/" else wanted, retold(problem), worded(notice))
        return HTMLResponse(page, status_code=status, headers=UNSEEN)

    async def _password_form(self, request: Request, wanted: str, problems: list[str], status: int) -> Response:
        actor = await actor_of_connection(request, self.cookie)
        if actor is None:
            return see_other("/auth/login?reason=ended")
        with wording.speaking(spoken_by(request) if actor.language == ENGLISH else actor.language):
            page = auth_pages.new_password(
                self.looks,
                actor.username,
                "" if wanted == "/" else wanted,
                [retold(problem) for problem in problems],
                actor.must_change_password,
            )
        return HTMLResponse(page, status_code=status, headers=UNSEEN)


async def enter(request: Request, signed_in: SignedIn, wanted: str, is_behind_tls: bool) -> Response:
    """Go in with a fresh session, which takes the place of one that the browser still had, and of a half one."""
    cookie = session_cookie(is_behind_tls)
    before = request.cookies.get(cookie)
    if before:
        await to_thread.run_sync(sign_in.sign_out, before)
    response = see_other("/auth/password" if signed_in.must_change_password else wanted)
    response.set_cookie(cookie, signed_in.token, path="/", secure=is_behind_tls, httponly=True, samesite="lax")
    if half_cookie(is_behind_tls) in request.cookies:
        response.delete_cookie(half_cookie(is_behind_tls), path="/", secure=is_behind_tls, httponly=True, samesite="lax")
    return response


def keep_half(response: Response, half: str, is_behind_tls: bool) -> Response:
    """Let the browser show the half session with the code."""
    name = half_cookie(is_behind_tls)
    response.set_cookie(name, half, path="/", max_age=300, secure=is_behind_tls, httponly=True, samesite="strict")
    return response


def next_of(wanted: str) -> str:
    """How the page asked for goes along in an address."""
    return "" if wanted == "/" else f"?next={quote(wanted, safe='')}"


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a posted form; one that is too long or not text reads as empty."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            return {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        return {}


def local_path(wanted: str) -> str:
    """The page asked for if it is one of ours, else the first page: never an address elsewhere."""
    is_local = (
        wanted.startswith("/")
        and not wanted.startswith(("//", "/\\", "/auth/", "/api/"))
        and "\\" not in wanted
        and wanted.isprintable()
        and len(wanted) <= 2000
        and not urlsplit(wanted).netloc
    )
    return wanted if is_local else "/"


def spoken_by(request: Request) -> str:
    """The language in which a browser asks."""
    return wording.asked_for(request.headers.get("accept-language", ""))


def client_address(request: Request, is_behind_tls: bool) -> str:
    """Where the request came from; behind our own proxy the last address that it added."""
    forwarded = request.headers.get("x-forwarded-for", "") if is_behind_tls else ""
    return forwarded.rsplit(",", 1)[-1].strip() or (request.client.host if request.client else "")


def see_other(target: str) -> RedirectResponse:
    """On to another page, by GET."""
    return RedirectResponse(target, status_code=303, headers=UNSEEN)
