"""SQL of the import of bills of an earlier system: judged, then made in runs and cycles of their own."""

from typing import Final, LiteralString

from services.work import Work

CREATE: Final = """
CREATE TEMPORARY TABLE staged (row_no bigint, fault text, bill_no text, account text COLLATE "C", period text, service text,
    demand text, outstanding text, paid text, issued_on text, due_on text) ON COMMIT DROP
"""

COPY: Final = """
COPY staged (row_no, fault, bill_no, account, period, service, demand, outstanding, paid, issued_on, due_on)
FROM STDIN (FORMAT csv)
"""

RELOAD: Final = """
INSERT INTO staged (row_no, bill_no, account, period, service, demand, outstanding, paid, issued_on, due_on)
SELECT r.row_no, r.cells[1], r.cells[2], r.cells[3], r.cells[4], r.cells[5], r.cells[6], r.cells[7], r.cells[8], r.cells[9]
FROM import_rows r
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.row_no > %(after)s AND r.row_no <= %(upto)s
    AND r.verdict = ANY (%(verdicts)s)
"""

# A bill is known by its account, month and service: there is one of each that lives.
FIND: Final = """
CREATE TEMPORARY TABLE found ON COMMIT DROP AS
WITH kinds AS MATERIALIZED (
    SELECT v.account_id, min(v.kind) AS kind, count(DISTINCT v.kind) AS kinds FROM services v
    WHERE v.org_id = %(org_id)s GROUP BY v.account_id
), said AS (
    SELECT s.row_no, s.fault, ARRAY[s.bill_no, s.account, s.period, s.service, s.demand, s.outstanding, s.paid, s.issued_on,
            s.due_on] AS cells,
        s.bill_no, s.account, s.period::date AS period, s.demand::numeric AS demand, s.outstanding::numeric AS said_unpaid,
        s.paid::numeric AS said_paid, s.issued_on::date AS said_issued, s.due_on::date AS said_due,
        c.account_id, c.area_id, c.deleted_at IS NOT NULL AS is_deleted,
        coalesce(s.service, CASE WHEN k.kinds = 1 THEN k.kind END, CASE WHEN k.kinds IS NULL THEN 'waste' END) AS service
    FROM staged s
    LEFT JOIN accounts c ON c.org_id = %(org_id)s AND c.code = s.account
    LEFT JOIN kinds k ON k.account_id = c.account_id
), opened AS MATERIALIZED (
    SELECT e.account_id, sum(e.due) AS due FROM ledger_entries e
    WHERE e.org_id = %(org_id)s AND e.kind IN ('opening', 'opening_reversal')
        AND e.account_id IN (SELECT f.account_id FROM said f)
    GROUP BY e.account_id HAVING sum(e.due) > 0
), billed AS MATERIALIZED (
    SELECT DISTINCT r.period, y.service_kind FROM bill_runs r
    JOIN billing_cycles y ON y.org_id = r.org_id AND y.cycle_id = r.cycle_id
    WHERE r.org_id = %(org_id)s AND NOT y.is_earlier AND r.status NOT IN ('cancelled', 'reversed')
), known AS MATERIALIZED (
    SELECT b.account_id, b.period, b.service_kind, b.demand, b.is_archived FROM all_bills b
    JOIN bill_runs r ON r.org_id = b.org_id AND r.run_id = b.run_id
    JOIN billing_cycles y ON y.org_id = r.org_id AND y.cycle_id = r.cycle_id AND y.is_earlier
    WHERE b.org_id = %(org_id)s AND b.is_live AND b.period IN (SELECT f.period FROM said f)
)
SELECT f.row_no, f.fault, f.cells, f.bill_no, f.account, f.period, f.demand, f.account_id, f.area_id, f.is_deleted, f.service,
    f.said_unpaid, f.said_paid, coalesce(f.said_unpaid, f.demand - f.said_paid) AS outstanding,
    coalesce(f.said_issued, (f.period + interval '1 month')::date) AS issued_on,
    coalesce(f.said_due, f.said_issued, (f.period + interval '1 month')::date) AS due_on,
    o.due AS opened, r.period IS NOT NULL AS is_billed_here, a.period IS NOT NULL AS is_archived, k.demand AS old_demand
FROM said f
LEFT JOIN opened o ON o.account_id = f.account_id
LEFT JOIN billed r ON r.period = f.period AND r.service_kind = f.service
LEFT JOIN archived_periods a ON a.org_id = %(org_id)s AND a.period = f.period
LEFT JOIN known k ON k.account_id = f.account_id AND k.period = f.period AND k.service_kind = f.service
"""

