"""Who sends a request to the REST face: a session cookie of this site, or the same token as `Authorization: Bearer`."""

from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.headers import SAFE_METHODS, is_cross_origin
from services import sign_in
from services.work import Actor
from utils.cookies import session_cookie
from utils.errors import Forbidden, Unauthenticated

_BEARER: Final = HTTPBearer(auto_error=False, description="The token of POST /v1/sessions.")


class PasswordChangeRequired(Forbidden):
    """The person still has the first password, which opens nothing but the form that replaces it."""

    code = "password_change_required"

    def __init__(self) -> None:
        super().__init__("Choose your own password first: sign in at /auth/login with a browser, then ask again.")


class SecondFactorSetUpRequired(Forbidden):
    """The role needs a second factor and the person has none yet."""

    code = "second_factor_set_up_required"

    def __init__(self) -> None:
        super().__init__("Your role needs a second factor: sign in at /auth/login with a browser and set it up, then ask again.")


def check_not_held(actor: Actor) -> None:
    """Raise PasswordChangeRequired or SecondFactorSetUpRequired for who must do that before anything else."""
    if actor.must_change_password:
        raise PasswordChangeRequired
    if actor.must_set_up_factor:
        raise SecondFactorSetUpRequired


def token_of(
    request: Request, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)] = None
) -> str:
    """The session token that came with the request. Raises Unauthenticated, or Forbidden for another site's post."""
    if bearer is not None:
        return bearer.credentials
    if request.headers.get("authorization"):
        raise Unauthenticated("Send the token as `Authorization: Bearer <token>`.")
    token = request.cookies.get(session_cookie(request.app.state.is_behind_tls), "")
    if not token:
        raise Unauthenticated("Sign in first: POST /api/v1/sessions gives a token.")
    if request.method not in SAFE_METHODS and not _is_own_page(request):
        raise Forbidden("A request with a session cookie must come from a page of this site; programs send a token.")
    return token


def current_actor(token: Annotated[str, Depends(token_of)]) -> Actor:
    """Who acts, with the rights of this moment. Raises Unauthenticated, and Forbidden for who is held."""
    actor = sign_in.actor_of(token).through("api")
    check_not_held(actor)
    return actor


def watching_actor(token: Annotated[str, Depends(token_of)]) -> Actor:
    """Like `current_actor`, for what a page sends by itself: it does not put the end of an idle session off."""
    actor = sign_in.actor_of(token, is_there=False).through("api")
    check_not_held(actor)
    return actor


def _is_own_page(request: Request) -> bool:
    """Whether the browser vouches that this origin sent it; silence is no proof where a cookie came along unasked."""
    vouches = request.headers.get("origin") is not None or request.headers.get("sec-fetch-site") == "same-origin"
    return vouches and not is_cross_origin(request.headers)


Token = Annotated[str, Depends(token_of)]
Acting = Annotated[Actor, Depends(current_actor)]
Watching = Annotated[Actor, Depends(watching_actor)]
