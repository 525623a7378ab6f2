"""What the list of challans holds, how it is narrowed and in which orders it comes."""

import re
from typing import Final

from services.challans.models import CHALLAN_STATES, ChallanRow
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
from services.permissions import Permission, sees_own_visits_only
from services.searching import cleaned, parse_receipt_no
from services.work import Work

JOINS: Final = """
JOIN visits v ON v.org_id = h.org_id AND v.visit_id = h.visit_id
JOIN areas a ON a.org_id = v.org_id AND a.area_id = v.area_id
JOIN staff gs ON gs.org_id = h.org_id AND gs.staff_id = h.issued_by
JOIN people gp ON gp.person_id = gs.person_id
LEFT JOIN survey_units u ON u.org_id = v.org_id AND u.unit_id = v.unit_id
LEFT JOIN accounts c ON c.org_id = v.org_id AND c.account_id = v.account_id
LEFT JOIN challan_payments p ON p.org_id = h.org_id AND p.challan_id = h.challan_id AND p.status = 'posted'
LEFT JOIN staff ks ON ks.org_id = h.org_id AND ks.staff_id = h.cancelled_by
LEFT JOIN people kp ON kp.person_id = ks.person_id"""
VISITED: Final = (
    """h.visit_id IN (SELECT w.visit_id FROM visits w WHERE w.org_id = %(org_id)s AND (
        w.unit_id IN (SELECT x.unit_id FROM survey_units x
            WHERE x.org_id = %(org_id)s AND x.code >= %(code_from)s AND x.code < %(code_to)s)
        OR w.account_id IN """
    + ACCOUNTS_SOUGHT
    + "))"
)
SOUGHT: Final = "(h.challan_number = %(challan_number)s OR " + VISITED + ")"
OF_RECEIPT: Final = """h.challan_id IN (SELECT w.challan_id FROM challan_payments w WHERE w.org_id = %(org_id)s
    AND w.counter = %(counter)s AND w.receipt_number = %(receipt_number)s)"""
# Conditions read the challan alone; where it was handed over stands on its visit.
AREA: Final = "(SELECT w.area_id FROM visits w WHERE w.org_id = h.org_id AND w.visit_id = h.visit_id)"
UNIT: Final = "(SELECT w.unit_id FROM visits w WHERE w.org_id = h.org_id AND w.visit_id = h.visit_id)"
ACCOUNT: Final = "(SELECT w.account_id FROM visits w WHERE w.org_id = h.org_id AND w.visit_id = h.visit_id)"
_NUMBER: Final = re.compile(r"(?:[cC]-?|#)?0*([0-9]{1,15})")


def _sought(work: Work, text: str) -> Condition:
    typed = cleaned(text)
    if not typed:
        return Condition("")
    receipt = parse_receipt_no(typed)
    if receipt and receipt[0] != "c":
        return Condition(OF_RECEIPT, {"counter": receipt[0], "receipt_number": receipt[1]})
    number = _NUMBER.fullmatch(typed)
    return Condition(SOUGHT, {**sought_params(work, text), "challan_number": int(number[1]) if number else None})


def _reach(work: Work) -> Condition:
    """Who neither plans nor decides about visits, and makes some, sees the own challans, as with visits."""
    if not sees_own_visits_only(work.actor.role):
        return Condition("")
    return Condition("h.issued_by = %(own_staff_id)s", {"own_staff_id": work.actor.staff_id})


CHALLANS: Final = Listing(
    noun="challan",
    nouns="challans",
    permission=Permission.VISIT_READ,
    row=ChallanRow,
    base="challans h",
    alias="h",
    key=("h.challan_id",),
    joins=JOINS,
    ids=(
        ("h.challan_id", "challan_id"),
        ("h.visit_id", "visit_id"),
        ("v.unit_id", "unit_id"),
        ("v.account_id", "account_id"),
        ("v.area_id", "area_id"),
        ("h.issued_by", "issuer_id"),
    ),
    fields=(
        Field("challan_no", "Challan", Kind.CODE, "challan_no(h.challan_number)", is_made=True),
        Field("issued_at", "Issued", Kind.MOMENT, "h.issued_at"),
        Field("issuer_name", "Issued by", Kind.TEXT, "gp.full_name"),
        Field("visit_no", "Visit", Kind.CODE, "visit_no(v.visit_number)", is_made=True),
        Field("unit_code", "Unit", Kind.CODE, "u.code"),
        Field("holder_name", "Consumer", Kind.TEXT, "c.holder_name"),
        Field("area_name", "Area", Kind.TEXT, "a.name"),
        Field("fine_code", "Fine", Kind.CODE, "h.fine_code"),
        Field("words", "For", Kind.TEXT, "h.words"),
        Field("amount", "Amount", Kind.MONEY, "h.amount", is_summed=True),
        Field("paid", "Paid", Kind.MONEY, "coalesce(p.amount, 0)", is_summed=True),
        Field("receipt_no", "Receipt", Kind.CODE, "receipt_no(p.counter, p.receipt_number)", is_made=True),
        Field("status", "State", Kind.CHOICE, "h.status"),
        Field("canceller_name", "Cancelled by", Kind.TEXT, "kp.full_name"),
        Field("cancelled_at", "Cancelled", Kind.MOMENT, "h.cancelled_at"),
        Field("cancel_reason", "Why cancelled", Kind.TEXT, "h.cancel_reason"),
    ),
    sorts=(
        Sort("newest", "Newest first", (("h.challan_id", "challan_id"),), is_descending=True),
        Sort("oldest", "Oldest first", (("h.challan_id", "challan_id"),)),
    ),
    filters=(
        OneOf("status", "State", "h.status", CHALLAN_STATES),
        Same("agent", "Issued by", "h.issued_by"),
        Days("issued", "Issued", "h.issued_at", is_moment=True),
        Within("area", "Area", AREA),
        Range("amount", "Amount", "h.amount", is_money=True),
        Same("unit", "Unit", UNIT),
        Same("account", "Account", ACCOUNT),
        Same("challan", "Challan", "h.challan_id"),
    ),
    search=_sought,
    reach=_reach,
)
