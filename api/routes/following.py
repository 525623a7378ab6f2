"""Following a ticket, a unit, an account or a bill: being told of what changes, as long as one may see it."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.routes.describing import guarded, needs
from api.schemas.notices import FollowIn, FollowOut
from api.schemas.shapes import Id, Text
from api.security import Acting
from services import accounts, bills, notices, survey_units, tickets
from services.permissions import Permission
from services.work import Work, begin

router = APIRouter(tags=["notices"])


@router.post(
    "/tickets/{ticket_id}/follow",
    summary="Follow a ticket",
    responses=guarded(404, 413),
    openapi_extra=needs(Permission.TICKET_READ),
)
def follow_ticket(actor: Acting, ticket_id: Annotated[Id, Path()], body: FollowIn) -> FollowOut:
    """Its steps and comments stand in your notices."""
    with begin(actor) as work:
        tickets.get(work, ticket_id)
        return _follow(work, "ticket", ticket_id, body)


@router.post(
    "/units/{unit_id}/follow", summary="Follow a unit", responses=guarded(404, 410, 413),
    openapi_extra=needs(Permission.UNIT_READ),
)
def follow_unit(actor: Acting, unit_id: Annotated[Id, Path()], body: FollowIn) -> FollowOut:
    """What is changed of it by hand, and tickets on it, stand in your notices."""
    with begin(actor) as work:
        survey_units.get(work, unit_id)
        return _follow(work, "unit", unit_id, body)


@router.post(
    "/bills/{bill_no}/follow", summary="Follow a bill", responses=guarded(404, 413), openapi_extra=needs(Permission.BILL_READ)
)
def follow_bill(actor: Acting, bill_no: Annotated[Text, Path(max_length=40)], body: FollowIn) -> FollowOut:
    """Holding back, release and money for it stand in your notices."""
    with begin(actor) as work:
        return _follow(work, "bill", bills.get_by_no(work, bill_no).head.bill_no, body)


@router.post(
    "/accounts/{account_code}/follow",
    summary="Follow an account",
    responses=guarded(404, 413),
    openapi_extra=needs(Permission.ACCOUNT_READ),
)
def follow_account(actor: Acting, account_code: Annotated[Text, Path(max_length=60)], body: FollowIn) -> FollowOut:
    """Money that comes in, bills that fall due and unusual readings stand in your notices."""
    with begin(actor) as work:
        return _follow(work, "account", accounts.find(work, account_code).account_id, body)


def _follow(work: Work, noun: str, target: str | int, body: FollowIn) -> FollowOut:
    (notices.follow if body.is_followed else notices.unfollow)(work, noun, target)
    return FollowOut(is_followed=notices.follows(work, noun, target))
