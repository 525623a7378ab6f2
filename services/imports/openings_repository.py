"""SQL of the import of opening balances: judged here, posted by the ledger itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from services.work import Work

CREATE: Final = """
CREATE TEMPORARY TABLE staged (row_no bigint, fault text, account text COLLATE "C", amount text, value_on text, note text)
ON COMMIT DROP
"""

COPY: Final = "COPY staged (row_no, fault, account, amount, value_on, note) FROM STDIN (FORMAT csv)"

RELOAD: Final = """
INSERT INTO staged (row_no, account, amount, value_on, note)
SELECT r.row_no, r.cells[1], r.cells[2], r.cells[3], r.cells[4] FROM import_rows r
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.row_no > %(after)s AND r.row_no <= %(upto)s
    AND r.verdict = ANY (%(verdicts)s)
"""

JUDGE: Final = """
CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
WITH found AS (
    SELECT s.row_no, s.fault, ARRAY[s.account, s.amount, s.value_on, s.note] AS cells, s.account,
        s.amount::numeric AS amount, s.value_on::date AS value_on, coalesce(s.note, '') AS note, c.account_id,
        c.deleted_at IS NOT NULL AS is_deleted, b.due,
        (SELECT sum(x.outstanding) FROM bills x WHERE x.org_id = %(org_id)s AND x.account_id = c.account_id AND x.is_live
            AND x.customer_class = 'earlier_system' AND x.outstanding > 0) AS earlier
    FROM staged s
    LEFT JOIN accounts c ON c.org_id = %(org_id)s AND c.code = s.account
    LEFT JOIN account_balances b ON b.org_id = %(org_id)s AND b.account_id = c.account_id
), opened AS (
    SELECT e.account_id, sum(e.due - e.advance) AS amount FROM ledger_entries e
    WHERE e.org_id = %(org_id)s AND e.kind IN ('opening', 'opening_reversal')
        AND e.account_id IN (SELECT f.account_id FROM found f)
    GROUP BY e.account_id HAVING sum(e.due - e.advance) <> 0
), weighed AS (
    SELECT f.*, o.amount AS opened, concat_ws(' ', f.fault,
        CASE WHEN f.is_deleted AND o.amount IS NULL
            THEN 'Account: ' || f.account || ' was deleted; restore it first, or name another account.' END,
        CASE WHEN f.amount > 0 AND f.earlier > 0 AND o.amount IS NULL
            THEN 'Amount: ' || f.account || ' has ' || f.earlier || ' unpaid on bills of the earlier system already; an opening '
                || 'balance would count it twice.' END,
        CASE WHEN abs(f.amount) > 100000000 THEN 'Amount: ' || f.amount || ' is surely a mistake.'
            WHEN o.amount IS NOT NULL AND o.amount <> f.amount
                THEN 'Amount: ' || f.account || ' has an opening balance of ' || o.amount || ' already; it is posted once.'
            WHEN o.amount IS NULL AND f.amount < 0 AND f.due > 0
                THEN 'Amount: ' || f.account || ' owes money here, so its credit is not an opening balance; record a payment.'
            END,
        CASE WHEN f.value_on > %(today)s THEN 'As of: ' || f.value_on || ' is still to come.'
            WHEN f.value_on < '2000-01-01' THEN 'As of: a day before the year 2000 is not taken.' END) AS findings
    FROM found f LEFT JOIN opened o ON o.account_id = f.account_id
)
SELECT w.row_no, w.account AS key, w.cells,
    CASE WHEN w.findings <> '' THEN 'rejected' WHEN w.account_id IS NULL THEN 'parked'
        WHEN w.opened IS NOT NULL OR w.amount = 0 THEN 'unchanged' ELSE 'added' END AS verdict,
    CASE WHEN w.findings <> '' THEN w.findings WHEN w.account_id IS NULL
        THEN 'Account: there is no account ' || w.account || ' yet; the row waits for it.' END AS reason,
    NULL::jsonb AS before, w.account, w.amount, w.value_on, w.note
FROM weighed w
"""

MINE: Final = """
SELECT c.account_id FROM import_rows r JOIN accounts c ON c.org_id = %(org_id)s AND c.code = r.key
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'added' ORDER BY c.account_id
"""

# Money that is matched to what was opened, and bills that printed it among their arrears or credit.
BUILT: Final = """
WITH mine AS MATERIALIZED (
    SELECT r.row_no, r.key, c.account_id FROM import_rows r JOIN accounts c ON c.org_id = %(org_id)s AND c.code = r.key
    WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'added'
)
SELECT key FROM (
    SELECT m.row_no, m.key FROM mine m JOIN ledger_entries e ON e.org_id = %(org_id)s AND e.account_id = m.account_id
    WHERE e.kind IN ('allocation', 'release')
    GROUP BY m.row_no, m.key HAVING coalesce(sum(e.due) FILTER (WHERE e.bill_id IS NULL), 0) <> 0
        OR coalesce(sum(e.advance) FILTER (WHERE e.payment_id IS NULL), 0) <> 0
    UNION
    SELECT m.row_no, m.key FROM mine m JOIN bills b ON b.org_id = %(org_id)s AND b.account_id = m.account_id
    WHERE b.issued_at >= %(since)s AND b.status NOT IN ('voided', 'superseded') AND (b.arrears > 0 OR b.credit > 0)) used
ORDER BY row_no LIMIT 1000
"""

NEW: Final = """
SELECT j.row_no, j.account, j.amount, coalesce(j.value_on, %(today)s) AS value_on, j.note FROM judged j
WHERE j.verdict = 'added' ORDER BY j.row_no
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """A judged row that is to be posted."""

    row_no: int
    account: str
    amount: Decimal
    value_on: date
    note: str


def new(work: Work) -> list[Opening]:
    """The judged rows that are to be posted."""
    return work.all(Opening, NEW, today=work.today)


def accounts_of(work: Work, import_id: int) -> list[int]:
    """The accounts that an import opened."""
    return [row[0] for row in work.execute(MINE, import_id=import_id).fetchall()]
