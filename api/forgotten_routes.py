"""Who forgot a password asks for a link and chooses a new one; and everybody changes their own e-mail address."""

from functools import partial
from typing import Final

import anyio
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api import forgotten_pages as pages
from api.auth_pages import Looks
from api.auth_routes import UNSEEN, client_address, read_form, see_other
from api.gate import actor_of_connection, held_at
from services import sign_in
from utils.cookies import session_cookie
from utils.errors import AppError, Busy, Conflict, Invalid, Unauthenticated

# Whether there is such an account, the answer takes as long: longer than looking for it ever does.
ANSWER_SECONDS: Final = 0.7
_DIFFER: Final = "The two new passwords differ; type both again."


def routes(looks: Looks, is_behind_tls: bool) -> list[Route]:
    """The routes of forgotten passwords and of one's own address under /auth."""
    forms = ForgottenForms(looks, is_behind_tls)
    return [
        Route("/auth/forgotten", forms.show_ask, methods=["GET"]),
        Route("/auth/forgotten", forms.ask, methods=["POST"]),
        Route("/auth/new-password", forms.show_choose, methods=["GET"]),
        Route("/auth/new-password", forms.choose, methods=["POST"]),
        Route("/auth/email", forms.show_email, methods=["GET"]),
        Route("/auth/email", forms.email, methods=["POST"]),
    ]


class ForgottenForms:
    """The handlers, sharing the name of the cookie and the looks of the forms."""

    def __init__(self, looks: Looks, is_behind_tls: bool) -> None:
        self.looks = looks
        self.is_behind_tls = is_behind_tls
        self.cookie = session_cookie(is_behind_tls)

    async def show_ask(self, _: Request) -> Response:
        if not sign_in.is_possible():
            return _page(pages.not_set_up(self.looks))
        return _page(pages.ask(self.looks, "", ""))

    async def ask(self, request: Request) -> Response:
        ready = anyio.current_time() + ANSWER_SECONDS
        form = await read_form(request)
        named, address = form.get("named", "")[:300], client_address(request, self.is_behind_tls)
        if not sign_in.is_possible():
            return _page(pages.not_set_up(self.looks))
        if not named.strip():
            return _page(pages.ask(self.looks, "", "Type your username or your e-mail address."), 422)
        try:
            await to_thread.run_sync(sign_in.ask_for_password, named, address)
        except Busy as busy:
            return _page(pages.ask(self.looks, named, str(busy)), 429)
        await anyio.sleep_until(ready)
        return _page(pages.asked(self.looks))

    async def show_choose(self, request: Request) -> Response:
        return await self._choose_form(request.query_params.get("token", "")[:200], [], 200)

    async def choose(self, request: Request) -> Response:
        form = await read_form(request)
        token = form.get("token", "")[:200]
        if form.get("new", "") != form.get("repeated", ""):
            return await self._choose_form(token, [_DIFFER], 422)
        try:
            address, agent = client_address(request, self.is_behind_tls), request.headers.get("user-agent", "")[:300]
            await to_thread.run_sync(sign_in.set_forgotten, token, form.get("new", ""), None, address, agent)
        except Invalid as refusal:
            return await self._choose_form(token, list(refusal.fields.values()), 422)
        except Conflict as refusal:
            return _page(pages.over(self.looks, str(refusal)), 409)
        except AppError as refusal:
            return await self._choose_form(token, [str(refusal)], 503)
        response = see_other("/auth/login?reason=renewed")
        response.delete_cookie(self.cookie, path="/", secure=self.is_behind_tls, httponly=True, samesite="lax")
        return response

    async def show_email(self, request: Request) -> Response:
        return await self._email_form(request, None, [], 200)

    async def email(self, request: Request) -> Response:
        actor = await actor_of_connection(request, self.cookie)
        if actor is not None and actor.is_held:
            return see_other(held_at(actor))
        form = await read_form(request)
        typed = form.get("email", "")[:300]
        change = partial(sign_in.change_email, request.cookies.get(self.cookie, ""), form.get("password", ""), typed)
        try:
            await to_thread.run_sync(change)
        except Unauthenticated:
            return see_other("/auth/login?reason=ended")
        except Invalid as refusal:
            return await self._email_form(request, typed, list(refusal.fields.values()), 422)
        except AppError as refusal:
            return await self._email_form(request, typed, [str(refusal)], 429)
        return see_other("/profile")

    async def _choose_form(self, token: str, problems: list[str], status: int) -> Response:
        username = await to_thread.run_sync(sign_in.who_forgot, token)
        if username is None:
            return _page(pages.over(self.looks, sign_in.OVER), 409)
        return _page(pages.choose(self.looks, token, username, problems), status)

    async def _email_form(self, request: Request, typed: str | None, problems: list[str], status: int) -> Response:
        actor = await actor_of_connection(request, self.cookie)
        if actor is None:
            return see_other("/auth/login?reason=ended")
        if actor.is_held:
            return see_other(held_at(actor))
        present = await to_thread.run_sync(sign_in.email_of, request.cookies.get(self.cookie, "")) or ""
        shown = present if typed is None else typed
        return _page(pages.email(self.looks, actor.username, present, shown, problems), status)


def _page(content: str, status: int = 200) -> Response:
    return HTMLResponse(content, status_code=status, headers=UNSEEN)
