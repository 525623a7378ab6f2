"""SQL of many payments at once: staged, judged, numbered, inserted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.staging import stage
from services.work import Work

CREATE_STAGED = """
CREATE TEMPORARY TABLE staged_payments (row_no int, account_code text COLLATE "C", amount numeric, channel text,
    reference text, value_on date, client_uuid uuid) ON COMMIT DROP
"""

COPY_STAGED = """
COPY staged_payments (row_no, account_code, amount, channel, reference, value_on, client_uuid) FROM STDIN
"""

ANALYZE_STAGED = "ANALYZE staged_payments"

LOCK_ACCOUNTS = """
WITH locked AS (
    SELECT b.account_id FROM account_balances b
    WHERE b.org_id = %(org_id)s AND b.account_id IN (SELECT c.account_id FROM staged_payments s
        JOIN accounts c ON c.org_id = %(org_id)s AND c.code = s.account_code)
    ORDER BY b.account_id FOR UPDATE
)
SELECT count(*) FROM locked
"""

# Judged after the accounts and the counter are locked, when nobody else can be recording the same payments.
JUDGE = """
CREATE TEMPORARY TABLE judged_payments ON COMMIT DROP AS
SELECT s.row_no, s.account_code, s.amount, s.channel, s.reference, s.value_on, s.client_uuid, c.account_id, c.area_id,
    CASE WHEN c.account_id IS NULL THEN 'unknown'
        WHEN row_number() OVER (PARTITION BY s.client_uuid ORDER BY s.row_no) > 1 THEN 'repeated'
        WHEN p.payment_id IS NULL AND c.deleted_at IS NOT NULL THEN 'deleted'
        WHEN p.payment_id IS NULL THEN 'new'
        WHEN (p.account_id, p.amount, p.channel, p.reference, p.value_on)
            = (c.account_id, s.amount, s.channel, s.reference, s.value_on) THEN 'known'
        ELSE 'changed' END AS verdict
FROM staged_payments s
LEFT JOIN accounts c ON c.org_id = %(org_id)s AND c.code = s.account_code
LEFT JOIN payments p ON p.org_id = %(org_id)s AND p.client_uuid = s.client_uuid
"""

ADD_JUDGED = """
INSERT INTO payments (org_id, account_id, area_id, counter, receipt_number, amount, channel, reference, value_on,
    status, recorded_by, recorded_at, client_uuid)
SELECT %(org_id)s, j.account_id, j.area_id, %(counter)s,
    %(next_number)s - 1 + row_number() OVER (ORDER BY j.row_no), j.amount, j.channel, j.reference, j.value_on,
    'posted', %(staff_id)s, %(now)s, j.client_uuid
FROM judged_payments j WHERE j.verdict = 'new' ORDER BY j.row_no
"""

ACCOUNTS = "SELECT coalesce(array_agg(DISTINCT account_id), '{}') FROM judged_payments WHERE verdict = 'new'"

REFUSED = """
SELECT row_no, account_code, verdict FROM judged_payments WHERE verdict IN ('unknown', 'deleted', 'repeated', 'changed')
ORDER BY row_no
"""

# Whom it concerns are few and the payments just written unknown to the planner, so that each is gathered by itself.
CONCERNING = """
WITH concerned AS MATERIALIZED (
    SELECT s.account_id FROM staff s WHERE s.org_id = %(org_id)s AND s.is_active AND s.role = 'consumer'
        AND s.account_id IS NOT NULL
    UNION SELECT f.target::bigint FROM follows f WHERE f.org_id = %(org_id)s AND f.noun = 'account'
    UNION SELECT u.account_id FROM follows f JOIN survey_units u ON u.org_id = f.org_id
        AND u.unit_id = f.target::bigint WHERE f.org_id = %(org_id)s AND f.noun = 'unit' AND u.account_id IS NOT NULL
), came AS MATERIALIZED (
    SELECT p.payment_id, p.counter, p.receipt_number, p.account_id, p.area_id, p.amount, p.value_on
    FROM payments p WHERE p.org_id = %(org_id)s AND p.counter = %(counter)s
        AND p.receipt_number BETWEEN %(first)s AND %(last)s AND p.value_on >= %(since)s
)
SELECT p.payment_id, receipt_no(p.counter, p.receipt_number) AS receipt_no, p.account_id, c.code AS account_code, p.area_id,
    p.amount, p.value_on
FROM came p JOIN concerned s ON s.account_id = p.account_id
JOIN accounts c ON c.org_id = %(org_id)s AND c.account_id = p.account_id
ORDER BY p.receipt_number
"""

KNOWN = "SELECT count(*) FROM judged_payments WHERE verdict = 'known'"

DROP_STAGED = "DROP TABLE IF EXISTS staged_payments, judged_payments"


@dataclass(frozen=True, slots=True)
class RefusedPayment:
    """A staged payment that the stored rows refuse."""

    row_no: int
    account_code: str
    verdict: str


@dataclass(frozen=True, slots=True)
class NewMoney:
    """A payment as those whom it concerns hear of it."""

    payment_id: int
    receipt_no: str
    account_id: int
    account_code: str
    area_id: int
    amount: Decimal
    value_on: date


def stage_payments(work: Work, rows: Iterable[Sequence[object]]) -> None:
    """Stage rows (number, account code, amount, channel, reference, value date, client id) and lock their accounts."""
    stage(work, CREATE_STAGED, COPY_STAGED, rows)
    work.execute(ANALYZE_STAGED)
    work.scalar(LOCK_ACCOUNTS)


def add_staged(work: Work, counter: str, next_number: int) -> int:
    """Judge the staged rows and insert the new ones with receipt numbers from `next_number` on; returns how many."""
    work.execute(JUDGE)
    return work.execute(ADD_JUDGED, counter=counter, next_number=next_number, staff_id=work.actor.staff_id).rowcount


def accounts(work: Work) -> list[int]:
    """The accounts that the new payments belong to."""
    return work.scalar(ACCOUNTS)


def concerning(work: Work, counter: str, first: int, last: int, since: date) -> list[NewMoney]:
    """Payments of these receipt numbers, not older than a day, whose account somebody signs in for or follows."""
    return work.all(NewMoney, CONCERNING, counter=counter, first=first, last=last, since=since)


def refused(work: Work) -> list[RefusedPayment]:
    """The staged rows that were not taken."""
    return work.all(RefusedPayment, REFUSED)


def known(work: Work) -> int:
    """How many staged rows had been recorded before."""
    return work.scalar(KNOWN)


def drop_staged(work: Work) -> None:
    """Forget the staged rows."""
    work.execute(DROP_STAGED)
