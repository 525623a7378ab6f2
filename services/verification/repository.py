"""SQL that recomputes all money of one organization; each statement returns what disagrees, the first hundred of it."""

from dataclasses import dataclass
from typing import Final, LiteralString

from services.work import Work

# The planner's guesses under row level security are low, and a nested loop over millions of rows would take hours.
SETTLE_PLANNER = """
SELECT set_config('enable_nestloop', 'off', true), set_config('work_mem', '128MB', true)
"""

BALANCES_EQUAL_ENTRIES = """
WITH summed AS (
    SELECT e.account_id, sum(e.due) AS due, sum(e.advance) AS advance
    FROM ledger_entries e WHERE e.org_id = %(org_id)s GROUP BY e.account_id
)
SELECT 'account ' || coalesce(c.code, b.account_id::text, s.account_id::text) AS ref,
    'The balance says ' || coalesce(b.due::text, 'nothing') || ' owed and ' || coalesce(b.advance::text, 'nothing')
    || ' in advance; its entries add up to ' || coalesce(s.due, 0) || ' and ' || coalesce(s.advance, 0) || '.' AS sentence
FROM (SELECT account_id, due, advance FROM account_balances WHERE org_id = %(org_id)s) b
FULL JOIN summed s ON s.account_id = b.account_id
LEFT JOIN accounts c ON c.org_id = %(org_id)s AND c.account_id = coalesce(b.account_id, s.account_id)
WHERE b.account_id IS NULL OR b.due <> coalesce(s.due, 0) OR b.advance <> coalesce(s.advance, 0)
LIMIT 100
"""

BALANCES_EQUAL_DOCUMENTS = """
WITH billed AS (
    SELECT account_id, sum(demand) AS demand FROM all_bills
    WHERE org_id = %(org_id)s AND status = ANY (%(charged)s::text[]) GROUP BY account_id
), opened AS (
    SELECT account_id, sum(amount) AS amount FROM ledger_entries
    WHERE org_id = %(org_id)s AND kind IN ('opening', 'opening_reversal', 'earlier_paid') GROUP BY account_id
), received AS (
    SELECT account_id, sum(amount) AS amount FROM payments
    WHERE org_id = %(org_id)s AND status = 'posted' GROUP BY account_id
)
SELECT 'account ' || c.code AS ref,
    'The balance is ' || b.balance || '; issued bills ' || coalesce(d.demand, 0) || ' and openings '
    || coalesce(o.amount, 0) || ' less payments ' || coalesce(r.amount, 0) || ' make '
    || (coalesce(d.demand, 0) + coalesce(o.amount, 0) - coalesce(r.amount, 0)) || '.' AS sentence
FROM account_balances b
JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id
LEFT JOIN billed d ON d.account_id = b.account_id
LEFT JOIN opened o ON o.account_id = b.account_id
LEFT JOIN received r ON r.account_id = b.account_id
WHERE b.org_id = %(org_id)s
    AND b.balance <> coalesce(d.demand, 0) + coalesce(o.amount, 0) - coalesce(r.amount, 0)
LIMIT 100
"""

NO_MONEY_WAITS_BESIDE_DEBT = """
SELECT 'account ' || c.code AS ref,
    'It owes ' || b.due || ' while ' || b.advance || ' of its money is matched to nothing.' AS sentence
FROM account_balances b JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id
WHERE b.org_id = %(org_id)s AND b.due > 0 AND b.advance > 0
LIMIT 100
"""

DEMANDS_EQUAL_LINES = """
SELECT 'bill ' || bill_no(b.period, b.bill_id) AS ref,
    'Its demand is ' || b.demand || '; its lines add up to ' || coalesce(l.amount, 0) || '.' AS sentence
FROM all_bills b
LEFT JOIN (SELECT period, bill_id, sum(amount) AS amount FROM all_bill_lines
    WHERE org_id = %(org_id)s GROUP BY period, bill_id) l ON l.period = b.period AND l.bill_id = b.bill_id
WHERE b.org_id = %(org_id)s AND b.demand <> coalesce(l.amount, 0)
LIMIT 100
"""

