"""SQL of the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.ledger.models import Balance, BillAmount, StatementLine
from services.staging import stage
from services.work import Work

LOCK = """
WITH locked AS (
    SELECT b.account_id FROM account_balances b
    WHERE b.org_id = %(org_id)s AND b.account_id = ANY (%(account_ids)s::bigint[])
    ORDER BY b.account_id FOR UPDATE
)
SELECT count(*) FROM locked
"""

LOCK_OF_BILLS = """
WITH locked AS (
    SELECT b.account_id FROM account_balances b
    WHERE b.org_id = %(org_id)s AND b.account_id IN (SELECT l.account_id FROM bills l
        WHERE l.org_id = %(org_id)s AND l.period = %(period)s
            AND l.bill_id BETWEEN %(first_bill_id)s AND %(last_bill_id)s
            AND l.run_id = %(run_id)s AND l.status = 'issued')
    ORDER BY b.account_id FOR UPDATE
)
SELECT count(*) FROM locked
"""

LOCK_MATCHABLE = """
WITH locked AS (
    SELECT b.account_id FROM account_balances b
    WHERE b.org_id = %(org_id)s AND b.due > 0 AND b.advance > 0
        AND (%(account_ids)s::bigint[] IS NULL OR b.account_id = ANY (%(account_ids)s::bigint[]))
    ORDER BY b.account_id FOR UPDATE
)
SELECT coalesce(array_agg(account_id), '{}') FROM locked
"""

POST_DEMANDS = """
INSERT INTO ledger_entries (org_id, account_id, area_id, kind, due, advance, period, bill_id, value_on, recorded_at,
    staff_id)
SELECT b.org_id, b.account_id, b.area_id, 'demand', b.demand, 0, b.period, b.bill_id,
    (b.issued_at AT TIME ZONE %(zone)s)::date, %(now)s, %(staff_id)s
FROM bills b
WHERE b.org_id = %(org_id)s AND b.period = %(period)s
    AND b.bill_id BETWEEN %(first_bill_id)s AND %(last_bill_id)s
    AND b.run_id = %(run_id)s AND b.status = 'issued'
ORDER BY b.bill_id
ON CONFLICT (org_id, period, bill_id) WHERE kind = 'demand' DO NOTHING
"""

POST_PAYMENTS = """
INSERT INTO ledger_entries (org_id, account_id, area_id, kind, due, advance, payment_id, value_on, recorded_at,
    staff_id)
SELECT p.org_id, p.account_id, p.area_id, 'payment', 0, p.amount, p.payment_id, p.value_on, %(now)s, %(staff_id)s
FROM payments p
WHERE p.org_id = %(org_id)s AND p.counter = %(counter)s
    AND p.receipt_number BETWEEN %(first_number)s AND %(last_number)s
ORDER BY p.receipt_number
"""

POST_PAYMENT_REVERSAL = """
INSERT INTO ledger_entries (org_id, account_id, area_id, kind, due, advance, payment_id, value_on, recorded_at,
    staff_id, note)
SELECT p.org_id, p.account_id, p.area_id, 'payment_reversal', 0, -p.amount, p.payment_id,
    greatest(p.value_on, %(today)s), %(now)s, %(staff_id)s, %(note)s
