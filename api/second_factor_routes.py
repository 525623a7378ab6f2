"""The second factor at the door: the code after the password, and setting one up."""

from collections.abc import Callable
from typing import Final, TypeVar

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api import second_factor_pages as pages
from api.auth_pages import Looks
from api.auth_routes import UNSEEN, client_address, enter, local_path, next_of, read_form, see_other
from api.gate import actor_of_connection, held_at
from services import sign_in
from utils.cookies import half_cookie, session_cookie
from utils.errors import AppError, Busy, Conflict, Invalid, Unauthenticated

Outcome = TypeVar("Outcome")
PROFILE: Final = "/profile"
_REQUIRED: Final = "Your role needs a second factor before anything else. "


def routes(looks: Looks, is_behind_tls: bool) -> list[Route]:
    """The routes of the second factor under /auth."""
    forms = SecondFactorForms(looks, is_behind_tls)
    return [
        Route("/auth/code", forms.show_code, methods=["GET"]),
        Route("/auth/code", forms.code, methods=["POST"]),
        Route("/auth/second-factor/set-up", forms.show_set_up, methods=["GET"]),
        Route("/auth/second-factor/set-up", forms.set_up, methods=["POST"]),
        Route("/auth/second-factor/recovery-codes", forms.show_renew, methods=["GET"]),
        Route("/auth/second-factor/recovery-codes", forms.renew, methods=["POST"]),
        Route("/auth/second-factor/remove", forms.show_remove, methods=["GET"]),
        Route("/auth/second-factor/remove", forms.remove, methods=["POST"]),
    ]


class SecondFactorForms:
    """The handlers, sharing the names of the cookies and the looks of the forms."""

    def __init__(self, looks: Looks, is_behind_tls: bool) -> None:
        self.looks = looks
        self.is_behind_tls = is_behind_tls
        self.cookie = session_cookie(is_behind_tls)
        self.half = half_cookie(is_behind_tls)

    async def show_code(self, request: Request) -> Response:
        return await self._code_form(request, local_path(request.query_params.get("next", "")), "", 200)

    async def code(self, request: Request) -> Response:
        form = await read_form(request)
        wanted, typed, half = local_path(form.get("next", "")), form.get("code", "")[:80], request.cookies.get(self.half, "")
        address, agent = client_address(request, self.is_behind_tls), request.headers.get("user-agent", "")[:300]
        try:
            signed_in = await to_thread.run_sync(sign_in.with_code, half, typed, address, agent)
        except Unauthenticated:
            return see_other("/auth/login?reason=late")
        except AppError as refusal:
            return await self._code_form(request, wanted, str(refusal), 429 if isinstance(refusal, Busy) else 401)
        return await enter(request, signed_in, wanted, self.is_behind_tls)

    async def show_set_up(self, request: Request) -> Response:
        return await self._set_up_form(request, local_path(request.query_params.get("next", "")), [], 200)

    async def set_up(self, request: Request) -> Response:
        form = await read_form(request)
        wanted, token = local_path(form.get("next", "")), request.cookies.get(self.cookie, "")
        try:
            codes = await to_thread.run_sync(sign_in.confirm, token, form.get("password", ""), form.get("code", "")[:80])
        except Unauthenticated:
            return see_other("/auth/login?reason=ended")
        except Invalid as refusal:
            return await self._set_up_form(request, wanted, list(refusal.fields.values()), 422)
        except AppError as refusal:
            return await self._set_up_form(request, wanted, [str(refusal)], 409 if isinstance(refusal, Conflict) else 429)
        return HTMLResponse(pages.recovery_codes(self.looks, codes, wanted), headers=UNSEEN)

    async def show_renew(self, request: Request) -> Response:
        return await self._password_form(request, pages.RENEW, "", 200)

    async def renew(self, request: Request) -> Response:
        done = await self._with_password(request, pages.RENEW, sign_in.renew_codes)
        if isinstance(done, Response):
            return done
        return HTMLResponse(pages.recovery_codes(self.looks, done, PROFILE), headers=UNSEEN)

    async def show_remove(self, request: Request) -> Response:
        return await self._password_form(request, pages.REMOVE, "", 200)

    async def remove(self, request: Request) -> Response:
        done = await self._with_password(request, pages.REMOVE, sign_in.remove)
        return done if isinstance(done, Response) else see_other(PROFILE)

    async def _with_password(
        self, request: Request, asked: pages.Asked, use_case: Callable[[str, str], Outcome]
    ) -> Outcome | Response:
        """What the use case gave for the password of the form, or the answer that says why not."""
        actor = await actor_of_connection(request, self.cookie)
        if actor is not None and actor.is_held:
            return see_other(held_at(actor))
        form = await read_form(request)
        try:
            return await to_thread.run_sync(use_case, request.cookies.get(self.cookie, ""), form.get("password", ""))
        except Unauthenticated:
            return see_other("/auth/login?reason=ended")
        except AppError as refusal:
            status = 422 if isinstance(refusal, Invalid) else 429 if isinstance(refusal, Busy) else 409
            return await self._password_form(request, asked, str(refusal), status)

    async def _password_form(self, request: Request, asked: pages.Asked, problem: str, status: int) -> Response:
        actor = await actor_of_connection(request, self.cookie)
        if actor is None:
            return see_other("/auth/login?reason=ended")
        if actor.is_held:
            return see_other(held_at(actor))
        page = pages.with_password(self.looks, asked, actor.username, problem)
        return HTMLResponse(page, status_code=status, headers=UNSEEN)

    async def _code_form(self, request: Request, wanted: str, problem: str, status: int) -> Response:
        try:
            username = await to_thread.run_sync(sign_in.awaited, request.cookies.get(self.half, ""))
        except Unauthenticated:
            return see_other("/auth/login?reason=late")
        page = pages.code(self.looks, username, "" if wanted == "/" else wanted, problem)
        return HTMLResponse(page, status_code=status, headers=UNSEEN)

    async def _set_up_form(self, request: Request, wanted: str, problems: list[str], status: int) -> Response:
        actor = await actor_of_connection(request, self.cookie)
        if actor is None:
            return see_other("/auth/login?reason=ended")
        if actor.must_change_password:
            return see_other(f"/auth/password{next_of(wanted)}")
        offer = await to_thread.run_sync(sign_in.offer, request.cookies.get(self.cookie, ""))
        reason = _REQUIRED if actor.must_set_up_factor else ""
        page = pages.set_up(self.looks, offer, "" if wanted == "/" else wanted, problems, reason)
        return HTMLResponse(page, status_code=status, headers=UNSEEN)
