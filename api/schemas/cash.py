"""Cash in the field as it travels."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from api.schemas.money import PaidBillOut
from api.schemas.shapes import Day, DayRange, Exact, Id, In, Out, Range, SearchParams, Text
from services import cash
from services.cash import CashReceipt, Handover, NewCash

# A field of a form that was left empty comes as an empty text.
LEFT_OUT = BeforeValidator(lambda value: None if value == "" else value)


class CashReceiptParams(SearchParams):
    """Filters of receipts."""

    sort: Literal["", "newest", "day"] = Field("", description="newest (without it), or by day.")
    status: Text | None = Field(None, max_length=100, description="collected, handed_over … or several with commas between.")
    agent: Id | None = Field(None, description="Only of this member of staff.")
    taken: DayRange = None
    area: Id | None = Field(None, description="Only in this area and below.")
    amount: Range = None
    handover: Id | None = Field(None, description="Only of this handover.")
    unit: Id | None = Field(None, description="Only of this unit.")
    account: Id | None = Field(None, description="Only of this account.")
    receipt: Id | None = Field(None, description="Only this one.")


class CashReceiptOut(Out):
    """A receipt; unit and consumer are null where they are out of reach by now."""

    receipt_id: int
    receipt_no: str
    payment_id: int | None
    challan_id: int | None = Field(description="Of a challan that it paid; then it paid nothing of the account.")
    challan_no: str | None
    taken_on: date
    taken_at: datetime
    amount: Exact
    payer: str
    note: str
    unit_id: int
    unit_code: str | None
    account_id: int
    account_code: str | None
    holder_name: str | None
    area_id: int
    area_name: str | None
    agent_id: int
    agent_name: str
    visit_id: int | None
    handover_id: int | None
    status: str


class CashReceiptFull(Out):
    """A receipt with what it paid, what the account still owes by now, and its text for a message."""

    receipt: CashReceiptOut
    allocations: list[PaidBillOut]
    owed: Exact | None
    text: str
    href: str = Field(description="The address of its screen.")


class NewCashIn(In):
    """Cash taken at a unit; Idempotency-Key or `client_uuid` makes sending it again harmless. Empty texts are nothing."""

    unit_id: Id
    amount: Exact
    payer: Text = Field("", max_length=100, description="Who paid, where it is not the consumer.")
    note: Text = Field("", max_length=500)
    taken_on: Annotated[Day | None, LEFT_OUT] = Field(None, description="Today without it; at most seven days ago.")
    visit_id: Annotated[Id | None, LEFT_OUT] = Field(None, description="The own visit to this unit on which it was taken.")
    client_uuid: UUID | None = None


class ChallanCashIn(In):
    """Cash for the whole of a challan; Idempotency-Key or `client_uuid` makes sending it again harmless."""

    payer: Text = Field("", max_length=100)
    note: Text = Field("", max_length=500)
    taken_on: Annotated[Day | None, LEFT_OUT] = Field(None, description="Today without it; at most seven days ago.")
    client_uuid: UUID | None = None


class CashOfferOut(Out):
    """Whose unit it is, what is owed, and how much more you may take."""

    unit_id: int
    unit_code: str
    address: str
    account_code: str
    holder_name: str
    owed: Exact
    in_hand: Exact
    most_in_hand: Exact
    room: Exact


class HolderOut(Out):
    """Who holds cash, how much, from how many receipts, and since when."""

    agent_id: int
    agent_name: str
    amount: Exact
    receipt_count: int
    since: datetime
    mark: str = Field(description="Send it along when you accept it: that is refused where the agent took more meanwhile.")


class LimitIn(In):
    """The most cash that one person may hold."""

    amount: Exact


class CashHeldOut(Out):
    """Who holds cash within your reach, and the most that one person may hold."""

    most_in_hand: Exact
    holders: list[HolderOut]


def new_cash(body: NewCashIn, client_uuid: UUID) -> NewCash:
    """What was sent, in the words of the business."""
    return NewCash(body.unit_id, body.amount, client_uuid, body.payer, body.note, body.taken_on, body.visit_id)


def full(receipt: CashReceipt, organization: str, currency: str) -> CashReceiptFull:
    """A receipt as an answer."""
    paid = receipt.payment.allocations if receipt.payment else ()
    return CashReceiptFull(
        receipt=CashReceiptOut.model_validate(receipt.row),
        allocations=[PaidBillOut.model_validate(each) for each in paid],
        owed=receipt.owed,
        text=cash.receipt_text(receipt, organization, currency),
        href=f"/receipt?receipt={receipt.row.receipt_id}",
    )


class HandoverParams(SearchParams):
    """Filters of handovers."""

    sort: Literal["", "newest"] = Field("", description="newest (without it).")
    status: Text | None = Field(None, max_length=100, description="handed_over, deposited or reconciled, or several.")
    differs: Literal["yes", "no"] | None = Field(None, description="`yes`: another sum was counted than the receipts say.")
    agent: Id | None = Field(None, description="Only of this member of staff.")
    accepted: DayRange = None
    deposit: Id | None = Field(None, description="Only of this deposit.")
    handover: Id | None = Field(None, description="Only this one.")


class HandoverOut(Out):
    """A handover; `difference` is what was counted less the receipts. What has not happened yet is null."""

    handover_id: int
    handover_no: str
    agent_id: int
    agent_name: str
    accepted_at: datetime
    accepter_name: str
    receipt_count: int
    expected: Exact
    counted: Exact
    difference: Exact
    reason: str
    status: str
    deposit_id: int | None
    bank: str | None
    slip_no: str | None
    deposited_on: date | None
    depositor_name: str | None
    credited_on: date | None
    reconciler_name: str | None


class HandoverFull(Out):
    """A handover with its receipts, the first two hundred of them."""

    handover: HandoverOut
    receipts: list[CashReceiptOut]


class NewHandoverIn(In):
    """All that a person holds, as you counted it; another sum than that of the receipts needs a reason."""

    counted: Exact
    reason: Text = Field("", max_length=500)
    mark: Text | None = Field(None, max_length=40, description="The `mark` of what you saw that the person holds.")
    client_uuid: UUID | None = None


class NewDepositIn(In):
    """Handovers brought to the bank under one slip; Idempotency-Key or `client_uuid` makes sending it again harmless."""

    handover_ids: list[Id] = Field(min_length=1, max_length=200)
    bank: Text = Field(max_length=100)
    slip_no: Text = Field(max_length=60)
    deposited_on: Day
    client_uuid: UUID | None = None


class ReconcileIn(In):
    """The day on which the bank credited it."""

    credited_on: Day


class DepositOut(Out):
    """A deposit; `credited_on` is null until somebody found it on the statement."""

    deposit_id: int
    bank: str
    slip_no: str
    deposited_on: date
    amount: Exact
    credited_on: date | None


def handed(handover: Handover) -> HandoverFull:
    """A handover as an answer."""
    return HandoverFull(
        handover=HandoverOut.model_validate(handover.row),
        receipts=[CashReceiptOut.model_validate(each) for each in handover.receipts],
    )
