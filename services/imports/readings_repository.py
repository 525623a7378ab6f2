"""SQL of the import of readings, with the meters that their files imply."""

from collections.abc import Sequence
from datetime import date
from typing import Final, LiteralString

from services.work import Work

CREATE: Final = """
CREATE TEMPORARY TABLE staged (row_no bigint, fault text, meter text COLLATE "C", account text COLLATE "C", meter_kind text,
    period text, read_on text, quantity text, customer_class text, unit_of_measure text, nth text) ON COMMIT DROP
"""

COPY: Final = """
COPY staged (row_no, fault, meter, account, meter_kind, period, read_on, quantity, customer_class, unit_of_measure, nth)
FROM STDIN (FORMAT csv)
"""

RELOAD: Final = """
INSERT INTO staged (row_no, meter, account, meter_kind, period, read_on, quantity, customer_class, unit_of_measure, nth)
SELECT r.row_no, r.cells[1], r.cells[2], r.cells[3], r.cells[4], r.cells[5], r.cells[6], r.cells[7], r.cells[8],
    r.cells[9]
FROM import_rows r
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.row_no > %(after)s AND r.row_no <= %(upto)s
    AND r.verdict = ANY (%(verdicts)s)
"""

# A file that names no meter: the n-th row of an account, kind and period is read as the account's n-th meter of the kind.
FIND: Final = """
CREATE TEMPORARY TABLE found ON COMMIT DROP AS
WITH said AS (
    SELECT s.row_no, s.fault, ARRAY[s.meter, s.account, s.meter_kind, s.period, s.read_on, s.quantity, s.customer_class,
            s.unit_of_measure, s.nth] AS cells,
        s.meter, s.account, coalesce(s.meter, s.account || coalesce('-' || s.meter_kind, '') || '-' || s.nth) AS meter_no,
        coalesce(s.period::date, date_trunc('month', s.read_on::date)::date) AS period,
        coalesce(s.read_on::date, (s.period::date + interval '1 month - 1 day')::date) AS read_on,
        s.quantity::numeric AS quantity, s.customer_class, s.unit_of_measure
    FROM staged s
), elsewhere AS MATERIALIZED (
    SELECT e.code FROM codes_elsewhere('meter', (SELECT array_agg(s.meter_no) FROM said s)) AS e (code)
), accounts_elsewhere AS MATERIALIZED (
    SELECT e.code FROM codes_elsewhere('account', (SELECT array_agg(s.account) FROM said s)) AS e (code)
)
SELECT s.row_no, s.fault, s.cells, s.meter, s.account, s.meter_no, s.period, s.read_on, s.quantity, s.customer_class,
    s.unit_of_measure, e.code IS NOT NULL OR ae.code IS NOT NULL AS is_elsewhere,
    m.meter_id, coalesce(m.account_id, c.account_id) AS account_id, coalesce(m.area_id, c.area_id) AS area_id,
    c.account_id AS named_account_id, o.is_active, o.deleted_at IS NOT NULL AS is_deleted, v.service_id,
    coalesce(m.unit_of_measure, s.unit_of_measure) AS measured_in,
    r.reading_id, r.quantity AS old_quantity, r.customer_class AS old_class, r.read_on AS old_read_on,
    b.account_id IS NOT NULL AS is_billed
FROM said s
LEFT JOIN elsewhere e ON e.code = s.meter_no
LEFT JOIN accounts_elsewhere ae ON ae.code = s.account
LEFT JOIN meters m ON m.org_id = %(org_id)s AND m.meter_no = s.meter_no
LEFT JOIN accounts c ON c.org_id = %(org_id)s AND c.code = s.account
LEFT JOIN accounts o ON o.org_id = %(org_id)s AND o.account_id = coalesce(m.account_id, c.account_id)
LEFT JOIN (SELECT w.account_id, min(w.service_id) AS service_id FROM services w WHERE w.org_id = %(org_id)s
    GROUP BY w.account_id) v ON v.account_id = c.account_id
LEFT JOIN (SELECT DISTINCT ON (x.meter_id, x.period) x.meter_id, x.period, x.reading_id, x.quantity, x.customer_class,
        x.read_on
    FROM readings x WHERE x.org_id = %(org_id)s AND x.period IN (SELECT y.period FROM said y) AND x.status <> 'rejected'
    ORDER BY x.meter_id, x.period, x.reading_id DESC) r ON r.meter_id = m.meter_id AND r.period = s.period
LEFT JOIN (SELECT DISTINCT z.account_id, z.period FROM all_bills z WHERE z.org_id = %(org_id)s
    AND z.period IN (SELECT y.period FROM said y) AND z.is_live AND z.status <> 'cancelled') b
    ON b.account_id = m.account_id AND b.period = s.period
"""