FROM payments p
WHERE p.org_id = %(org_id)s AND p.payment_id = %(payment_id)s
"""

# Debts and credits of an account lie end to end, each in its order; where a debt and a credit overlap, the credit pays
# the debt. A match is dated by the later of the two, so that sums up to any day stay within their bounds.
ALLOCATE = """
WITH chosen AS MATERIALIZED (
    SELECT b.account_id, b.area_id FROM account_balances b
    WHERE b.org_id = %(org_id)s AND b.due > 0 AND b.advance > 0 AND b.account_id = ANY (%(account_ids)s::bigint[])
), entries AS MATERIALIZED (
    SELECT e.account_id, e.due, e.advance, e.period, e.bill_id, e.payment_id, e.kind, e.value_on
    FROM chosen c JOIN ledger_entries e ON e.org_id = %(org_id)s AND e.account_id = c.account_id
), debts AS (
    SELECT account_id, period, bill_id, due, value_on,
        sum(due) OVER (PARTITION BY account_id ORDER BY period NULLS FIRST, bill_id NULLS FIRST) AS upto
    FROM (SELECT account_id, period, bill_id, sum(due) AS due, max(value_on) FILTER (WHERE due <> 0) AS value_on
        FROM entries GROUP BY account_id, period, bill_id HAVING sum(due) > 0) unpaid
), credits AS (
    SELECT account_id, payment_id, advance, value_on, sum(advance) OVER (PARTITION BY account_id
        ORDER BY payment_id IS NULL, paid_on, payment_id) AS upto
    FROM (SELECT account_id, payment_id, sum(advance) AS advance,
            max(value_on) FILTER (WHERE advance <> 0) AS value_on,
            min(value_on) FILTER (WHERE kind = 'payment') AS paid_on
        FROM entries GROUP BY account_id, payment_id HAVING sum(advance) > 0) unmatched
), matched AS (
    SELECT d.account_id, d.period, d.bill_id, c.payment_id, greatest(d.value_on, c.value_on) AS value_on,
        d.upto AS debt_upto, least(d.upto, c.upto) - greatest(d.upto - d.due, c.upto - c.advance) AS amount
    FROM debts d JOIN credits c ON c.account_id = d.account_id
        AND d.upto - d.due < c.upto AND c.upto - c.advance < d.upto
), added AS (
    INSERT INTO ledger_entries (org_id, account_id, area_id, kind, due, advance, period, bill_id, payment_id,
        value_on, recorded_at, staff_id)
    SELECT %(org_id)s, m.account_id, c.area_id, 'allocation', -m.amount, -m.amount, m.period, m.bill_id,
        m.payment_id, m.value_on, %(now)s, %(staff_id)s
    FROM matched m JOIN chosen c ON c.account_id = m.account_id
    ORDER BY m.account_id, m.debt_upto, m.payment_id
    RETURNING period, bill_id, -due AS amount
)
SELECT period, bill_id, sum(amount) AS amount FROM added GROUP BY period, bill_id
"""

RELEASE = """
WITH matched AS (
    SELECT e.account_id, e.area_id, e.period, e.bill_id, e.payment_id, -sum(e.due) AS amount,
        max(e.value_on) AS value_on
    FROM ledger_entries e
    WHERE e.org_id = %(org_id)s AND e.payment_id = %(payment_id)s AND e.kind IN ('allocation', 'release')
    GROUP BY e.account_id, e.area_id, e.period, e.bill_id, e.payment_id HAVING sum(e.due) < 0
), added AS (
    INSERT INTO ledger_entries (org_id, account_id, area_id, kind, due, advance, period, bill_id, payment_id,
        value_on, recorded_at, staff_id)
    SELECT %(org_id)s, m.account_id, m.area_id, 'release', m.amount, m.amount, m.period, m.bill_id, m.payment_id,
        greatest(m.value_on, %(today)s), %(now)s, %(staff_id)s
    FROM matched m ORDER BY m.period, m.bill_id
    RETURNING period, bill_id, -due AS amount
)
SELECT period, bill_id, amount FROM added
"""

CREATE_STAGED = """
CREATE TEMPORARY TABLE staged_openings (row_no int, account_code text COLLATE "C", amount numeric, value_on date,
    note text, account_id bigint, area_id bigint, refusal text) ON COMMIT DROP
