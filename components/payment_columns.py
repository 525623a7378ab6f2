"""The columns of a payment, the same in every list of payments."""

from collections.abc import Sequence

from components.screens import PAYMENT
from components.table import Column, Kind
from services.payments import PaymentRow


def columns(*, has_account: bool = True) -> Sequence[Column[PaymentRow]]:
    """Columns of a list of payments; without the account where the list is of one account."""
    account = (
        Column[PaymentRow]("Consumer", "holder_name", sub="account_code"),
        Column[PaymentRow]("Area", "area_name", is_desk_only=True),
    )
    return (
        Column[PaymentRow]("Receipt", "receipt_no", Kind.CODE),
        Column[PaymentRow]("Value date", "value_on", Kind.DATE),
        *(account if has_account else ()),
        Column[PaymentRow]("Channel", lambda row: row.channel.capitalize(), sub="reference", name="channel"),
        Column[PaymentRow]("State", "status", Kind.STATUS, noun="payment"),
        Column[PaymentRow]("Matched", "allocated", Kind.MONEY, is_desk_only=True),
        Column[PaymentRow]("Amount", "amount", Kind.MONEY, is_lead=True),
    )


def href(row: PaymentRow) -> str:
    """The address of a payment."""
    return PAYMENT.link(payment=row.payment_id)
