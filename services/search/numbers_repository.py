"""SQL of the search by numbers that are written on paper: tickets, visits, challans, and receipts of cash."""

from collections.abc import Set as AbstractSet
from typing import Final, LiteralString

from services.permissions import sees_own_cash_only, sees_own_visits_only
from services.search.models import Noun, Typed
from services.search.repository import AND_ALSO, Found
from services.work import Work

TICKET_OF_NUMBER: Final = """(
SELECT 'ticket' AS noun, t.ticket_id::text AS target, t.account_id, ticket_no(t.ticket_number) AS title,
    concat_ws(' · ', t.subject, u.code, a.name) AS detail, t.status AS state, NULL::text AS phone,
    NULL::numeric AS amount, NULL::date AS on_day, true AS is_exact, false AS is_similar, 0::bigint AS total
FROM tickets t
JOIN areas a ON a.org_id = t.org_id AND a.area_id = t.area_id
LEFT JOIN survey_units u ON u.org_id = t.org_id AND u.unit_id = t.unit_id
WHERE t.org_id = %(org_id)s AND t.ticket_number = %(ticket_number)s)"""

# Whoever makes visits and no more finds the own ones, as in their list.
VISIT_OF_NUMBER: Final = """(
SELECT 'visit' AS noun, v.visit_id::text AS target, v.account_id, visit_no(v.visit_number) AS title,
    concat_ws(' · ', u.code, c.holder_name, gp.full_name) AS detail, v.status AS state, NULL::text AS phone,
    NULL::numeric AS amount, v.planned_on AS on_day, true AS is_exact, false AS is_similar, 0::bigint AS total
FROM visits v
JOIN staff gs ON gs.org_id = v.org_id AND gs.staff_id = v.agent_id
JOIN people gp ON gp.person_id = gs.person_id
LEFT JOIN survey_units u ON u.org_id = v.org_id AND u.unit_id = v.unit_id
LEFT JOIN accounts c ON c.org_id = v.org_id AND c.account_id = v.account_id
WHERE v.org_id = %(org_id)s AND v.visit_number = %(visit_number)s
    AND (%(own_visits_of)s::bigint IS NULL OR v.agent_id = %(own_visits_of)s))"""
CHALLAN: Final = """
SELECT 'challan' AS noun, h.challan_id::text AS target, v.account_id, challan_no(h.challan_number) AS title,
    concat_ws(' · ', h.words, u.code, c.holder_name) AS detail, h.status AS state, NULL::text AS phone,
    h.amount, NULL::date AS on_day, true AS is_exact, false AS is_similar, 0::bigint AS total
FROM challans h
JOIN visits v ON v.org_id = h.org_id AND v.visit_id = h.visit_id
LEFT JOIN survey_units u ON u.org_id = v.org_id AND u.unit_id = v.unit_id
LEFT JOIN accounts c ON c.org_id = v.org_id AND c.account_id = v.account_id
WHERE h.org_id = %(org_id)s AND (%(own_visits_of)s::bigint IS NULL OR h.issued_by = %(own_visits_of)s)
"""
CHALLAN_OF_NUMBER: Final = "(" + CHALLAN + " AND h.challan_number = %(challan_number)s)"
CHALLAN_OF_RECEIPT: Final = (
    "("
    + CHALLAN
    + " AND h.challan_id = (SELECT q.challan_id FROM challan_payments q WHERE q.org_id = %(org_id)s"
    + " AND q.counter = %(counter)s AND q.receipt_number = %(receipt_number)s))"
)
CASH_OF_RECEIPT: Final = """(
SELECT 'cash_receipt' AS noun, k.receipt_id::text AS target, k.account_id, receipt_no(k.counter, k.receipt_number) AS title,
    concat_ws(' · ', c.holder_name, u.code, nullif(k.payer, '')) AS detail, k.status AS state, NULL::text AS phone,
    k.amount, k.taken_on AS on_day, true AS is_exact, false AS is_similar, 0::bigint AS total
FROM cash_receipts k
LEFT JOIN accounts c ON c.org_id = k.org_id AND c.account_id = k.account_id
LEFT JOIN survey_units u ON u.org_id = k.org_id AND u.unit_id = k.unit_id
WHERE k.org_id = %(org_id)s AND k.counter = %(counter)s AND k.receipt_number = %(receipt_number)s
    AND (%(own_cash_of)s::bigint IS NULL OR k.agent_id = %(own_cash_of)s))"""


def numbered(work: Work, typed: Typed, readable: AbstractSet[Noun]) -> list[Found]:
    """The ticket, visit or challan of the number that was typed, if any; what is written otherwise asks for nothing."""
    ways: list[LiteralString] = []
    if typed.ticket is not None and Noun.TICKET in readable:
        ways.append(TICKET_OF_NUMBER)
    if typed.visit is not None and Noun.VISIT in readable:
        ways.append(VISIT_OF_NUMBER)
    if typed.challan is not None and Noun.CHALLAN in readable:
        ways.append(CHALLAN_OF_NUMBER)
    return _asked(work, ways, typed)


def of_receipt(work: Work, typed: Typed, readable: AbstractSet[Noun]) -> list[Found]:
    """The receipt of cash of the number that was typed, and the challan that a receipt paid."""
    ways: list[LiteralString] = []
    if typed.receipt is not None and Noun.CASH_RECEIPT in readable:
        ways.append(CASH_OF_RECEIPT)
    if typed.receipt is not None and Noun.CHALLAN in readable:
        ways.append(CHALLAN_OF_RECEIPT)
    return _asked(work, ways, typed)


def _asked(work: Work, ways: list[LiteralString], typed: Typed) -> list[Found]:
    if not ways:
        return []
    actor = work.actor
    counter, receipt_number = typed.receipt or (None, None)
    return work.all(
        Found,
        AND_ALSO.join(ways),
        ticket_number=typed.ticket,
        visit_number=typed.visit,
        challan_number=typed.challan,
        counter=counter,
        receipt_number=receipt_number,
        own_visits_of=actor.staff_id if sees_own_visits_only(actor.role) else None,
        own_cash_of=actor.staff_id if sees_own_cash_only(actor.role) else None,
    )