OUTSTANDING_EQUALS_ENTRIES = """
WITH summed AS (
    SELECT e.period, e.bill_id, sum(e.due) AS due, count(*) FILTER (WHERE e.kind = 'demand') AS demands,
        coalesce(sum(e.due) FILTER (WHERE e.kind = 'demand'), 0) AS demand, min(e.account_id) AS first_account,
        max(e.account_id) AS last_account
    FROM ledger_entries e WHERE e.org_id = %(org_id)s AND e.bill_id IS NOT NULL GROUP BY e.period, e.bill_id
)
SELECT 'bill ' || bill_no(coalesce(b.period, s.period), coalesce(b.bill_id, s.bill_id)) AS ref, CASE
    WHEN b.bill_id IS NULL THEN 'The ledger names it, and there is no such bill.'
    WHEN b.status = ANY (%(charged)s::text[]) AND coalesce(s.demands, 0) <> 1
        THEN 'It is ' || b.status || ' and was charged ' || coalesce(s.demands, 0) || ' times.'
    WHEN NOT b.status = ANY (%(charged)s::text[]) AND coalesce(s.due, 0) <> 0
        THEN 'It is ' || b.status || ' and ' || s.due || ' of it is still charged.'
    WHEN b.status IN ('draft', 'held', 'cancelled') AND s.demands > 0 THEN 'It is ' || b.status || ' and was charged.'
    WHEN b.status = ANY (%(charged)s::text[]) AND s.demand <> b.demand
        THEN 'Its demand is ' || b.demand || ' and ' || s.demand || ' was charged.'
    WHEN s.first_account <> b.account_id OR s.last_account <> b.account_id THEN 'It was charged to another account.'
    WHEN b.outstanding <> CASE WHEN b.status = ANY (%(charged)s::text[]) THEN coalesce(s.due, 0) ELSE 0 END
        THEN 'Its outstanding amount is ' || b.outstanding || '; demand less allocations is ' || coalesce(s.due, 0) || '.'
    ELSE 'It is ' || b.status || ' with ' || b.outstanding || ' outstanding of ' || b.demand || '.' END AS sentence
FROM (SELECT period, bill_id, account_id, status, demand, outstanding FROM all_bills WHERE org_id = %(org_id)s) b
FULL JOIN summed s ON s.period = b.period AND s.bill_id = b.bill_id
WHERE b.bill_id IS NULL
    OR CASE WHEN b.status = ANY (%(charged)s::text[])
        THEN s.demands IS DISTINCT FROM 1 OR s.demand <> b.demand OR b.outstanding <> s.due
        ELSE coalesce(s.due, 0) <> 0 OR b.outstanding <> 0 END
    OR (b.status IN ('draft', 'held', 'cancelled') AND s.demands > 0)
    OR s.first_account <> b.account_id OR s.last_account <> b.account_id
    OR (b.status = 'issued' AND b.outstanding <> b.demand)
    OR (b.status = 'paid' AND (b.outstanding <> 0 OR b.demand = 0))
    OR (b.status = 'partly_paid' AND (b.outstanding = 0 OR b.outstanding = b.demand))
LIMIT 100
"""

