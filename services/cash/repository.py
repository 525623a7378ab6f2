"""SQL of cash: receipts, what people hold, and how much they may."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.cash.models import Holder, InHand, NewCash
from services.work import Work

UNIT: Final = """
SELECT u.unit_id, u.code, u.address, c.account_id, c.code AS account_code, c.holder_name, coalesce(b.due, 0) AS owed
FROM survey_units u
LEFT JOIN accounts c ON c.org_id = u.org_id AND c.account_id = u.account_id AND c.deleted_at IS NULL
LEFT JOIN account_balances b ON b.org_id = c.org_id AND b.account_id = c.account_id
WHERE u.org_id = %(org_id)s AND u.unit_id = %(unit_id)s AND u.deleted_at IS NULL
"""
IS_OWN_VISIT: Final = """
SELECT EXISTS (SELECT FROM visits WHERE org_id = %(org_id)s AND visit_id = %(visit_id)s AND unit_id = %(unit_id)s
    AND agent_id = %(staff_id)s)
"""
IN_HAND: Final = """
SELECT coalesce(sum(amount), 0) AS amount, count(*)::int AS receipt_count, min(taken_at) AS since
FROM cash_receipts WHERE org_id = %(org_id)s AND agent_id = %(agent_id)s AND status = 'collected'
"""
HOLDERS: Final = """
SELECT r.agent_id, p.full_name AS agent_name, r.amount, r.receipt_count, r.since
FROM (SELECT agent_id, sum(amount) AS amount, count(*)::int AS receipt_count, min(taken_at) AS since FROM cash_receipts
    WHERE org_id = %(org_id)s AND status = 'collected' GROUP BY agent_id) r
JOIN staff s ON s.org_id = %(org_id)s AND s.staff_id = r.agent_id
JOIN people p ON p.person_id = s.person_id
ORDER BY r.since, r.agent_id LIMIT 500
"""
ADD: Final = """
INSERT INTO cash_receipts (org_id, counter, receipt_number, payment_id, amount, agent_id, unit_id, account_id, area_id, visit_id,
    payer, note, taken_on, taken_at, status)
SELECT p.org_id, p.counter, p.receipt_number, p.payment_id, p.amount, p.recorded_by, %(unit_id)s, p.account_id, p.area_id,
    %(visit_id)s, %(payer)s, %(note)s, p.value_on, p.recorded_at, 'collected'
FROM payments p WHERE p.org_id = %(org_id)s AND p.payment_id = %(payment_id)s AND p.counter = %(counter)s
RETURNING receipt_id
"""
ADD_OF_CHALLAN: Final = """
INSERT INTO cash_receipts (org_id, counter, receipt_number, challan_payment_id, amount, agent_id, unit_id, account_id, area_id,
    visit_id, payer, note, taken_on, taken_at, status)
SELECT q.org_id, q.counter, q.receipt_number, q.challan_payment_id, q.amount, q.recorded_by, v.unit_id, v.account_id, v.area_id,
    v.visit_id, %(payer)s, %(note)s, q.value_on, q.recorded_at, 'collected'
FROM challan_payments q
JOIN challans h ON h.org_id = q.org_id AND h.challan_id = q.challan_id
JOIN visits v ON v.org_id = h.org_id AND v.visit_id = h.visit_id
WHERE q.org_id = %(org_id)s AND q.challan_payment_id = %(challan_payment_id)s
RETURNING receipt_id
"""
OF_CHALLAN_PAYMENT: Final = """
SELECT receipt_id FROM cash_receipts WHERE org_id = %(org_id)s AND challan_payment_id = %(challan_payment_id)s
"""
OF_PAYMENT: Final = "SELECT receipt_id FROM cash_receipts WHERE org_id = %(org_id)s AND payment_id = %(payment_id)s"
OWED: Final = "SELECT due FROM account_balances WHERE org_id = %(org_id)s AND account_id = %(account_id)s"
LIMIT: Final = "SELECT most_in_hand FROM cash_settings WHERE org_id = %(org_id)s"
SET_LIMIT: Final = """
INSERT INTO cash_settings (org_id, most_in_hand) VALUES (%(org_id)s, %(amount)s)
ON CONFLICT (org_id) DO UPDATE SET most_in_hand = excluded.most_in_hand
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit within reach, with its account where that is within reach too."""

    unit_id: int
    code: str
    address: str
    account_id: int | None
    account_code: str | None
    holder_name: str | None
    owed: Decimal


def unit(work: Work, unit_id: int) -> Unit | None:
    """The unit and what its account owes."""
    return work.one(Unit, UNIT, unit_id=unit_id)


def is_own_visit(work: Work, visit_id: int, unit_id: int) -> bool:
    """Whether the actor makes this visit, and makes it at this unit."""
    return work.scalar(IS_OWN_VISIT, visit_id=visit_id, unit_id=unit_id, staff_id=work.actor.staff_id)


def in_hand(work: Work, agent_id: int) -> InHand:
    """What a person holds, as far as the actor sees it."""
    return work.one(InHand, IN_HAND, agent_id=agent_id) or InHand(Decimal(0), 0, None)


def holders(work: Work) -> list[Holder]:
    """Who holds cash within reach, who has held it longest first."""
    return work.all(Holder, HOLDERS)


def add(work: Work, new: NewCash, payment_id: int, counter: str) -> int | None:
    """Add the receipt of a payment that was given its number by this counter; None where another counter gave it."""
    return work.scalar(
        ADD,
        payment_id=payment_id,
        counter=counter,
        unit_id=new.unit_id,
        visit_id=new.visit_id,
        payer=new.payer.strip(),
        note=new.note.strip(),
    )


def add_of_challan(work: Work, challan_payment_id: int, payer: str, note: str) -> int:
    """Add the receipt of cash that paid a challan."""
    return work.scalar(ADD_OF_CHALLAN, challan_payment_id=challan_payment_id, payer=payer.strip(), note=note.strip())


def of_challan_payment(work: Work, challan_payment_id: int) -> int | None:
    """The receipt of the payment of a challan."""
    return work.scalar(OF_CHALLAN_PAYMENT, challan_payment_id=challan_payment_id)


def of_payment(work: Work, payment_id: int) -> int | None:
    """The receipt of a payment."""
    return work.scalar(OF_PAYMENT, payment_id=payment_id)


def owed(work: Work, account_id: int) -> Decimal | None:
    """What an account owes now; None where it is out of reach."""
    return work.scalar(OWED, account_id=account_id)


def limit(work: Work) -> Decimal | None:
    """The most that one may hold, where it was set."""
    return work.scalar(LIMIT)


def set_limit(work: Work, amount: Decimal) -> None:
    """Set the most that one may hold."""
    work.execute(SET_LIMIT, amount=amount)
