"""Signing in for programs: a token instead of a cookie."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from api.auth_routes import client_address
from api.errors import answer
from api.routes.describing import OPEN_TO_ALL, SIGNED_IN, guarded, refusals
from api.schemas.people import Me, NewSession, SessionOpened
from api.security import Acting, Token, check_not_held
from services import sign_in
from services.permissions import GRANTS
from services.sign_in import CodeWanted, SignedIn
from utils.errors import Busy, Forbidden

router = APIRouter(tags=["sessions"])


@router.post(
    "/sessions",
    status_code=201,
    response_model=SessionOpened,
    summary="Sign in",
    responses=refusals(401, 403, 409, 413, 422, 429),
    openapi_extra=OPEN_TO_ALL,
)
def open_session(request: Request, body: NewSession) -> SessionOpened | JSONResponse:
    """Gives a token for a username and password, and where the person has a second factor, its code of this moment.

    Ten tries a username and 30 an address in 15 minutes, then 429.
    """
    address = client_address(request, request.app.state.is_behind_tls)
    agent = request.headers.get("user-agent", "")[:300]
    try:
        opened = _open(body, address, agent)
    except Busy as busy:
        return answer(429, "too_many_tries", str(busy), headers={"Retry-After": "900"})
    try:
        check_not_held(sign_in.actor_of(opened.token))
    except Forbidden:
        sign_in.sign_out(opened.token)
        raise
    return SessionOpened(token=opened.token)


def _open(body: NewSession, address: str, agent: str) -> SignedIn:
    try:
        return sign_in.sign_in(body.username, body.password, address, agent)
    except CodeWanted as wanted:
        if body.code is None:
            raise
        return sign_in.with_code(wanted.half, body.code, address, agent)


@router.delete("/sessions", status_code=204, summary="Sign out", responses=guarded(), openapi_extra=SIGNED_IN)
def end_session(token: Token) -> None:
    """Ends the session that the request came with; one that has ended already is no error."""
    sign_in.sign_out(token)


@router.get("/me", summary="Who is signed in", responses=guarded(), openapi_extra=SIGNED_IN)
def show_me(actor: Acting) -> Me:
    """The person, the organization they act for now, and what their role grants."""
    return Me(
        username=actor.username,
        full_name=actor.full_name,
        role=actor.role,
        organization_code=actor.org_code,
        organization=actor.organization,
        currency=actor.currency,
        time_zone=actor.time_zone,
        area_count=None if actor.area_ids is None else len(actor.area_ids),
        account_id=actor.account_id,
        permissions=sorted(permission.value for permission in GRANTS[actor.role]),
    )