PAYMENTS_EQUAL_ENTRIES = """
WITH summed AS (
    SELECT e.payment_id, count(*) FILTER (WHERE e.kind = 'payment') AS posted,
        count(*) FILTER (WHERE e.kind = 'payment_reversal') AS reversed,
        coalesce(sum(e.advance) FILTER (WHERE e.kind = 'payment'), 0) AS received,
        coalesce(-sum(e.advance) FILTER (WHERE e.kind IN ('allocation', 'release')), 0) AS allocated,
        sum(e.advance) AS waiting, min(e.account_id) AS first_account, max(e.account_id) AS last_account
    FROM ledger_entries e WHERE e.org_id = %(org_id)s AND e.payment_id IS NOT NULL GROUP BY e.payment_id
)
SELECT 'payment ' || coalesce(receipt_no(p.counter, p.receipt_number), s.payment_id::text) AS ref, CASE
    WHEN p.payment_id IS NULL THEN 'The ledger names it, and there is no such payment.'
    ELSE 'It is ' || p.status || ' with ' || p.amount || '; the ledger received ' || coalesce(s.received, 0) || ' in '
        || coalesce(s.posted, 0) || ' entries, took it back ' || coalesce(s.reversed, 0) || ' times and matched '
        || coalesce(s.allocated, 0) || ' of it.' END AS sentence
FROM (SELECT payment_id, account_id, counter, receipt_number, status, amount FROM payments
    WHERE org_id = %(org_id)s) p
FULL JOIN summed s ON s.payment_id = p.payment_id
WHERE p.payment_id IS NULL OR s.payment_id IS NULL OR s.posted <> 1 OR s.received <> p.amount
    OR s.first_account <> p.account_id OR s.last_account <> p.account_id OR s.allocated < 0 OR s.allocated > p.amount
    OR s.reversed <> CASE p.status WHEN 'reversed' THEN 1 ELSE 0 END
    OR (p.status = 'reversed' AND (s.allocated <> 0 OR s.waiting <> 0))
LIMIT 100
"""

ONE_LIVE_BILL = """
SELECT 'account ' || b.account_id AS ref, 'It has ' || count(*) || ' live ' || b.service_kind || ' bills in '
    || to_char(b.period, 'YYYY-MM') || '.' AS sentence
FROM all_bills b
WHERE b.org_id = %(org_id)s AND b.status NOT IN ('cancelled', 'voided', 'superseded')
GROUP BY b.account_id, b.service_kind, b.period HAVING count(*) > 1
LIMIT 100
"""

LIVE_MEANS_LIVE = """
SELECT 'bill ' || bill_no(b.period, b.bill_id) AS ref,
    'It is ' || b.status || ' and marked as ' || CASE WHEN b.is_live THEN 'live.' ELSE 'past.' END AS sentence
FROM all_bills b
WHERE b.org_id = %(org_id)s AND b.is_live = (b.status IN ('cancelled', 'voided', 'superseded'))
LIMIT 100
"""

RECEIPTS_HAVE_NO_GAP = """
WITH given AS (
    SELECT counter, min(receipt_number) AS first, max(receipt_number) AS last, count(*) AS counted
    FROM (SELECT counter, receipt_number FROM payments WHERE org_id = %(org_id)s
        UNION ALL SELECT counter, receipt_number FROM challan_payments WHERE org_id = %(org_id)s) r GROUP BY counter
)
SELECT 'counter ' || coalesce(g.counter, k.counter) AS ref,
    'It gives ' || coalesce(k.next_number::text, 'no number') || ' next; ' || coalesce(g.counted, 0)
    || ' receipts lie between ' || coalesce(g.first::text, 'none') || ' and ' || coalesce(g.last::text, 'none') || '.'
    AS sentence
FROM given g FULL JOIN (SELECT counter, next_number FROM receipt_counters WHERE org_id = %(org_id)s) k
    ON k.counter = g.counter
WHERE k.next_number IS DISTINCT FROM coalesce(g.counted, 0) + 1
    OR (g.counted > 0 AND (g.first <> 1 OR g.last <> g.counted))
    OR g.counter IN (SELECT q.counter FROM challan_payments q JOIN payments p ON p.org_id = %(org_id)s AND p.counter = q.counter
        AND p.receipt_number = q.receipt_number WHERE q.org_id = %(org_id)s)
LIMIT 100
"""

RECEIPTS_EQUAL_PAYMENTS = """
SELECT 'receipt ' || receipt_no(r.counter, r.receipt_number) AS ref, 'It is ' || r.status || ' with ' || r.amount
    || ' in cash; its payment ' || receipt_no(coalesce(p.counter, q.counter), coalesce(p.receipt_number, q.receipt_number))
    || ' is ' || coalesce(p.status, q.status) || ' with ' || coalesce(p.amount, q.amount) || ' by '
    || coalesce(p.channel, q.channel) || '.' AS sentence
FROM cash_receipts r
LEFT JOIN payments p ON p.org_id = %(org_id)s AND p.payment_id = r.payment_id
LEFT JOIN challan_payments q ON q.org_id = %(org_id)s AND q.challan_payment_id = r.challan_payment_id
WHERE r.org_id = %(org_id)s AND (r.amount <> coalesce(p.amount, q.amount) OR coalesce(p.channel, q.channel) <> 'cash'
    OR r.account_id <> p.account_id OR r.agent_id <> coalesce(p.recorded_by, q.recorded_by)
    OR r.counter <> coalesce(p.counter, q.counter) OR r.receipt_number <> coalesce(p.receipt_number, q.receipt_number)
    OR (r.status = 'reversed') <> (coalesce(p.status, q.status) = 'reversed'))
LIMIT 100
"""

