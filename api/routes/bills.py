"""Reading bills."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.routes.describing import guarded, needs
from api.schemas.billing import BillExceptionOut, BillFull, BillHeadOut, BillLineOut, BillOut, BillParams, BillPaymentOut
from api.schemas.shapes import Rows, Text, rows_of
from api.security import Acting
from services import bills
from services.permissions import Permission
from services.work import begin

router = APIRouter(prefix="/bills", tags=["bills"])


@router.get("", summary="Bills, newest first", responses=guarded(404), openapi_extra=needs(Permission.BILL_READ))
def list_bills(actor: Acting, params: Annotated[BillParams, Query()]) -> Rows[BillOut]:
    """Searches bill number, account code, holder's name and phone, each from its beginning."""
    with begin(actor) as work:
        return rows_of(bills.page(work, params.query()), BillOut)


@router.get(
    "/{bill_no}", summary="One bill and why it is what it is", responses=guarded(404), openapi_extra=needs(Permission.BILL_READ)
)
def show_bill(actor: Acting, bill_no: Annotated[Text, Path(max_length=40, examples=["202609-0000123"])]) -> BillFull:
    """The bill with its lines (quantity, rate, tier, season), what held it back, and the payments matched to it."""
    with begin(actor) as work:
        found = bills.get_by_no(work, bill_no)
    return BillFull(
        bill=BillHeadOut.model_validate(found.head),
        lines=[BillLineOut.model_validate(line) for line in found.lines],
        exceptions=[BillExceptionOut.model_validate(each) for each in found.exceptions],
        payments=[BillPaymentOut.model_validate(each) for each in found.payments],
        paid=found.paid,
    )