"""

COPY_STAGED = "COPY staged_openings (row_no, account_code, amount, value_on, note) FROM STDIN"

ANALYZE_STAGED = "ANALYZE staged_openings"

FIND_STAGED = """
UPDATE staged_openings s SET account_id = c.account_id, area_id = c.area_id
FROM accounts c WHERE c.org_id = %(org_id)s AND c.code = s.account_code
"""

LOCK_STAGED = """
WITH locked AS (
    SELECT b.account_id FROM account_balances b
    WHERE b.org_id = %(org_id)s AND b.account_id IN (SELECT s.account_id FROM staged_openings s)
    ORDER BY b.account_id FOR UPDATE
)
SELECT count(*) FROM locked
"""

JUDGE_STAGED = """
UPDATE staged_openings s SET refusal = CASE
    WHEN s.account_id IS NULL THEN 'unknown'
    WHEN EXISTS (SELECT FROM accounts c WHERE c.org_id = %(org_id)s AND c.account_id = s.account_id
        AND c.deleted_at IS NOT NULL) THEN 'deleted'
    WHEN s.account_id IN (SELECT o.account_id FROM staged_openings o WHERE o.account_id IS NOT NULL
        GROUP BY o.account_id HAVING count(*) > 1) THEN 'twice'
    WHEN (SELECT sum(e.amount) FROM ledger_entries e WHERE e.org_id = %(org_id)s AND e.account_id = s.account_id
        AND e.kind IN ('opening', 'opening_reversal')) <> 0 THEN 'opened'
    WHEN s.amount < 0 AND EXISTS (SELECT FROM account_balances b WHERE b.org_id = %(org_id)s
        AND b.account_id = s.account_id AND b.due > 0) THEN 'owing' END
"""

POST_STAGED = """
INSERT INTO ledger_entries (org_id, account_id, area_id, kind, due, advance, value_on, recorded_at, staff_id, note)
SELECT %(org_id)s, s.account_id, s.area_id, 'opening', greatest(s.amount, 0), greatest(-s.amount, 0), s.value_on,
    %(now)s, %(staff_id)s, s.note
FROM staged_openings s WHERE s.refusal IS NULL ORDER BY s.account_id
"""

# The sum of what was opened and taken back is what is still open; no account has more than one opening at a time.
REVERSE_OPENINGS = """
INSERT INTO ledger_entries (org_id, account_id, area_id, kind, due, advance, value_on, recorded_at, staff_id, note)
SELECT e.org_id, e.account_id, max(e.area_id), 'opening_reversal', -sum(e.due), -sum(e.advance),
    greatest(max(e.value_on), %(today)s), %(now)s, %(staff_id)s, %(note)s
FROM ledger_entries e
WHERE e.org_id = %(org_id)s AND e.account_id = ANY (%(account_ids)s::bigint[]) AND e.kind IN ('opening', 'opening_reversal')
GROUP BY e.org_id, e.account_id HAVING sum(e.due) <> 0 OR sum(e.advance) <> 0
ORDER BY e.account_id
"""

REFUSED = """
SELECT row_no, account_code, refusal FROM staged_openings WHERE refusal IS NOT NULL ORDER BY row_no
"""

STAGED_ACCOUNTS = "SELECT coalesce(array_agg(account_id), '{}') FROM staged_openings WHERE refusal IS NULL"

BALANCE = """
SELECT account_id, due, advance, balance FROM account_balances
WHERE org_id = %(org_id)s AND account_id = %(account_id)s
"""

# The running balance needs every entry of the account; an account has hundreds, so all are summed for each page.
STATEMENT = """
WITH page AS (
    SELECT entry_id, kind, value_on, recorded_at, period, bill_id, payment_id, due, advance, amount, note, staff_id,
        balance
    FROM (SELECT e.entry_id, e.kind, e.value_on, e.recorded_at, e.period, e.bill_id, e.payment_id, e.due, e.advance,
            e.amount, e.note, e.staff_id, sum(e.amount) OVER (ORDER BY e.entry_id) AS balance
        FROM ledger_entries e WHERE e.org_id = %(org_id)s AND e.account_id = %(account_id)s) running
    WHERE (%(after)s::bigint IS NULL OR entry_id < %(after)s)
        AND (%(before)s::bigint IS NULL OR entry_id > %(before)s)
        AND (%(kind)s::text IS NULL OR kind = %(kind)s)
    ORDER BY CASE WHEN %(before)s::bigint IS NULL THEN -entry_id ELSE entry_id END LIMIT %(size)s + 1
)
SELECT g.entry_id, g.kind, g.value_on, g.recorded_at, g.period, g.bill_id, bill_no(g.period, g.bill_id) AS bill_no,
    g.payment_id, receipt_no(p.counter, p.receipt_number) AS receipt_no, g.due, g.advance, g.amount, g.balance, g.note,
    n.full_name AS staff_name