CHALLANS_EQUAL_PAYMENTS = """
SELECT 'challan ' || challan_no(h.challan_number) AS ref, 'It is ' || h.status || ' with ' || h.amount || '; '
    || coalesce(p.amount, 0) || ' is paid for it.' AS sentence
FROM challans h
LEFT JOIN (SELECT challan_id, sum(amount) AS amount FROM challan_payments WHERE org_id = %(org_id)s AND status = 'posted'
    GROUP BY challan_id) p ON p.challan_id = h.challan_id
WHERE h.org_id = %(org_id)s AND coalesce(p.amount, 0) <> CASE h.status WHEN 'paid' THEN h.amount ELSE 0 END
LIMIT 100
"""

HANDOVERS_EQUAL_RECEIPTS = """
WITH summed AS (
    SELECT r.handover_id, count(*) AS receipt_count, sum(r.amount) AS amount, min(r.agent_id) AS first_agent,
        max(r.agent_id) AS last_agent, array_agg(DISTINCT r.status) FILTER (WHERE r.status <> 'reversed') AS states
    FROM cash_receipts r WHERE r.org_id = %(org_id)s AND r.handover_id IS NOT NULL GROUP BY r.handover_id
)
SELECT 'handover ' || handover_no(h.handover_number) AS ref, 'It is ' || h.status || ' and says ' || h.expected || ' from '
    || h.receipt_count || ' receipts; there are ' || coalesce(s.receipt_count, 0) || ' with ' || coalesce(s.amount, 0)
    || ', now ' || coalesce(array_to_string(s.states, ' and '), 'none') || '.' AS sentence
FROM cash_handovers h LEFT JOIN summed s ON s.handover_id = h.handover_id
WHERE h.org_id = %(org_id)s AND (s.handover_id IS NULL OR s.amount <> h.expected OR s.receipt_count <> h.receipt_count
    OR s.first_agent <> h.agent_id OR s.last_agent <> h.agent_id OR s.states <> ARRAY[h.status])
LIMIT 100
"""

IN_HAND_IS_NOT_HANDED_OVER = """
WITH taken AS (
    SELECT agent_id, coalesce(sum(amount) FILTER (WHERE status <> 'reversed' OR handover_id IS NOT NULL), 0) AS collected,
        coalesce(sum(amount) FILTER (WHERE status = 'collected'), 0) AS in_hand
    FROM cash_receipts WHERE org_id = %(org_id)s GROUP BY agent_id
), given AS (
    SELECT agent_id, sum(expected) AS handed_over FROM cash_handovers WHERE org_id = %(org_id)s GROUP BY agent_id
)
SELECT 'cash of staff ' || coalesce(t.agent_id, g.agent_id) AS ref, 'In hand is ' || coalesce(t.in_hand, 0) || '; collected '
    || coalesce(t.collected, 0) || ' less handed over ' || coalesce(g.handed_over, 0) || ' is '
    || (coalesce(t.collected, 0) - coalesce(g.handed_over, 0)) || '.' AS sentence
FROM taken t FULL JOIN given g ON g.agent_id = t.agent_id
WHERE coalesce(t.in_hand, 0) <> coalesce(t.collected, 0) - coalesce(g.handed_over, 0)
LIMIT 100
"""