JUDGE: Final = """
CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
WITH weighed AS (
    SELECT f.*, concat_ws(' ', f.fault,
        CASE WHEN f.is_deleted AND f.old_demand IS NULL
            THEN 'Account: ' || f.account || ' was deleted; restore it first, or name another account.'
            WHEN f.account_id IS NOT NULL AND f.service IS NULL AND f.fault IS NULL
            THEN 'Service: ' || f.account || ' has several services; say which one was billed.' END,
        CASE WHEN f.period > %(today)s THEN 'Month: ' || to_char(f.period, 'FMMonth YYYY') || ' is still to come.'
            WHEN f.period < '2000-01-01' THEN 'Month: a month before the year 2000 is not taken.'
            WHEN f.is_billed_here THEN 'Month: ' || to_char(f.period, 'FMMonth YYYY') || ' has a bill run here for '
                || f.service || '; a month is billed by one system.'
            WHEN f.is_archived AND f.old_demand IS NULL
            THEN 'Month: ' || to_char(f.period, 'FMMonth YYYY') || ' lies in the archive; bring it back first.' END,
        CASE WHEN f.demand > 100000000 THEN 'Demand: ' || f.demand || ' is surely a mistake.'
            WHEN f.old_demand <> f.demand THEN 'Demand: ' || f.account || ' has an earlier bill of ' || f.old_demand || ' for '
                || to_char(f.period, 'FMMonth YYYY') || ' already; a file does not change a bill.' END,
        CASE WHEN f.fault IS NOT NULL THEN NULL
            WHEN f.said_unpaid IS NULL AND f.said_paid IS NULL THEN 'Unpaid: say what is unpaid of the bill, or what is paid.'
            WHEN f.said_unpaid + f.said_paid <> f.demand
                THEN 'Unpaid: ' || f.said_unpaid || ' unpaid and ' || f.said_paid || ' paid do not make ' || f.demand || '.'
            WHEN f.outstanding > f.demand THEN 'Unpaid: ' || f.outstanding || ' is more than the demand of ' || f.demand
                || '; arrears belong to the bills of their own months.'
            WHEN f.outstanding < 0 THEN 'Paid: ' || f.said_paid || ' is more than the demand of ' || f.demand || '.'
            WHEN f.outstanding > 0 AND f.opened IS NOT NULL AND f.old_demand IS NULL
                THEN 'Unpaid: ' || f.account || ' has an opening balance of ' || f.opened
                || ', which holds its old debts already; roll that back first, or bring the bill as paid.' END,
        CASE WHEN f.issued_on > %(today)s THEN 'Issued on: ' || f.issued_on || ' is still to come.'
            WHEN f.issued_on < f.period THEN 'Issued on: ' || f.issued_on || ' lies before the month that is billed.'
            WHEN f.due_on < f.issued_on THEN 'Due on: ' || f.due_on || ' lies before the day of issue.' END) AS findings
    FROM found f
)
SELECT w.row_no, concat_ws(' ', w.account, to_char(w.period, 'YYYY-MM'), w.service) AS key, w.cells,
    CASE WHEN w.findings <> '' THEN 'rejected' WHEN w.account_id IS NULL THEN 'parked'
        WHEN w.old_demand IS NOT NULL THEN 'unchanged' ELSE 'added' END AS verdict,
    CASE WHEN w.findings <> '' THEN w.findings WHEN w.account_id IS NULL
        THEN 'Account: there is no account ' || w.account || ' yet; the row waits for it.' END AS reason,
    CASE WHEN w.findings = '' AND w.account_id IS NOT NULL AND w.old_demand IS NULL
        THEN jsonb_build_object('service', w.service) END AS before,
    w.bill_no, w.account_id, w.area_id, w.period, w.service, w.demand, w.outstanding, w.issued_on, w.due_on,
    NULL::bigint AS bill_id, NULL::bigint AS run_id
FROM weighed w
"""

LOCK_BALANCES: Final = """
SELECT count(*) FROM (SELECT FROM account_balances b WHERE b.org_id = %(org_id)s
    AND b.account_id IN (SELECT j.account_id FROM judged j WHERE j.verdict = 'added') ORDER BY b.account_id FOR UPDATE) locked
"""

# Two rows of one file for the same bill were told apart when all rows were checked; a batch that comes later says so again.
ADD_CYCLES: Final = """
INSERT INTO billing_cycles (org_id, code, name, service_kind, basis, schedule, due_days, is_earlier)
SELECT DISTINCT %(org_id)s, 'EARLIER-' || upper(j.service), 'Earlier system, ' || j.service, j.service, 'flat', 'monthly', 0, true
FROM judged j WHERE j.verdict = 'added'
ON CONFLICT (org_id, code) DO NOTHING
"""