FROM page g
LEFT JOIN payments p ON p.org_id = %(org_id)s AND p.payment_id = g.payment_id
LEFT JOIN staff s ON s.org_id = %(org_id)s AND s.staff_id = g.staff_id
LEFT JOIN people n ON n.person_id = s.person_id
ORDER BY CASE WHEN %(before)s::bigint IS NULL THEN -g.entry_id ELSE g.entry_id END
"""

# By value date; what was posted on one day keeps the order in which it was posted.
STATEMENT_BETWEEN = """
WITH chosen AS MATERIALIZED (
    SELECT entry_id, kind, value_on, recorded_at, period, bill_id, payment_id, due, advance, amount, note, staff_id,
        balance
    FROM (SELECT e.entry_id, e.kind, e.value_on, e.recorded_at, e.period, e.bill_id, e.payment_id, e.due, e.advance,
            e.amount, e.note, e.staff_id, sum(e.amount) OVER (ORDER BY e.value_on, e.entry_id) AS balance
        FROM ledger_entries e
        WHERE e.org_id = %(org_id)s AND e.account_id = %(account_id)s AND e.value_on <= %(last)s) running
    WHERE value_on >= %(first)s ORDER BY value_on, entry_id LIMIT %(size)s + 1
)
SELECT g.entry_id, g.kind, g.value_on, g.recorded_at, g.period, g.bill_id, bill_no(g.period, g.bill_id) AS bill_no,
    g.payment_id, receipt_no(p.counter, p.receipt_number) AS receipt_no, g.due, g.advance, g.amount, g.balance, g.note,
    n.full_name AS staff_name
FROM chosen g
LEFT JOIN payments p ON p.org_id = %(org_id)s AND p.payment_id = g.payment_id
LEFT JOIN staff s ON s.org_id = %(org_id)s AND s.staff_id = g.staff_id
LEFT JOIN people n ON n.person_id = s.person_id
ORDER BY g.value_on, g.entry_id
"""

BALANCE_BEFORE = """
SELECT coalesce(sum(amount), 0.00) FROM ledger_entries
WHERE org_id = %(org_id)s AND account_id = %(account_id)s AND value_on < %(first)s
"""

HOLDER = """
SELECT account_id, code, holder_name FROM accounts
WHERE org_id = %(org_id)s AND (account_id = %(account_id)s OR code = %(code)s)
"""

COUNT = """
SELECT count(*) FROM (SELECT FROM ledger_entries
    WHERE org_id = %(org_id)s AND account_id = %(account_id)s AND (%(kind)s::text IS NULL OR kind = %(kind)s)
    LIMIT 10001) counted
"""


@dataclass(frozen=True, slots=True)
class RefusedOpening:
    """A staged opening balance that the stored rows refuse."""

    row_no: int
    account_code: str
    refusal: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose statement it is."""

    account_id: int
    code: str
    holder_name: str


def lock(work: Work, account_ids: Sequence[int]) -> int:
    """Lock the balances of accounts in the order of their ids; returns how many were found."""
    return work.scalar(LOCK, account_ids=list(account_ids))


def lock_matchable(work: Work, account_ids: Sequence[int] | None) -> list[int]:
    """Lock, and return, those accounts that have both debt and unmatched money; None looks at all accounts."""
    return work.scalar(LOCK_MATCHABLE, account_ids=None if account_ids is None else list(account_ids))


