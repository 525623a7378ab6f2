"""Recording payments, reversing them and finding them again."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.routes.idempotency import IdempotencyKey, client_id
from api.schemas.money import NewPayment, PaidBillOut, PaymentFull, PaymentHeadOut, PaymentOut, PaymentParams, Reversal
from api.schemas.shapes import Id, Rows, rows_of
from api.security import Acting
from services import payments
from services.payments import Payment, RecordPayment
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/payments", tags=["payments"])


@router.get("", summary="Payments, the last recorded first", responses=guarded(404), openapi_extra=needs(Permission.PAYMENT_READ))
def list_payments(actor: Acting, params: Annotated[PaymentParams, Query()]) -> Rows[PaymentOut]:
    """Searches receipt number, reference (whole), account code, holder's name and phone."""
    with begin(actor) as work:
        return rows_of(payments.page(work, params.query()), PaymentOut)


@router.post(
    "",
    status_code=201,
    summary="Record a payment",
    responses=guarded(409, 413),
    openapi_extra=needs(Permission.PAYMENT_RECORD),
)
def record_payment(actor: Acting, body: NewPayment, idempotency_key: IdempotencyKey = None) -> PaymentFull:
    """Matches it to the oldest debt. The same id again answers with the first payment; another body is refused."""
    command = RecordPayment(
        account_code=body.account_code,
        amount=body.amount,
        channel=body.channel,
        reference=body.reference,
        value_on=body.value_on,
        client_uuid=client_id(idempotency_key, body.client_uuid),
    )
    with begin(actor) as work:
        return _full(payments.record(work, command))


@router.get("/{payment_id}", summary="One payment", responses=guarded(404), openapi_extra=needs(Permission.PAYMENT_READ))
def show_payment(actor: Acting, payment_id: Annotated[Id, Path()]) -> PaymentFull:
    """The payment and the bills it paid."""
    with begin(actor) as work:
        return _full(payments.get(work, payment_id))


@router.post(
    "/{payment_id}/reverse",
    summary="Take a payment back",
    responses=guarded(404, 409, 413),
    openapi_extra=needs(Permission.PAYMENT_REVERSE),
)
def reverse_payment(actor: Acting, payment_id: Annotated[Id, Path()], body: Reversal) -> PaymentFull:
    """For one recorded by mistake, with a reason: its bills are unpaid again. A payment is reversed once."""
    with begin(actor) as work:
        return _full(payments.reverse(work, payment_id, body.reason))


def _full(payment: Payment) -> PaymentFull:
    return PaymentFull(
        payment=PaymentHeadOut.model_validate(payment.head),
        allocations=[PaidBillOut.model_validate(each) for each in payment.allocations],
        advance=payment.advance,
    )
