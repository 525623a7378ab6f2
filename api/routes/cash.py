"""Cash in the field: taking it, finding receipts, and who holds how much."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.routes.idempotency import IdempotencyKey, client_id
from api.schemas.cash import (
    CashHeldOut,
    CashOfferOut,
    CashReceiptFull,
    CashReceiptOut,
    CashReceiptParams,
    HolderOut,
    LimitIn,
    NewCashIn,
    full,
    new_cash,
)
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import cash
from services.permissions import Permission
from services.work import Work, begin

router = APIRouter(prefix="/cash", tags=["cash"])
_READ = needs(Permission.CASH_READ)
_COLLECT = needs(Permission.CASH_COLLECT)
_SET = needs(Permission.CASH_SET, everywhere=True)


@router.get("/receipts", summary="Receipts of cash, the newest first", responses=guarded(404), openapi_extra=_READ)
def list_cash_receipts(actor: Acting, params: Annotated[CashReceiptParams, Query()]) -> Rows[CashReceiptOut]:
    """Those who take cash see their own. Searches receipt number, unit and account code, name and phone."""
    with begin(actor) as work:
        return rows_of(cash.page(work, params.query()), CashReceiptOut)


@router.post("/receipts", status_code=201, summary="Take cash", responses=guarded(404, 409, 413), openapi_extra=_COLLECT)
def take_cash(actor: Acting, body: NewCashIn, idempotency_key: IdempotencyKey = None) -> CashReceiptFull:
    """At a unit within your reach: it pays the oldest debt, under the next number of your own receipts."""
    new = new_cash(body, client_id(idempotency_key, body.client_uuid))
    with begin(actor) as work:
        return full(cash.collect(work, new), actor.organization, actor.currency)


@router.get("/receipts/{receipt_id}", summary="One receipt", responses=guarded(404), openapi_extra=_READ)
def show_cash_receipt(actor: Acting, receipt_id: Annotated[Id, Path()]) -> CashReceiptFull:
    """The receipt, what it paid, and what is still owed."""
    with begin(actor) as work:
        return full(cash.get(work, receipt_id), actor.organization, actor.currency)


@router.get("/units/{unit_id}", summary="Before you take cash", responses=guarded(404), openapi_extra=_COLLECT)
def show_cash_offer(actor: Acting, unit_id: Annotated[Id, Path()]) -> CashOfferOut:
    """Whose unit it is, what is owed, and how much more you may take."""
    with begin(actor) as work:
        return CashOfferOut.model_validate(cash.offer(work, unit_id))


@router.get("/holders", summary="Who holds cash", responses=guarded(), openapi_extra=_READ)
def list_cash_holders(actor: Acting) -> CashHeldOut:
    """Who has held it longest first; those who take cash find themselves alone."""
    with begin(actor) as work:
        return _held(work)


@router.put("/limit", summary="Set the most cash in hand", responses=guarded(413), openapi_extra=_SET)
def set_cash_limit(actor: Acting, body: LimitIn) -> CashHeldOut:
    """Holds for what is taken from now on."""
    with begin(actor) as work:
        cash.set_limit(work, body.amount)
        return _held(work)


def _held(work: Work) -> CashHeldOut:
    return CashHeldOut(most_in_hand=cash.limit(work), holders=[HolderOut.model_validate(each) for each in cash.holders(work)])