JUDGE: Final = """
CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
WITH weighed AS (
    SELECT f.*, concat_ws(' ', f.fault,
        CASE WHEN f.fault IS NOT NULL THEN NULL
            WHEN f.meter_no IS NULL THEN 'Meter: name the meter, or the account that it belongs to.'
            WHEN f.is_elsewhere THEN 'Meter: ' || f.meter_no || ' lies outside your areas.'
            WHEN f.meter_id IS NOT NULL AND f.account IS NOT NULL AND f.named_account_id IS DISTINCT FROM f.account_id
                THEN 'Account: meter ' || f.meter_no || ' belongs to another account than ' || f.account || '.'
            WHEN f.is_deleted THEN 'Account: the account of meter ' || f.meter_no || ' was deleted; restore it first.'
            WHEN NOT f.is_active THEN 'Account: the account of meter ' || f.meter_no || ' is closed.'
            WHEN f.meter_id IS NULL AND f.named_account_id IS NOT NULL AND f.service_id IS NULL
                THEN 'Account: ' || f.account || ' has no service that a meter could measure.' END,
        CASE WHEN f.fault IS NOT NULL THEN NULL
            WHEN f.period IS NULL THEN 'Read on: say the day or the month of the reading.'
            WHEN f.read_on > %(today)s AND f.period > %(today)s THEN 'Read on: ' || f.read_on || ' is still to come.'
            WHEN date_trunc('month', f.read_on)::date < f.period OR f.read_on > f.period + 62
                THEN 'Read on: ' || f.read_on || ' is not a day of ' || to_char(f.period, 'FMMonth YYYY') || '.' END,
        CASE WHEN f.quantity < 0 THEN 'Quantity: ' || f.quantity || ' is below zero.'
            WHEN f.quantity >= 100000000000 THEN 'Quantity: ' || f.quantity || ' is more than any meter shows.'
            WHEN f.quantity <> f.old_quantity AND f.is_billed
                THEN 'Quantity: ' || f.old_quantity || ' is recorded for that month and billed; a file does not change it.'
            END) AS findings
    FROM found f
), decided AS (
    SELECT w.*, CASE
        WHEN w.findings <> '' THEN 'rejected'
        WHEN w.account_id IS NULL THEN 'parked'
        WHEN w.reading_id IS NULL THEN 'added'
        WHEN w.quantity <> w.old_quantity OR w.customer_class <> w.old_class AND NOT w.is_billed THEN 'changed'
        ELSE 'unchanged' END AS verdict
    FROM weighed w
)
SELECT d.row_no, d.meter_no || ' in ' || to_char(d.period, 'YYYY-MM') AS key, d.cells, d.verdict,
    CASE d.verdict WHEN 'rejected' THEN d.findings WHEN 'parked' THEN CASE WHEN d.account IS NULL
        THEN 'Meter: there is no meter ' || d.meter_no || ' yet; the row waits for it.'
        ELSE 'Account: there is no account ' || d.account || ' yet; the row waits for it.' END END AS reason,
    CASE WHEN d.verdict = 'changed' THEN jsonb_build_object('quantity', d.old_quantity::text, 'customer_class', d.old_class,
        'read_on', d.old_read_on::text, 'reading_id', d.reading_id) END AS before,
    d.meter_no, d.meter_id, d.account_id, d.area_id, d.service_id, d.measured_in, d.period, d.read_on, d.quantity,
    coalesce(d.customer_class, d.old_class) AS customer_class, d.reading_id
FROM decided d
"""