DEPOSITS_EQUAL_HANDOVERS = """
WITH summed AS (
    SELECT deposit_id, sum(counted) AS counted FROM cash_handovers WHERE org_id = %(org_id)s GROUP BY deposit_id
)
SELECT 'deposit ' || d.slip_no AS ref, 'It is ' || d.amount || '; its handovers were counted as ' || coalesce(s.counted, 0) || '.'
    AS sentence
FROM cash_deposits d LEFT JOIN summed s ON s.deposit_id = d.deposit_id
WHERE d.org_id = %(org_id)s AND d.amount IS DISTINCT FROM s.counted
LIMIT 100
"""

RUNS_EQUAL_BILLS = """
WITH counted AS (
    SELECT run_id, count(*) FILTER (WHERE is_live) AS bill_count, count(*) FILTER (WHERE is_held) AS held_count,
        coalesce(sum(demand) FILTER (WHERE is_live), 0) AS demand,
        coalesce(sum(demand) FILTER (WHERE status = ANY (%(charged)s::text[])), 0) AS charged,
        count(*) FILTER (WHERE status = 'draft') AS draft_count
    FROM all_bills WHERE org_id = %(org_id)s GROUP BY run_id
)
SELECT 'bill run ' || r.run_id AS ref, 'It is ' || r.status || ' and says ' || r.bill_count || ' bills, ' || r.held_count
    || ' held, demand ' || r.demand || '; there are ' || coalesce(c.bill_count, 0) || ', ' || coalesce(c.held_count, 0)
    || ', demand ' || coalesce(c.demand, 0) || ', of it ' || coalesce(c.charged, 0) || ' issued, and '
    || coalesce(c.draft_count, 0) || ' drafts.' AS sentence
FROM bill_runs r LEFT JOIN counted c ON c.run_id = r.run_id
WHERE r.org_id = %(org_id)s AND (
    (r.status IN ('review', 'approved', 'issuing', 'issued', 'closed')
        AND (r.bill_count <> coalesce(c.bill_count, 0) OR r.held_count <> coalesce(c.held_count, 0)))
    OR (r.status IN ('review', 'approved', 'issuing') AND r.demand <> coalesce(c.demand, 0))
    OR (r.status IN ('issued', 'closed') AND (r.demand <> coalesce(c.charged, 0) OR c.draft_count > 0))
    OR (r.status = 'cancelled' AND c.bill_count > 0)
    OR (r.status IN ('draft', 'calculating', 'failed', 'review', 'approved', 'cancelled') AND c.charged > 0))
LIMIT 100
"""

BILLS_FIT_THEIR_RUN = """
SELECT 'bill ' || bill_no(b.period, b.bill_id) AS ref, CASE WHEN r.run_id IS NULL THEN 'Its run is missing.'
    ELSE 'Its run bills ' || to_char(r.period, 'YYYY-MM') || '.' END AS sentence
FROM all_bills b LEFT JOIN bill_runs r ON r.org_id = %(org_id)s AND r.run_id = b.run_id
WHERE b.org_id = %(org_id)s AND b.period IS DISTINCT FROM r.period
LIMIT 100
"""

NUMBERS_ARE_BELOW_THE_COUNTER = """
SELECT 'period ' || to_char(b.period, 'YYYY-MM') AS ref,
    'Bill ' || max(b.bill_id) || ' exists; the counter gives ' || coalesce(max(k.next_number)::text, 'no number')
    || ' next.' AS sentence
FROM all_bills b LEFT JOIN bill_number_counters k ON k.org_id = %(org_id)s AND k.period = b.period
WHERE b.org_id = %(org_id)s
GROUP BY b.period HAVING max(b.bill_id) >= coalesce(max(k.next_number), 0)
LIMIT 100
"""

SNAPSHOTS_ARE_SENSIBLE = """
SELECT 'bill ' || bill_no(b.period, b.bill_id) AS ref,
    'Its arrears are ' || b.arrears || ', its credit ' || b.credit || ', its demand ' || b.demand || '.' AS sentence
FROM all_bills b
WHERE b.org_id = %(org_id)s AND (b.arrears < 0 OR b.credit < 0 OR b.outstanding < 0 OR b.outstanding > b.demand
    OR b.credit > b.demand + b.arrears)
LIMIT 100
"""

