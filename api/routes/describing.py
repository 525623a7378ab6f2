"""What each route says of itself in the OpenAPI document: who may call it and how it refuses."""

from typing import Any, Final

from api.schemas.shapes import RefusalAnswer
from services.permissions import Permission

_REFUSALS: Final = {
    401: "Nobody is signed in, or the session has ended.",
    403: "The role does not grant this, or the first password must be changed.",
    404: "There is no such record, or not for this person.",
    409: "The record is in a state in which this cannot be done.",
    410: "There was such a record, and it is no longer kept.",
    413: "The body is too large.",
    422: "Something in the request cannot be accepted; `fields` says what.",
    429: "There were too many tries.",
    500: "The fault is ours; tell support the `reference`.",
    503: "The system cannot do this at the moment; try again later.",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route beside those that every route has."""
    listed = sorted({*statuses, 422, 500, 503})
    return {status: {"model": RefusalAnswer, "description": _REFUSALS[status]} for status in listed}


def guarded(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route behind the sign-in."""
    return refusals(401, 403, *statuses)


def needs(permission: Permission, *, everywhere: bool = False) -> dict[str, Any]:
    """Names the permission that the use case asks for; `everywhere` where rights in some areas do not suffice."""
    return {"x-permission": permission.value, **({"x-everywhere": True} if everywhere else {})}


OPEN_TO_ALL: Final[dict[str, Any]] = {"security": [], "x-permission": "open"}
SIGNED_IN: Final[dict[str, Any]] = {"x-permission": "signed_in"}