ADD_RUNS: Final = """
INSERT INTO bill_runs (org_id, cycle_id, period, status, created_by, created_at, calculated_at, issued_by, issued_at, due_on)
SELECT %(org_id)s, y.cycle_id, n.period, 'closed', %(staff_id)s, %(now)s, %(now)s, %(staff_id)s, %(now)s, n.due_on
FROM (SELECT j.service, j.period, max(j.due_on) AS due_on FROM judged j WHERE j.verdict = 'added' GROUP BY 1, 2) n
JOIN billing_cycles y ON y.org_id = %(org_id)s AND y.code = 'EARLIER-' || upper(n.service)
ORDER BY n.period, n.service
ON CONFLICT (org_id, cycle_id, period) WHERE status NOT IN ('cancelled', 'reversed') DO NOTHING
"""

NUMBER: Final = """
WITH wanted AS (
    SELECT j.period, count(*) AS counted FROM judged j WHERE j.verdict = 'added' GROUP BY j.period
), reserved AS (
    INSERT INTO bill_number_counters AS c (org_id, period, next_number)
    SELECT %(org_id)s, w.period, 1 + w.counted FROM wanted w ORDER BY w.period
    ON CONFLICT (org_id, period) DO UPDATE SET next_number = c.next_number + EXCLUDED.next_number - 1
    RETURNING period, next_number
), placed AS (
    SELECT j.row_no, j.period, j.service, row_number() OVER (PARTITION BY j.period ORDER BY j.row_no) AS place
    FROM judged j WHERE j.verdict = 'added'
)
UPDATE judged j SET bill_id = r.next_number - w.counted + p.place - 1, run_id = n.run_id
FROM placed p JOIN reserved r ON r.period = p.period JOIN wanted w ON w.period = p.period
    JOIN billing_cycles y ON y.org_id = %(org_id)s AND y.code = 'EARLIER-' || upper(p.service)
    JOIN bill_runs n ON n.org_id = %(org_id)s AND n.cycle_id = y.cycle_id AND n.period = p.period
        AND n.status NOT IN ('cancelled', 'reversed')
WHERE j.row_no = p.row_no
"""

ADD_BILLS: Final = """
INSERT INTO bills (org_id, period, bill_id, account_id, area_id, run_id, service_kind, customer_class, status, demand,
    outstanding, due_on, issued_at)
SELECT %(org_id)s, j.period, j.bill_id, j.account_id, j.area_id, j.run_id, j.service, 'earlier_system',
    CASE WHEN j.outstanding = j.demand THEN 'issued' WHEN j.outstanding = 0 THEN 'paid' ELSE 'partly_paid' END,
    j.demand, j.outstanding, j.due_on, j.issued_on::timestamp AT TIME ZONE %(zone)s
FROM judged j WHERE j.verdict = 'added' ORDER BY j.period, j.bill_id
"""

ADD_LINES: Final = """
INSERT INTO bill_lines (org_id, period, bill_id, line_no, customer_class, component, quantity, rate, amount)
SELECT %(org_id)s, j.period, j.bill_id, 1, 'earlier_system', 'earlier_system: ' || j.bill_no, 1, j.demand, j.demand
FROM judged j WHERE j.verdict = 'added' ORDER BY j.period, j.bill_id
"""

CHARGE: Final = """
INSERT INTO ledger_entries (org_id, account_id, area_id, kind, due, advance, period, bill_id, value_on, recorded_at,
    staff_id, note)
SELECT %(org_id)s, j.account_id, j.area_id, k.kind, k.due, 0, j.period, j.bill_id, j.issued_on, %(now)s, %(staff_id)s,
    left('Earlier system, bill ' || j.bill_no, 200)
FROM judged j CROSS JOIN LATERAL (VALUES (1, 'demand', j.demand), (2, 'earlier_paid', j.outstanding - j.demand))
    AS k (place, kind, due)
WHERE j.verdict = 'added' AND (k.place = 1 OR k.due <> 0) ORDER BY j.account_id, j.period, k.place
"""

COUNT_RUNS: Final = """
UPDATE bill_runs r SET bill_count = r.bill_count + n.counted, demand = r.demand + n.demand
FROM (SELECT j.run_id, count(*) AS counted, sum(j.demand) AS demand FROM judged j WHERE j.verdict = 'added'
    GROUP BY j.run_id) n
WHERE r.org_id = %(org_id)s AND r.run_id = n.run_id
"""

