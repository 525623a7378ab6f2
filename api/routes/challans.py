"""Challans: finding them, taking their money, and cancelling them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.routes.idempotency import IdempotencyKey, client_id
from api.schemas.challans import ChallanFull, ChallanOut, ChallanParams, PayChallanIn, ReasonIn, full
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import challans
from services.challans import PayChallan
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/challans", tags=["visits"])
_READ = needs(Permission.VISIT_READ)
_CHANGED = guarded(404, 409, 413)


@router.get("", summary="Challans, the newest first", responses=guarded(404), openapi_extra=_READ)
def list_challans(actor: Acting, params: Annotated[ChallanParams, Query()]) -> Rows[ChallanOut]:
    """Those who make visits see their own. Searches challan and receipt number, unit and account code, name and phone."""
    with begin(actor) as work:
        return rows_of(challans.page(work, params.query()), ChallanOut)


@router.get("/{challan_id}", summary="One challan", responses=guarded(404), openapi_extra=_READ)
def show_challan(actor: Acting, challan_id: Annotated[Id, Path()]) -> ChallanFull:
    """The challan and what was paid for it."""
    with begin(actor) as work:
        return full(challans.get(work, challan_id))


@router.post(
    "/{challan_id}/pay", summary="Pay a challan", responses=_CHANGED, openapi_extra=needs(Permission.PAYMENT_RECORD)
)
def pay_challan(
    actor: Acting, challan_id: Annotated[Id, Path()], body: PayChallanIn, idempotency_key: IdempotencyKey = None
) -> ChallanFull:
    """Whole, at the office. The same id again changes nothing; no account is touched."""
    key = client_id(idempotency_key, body.client_uuid)
    with begin(actor) as work:
        return full(challans.pay(work, PayChallan(challan_id, body.channel, body.reference, body.value_on, key)))


@router.post(
    "/{challan_id}/reverse", summary="Take its payment back", responses=_CHANGED, openapi_extra=needs(Permission.PAYMENT_REVERSE)
)
def reverse_challan_payment(actor: Acting, challan_id: Annotated[Id, Path()], body: ReasonIn) -> ChallanFull:
    """For one recorded by mistake: the challan is unpaid again."""
    with begin(actor) as work:
        return full(challans.reverse(work, challan_id, body.reason))


@router.post(
    "/{challan_id}/cancel", summary="Cancel a challan", responses=_CHANGED, openapi_extra=needs(Permission.VISIT_REVIEW)
)
def cancel_challan(actor: Acting, challan_id: Annotated[Id, Path()], body: ReasonIn) -> ChallanFull:
    """It need not be paid; by somebody else than who issued it."""
    with begin(actor) as work:
        return full(challans.cancel(work, challan_id, body.reason))