TOTALS_EQUAL_BILLS = """
WITH summed AS (
    SELECT period, area_id, service_kind, count(*) AS bill_count, count(*) FILTER (WHERE outstanding = 0) AS paid_count,
        sum(demand) AS demand, sum(demand - outstanding) AS allocated
    FROM all_bills WHERE org_id = %(org_id)s AND status = ANY (%(charged)s::text[])
    GROUP BY period, area_id, service_kind
)
SELECT 'area ' || coalesce(t.area_id, s.area_id) || ' in ' || to_char(coalesce(t.period, s.period), 'YYYY-MM') AS ref,
    'The total says ' || coalesce(t.bill_count, 0) || ' bills, ' || coalesce(t.paid_count, 0) || ' paid, demand '
    || coalesce(t.demand, 0) || ', allocated ' || coalesce(t.allocated, 0) || '; the bills say '
    || coalesce(s.bill_count, 0) || ', ' || coalesce(s.paid_count, 0) || ', ' || coalesce(s.demand, 0) || ', '
    || coalesce(s.allocated, 0) || '.' AS sentence
FROM (SELECT period, area_id, service_kind, bill_count, paid_count, demand, allocated FROM billing_totals
    WHERE org_id = %(org_id)s) t
FULL JOIN summed s ON s.period = t.period AND s.area_id = t.area_id AND s.service_kind = t.service_kind
WHERE (coalesce(t.bill_count, 0), coalesce(t.paid_count, 0), coalesce(t.demand, 0), coalesce(t.allocated, 0))
    <> (coalesce(s.bill_count, 0), coalesce(s.paid_count, 0), coalesce(s.demand, 0), coalesce(s.allocated, 0))
LIMIT 100
"""

COUNTS_EQUAL_BILLS = """
WITH counted AS (
    SELECT period, status, service_kind, area_id, count(*) AS bill_count FROM bills WHERE org_id = %(org_id)s
    GROUP BY period, status, service_kind, area_id
)
SELECT 'area ' || coalesce(t.area_id, c.area_id) || ' in ' || to_char(coalesce(t.period, c.period), 'YYYY-MM') AS ref,
    'Of ' || coalesce(t.service_kind, c.service_kind) || ' bills ' || coalesce(t.status, c.status) || ' the count says '
    || coalesce(t.bill_count, 0) || '; there are ' || coalesce(c.bill_count, 0) || '.' AS sentence
FROM (SELECT period, status, service_kind, area_id, bill_count FROM bill_counts WHERE org_id = %(org_id)s) t
FULL JOIN counted c ON c.period = t.period AND c.status = t.status AND c.service_kind = t.service_kind AND c.area_id = t.area_id
WHERE coalesce(t.bill_count, 0) <> coalesce(c.bill_count, 0)
LIMIT 100
"""

COUNTS_EQUAL_REGISTER = """
WITH counted AS (
    SELECT 'account' AS noun, area_id, count(*) AS record_count FROM accounts
    WHERE org_id = %(org_id)s AND deleted_at IS NULL GROUP BY area_id
    UNION ALL
    SELECT 'unit', area_id, count(*) FROM survey_units
    WHERE org_id = %(org_id)s AND deleted_at IS NULL GROUP BY area_id
)
SELECT 'area ' || coalesce(t.area_id, c.area_id) AS ref, 'The count says ' || coalesce(t.record_count, 0) || ' '
    || coalesce(t.noun, c.noun) || 's; there are ' || coalesce(c.record_count, 0) || '.' AS sentence
FROM (SELECT noun, area_id, record_count FROM register_counts WHERE org_id = %(org_id)s) t
FULL JOIN counted c ON c.noun = t.noun AND c.area_id = t.area_id
WHERE coalesce(t.record_count, 0) <> coalesce(c.record_count, 0)
LIMIT 100
"""

ARCHIVED_OR_NOT = """
SELECT 'bill ' || bill_no(b.period, b.bill_id) AS ref, 'It lies in the archive and among the others as well.' AS sentence
FROM archived_bills a JOIN bills b ON b.org_id = %(org_id)s AND b.period = a.period AND b.bill_id = a.bill_id
WHERE a.org_id = %(org_id)s
LIMIT 100
"""

