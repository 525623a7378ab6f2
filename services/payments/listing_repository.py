"""What the list of payments holds, how it is narrowed and in which orders it comes."""

from dataclasses import replace
from typing import Final

from services.listing import (
    ACCOUNTS_SOUGHT,
    Condition,
    Days,
    Field,
    Kind,
    Listing,
    Months,
    OneOf,
    Range,
    Same,
    Sort,
    Within,
    searched_by,
)
from services.payments.models import PaymentRow
from services.payments.rules import CHANNEL_WORDS
from services.permissions import Permission
from services.searching import parse_receipt_no
from services.work import Work

JOINS: Final = """
JOIN accounts c ON c.org_id = p.org_id AND c.account_id = p.account_id
JOIN areas a ON a.org_id = p.org_id AND a.area_id = p.area_id
JOIN staff s ON s.org_id = p.org_id AND s.staff_id = p.recorded_by
JOIN people n ON n.person_id = s.person_id
LEFT JOIN LATERAL (SELECT -sum(e.advance) AS allocated FROM ledger_entries e WHERE e.org_id = p.org_id
    AND e.payment_id = p.payment_id AND e.kind IN ('allocation', 'release')) m ON true"""

OF_RECEIPT: Final = "p.counter = %(counter)s AND p.receipt_number = %(receipt_number)s"
OF_REFERENCE: Final = "(p.reference = %(reference)s OR p.account_id"
SOUGHT_FEW: Final = OF_REFERENCE + " = ANY (%(found_ids)s::bigint[]))"
SOUGHT_MANY: Final = OF_REFERENCE + " IN " + ACCOUNTS_SOUGHT + ")"
SOUGHT_COUNTED: Final = OF_REFERENCE + " = ANY (ARRAY" + ACCOUNTS_SOUGHT + "))"

STATUSES: Final = (("posted", "Posted"), ("reversed", "Reversed"))


def _sought(work: Work, text: str) -> Condition:
    receipt = parse_receipt_no(text)
    if receipt:
        return Condition(OF_RECEIPT, {"counter": receipt[0], "receipt_number": receipt[1]})
    found = searched_by(SOUGHT_FEW, SOUGHT_MANY, SOUGHT_COUNTED)(work, text)
    return replace(found, params={**found.params, "reference": " ".join(text.split())})


PAYMENTS: Final = Listing(
    noun="payment",
    nouns="payments",
    permission=Permission.PAYMENT_READ,
    row=PaymentRow,
    base="payments p",
    alias="p",
    key=("p.payment_id",),
    joins=JOINS,
    ids=(("p.payment_id", "payment_id"), ("p.account_id", "account_id"), ("p.area_id", "area_id")),
    areas="p.area_id",
    account="p.account_id",
    fields=(
        Field("receipt_no", "Receipt", Kind.CODE, "receipt_no(p.counter, p.receipt_number)"),
        Field("account_code", "Account", Kind.CODE, "c.code"),
        Field("holder_name", "Consumer", Kind.TEXT, "c.holder_name"),
        Field("area_name", "Area", Kind.TEXT, "a.name"),
        Field("amount", "Amount", Kind.MONEY, "p.amount", is_summed=True),
        Field("allocated", "Matched", Kind.MONEY, "coalesce(m.allocated, 0)"),
        Field("channel", "Channel", Kind.CHOICE, "p.channel"),
        Field("reference", "Reference", Kind.CODE, "p.reference"),
        Field("value_on", "Value date", Kind.DATE, "p.value_on"),
        Field("status", "State", Kind.CHOICE, "p.status"),
        Field("recorded_at", "Recorded", Kind.MOMENT, "p.recorded_at"),
        Field("recorder_name", "Recorded by", Kind.TEXT, "n.full_name"),
        Field("reversal_reason", "Why reversed", Kind.TEXT, "p.reversal_reason", is_in_files_only=True),
    ),
    sorts=(
        Sort("newest", "Newest first", (("p.payment_id", "payment_id"),), is_descending=True),
        Sort("day", "By value date", (("p.value_on", "value_on"), ("p.payment_id", "payment_id")), is_descending=True),
    ),
    filters=(
        Months("month", "Month", "p.value_on", is_of_days=True),
        Days("value", "Value date", "p.value_on"),
        Within("area", "Area", "p.area_id"),
        OneOf("channel", "Channel", "p.channel", tuple((channel.value, word) for channel, word in CHANNEL_WORDS.items())),
        OneOf("status", "State", "p.status", STATUSES),
        Range("amount", "Amount", "p.amount", is_money=True),
        Same("account", "Account", "p.account_id"),
    ),
    search=_sought,
)
