"""SQL of exports: each a COPY under the row level security of whoever asks.

Columns are in the words of docs/glossary.md; texts that people wrote go through `cell`, numbers keep every digit.
"""

from collections.abc import Generator, Mapping
from typing import Final, LiteralString

from services.work import Work

# The first premises of an account stands for it; an account of many is billed as one.
FIRST_UNITS: Final = """
WITH first_units AS MATERIALIZED (
    SELECT DISTINCT ON (u.account_id) u.account_id, u.code FROM survey_units u
    WHERE u.org_id = %(org_id)s ORDER BY u.account_id, u.unit_id
)
"""

# A cancelled bill was a draft that its run threw away: it was never a demand.
BILLS: Final = """
COPY (
""" + FIRST_UNITS + """
SELECT bill_no(b.period, b.bill_id) AS bill_no, cell(c.code) AS account_code, cell(f.code) AS unit_code,
    cell(b.customer_class) AS customer_class, to_char(b.period, 'YYYY-MM') AS period, b.service_kind AS service,
    trim_scale(b.quantity) AS quantity, b.demand, b.arrears, b.credit, b.amount_due, b.outstanding, b.status,
    to_char(b.due_on, 'YYYY-MM-DD') AS due_on, cell(a.code) AS area_code
FROM bills b
JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id
JOIN areas a ON a.org_id = b.org_id AND a.area_id = b.area_id
LEFT JOIN first_units f ON f.account_id = b.account_id
WHERE b.org_id = %(org_id)s AND (%(period)s::date IS NULL OR b.period = %(period)s) AND b.status <> 'cancelled'
ORDER BY b.period, b.bill_id
) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')
"""

BILL_LINES: Final = """
COPY (
SELECT bill_no(l.period, l.bill_id) AS bill_no, cell(c.code) AS account_code, to_char(l.period, 'YYYY-MM') AS period,
    l.line_no, cell(m.meter_no) AS meter_no, cell(u.code) AS unit_code, cell(l.customer_class) AS customer_class,
    cell(l.component) AS component, trim_scale(l.quantity) AS quantity, trim_scale(l.rate) AS rate, l.amount,
    l.tier_no, cell(l.season) AS season, b.status AS bill_status
FROM bill_lines l
JOIN bills b ON b.org_id = l.org_id AND b.period = l.period AND b.bill_id = l.bill_id
JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id
LEFT JOIN meters m ON m.org_id = l.org_id AND m.meter_id = l.meter_id
LEFT JOIN survey_units u ON u.org_id = l.org_id AND u.unit_id = l.unit_id
WHERE l.org_id = %(org_id)s AND (%(period)s::date IS NULL OR l.period = %(period)s) AND b.status <> 'cancelled'
ORDER BY l.period, l.bill_id, l.line_no
) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')
"""

UNITS: Final = """
COPY (
SELECT cell(u.code) AS unit_code, cell(c.code) AS account_code, cell(c.holder_name) AS holder_name, c.phone,
    cell(a.code) AS area_code, cell(a.name) AS area_name, cell(u.address) AS address, u.settlement, u.category,
    trim_scale(u.size_marla) AS size_marla, u.commercial_size, u.latitude, u.longitude, u.status,
    to_char(u.surveyed_on, 'YYYY-MM-DD') AS surveyed_on, k.balance
FROM survey_units u
JOIN accounts c ON c.org_id = u.org_id AND c.account_id = u.account_id
JOIN account_balances k ON k.org_id = u.org_id AND k.account_id = u.account_id
JOIN areas a ON a.org_id = u.org_id AND a.area_id = u.area_id
WHERE u.org_id = %(org_id)s ORDER BY u.code
) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')
"""

ACCOUNTS: Final = """
COPY (
SELECT cell(c.code) AS account_code, cell(c.holder_name) AS holder_name, c.phone, cell(a.code) AS area_code,
    cell(a.name) AS area_name, c.is_active, k.due, k.advance, k.balance
FROM accounts c
JOIN account_balances k ON k.org_id = c.org_id AND k.account_id = c.account_id
JOIN areas a ON a.org_id = c.org_id AND a.area_id = c.area_id
WHERE c.org_id = %(org_id)s ORDER BY c.code
) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')
"""

READINGS: Final = """
COPY (
SELECT cell(m.meter_no) AS meter_no, cell(c.code) AS account_code, to_char(r.period, 'YYYY-MM') AS period,
    to_char(r.read_on, 'YYYY-MM-DD') AS read_on, trim_scale(r.quantity) AS quantity,
    cell(m.unit_of_measure) AS unit_of_measure, cell(r.customer_class) AS customer_class, r.source, r.status
FROM readings r
JOIN meters m ON m.org_id = r.org_id AND m.meter_id = r.meter_id
JOIN accounts c ON c.org_id = r.org_id AND c.account_id = r.account_id
WHERE r.org_id = %(org_id)s AND (%(period)s::date IS NULL OR r.period = %(period)s)
ORDER BY r.period, r.reading_id
) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')
"""

PAYMENTS: Final = """
COPY (
SELECT cell(receipt_no(p.counter, p.receipt_number)) AS receipt_no, cell(c.code) AS account_code, p.amount, p.channel,
    cell(p.reference) AS reference, to_char(p.value_on, 'YYYY-MM-DD') AS value_on, p.status,
    to_char(p.recorded_at AT TIME ZONE %(time_zone)s, 'YYYY-MM-DD HH24:MI:SS') AS recorded_at,
    cell(p.reversal_reason) AS reversal_reason
FROM payments p
JOIN accounts c ON c.org_id = p.org_id AND c.account_id = p.account_id
WHERE p.org_id = %(org_id)s AND (%(period)s::date IS NULL
    OR (p.value_on >= %(period)s AND p.value_on < %(period)s::date + interval '1 month'))
ORDER BY p.value_on, p.payment_id
) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')
"""


def copy_out(work: Work, sql: LiteralString, values: Mapping[str, object]) -> Generator[bytes, None, None]:
    """The rows of a COPY as they come, in pieces of at most some kilobytes."""
    params = {"org_id": work.org_id, **values}
    with work.connection.cursor() as cursor, cursor.copy(sql, params) as out:
        for piece in out:
            yield bytes(piece)