ARCHIVE_COUNTS_ITS_BILLS = """
WITH counted AS (
    SELECT period, count(*) AS bill_count, coalesce(sum(demand) FILTER (WHERE status = ANY (%(charged)s::text[])), 0) AS demand
    FROM archived_bills WHERE org_id = %(org_id)s GROUP BY period
), lined AS (
    SELECT period, count(*) AS line_count FROM archived_bill_lines WHERE org_id = %(org_id)s GROUP BY period
)
SELECT 'archived month ' || to_char(coalesce(p.period, c.period), 'YYYY-MM') AS ref, 'It says ' || coalesce(p.bill_count, 0)
    || ' bills, ' || coalesce(p.line_count, 0) || ' lines, demand ' || coalesce(p.demand, 0) || '; there are '
    || coalesce(c.bill_count, 0) || ', ' || coalesce(l.line_count, 0) || ', ' || coalesce(c.demand, 0) || '.' AS sentence
FROM (SELECT period, bill_count, line_count, demand FROM archived_periods WHERE org_id = %(org_id)s) p
FULL JOIN counted c ON c.period = p.period
LEFT JOIN lined l ON l.period = coalesce(p.period, c.period)
WHERE (coalesce(p.bill_count, 0), coalesce(p.line_count, 0), coalesce(p.demand, 0))
    <> (coalesce(c.bill_count, 0), coalesce(l.line_count, 0), coalesce(c.demand, 0))
LIMIT 100
"""

CHECKS: Final[tuple[tuple[str, LiteralString], ...]] = (
    ("a balance is the sum of its entries", BALANCES_EQUAL_ENTRIES),
    ("a balance is bills and openings less payments", BALANCES_EQUAL_DOCUMENTS),
    ("no money waits beside a debt", NO_MONEY_WAITS_BESIDE_DEBT),
    ("a demand is the sum of its lines", DEMANDS_EQUAL_LINES),
    ("what is outstanding is demand less allocations", OUTSTANDING_EQUALS_ENTRIES),
    ("a payment is posted once and pays at most its amount", PAYMENTS_EQUAL_ENTRIES),
    ("one live bill an account, service and period", ONE_LIVE_BILL),
    ("a bill is live by its status", LIVE_MEANS_LIVE),
    ("receipt numbers have no gap and no repeat", RECEIPTS_HAVE_NO_GAP),
    ("a receipt of cash is its payment", RECEIPTS_EQUAL_PAYMENTS),
    ("a challan is paid whole or not at all", CHALLANS_EQUAL_PAYMENTS),
    ("a handover is the sum of its receipts", HANDOVERS_EQUAL_RECEIPTS),
    ("cash in hand is what was collected and not handed over", IN_HAND_IS_NOT_HANDED_OVER),
    ("a deposit is the sum of its handovers", DEPOSITS_EQUAL_HANDOVERS),
    ("a run counts its bills", RUNS_EQUAL_BILLS),
    ("a bill has the period of its run", BILLS_FIT_THEIR_RUN),
    ("bill numbers are below their counter", NUMBERS_ARE_BELOW_THE_COUNTER),
    ("arrears and credit are not below zero", SNAPSHOTS_ARE_SENSIBLE),
    ("the totals of an area are the sums of its bills", TOTALS_EQUAL_BILLS),
    ("the counts of an area are those of its bills", COUNTS_EQUAL_BILLS),
    ("the counts of an area are those of its accounts and units", COUNTS_EQUAL_REGISTER),
    ("a bill is archived or it is not", ARCHIVED_OR_NOT),
    ("the archive counts its bills", ARCHIVE_COUNTS_ITS_BILLS),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A record that disagrees, and how."""

    ref: str
    sentence: str


def settle_planner(work: Work) -> None:
    """Prepare this transaction for statements over all rows."""
    work.execute(SETTLE_PLANNER)


def run(work: Work, check: LiteralString, charged: list[str]) -> list[Found]:
    """What one check finds, at most a hundred."""
    return work.all(Found, check, charged=charged)