ADD_METERS: Final = """
INSERT INTO meters (org_id, account_id, area_id, service_id, meter_no, unit_of_measure)
SELECT %(org_id)s, n.account_id, n.area_id, n.service_id, n.meter_no, coalesce(n.measured_in, 'unit')
FROM (SELECT DISTINCT ON (j.meter_no) j.meter_no, j.account_id, j.area_id, j.service_id, j.measured_in, j.row_no
    FROM judged j WHERE j.verdict = 'added' AND j.meter_id IS NULL ORDER BY j.meter_no, j.row_no) n
ORDER BY n.account_id, n.meter_no
"""

ADD: Final = """
INSERT INTO readings (org_id, meter_id, account_id, area_id, period, read_on, quantity, customer_class, source, status,
    client_uuid)
SELECT %(org_id)s, m.meter_id, m.account_id, m.area_id, j.period, j.read_on, j.quantity,
    coalesce(j.customer_class, (SELECT l.customer_class FROM readings l WHERE l.org_id = %(org_id)s
        AND l.meter_id = m.meter_id AND j.customer_class IS NULL ORDER BY l.period DESC, l.reading_id DESC LIMIT 1), ''),
    'actual', 'valid',
    md5('import ' || %(import_id)s || ' row ' || j.row_no || ' of ' || %(org_id)s)::uuid
FROM judged j JOIN meters m ON m.org_id = %(org_id)s AND m.meter_no = j.meter_no
WHERE j.verdict = 'added' ORDER BY j.row_no
"""

# What was read lately; a file of years before brings history.
ADDED_LATELY: Final = """
SELECT coalesce(array_agg(r.reading_id ORDER BY r.reading_id), '{}') FROM judged j JOIN readings r ON r.org_id = %(org_id)s
    AND r.client_uuid = md5('import ' || %(import_id)s || ' row ' || j.row_no || ' of ' || %(org_id)s)::uuid
WHERE j.verdict = 'added' AND j.period >= %(since)s
"""

CHANGE: Final = """
UPDATE readings r SET quantity = j.quantity, customer_class = coalesce(j.customer_class, r.customer_class),
    source = 'edited'
FROM judged j WHERE r.org_id = %(org_id)s AND r.reading_id = j.reading_id AND j.verdict = 'changed'
"""

ADDING: Final[tuple[LiteralString, ...]] = (ADD_METERS, ADD)
CHANGING: Final[tuple[LiteralString, ...]] = (CHANGE,)

BUILT: Final = """
WITH mine AS MATERIALIZED (
    SELECT i.key, r.account_id, r.period, r.status IN ('accepted', 'edited', 'rejected') AS is_decided
    FROM import_rows i JOIN readings r ON r.org_id = %(org_id)s
        AND r.client_uuid = md5('import ' || %(import_id)s || ' row ' || i.row_no || ' of ' || %(org_id)s)::uuid
    WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s AND i.verdict = 'added'
    UNION ALL
    SELECT i.key, r.account_id, r.period, false AS is_decided FROM import_rows i JOIN readings r ON r.org_id = %(org_id)s
        AND r.reading_id = (i.before ->> 'reading_id')::bigint
    WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s AND i.verdict = 'changed'
)
SELECT m.key FROM mine m WHERE m.is_decided OR (m.account_id, m.period) IN (SELECT b.account_id, b.period FROM all_bills b
    WHERE b.org_id = %(org_id)s AND b.is_live AND b.status <> 'cancelled') LIMIT 1000
"""

REMOVE: Final = """
DELETE FROM readings r USING import_rows i
WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s AND i.verdict = 'added' AND r.org_id = %(org_id)s
    AND r.client_uuid = md5('import ' || %(import_id)s || ' row ' || i.row_no || ' of ' || %(org_id)s)::uuid
"""

RESTORE: Final = """
UPDATE readings r SET quantity = (i.before ->> 'quantity')::numeric, customer_class = i.before ->> 'customer_class'
FROM import_rows i
WHERE i.org_id = %(org_id)s AND i.import_id = %(import_id)s AND i.verdict = 'changed' AND r.org_id = %(org_id)s
    AND r.reading_id = (i.before ->> 'reading_id')::bigint
"""

UNDO: Final[tuple[LiteralString, ...]] = (REMOVE, RESTORE)


def added_lately(work: Work, import_id: int, since: date) -> Sequence[int]:
    """The readings for months from `since` on that the batch at hand added."""
    return work.scalar(ADDED_LATELY, import_id=import_id, since=since)
