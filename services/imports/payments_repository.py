"""SQL of the import of payments: judged here, recorded by the payments themselves."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from services.work import Work

CREATE: Final = """
CREATE TEMPORARY TABLE staged (row_no bigint, fault text, payment_no text, account text COLLATE "C", amount text,
    channel text, reference text, value_on text, nth text) ON COMMIT DROP
"""

COPY: Final = """
COPY staged (row_no, fault, payment_no, account, amount, channel, reference, value_on, nth) FROM STDIN (FORMAT csv)
"""

RELOAD: Final = """
INSERT INTO staged (row_no, payment_no, account, amount, channel, reference, value_on, nth)
SELECT r.row_no, r.cells[1], r.cells[2], r.cells[3], r.cells[4], r.cells[5], r.cells[6], r.cells[7] FROM import_rows r
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.row_no > %(after)s AND r.row_no <= %(upto)s
    AND r.verdict = ANY (%(verdicts)s)
"""

# A payment is known by its number in the file, else by its reference on a day, else by what is known of it and its place
# among those alike: the same file, or the same payment in a later file, is the same payment.
JUDGE: Final = """
CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
WITH named AS (
    SELECT s.row_no, s.fault, ARRAY[s.payment_no, s.account, s.amount, s.channel, s.reference, s.value_on, s.nth] AS cells,
        s.account, s.amount::numeric AS amount, coalesce(s.channel, 'cash') AS channel,
        coalesce(s.reference, '') AS reference, s.value_on::date AS value_on,
        coalesce('number ' || s.payment_no, CASE WHEN s.reference IS NOT NULL
                THEN concat_ws(' ', s.channel, s.reference, s.account, s.value_on) END,
            concat_ws(' ', s.channel, s.account, s.amount, s.value_on, s.nth)) AS identity
    FROM staged s
), found AS (
    SELECT n.*, md5('payment of ' || %(org_id)s || ' ' || n.identity)::uuid AS client_uuid, c.account_id,
        c.deleted_at IS NOT NULL AS is_deleted
    FROM named n LEFT JOIN accounts c ON c.org_id = %(org_id)s AND c.code = n.account
), known AS (
    SELECT f.*, p.payment_id, p.status, p.account_id = f.account_id AND p.amount = f.amount AND p.channel = f.channel
        AND p.reference = f.reference AND p.value_on = f.value_on AS is_same
    FROM found f LEFT JOIN payments p ON p.org_id = %(org_id)s AND p.client_uuid = f.client_uuid
), weighed AS (
    SELECT k.*, concat_ws(' ', k.fault,
        CASE WHEN k.is_deleted AND k.payment_id IS NULL
            THEN 'Account: ' || k.account || ' was deleted; restore it first, or name another account.' END,
        CASE WHEN k.amount <= 0 THEN 'Amount: ' || k.amount || ' is not more than zero.'
            WHEN k.amount > 100000000 THEN 'Amount: ' || k.amount || ' is more than one payment can be.' END,
        CASE WHEN k.channel IN ('bank', 'wallet', 'cheque') AND k.reference = ''
            THEN 'Reference: a ' || k.channel || ' payment needs its reference, so that it can be found again.' END,
        CASE WHEN k.value_on > %(today)s THEN 'Day: ' || k.value_on || ' is still to come.'
            WHEN k.value_on < '2000-01-01' THEN 'Day: a payment before the year 2000 cannot be recorded.' END,
        CASE WHEN k.status = 'reversed' THEN 'Payment: it was recorded before and reversed; give a new one a new number.'
            WHEN k.payment_id IS NOT NULL AND NOT coalesce(k.is_same, false)
                THEN 'Payment: it was recorded before with other particulars; give a new one a new number.' END
        ) AS findings
    FROM known k
)
SELECT w.row_no, w.identity AS key, w.cells,
    CASE WHEN w.findings <> '' THEN 'rejected' WHEN w.account_id IS NULL THEN 'parked'
        WHEN w.payment_id IS NULL THEN 'added' ELSE 'unchanged' END AS verdict,
    CASE WHEN w.findings <> '' THEN w.findings WHEN w.account_id IS NULL
        THEN 'Account: there is no account ' || w.account || ' yet; the row waits for it.' END AS reason,
    NULL::jsonb AS before, w.account, w.amount, w.channel, w.reference, w.value_on, w.client_uuid
FROM weighed w
"""

NEW: Final = """
SELECT j.row_no, j.account, j.amount, j.channel, j.reference, j.value_on, j.client_uuid FROM judged j
WHERE j.verdict = 'added' ORDER BY j.row_no
"""

RECORDED: Final = """
SELECT p.payment_id FROM import_rows r
JOIN payments p ON p.org_id = %(org_id)s AND p.client_uuid = md5('payment of ' || %(org_id)s || ' ' || r.key)::uuid
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'added' ORDER BY p.payment_id DESC
"""


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A judged row that is to be recorded."""

    row_no: int
    account: str
    amount: Decimal
    channel: str
    reference: str
    value_on: date
    client_uuid: UUID


def new(work: Work) -> list[NewPayment]:
    """The judged rows that are to be recorded."""
    return work.all(NewPayment, NEW)


def recorded(work: Work, import_id: int) -> list[int]:
    """The payments that an import recorded, the last first."""
    return [row[0] for row in work.execute(RECORDED, import_id=import_id).fetchall()]
