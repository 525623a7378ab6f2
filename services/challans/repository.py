"""SQL of challans: locking one, and the money that pays it."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from services.challans.models import ChallanPayment, PayChallan
from services.work import Work

LOCK: Final = "SELECT challan_id FROM challans WHERE org_id = %(org_id)s AND challan_id = %(challan_id)s FOR UPDATE"
PAYMENTS: Final = """
SELECT p.challan_payment_id, receipt_no(p.counter, p.receipt_number) AS receipt_no, p.amount, p.channel, p.reference, p.value_on,
    p.status, n.full_name AS recorder_name, p.recorded_at, w.full_name AS reverser_name, p.reversed_at, p.reversal_reason,
    k.receipt_id AS cash_receipt_id
FROM challan_payments p
JOIN staff s ON s.org_id = p.org_id AND s.staff_id = p.recorded_by
JOIN people n ON n.person_id = s.person_id
LEFT JOIN staff r ON r.org_id = p.org_id AND r.staff_id = p.reversed_by
LEFT JOIN people w ON w.person_id = r.person_id
LEFT JOIN cash_receipts k ON k.org_id = p.org_id AND k.challan_payment_id = p.challan_payment_id
WHERE p.org_id = %(org_id)s AND p.challan_id = %(challan_id)s ORDER BY p.challan_payment_id DESC
"""
KNOWN: Final = """
SELECT challan_payment_id, challan_id, counter, channel, reference, value_on FROM challan_payments
WHERE org_id = %(org_id)s AND client_uuid = %(client_uuid)s
"""
ADD: Final = """
INSERT INTO challan_payments (org_id, challan_id, counter, receipt_number, amount, channel, reference, value_on, status,
    recorded_by, recorded_at, client_uuid)
SELECT h.org_id, h.challan_id, %(counter)s, %(number)s, h.amount, %(channel)s, %(reference)s, %(value_on)s, 'posted',
    %(staff_id)s, %(now)s, %(client_uuid)s
FROM challans h WHERE h.org_id = %(org_id)s AND h.challan_id = %(challan_id)s RETURNING challan_payment_id
"""
SET_STATUS: Final = """
UPDATE challans SET status = %(status)s WHERE org_id = %(org_id)s AND challan_id = %(challan_id)s
"""
CANCEL: Final = """
UPDATE challans SET status = 'cancelled', cancelled_by = %(staff_id)s, cancelled_at = %(now)s, cancel_reason = %(reason)s
WHERE org_id = %(org_id)s AND challan_id = %(challan_id)s
"""
REVERSE: Final = """
UPDATE challan_payments SET status = 'reversed', reversed_by = %(staff_id)s, reversed_at = %(now)s, reversal_reason = %(reason)s
WHERE org_id = %(org_id)s AND challan_payment_id = %(challan_payment_id)s
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What was sent before under an id."""

    challan_payment_id: int
    challan_id: int
    counter: str
    channel: str
    reference: str
    value_on: date


def lock(work: Work, challan_id: int) -> bool:
    """Lock a challan within reach of the organization and areas; whether there is one."""
    return work.scalar(LOCK, challan_id=challan_id) is not None


def payments(work: Work, challan_id: int) -> list[ChallanPayment]:
    """What was paid for a challan, the newest first."""
    return work.all(ChallanPayment, PAYMENTS, challan_id=challan_id)


def known(work: Work, client_uuid: UUID) -> Known | None:
    """What came under this id before."""
    return work.one(Known, KNOWN, client_uuid=client_uuid)


def add(work: Work, command: PayChallan, counter: str, number: int) -> int:
    """Add the payment of the whole of a challan, which is paid by it."""
    made = work.scalar(
        ADD,
        challan_id=command.challan_id,
        counter=counter,
        number=number,
        channel=command.channel,
        reference=command.reference,
        value_on=command.value_on,
        staff_id=work.actor.staff_id,
        client_uuid=command.client_uuid,
    )
    work.execute(SET_STATUS, challan_id=command.challan_id, status="paid")
    return made


def cancel(work: Work, challan_id: int, reason: str) -> None:
    """It need not be paid."""
    work.execute(CANCEL, challan_id=challan_id, reason=reason, staff_id=work.actor.staff_id)


def reverse(work: Work, challan_id: int, challan_payment_id: int, reason: str) -> None:
    """Take a payment back; the challan is unpaid again."""
    work.execute(REVERSE, challan_payment_id=challan_payment_id, reason=reason, staff_id=work.actor.staff_id)
    work.execute(SET_STATUS, challan_id=challan_id, status="unpaid")
