"""Cash in the field: taking it, handing it over, and bringing it to the bank."""

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
    ChallanCashIn,
    DepositOut,
    HandoverFull,
    HandoverOut,
    HandoverParams,
    HolderOut,
    LimitIn,
    NewCashIn,
    NewDepositIn,
    NewHandoverIn,
    ReconcileIn,
    full,
    handed,
    new_cash,
)
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import cash
from services.cash import NewChallanCash, NewDeposit, NewHandover
from services.permissions import Permission
from services.work import Work, begin

router = APIRouter(prefix="/cash", tags=["cash"])
_READ = needs(Permission.CASH_READ)
_COLLECT = needs(Permission.CASH_COLLECT)
_ACCEPT = needs(Permission.CASH_ACCEPT, everywhere=True)
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


@router.post(
    "/challans/{challan_id}", status_code=201, summary="Take cash for a challan", responses=guarded(404, 409, 413),
    openapi_extra=_COLLECT,
)  # fmt: skip
def take_cash_for_challan(
    actor: Acting, challan_id: Annotated[Id, Path()], body: ChallanCashIn, idempotency_key: IdempotencyKey = None
) -> CashReceiptFull:
    """Its whole amount, under the next number of your own receipts."""
    key = client_id(idempotency_key, body.client_uuid)
    with begin(actor) as work:
        made = cash.collect_challan(work, NewChallanCash(challan_id, key, body.payer, body.note, body.taken_on))
        return full(made, actor.organization, actor.currency)


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


@router.post(
    "/holders/{staff_id}/accept", status_code=201, summary="Accept cash", responses=guarded(404, 409, 413), openapi_extra=_ACCEPT
)
def accept_cash(
    actor: Acting, staff_id: Annotated[Id, Path()], body: NewHandoverIn, idempotency_key: IdempotencyKey = None
) -> HandoverFull:
    """All that a person holds, as you counted it; never your own. Where somebody was faster, the refusal says who."""
    client_uuid = client_id(idempotency_key, body.client_uuid)
    with begin(actor) as work:
        return handed(cash.accept(work, NewHandover(staff_id, body.counted, client_uuid, body.reason, body.mark)))


@router.get("/handovers", summary="Handovers, the newest first", responses=guarded(), openapi_extra=_READ)
def list_handovers(actor: Acting, params: Annotated[HandoverParams, Query()]) -> Rows[HandoverOut]:
    """Those who take cash see their own. Searches handover and slip number and the agent's name."""
    with begin(actor) as work:
        return rows_of(cash.handovers(work, params.query()), HandoverOut)


@router.get("/handovers/{handover_id}", summary="One handover", responses=guarded(404), openapi_extra=_READ)
def show_handover(actor: Acting, handover_id: Annotated[Id, Path()]) -> HandoverFull:
    """What was counted, by whom, with the receipts."""
    with begin(actor) as work:
        return handed(cash.handover(work, handover_id))


@router.post("/deposits", status_code=201, summary="Record a deposit", responses=guarded(404, 409, 413), openapi_extra=_ACCEPT)
def deposit_cash(actor: Acting, body: NewDepositIn, idempotency_key: IdempotencyKey = None) -> DepositOut:
    """Handovers that were brought to the bank together. The same id again changes nothing."""
    client_uuid = client_id(idempotency_key, body.client_uuid)
    new = NewDeposit(tuple(body.handover_ids), body.bank, body.slip_no, body.deposited_on, client_uuid)
    with begin(actor) as work:
        return DepositOut.model_validate(cash.deposit(work, new))


@router.post(
    "/deposits/{deposit_id}/reconcile", summary="Reconcile a deposit", responses=guarded(404, 409, 413), openapi_extra=_ACCEPT
)
def reconcile_deposit(actor: Acting, deposit_id: Annotated[Id, Path()], body: ReconcileIn) -> DepositOut:
    """It stands on the statement of the bank; found there by somebody else than who deposited it."""
    with begin(actor) as work:
        return DepositOut.model_validate(cash.reconcile(work, deposit_id, body.credited_on))


def _held(work: Work) -> CashHeldOut:
    return CashHeldOut(most_in_hand=cash.limit(work), holders=[HolderOut.model_validate(each) for each in cash.holders(work)])
