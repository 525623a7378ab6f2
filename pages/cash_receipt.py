"""A receipt of cash: shown on the phone, sent as text, printed, with what is still owed."""

from components import asked, cash_parts, page, words
from components.screens import CASH, CASH_RECEIPT
from components.status import badge
from services import cash
from services.work import begin
from utils.errors import NotFound
from utils.wording import apart, worded

actor = page.begin(CASH_RECEIPT)
receipt_id = asked.number("receipt")

with page.telling() as told:
    if receipt_id is None:
        raise NotFound("receipt", asked.text("receipt") or "(none named)")
    with begin(actor) as work:
        receipt = cash.get(work, receipt_id)

if told.is_ok:
    row = receipt.row
    page.head(
        worded("Receipt {number}", number=row.receipt_no),
        mark=badge("cash", row.status),
        below=f"{apart(row.holder_name or worded('Out of reach'))} · {words.day(row.taken_on)}",
        back=(worded("Cash"), CASH.link()),
    )
    cash_parts.receipt_document(actor, receipt)
