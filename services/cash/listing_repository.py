"""What the list of cash receipts holds, how it is narrowed and in which orders it comes."""

from typing import Final

from services.cash.models import CASH_STATES, CashRow
from services.listing import (
    ACCOUNTS_SOUGHT,
    Condition,
    Days,
    Field,
    Kind,
    Listing,
    OneOf,
    Range,
    Same,
    Sort,
    Within,
    sought_params,
)
from services.permissions import Permission, sees_own_cash_only
from services.searching import parse_receipt_no
from services.work import Work

JOINS: Final = """
JOIN staff gs ON gs.org_id = r.org_id AND gs.staff_id = r.agent_id
JOIN people gp ON gp.person_id = gs.person_id
LEFT JOIN areas a ON a.org_id = r.org_id AND a.area_id = r.area_id
LEFT JOIN survey_units u ON u.org_id = r.org_id AND u.unit_id = r.unit_id
LEFT JOIN accounts c ON c.org_id = r.org_id AND c.account_id = r.account_id
LEFT JOIN challan_payments q ON q.org_id = r.org_id AND q.challan_payment_id = r.challan_payment_id
LEFT JOIN challans h ON h.org_id = q.org_id AND h.challan_id = q.challan_id"""
OF_RECEIPT: Final = "r.counter = %(counter)s AND r.receipt_number = %(receipt_number)s"
SOUGHT: Final = (
    """(r.unit_id IN (SELECT w.unit_id FROM survey_units w
        WHERE w.org_id = %(org_id)s AND w.code >= %(code_from)s AND w.code < %(code_to)s)
    OR r.account_id IN """
    + ACCOUNTS_SOUGHT
    + ")"
)


def _sought(work: Work, text: str) -> Condition:
    receipt = parse_receipt_no(text)
    if receipt:
        return Condition(OF_RECEIPT, {"counter": receipt[0], "receipt_number": receipt[1]})
    return Condition(SOUGHT, sought_params(work, text)) if text.strip() else Condition("")


def _reach(work: Work) -> Condition:
    """Who takes cash and accepts none sees the own receipts; the areas of the others are held by row level security."""
    if sees_own_cash_only(work.actor.role):
        return Condition("r.agent_id = %(own_staff_id)s", {"own_staff_id": work.actor.staff_id})
    return Condition("")


CASH_RECEIPTS: Final = Listing(
    noun="cash receipt",
    nouns="cash receipts",
    permission=Permission.CASH_READ,
    row=CashRow,
    base="cash_receipts r",
    alias="r",
    key=("r.receipt_id",),
    joins=JOINS,
    ids=(
        ("r.receipt_id", "receipt_id"),
        ("r.payment_id", "payment_id"),
        ("q.challan_id", "challan_id"),
        ("r.unit_id", "unit_id"),
        ("r.account_id", "account_id"),
        ("r.area_id", "area_id"),
        ("r.agent_id", "agent_id"),
        ("r.visit_id", "visit_id"),
        ("r.handover_id", "handover_id"),
    ),
    fields=(
        Field("receipt_no", "Receipt", Kind.CODE, "receipt_no(r.counter, r.receipt_number)", is_made=True),
        Field("taken_on", "Taken on", Kind.DATE, "r.taken_on"),
        Field("agent_name", "Agent", Kind.TEXT, "gp.full_name"),
        Field("unit_code", "Unit", Kind.CODE, "u.code"),
        Field("account_code", "Account", Kind.CODE, "c.code"),
        Field("holder_name", "Consumer", Kind.TEXT, "c.holder_name"),
        Field("area_name", "Area", Kind.TEXT, "a.name"),
        Field("challan_no", "Challan", Kind.CODE, "challan_no(h.challan_number)", is_made=True),
        Field("payer", "Paid by", Kind.TEXT, "r.payer"),
        Field("note", "Note", Kind.TEXT, "r.note"),
        Field("amount", "Amount", Kind.MONEY, "r.amount", is_summed=True),
        Field("taken_at", "Recorded", Kind.MOMENT, "r.taken_at"),
        Field("status", "State", Kind.CHOICE, "r.status"),
    ),
    sorts=(
        Sort("newest", "Newest first", (("r.receipt_id", "receipt_id"),), is_descending=True),
        Sort("day", "By day", (("r.taken_on", "taken_on"), ("r.receipt_id", "receipt_id")), is_descending=True),
    ),
    filters=(
        OneOf("status", "State", "r.status", CASH_STATES),
        Same("agent", "Agent", "r.agent_id"),
        Days("taken", "Taken on", "r.taken_on"),
        Within("area", "Area", "r.area_id"),
        Range("amount", "Amount", "r.amount", is_money=True),
        Same("unit", "Unit", "r.unit_id"),
        Same("account", "Account", "r.account_id"),
        Same("handover", "Handover", "r.handover_id"),
        Same("receipt", "Receipt", "r.receipt_id"),
    ),
    search=_sought,
    reach=_reach,
)
