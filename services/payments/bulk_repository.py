"""SQL of many payments at once: staged, judged, numbered, inserted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
SELECT row_no, account_code, verdict FROM judged_payments WHERE verdict IN ('unknown', 'repeated', 'changed')
ORDER BY row_no
"""

KNOWN = "SELECT count(*) FROM judged_payments WHERE verdict = 'known'"

DROP_STAGED = "DROP TABLE IF EXISTS staged_payments, judged_payments"


@dataclass(frozen=True, slots=True)
class RefusedPayment:
    """A staged payment that the stored rows refuse."""

    row_no: int
    account_code: str
    verdict: str


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


def refused(work: Work) -> list[RefusedPayment]:
    """The staged rows that were not taken."""
    return work.all(RefusedPayment, REFUSED)


def known(work: Work) -> int:
    """How many staged rows had been recorded before."""
    return work.scalar(KNOWN)


def drop_staged(work: Work) -> None:
    """Forget the staged rows."""
    work.execute(DROP_STAGED)