ADDING: Final[tuple[LiteralString, ...]] = (
    LOCK_BALANCES, ADD_CYCLES, ADD_RUNS, NUMBER, ADD_BILLS, ADD_LINES, CHARGE, COUNT_RUNS,
)  # fmt: skip

ACCOUNTS: Final = "SELECT DISTINCT j.account_id FROM judged j WHERE j.verdict = 'added' ORDER BY 1"

MINE: Final = """
WITH mine AS MATERIALIZED (
    SELECT i.row_no, i.key, c.account_id, b.period, b.bill_id, b.run_id, b.area_id, b.demand, b.outstanding, b.is_archived
    FROM import_rows i
    JOIN accounts c ON c.org_id = %(org_id)s AND c.code = i.cells[2]
    JOIN all_bills b ON b.org_id = %(org_id)s AND b.account_id = c.account_id AND b.period = i.cells[3]::date
        AND b.service_kind = i.before ->> 'service' AND b.is_live
    WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s AND i.verdict = 'added'
)
"""

ACCOUNTS_OF: Final = MINE + "SELECT DISTINCT m.account_id FROM mine m ORDER BY 1"

# Money that was matched to a bill here, bills that printed it among their arrears, and what has gone into the archive.
BUILT: Final = MINE + """
SELECT key FROM (
    SELECT m.row_no, m.key FROM mine m WHERE m.is_archived
    UNION
    SELECT m.row_no, m.key FROM mine m JOIN ledger_entries e ON e.org_id = %(org_id)s AND e.account_id = m.account_id
        AND e.period = m.period AND e.bill_id = m.bill_id
    WHERE e.kind IN ('allocation', 'release') GROUP BY m.row_no, m.key HAVING sum(e.due) <> 0
    UNION
    SELECT m.row_no, m.key FROM mine m JOIN bills b ON b.org_id = %(org_id)s AND b.account_id = m.account_id
    WHERE m.outstanding > 0 AND b.issued_at >= %(since)s AND b.arrears > 0 AND b.is_live) used
ORDER BY row_no LIMIT 1000
"""

GONE: Final = "CREATE TEMPORARY TABLE gone ON COMMIT DROP AS " + MINE + "SELECT m.* FROM mine m"

UNCHARGE: Final = """
INSERT INTO ledger_entries (org_id, account_id, area_id, kind, due, advance, period, bill_id, value_on, recorded_at,
    staff_id, note)
SELECT %(org_id)s, g.account_id, g.area_id, k.kind, k.due, 0, g.period, g.bill_id, %(today)s, %(now)s, %(staff_id)s,
    'Import ' || %(import_id)s || ' was rolled back'
FROM gone g CROSS JOIN LATERAL (VALUES (1, 'earlier_paid', g.demand - g.outstanding), (2, 'demand_void', -g.demand))
    AS k (place, kind, due)
WHERE k.place = 2 OR k.due <> 0 ORDER BY g.account_id, g.period, k.place
"""

VOID: Final = """
UPDATE bills b SET status = 'voided', is_live = false, outstanding = 0
FROM gone g WHERE b.org_id = %(org_id)s AND b.period = g.period AND b.bill_id = g.bill_id
"""

UNCOUNT_RUNS: Final = """
UPDATE bill_runs r SET bill_count = r.bill_count - n.counted, demand = r.demand - n.demand
FROM (SELECT g.run_id, count(*) AS counted, sum(g.demand) AS demand FROM gone g GROUP BY g.run_id) n
WHERE r.org_id = %(org_id)s AND r.run_id = n.run_id
"""

# A month whose bills are all taken back is open to be billed here.
CLOSE_RUNS: Final = """
UPDATE bill_runs r SET status = 'reversed' WHERE r.org_id = %(org_id)s AND r.bill_count = 0
    AND r.run_id IN (SELECT g.run_id FROM gone g)
"""

UNDO: Final[tuple[LiteralString, ...]] = (GONE, UNCHARGE, VOID, UNCOUNT_RUNS, CLOSE_RUNS)


def accounts(work: Work) -> list[int]:
    """The accounts that got bills from the judged rows."""
    return [row[0] for row in work.execute(ACCOUNTS).fetchall()]


def accounts_of(work: Work, import_id: int) -> list[int]:
    """The accounts that got bills from an import."""
    return [row[0] for row in work.execute(ACCOUNTS_OF, import_id=import_id).fetchall()]