def post_demands(work: Work, run_id: int, period: date, first_bill_id: int, last_bill_id: int) -> int:
    """One demand entry for each issued bill of the range that has none; returns how many were posted."""
    bounds = {"run_id": run_id, "period": period, "first_bill_id": first_bill_id, "last_bill_id": last_bill_id}
    work.scalar(LOCK_OF_BILLS, **bounds)
    return work.execute(POST_DEMANDS, zone=work.actor.time_zone, staff_id=work.actor.staff_id, **bounds).rowcount


def post_payments(work: Work, counter: str, first_number: int, last_number: int) -> int:
    """One entry for each payment of the receipt numbers; returns how many."""
    numbers = {"counter": counter, "first_number": first_number, "last_number": last_number}
    return work.execute(POST_PAYMENTS, staff_id=work.actor.staff_id, **numbers).rowcount


def post_payment_reversal(work: Work, payment_id: int, note: str) -> None:
    """The entry that takes a payment back."""
    staff_id = work.actor.staff_id
    work.execute(POST_PAYMENT_REVERSAL, payment_id=payment_id, note=note, today=work.today, staff_id=staff_id)


def allocate(work: Work, account_ids: Sequence[int]) -> list[BillAmount]:
    """Match money to debt in accounts that are locked."""
    return work.all(BillAmount, ALLOCATE, account_ids=list(account_ids), staff_id=work.actor.staff_id)


def release(work: Work, payment_id: int) -> list[BillAmount]:
    """Take a payment's money from the debts that it was matched to."""
    return work.all(BillAmount, RELEASE, payment_id=payment_id, today=work.today, staff_id=work.actor.staff_id)


def post_staged_openings(work: Work, rows: Iterable[Sequence[object]]) -> tuple[list[int], list[RefusedOpening]]:
    """Post (row number, account code, amount, date, note); returns the accounts posted to, and the rows refused."""
    stage(work, CREATE_STAGED, COPY_STAGED, rows)
    work.execute(FIND_STAGED)
    work.execute(ANALYZE_STAGED)
    work.execute(LOCK_STAGED)
    work.execute(JUDGE_STAGED)
    work.execute(POST_STAGED, staff_id=work.actor.staff_id)
    posted, refused = work.scalar(STAGED_ACCOUNTS), work.all(RefusedOpening, REFUSED)
    work.execute("DROP TABLE staged_openings")
    return posted, refused


def reverse_openings(work: Work, account_ids: Sequence[int], note: str) -> int:
    """The entries that take the opening balances of locked accounts back; returns how many."""
    values = {"today": work.today, "staff_id": work.actor.staff_id, "note": note}
    return work.execute(REVERSE_OPENINGS, account_ids=list(account_ids), **values).rowcount


def balance(work: Work, account_id: int) -> Balance | None:
    """What an account owes."""
    return work.one(Balance, BALANCE, account_id=account_id)


def statement(
    work: Work, account_id: int, kind: str | None, after: int | None, before: int | None, size: int
) -> list[StatementLine]:
    """Up to size + 1 entries of an account, newest first unless `before` is given, in reading direction."""
    span = {"after": after, "before": before, "size": size}
    return work.all(StatementLine, STATEMENT, account_id=account_id, kind=kind, **span)


def holder(work: Work, account_id: int | None, code: str | None) -> Holder | None:
    """The account of an id or of a code."""
    return work.one(Holder, HOLDER, account_id=account_id, code=code)


def statement_between(work: Work, account_id: int, first: date, last: date, size: int) -> list[StatementLine]:
    """Up to size + 1 entries between two days, oldest first."""
    return work.all(StatementLine, STATEMENT_BETWEEN, account_id=account_id, first=first, last=last, size=size)


def balance_before(work: Work, account_id: int, first: date) -> Decimal:
    """What the account owed when a day began."""
    return work.scalar(BALANCE_BEFORE, account_id=account_id, first=first)


def count(work: Work, account_id: int, kind: str | None) -> int:
    """How many entries an account has, counted up to 10,001."""
    return work.scalar(COUNT, account_id=account_id, kind=kind)
