"""The import of payments: which fields a file may have; they are recorded like any other, with receipts and matching."""

from typing import Final

import polars as pl

from services import payments
from services.imports import payments_repository as sql
from services.imports import staging_repository
from services.imports.definition import Noun, Statements
from services.imports.fields import Field, choice
from services.imports.models import Import, ImportNoun
from services.payments import RecordPayment
from services.permissions import Permission
from services.tabular import as_amount, as_code, as_date, as_text
from services.work import Work

CHANNELS: Final = {
    "cash": ("counter",), "bank": ("bank transfer", "transfer", "1bill", "ibft", "deposit"),
    "wallet": ("easypaisa", "jazzcash", "mobile wallet"), "card": ("pos", "debit card", "credit card"),
    "cheque": ("check", "chq"), "other": (),
}  # fmt: skip

FIELDS: Final = (
    Field("payment_no", "Payment number", as_text(100), "",
          synonyms=("payment id", "transaction id", "transaction no", "txn id", "tid"),
          hint="The sender's own number; a payment that comes with it again is the same one."),
    Field("account", "Account", as_code(60), "OKR-0001", is_needed=True,
          synonyms=("account code", "account no", "account number", "consumer no", "consumer id", "customer id", "unit code")),
    Field("amount", "Amount", as_amount(9, 2), "500", is_needed=True,
          synonyms=("paid", "amount paid", "paid amount", "payment", "received", "collected")),
    Field("channel", "Channel", choice(CHANNELS), "bank", choices=tuple(CHANNELS),
          synonyms=("method", "mode", "payment mode", "paid through", "bank name"), hint="Left out, it is cash."),
    Field("reference", "Reference", as_text(100), "TX-0001",
          synonyms=("reference no", "psid", "stan", "cheque no", "slip no", "receipt no", "challan no"),
          hint="What the bank, wallet or cheque calls it; these need it."),
    Field("value_on", "Day the money came", as_date(), "21/09/2026", is_needed=True,
          synonyms=("date", "payment date", "paid on", "value date", "transaction date", "received on")),
)  # fmt: skip


def record(work: Work, _: Import) -> None:
    """Record the judged rows; one that is refused after all says why."""
    new = sql.new(work)
    if not new:
        return
    commands = (RecordPayment(row.account, row.amount, row.channel, row.reference, row.value_on, row.client_uuid) for row in new)
    outcome = payments.record_many(work, commands)
    if outcome.rejected:
        staging_repository.refuse(work, {new[each.row_no - 1].row_no: f"Payment: {each.reason}" for each in outcome.rejected})


def reverse(work: Work, found: Import) -> None:
    """Take back what was recorded: the bills are unpaid again, as far as other money does not pay them."""
    for payment_id in sql.recorded(work, found.import_id):
        payments.reverse(work, payment_id, f"{found.ref} was rolled back".capitalize())


PAYMENTS: Final = Noun(
    name=ImportNoun.PAYMENTS,
    one="payment",
    many="payments",
    permission=Permission.PAYMENT_RECORD,
    fields=FIELDS,
    statements=Statements(sql.CREATE, sql.COPY, sql.RELOAD, (sql.JUDGE,), (), (), None, ()),
    is_everywhere=True,
    apply=record,
    undo=reverse,
    counted=tuple(map(pl.col, ("account", "amount", "channel", "value_on"))),
)
