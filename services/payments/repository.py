"""SQL of single payments, their receipt numbers and the list of them."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from services.payments.models import PaidBill, PaymentHead, RecordPayment
from services.work import Work

COLUMNS: Final = """
SELECT p.payment_id, receipt_no(p.counter, p.receipt_number) AS receipt_no, p.account_id, c.code AS account_code,
    c.holder_name, p.area_id, a.name AS area_name, p.amount, coalesce(m.allocated, 0) AS allocated, p.channel,
    p.reference, p.value_on, p.status, p.recorded_at, n.full_name AS recorder_name"""

JOINS: Final = """
JOIN accounts c ON c.org_id = %(org_id)s AND c.account_id = p.account_id
JOIN areas a ON a.org_id = %(org_id)s AND a.area_id = p.area_id
JOIN staff s ON s.org_id = %(org_id)s AND s.staff_id = p.recorded_by
JOIN people n ON n.person_id = s.person_id
LEFT JOIN LATERAL (SELECT -sum(e.advance) AS allocated FROM ledger_entries e WHERE e.org_id = %(org_id)s
    AND e.payment_id = p.payment_id AND e.kind IN ('allocation', 'release')) m ON true"""

HEAD: Final = (
    COLUMNS
    + """, p.client_uuid, p.reversed_at, w.full_name AS reverser_name, p.reversal_reason
FROM payments p"""
    + JOINS
    + """
LEFT JOIN staff r ON r.org_id = %(org_id)s AND r.staff_id = p.reversed_by
LEFT JOIN people w ON w.person_id = r.person_id
WHERE p.org_id = %(org_id)s"""
)

GET = HEAD + " AND p.payment_id = %(payment_id)s"

FIND_BY_UUID = HEAD + " AND p.client_uuid = %(client_uuid)s"

PAID_BILLS = """
SELECT e.period, e.bill_id, bill_no(e.period, e.bill_id) AS bill_no, b.status AS bill_status,
    b.outstanding AS bill_outstanding, -sum(e.due) AS amount
FROM ledger_entries e
LEFT JOIN all_bills b ON b.org_id = e.org_id AND b.period = e.period AND b.bill_id = e.bill_id
WHERE e.org_id = %(org_id)s AND e.payment_id = %(payment_id)s AND e.kind IN ('allocation', 'release')
GROUP BY e.period, e.bill_id, b.status, b.outstanding HAVING sum(e.due) <> 0
ORDER BY e.period NULLS FIRST, e.bill_id
"""

IS_DELETED = "SELECT c.deleted_at IS NOT NULL FROM accounts c WHERE c.org_id = %(org_id)s AND c.account_id = %(account_id)s"

ACCOUNT = "SELECT c.account_id FROM accounts c WHERE c.org_id = %(org_id)s AND c.code = %(code)s"

LOCK_COUNTER = """
SELECT next_number FROM receipt_counters WHERE org_id = %(org_id)s AND counter = %(counter)s FOR UPDATE
"""

OPEN_COUNTER = """
INSERT INTO receipt_counters (org_id, counter, next_number) VALUES (%(org_id)s, %(counter)s, 1) ON CONFLICT DO NOTHING
"""

ADVANCE_COUNTER = """
UPDATE receipt_counters SET next_number = %(next_number)s WHERE org_id = %(org_id)s AND counter = %(counter)s
"""

ADD = """
INSERT INTO payments (org_id, account_id, area_id, counter, receipt_number, amount, channel, reference, value_on,
    status, recorded_by, recorded_at, client_uuid)
SELECT %(org_id)s, c.account_id, c.area_id, %(counter)s, %(number)s, %(amount)s, %(channel)s, %(reference)s,
    %(value_on)s, 'posted', %(staff_id)s, %(now)s, %(client_uuid)s
FROM accounts c WHERE c.org_id = %(org_id)s AND c.account_id = %(account_id)s
ON CONFLICT (org_id, client_uuid) DO NOTHING RETURNING payment_id
"""

LOCK = "SELECT p.account_id FROM payments p WHERE p.org_id = %(org_id)s AND p.payment_id = %(payment_id)s FOR UPDATE"

MARK_REVERSED = """
UPDATE payments SET status = 'reversed', reversed_by = %(staff_id)s, reversed_at = %(now)s,
    reversal_reason = %(reason)s
WHERE org_id = %(org_id)s AND payment_id = %(payment_id)s
"""

@dataclass(frozen=True, slots=True)
class Taken:
    """The number that a locked counter gives next."""

    next_number: int


def get(work: Work, payment_id: int) -> PaymentHead | None:
    """One payment."""
    return work.one(PaymentHead, GET, payment_id=payment_id)


def find_by_uuid(work: Work, client_uuid: UUID) -> PaymentHead | None:
    """The payment that a client gave this id."""
    return work.one(PaymentHead, FIND_BY_UUID, client_uuid=client_uuid)


def paid_bills(work: Work, payment_id: int) -> list[PaidBill]:
    """What a payment paid, oldest first."""
    return work.all(PaidBill, PAID_BILLS, payment_id=payment_id)


def account_id(work: Work, code: str) -> int | None:
    """The account of a code."""
    return work.scalar(ACCOUNT, code=code)


def is_deleted(work: Work, account_id: int) -> bool:
    """Whether an account that is locked was deleted from the register."""
    return bool(work.scalar(IS_DELETED, account_id=account_id))


def lock_counter(work: Work, counter: str) -> int:
    """Lock a counter of receipts until the work ends, opening it at 1; returns its next number."""
    row = work.one(Taken, LOCK_COUNTER, counter=counter)
    if row is None:
        work.execute(OPEN_COUNTER, counter=counter)
        row = work.one(Taken, LOCK_COUNTER, counter=counter)
    assert row is not None  # noqa: S101
    return row.next_number


def advance_counter(work: Work, counter: str, next_number: int) -> None:
    """Set the next number of a counter that is locked."""
    work.execute(ADVANCE_COUNTER, counter=counter, next_number=next_number)


def add(work: Work, command: RecordPayment, account: int, counter: str, number: int) -> int | None:
    """Insert a payment; None when its client id is taken by a payment that this person may not see."""
    return work.scalar(
        ADD,
        account_id=account,
        counter=counter,
        number=number,
        amount=command.amount,
        channel=command.channel,
        reference=command.reference,
        value_on=command.value_on,
        client_uuid=command.client_uuid,
        staff_id=work.actor.staff_id,
    )


def lock(work: Work, payment_id: int) -> int | None:
    """Lock a payment; returns its account."""
    return work.scalar(LOCK, payment_id=payment_id)


def mark_reversed(work: Work, payment_id: int, reason: str) -> None:
    """Mark a payment as reversed."""
    work.execute(MARK_REVERSED, payment_id=payment_id, reason=reason, staff_id=work.actor.staff_id)
