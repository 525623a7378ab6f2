"""SQL of the import of units: judged against the register, then added or changed batch by batch."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, LiteralString

from services.work import Work

CREATE: Final = """
CREATE TEMPORARY TABLE staged (row_no bigint, fault text, code text COLLATE "C", area text, account text COLLATE "C",
    holder_name text, phone text, address text, settlement text, category text, size_marla text, commercial_size text,
    latitude text, longitude text, status text, surveyed_on text, tariff text, service_from text) ON COMMIT DROP
"""

COPY: Final = """
COPY staged (row_no, fault, code, area, account, holder_name, phone, address, settlement, category, size_marla,
    commercial_size, latitude, longitude, status, surveyed_on, tariff, service_from) FROM STDIN (FORMAT csv)
"""

RELOAD: Final = """
INSERT INTO staged (row_no, code, area, account, holder_name, phone, address, settlement, category, size_marla,
    commercial_size, latitude, longitude, status, surveyed_on, tariff, service_from)
SELECT r.row_no, r.cells[1], r.cells[2], r.cells[3], r.cells[4], r.cells[5], r.cells[6], r.cells[7], r.cells[8],
    r.cells[9], r.cells[10], r.cells[11], r.cells[12], r.cells[13], r.cells[14], r.cells[15], r.cells[16]
FROM import_rows r
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.row_no > %(after)s AND r.row_no <= %(upto)s
    AND r.verdict = ANY (%(verdicts)s)
"""

# An area is named by its code, or by a name that only one area has.
FIND: Final = """
CREATE TEMPORARY TABLE found ON COMMIT DROP AS
WITH names AS MATERIALIZED (
    SELECT DISTINCT ON (name) name, area_id, kind FROM (
        SELECT upper(a.code) AS name, coalesce(a.merged_into, a.area_id) AS area_id, a.kind, 1 AS place
        FROM areas a WHERE a.org_id = %(org_id)s
        UNION ALL
        SELECT upper(a.name), min(a.area_id), min(a.kind), 2 FROM areas a WHERE a.org_id = %(org_id)s AND a.merged_into IS NULL
        GROUP BY upper(a.name) HAVING count(*) = 1) named
    ORDER BY name, place
), elsewhere AS MATERIALIZED (
    SELECT e.code FROM codes_elsewhere('unit', (SELECT array_agg(s.code) FROM staged s)) AS e (code)
), accounts_elsewhere AS MATERIALIZED (
    SELECT e.code FROM codes_elsewhere('account', (SELECT array_agg(coalesce(s.account, s.code)) FROM staged s)) AS e (code)
)
SELECT s.row_no, s.fault, s.code,
    ARRAY[s.code, s.area, s.account, s.holder_name, s.phone, s.address, s.settlement, s.category, s.size_marla,
        s.commercial_size, s.latitude, s.longitude, s.status, s.surveyed_on, s.tariff, s.service_from] AS cells,
    s.area AS area_name, n.area_id AS named_area_id, n.kind AS area_kind, s.account AS named_account,
    coalesce(s.account, o.code, s.code) AS account_code, s.holder_name, s.phone, s.address, s.settlement, s.category,
    s.size_marla::numeric AS size_marla, s.commercial_size, s.latitude::double precision AS latitude,
    s.longitude::double precision AS longitude, s.status, s.surveyed_on::date AS surveyed_on, s.tariff,
    s.service_from::date AS service_from,
    u.deleted_at IS NOT NULL AS is_deleted, c.deleted_at IS NOT NULL AS is_account_deleted,
    e.code IS NOT NULL AS is_elsewhere, ae.code IS NOT NULL AS is_account_elsewhere,
    u.unit_id, u.account_id AS old_account_id, u.area_id AS old_area_id, u.address AS old_address,
    u.settlement AS old_settlement, u.category AS old_category, u.size_marla AS old_size_marla,
    u.commercial_size AS old_commercial_size, u.latitude AS old_latitude, u.longitude AS old_longitude,
    u.status AS old_status, u.surveyed_on AS old_surveyed_on,
    c.account_id, c.area_id AS account_area_id, c.is_active, c.holder_name AS old_holder_name, c.phone AS old_phone,
    t.tariff_id, t.service_kind, v.tariff_id AS old_tariff_id, k.unit_count
FROM staged s
LEFT JOIN names n ON n.name = upper(s.area)
LEFT JOIN elsewhere e ON e.code = s.code
LEFT JOIN accounts_elsewhere ae ON ae.code = coalesce(s.account, s.code)
LEFT JOIN survey_units u ON u.org_id = %(org_id)s AND u.code = s.code
LEFT JOIN accounts o ON o.org_id = %(org_id)s AND o.account_id = u.account_id
LEFT JOIN accounts c ON c.org_id = %(org_id)s AND c.code = coalesce(s.account, o.code, s.code)
LEFT JOIN tariffs t ON t.org_id = %(org_id)s AND lower(t.code) = lower(s.tariff)
LEFT JOIN (SELECT DISTINCT ON (w.unit_id, w.kind) w.unit_id, w.kind, w.tariff_id FROM services w
    WHERE w.org_id = %(org_id)s AND (w.ends_on IS NULL OR w.ends_on >= %(today)s)
        AND (SELECT EXISTS (SELECT FROM staged x WHERE x.tariff IS NOT NULL))
    ORDER BY w.unit_id, w.kind, w.service_id) v ON v.unit_id = u.unit_id AND v.kind = t.service_kind
LEFT JOIN (SELECT k.account_id, count(*) AS unit_count FROM survey_units k
    WHERE k.org_id = %(org_id)s AND k.deleted_at IS NULL
        AND (SELECT EXISTS (SELECT FROM staged x WHERE x.holder_name IS NOT NULL OR x.phone IS NOT NULL))
    GROUP BY k.account_id) k ON k.account_id = u.account_id
"""

# The holder's name and phone are the account's, which a file of units changes only where it has this unit alone.
JUDGE: Final = """
CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
WITH meant AS (
    SELECT f.*,
        coalesce(f.named_area_id, f.old_area_id, f.account_area_id) AS area_id,
        coalesce(f.settlement, f.old_settlement,
            CASE WHEN f.area_kind IN ('union_council', 'village') THEN 'rural' ELSE 'urban' END) AS new_settlement,
        coalesce(f.category, f.old_category) AS new_category,
        coalesce(f.size_marla, f.old_size_marla) AS new_size_marla,
        coalesce(f.commercial_size, f.old_commercial_size) AS new_commercial_size,
        f.account_id IS NOT NULL AND f.unit_id IS NOT NULL AND (f.holder_name <> f.old_holder_name
            OR f.phone IS DISTINCT FROM f.old_phone AND f.phone IS NOT NULL)
            AND f.unit_count = 1 AS is_holder_changed,
        f.tariff_id IS NOT NULL AND f.old_tariff_id IS NULL AS needs_service
    FROM found f
), weighed AS (
    SELECT m.*, concat_ws(' ', m.fault,
        CASE WHEN m.is_elsewhere THEN 'Unit code: ' || m.code || ' is a unit outside your areas.' END,
        CASE WHEN m.is_deleted THEN 'Unit code: ' || m.code || ' was deleted; restore it first, or give this unit another code.'
            WHEN m.is_account_deleted
                THEN 'Account: ' || m.account_code || ' was deleted; restore it first, or name another account.' END,
        CASE WHEN m.is_account_elsewhere THEN 'Account: ' || m.account_code || ' lies outside your areas.' END,
        CASE WHEN m.area_name IS NOT NULL AND m.named_area_id IS NULL
                THEN 'Area: there is no area “' || m.area_name || '” here, or several have that name; give its code.'
            WHEN m.area_id IS NULL AND m.fault IS NULL THEN 'Area: a new unit needs the code of its area.'
            WHEN m.area_id <> ALL ((SELECT app_area_ids())::bigint[]) THEN 'Area: ' || coalesce(m.area_name, 'it')
                || ' lies outside your areas.' END,
        CASE WHEN m.unit_id IS NOT NULL AND m.named_account IS NOT NULL
                AND m.account_id IS DISTINCT FROM m.old_account_id
                THEN 'Account: the unit belongs to another account; a file does not move it to ' || m.named_account || '.'
            WHEN m.unit_id IS NULL AND NOT m.is_active
                THEN 'Account: ' || m.account_code || ' is closed and gets no new unit.' END,
        CASE WHEN m.surveyed_on > %(today)s THEN 'Surveyed on: ' || m.surveyed_on || ' is still to come.' END,
        CASE WHEN m.tariff IS NOT NULL AND m.tariff_id IS NULL THEN 'Tariff: there is no tariff “' || m.tariff || '”.'
            WHEN m.old_tariff_id <> m.tariff_id
                THEN 'Tariff: the unit is billed by another tariff; a file does not change that.' END
    ) AS findings
    FROM meant m
), decided AS (
    SELECT w.*, CASE
        WHEN w.findings <> '' THEN 'rejected'
        WHEN w.account_id IS NULL AND w.holder_name IS NULL THEN 'parked'
        WHEN w.unit_id IS NULL THEN 'added'
        WHEN w.is_holder_changed OR w.needs_service OR w.area_id <> w.old_area_id OR w.address <> w.old_address
            OR w.new_settlement <> w.old_settlement OR w.new_category <> w.old_category
            OR w.size_marla IS DISTINCT FROM w.old_size_marla AND w.size_marla IS NOT NULL
            OR w.commercial_size IS DISTINCT FROM w.old_commercial_size AND w.commercial_size IS NOT NULL
            OR w.latitude IS DISTINCT FROM w.old_latitude AND w.latitude IS NOT NULL
            OR w.longitude IS DISTINCT FROM w.old_longitude AND w.longitude IS NOT NULL
            OR w.status <> w.old_status OR w.surveyed_on <> w.old_surveyed_on THEN 'changed'
        ELSE 'unchanged' END AS verdict
    FROM weighed w
)
SELECT d.row_no, d.code AS key, d.cells, d.verdict,
    CASE d.verdict WHEN 'rejected' THEN d.findings
        WHEN 'parked' THEN 'Account: there is no account ' || d.account_code || ' yet; the row waits for it.' END AS reason,
    CASE WHEN d.verdict = 'changed' THEN jsonb_build_object('area', (SELECT a.code FROM areas a
            WHERE a.org_id = %(org_id)s AND a.area_id = d.old_area_id), 'address', d.old_address,
            'settlement', d.old_settlement, 'category', d.old_category, 'size_marla', d.old_size_marla::text,
            'commercial_size', d.old_commercial_size, 'latitude', d.old_latitude::text,
            'longitude', d.old_longitude::text, 'status', d.old_status, 'surveyed_on', d.old_surveyed_on::text)
            || CASE WHEN d.is_holder_changed THEN jsonb_build_object('holder_name', d.old_holder_name,
                'phone', d.old_phone) ELSE '{}' END
            || CASE WHEN d.needs_service THEN '{"tariff": null}'::jsonb ELSE '{}' END
        WHEN d.verdict = 'added' AND d.account_id IS NULL THEN '{"is_account_new": true}'::jsonb END AS before,
    d.code, d.unit_id, d.account_id, d.account_code, d.area_id, d.old_area_id, d.new_settlement AS settlement,
    d.new_category AS category, d.new_size_marla AS size_marla, d.new_commercial_size AS commercial_size,
    coalesce(d.latitude, d.old_latitude) AS latitude, coalesce(d.longitude, d.old_longitude) AS longitude,
    coalesce(d.address, d.old_address, '') AS address, coalesce(d.status, d.old_status, 'surveyed') AS status,
    coalesce(d.surveyed_on, d.old_surveyed_on, %(today)s) AS surveyed_on, d.is_holder_changed,
    coalesce(d.holder_name, d.old_holder_name) AS holder_name, coalesce(d.phone, d.old_phone) AS phone,
    d.needs_service, d.tariff_id, d.service_kind,
    coalesce(d.service_from, d.surveyed_on, d.old_surveyed_on, %(today)s) AS service_from
FROM decided d
"""

# What is plainly fine stands for all that is: of plain texts, positions and phones the rules need to see one. What they
# say of all others is theirs alone to decide.
ALIKE: Final = """
SELECT array_agg(p.row_no) AS row_nos, p.address, p.settlement, p.category, p.size_marla, p.commercial_size, p.latitude,
    p.longitude, p.status, p.old_status, p.holder_name, p.phone
FROM (SELECT j.row_no, CASE WHEN j.address ~ '^[!-~][ -~]{0,99}$' THEN '-' ELSE j.address END AS address, j.settlement,
        coalesce(j.category, '') AS category, j.size_marla, j.commercial_size,
        CASE WHEN j.latitude BETWEEN -80 AND 80 THEN 0 ELSE j.latitude END AS latitude,
        CASE WHEN j.longitude BETWEEN -170 AND 170 THEN 0 ELSE j.longitude END AS longitude,
        j.status, CASE WHEN j.verdict = 'changed' THEN j.before ->> 'status' END AS old_status,
        CASE WHEN n.is_named THEN CASE WHEN j.holder_name ~ '^[!-~][ -~]{0,59}$' THEN '-' ELSE j.holder_name END END
            AS holder_name,
        CASE WHEN n.is_named THEN CASE WHEN j.phone ~ '^[0-9]{10,12}$' THEN '0000000000' ELSE j.phone END END AS phone
    FROM judged j
    CROSS JOIN LATERAL (SELECT j.verdict = 'added' AND j.account_id IS NULL OR j.is_holder_changed AS is_named) n
    WHERE j.verdict IN ('added', 'changed', 'parked')) p
GROUP BY p.address, p.settlement, p.category, p.size_marla, p.commercial_size, p.latitude, p.longitude, p.status,
    p.old_status, p.holder_name, p.phone
"""

ADD_ACCOUNTS: Final = """
INSERT INTO accounts (org_id, code, holder_name, phone, area_id, created_at)
SELECT %(org_id)s, n.account_code, n.holder_name, n.phone, n.area_id, %(now)s
FROM (SELECT DISTINCT ON (j.account_code) j.account_code, j.holder_name, j.phone, j.area_id, j.row_no FROM judged j
    WHERE j.verdict = 'added' AND j.account_id IS NULL ORDER BY j.account_code, j.row_no) n
ORDER BY n.row_no
"""

ADD_UNITS: Final = """
INSERT INTO survey_units (org_id, code, account_id, area_id, address, settlement, category, size_marla,
    commercial_size, latitude, longitude, status, surveyed_on)
SELECT %(org_id)s, j.code, c.account_id, j.area_id, j.address, j.settlement, j.category, j.size_marla,
    j.commercial_size, j.latitude, j.longitude, j.status, j.surveyed_on
FROM judged j JOIN accounts c ON c.org_id = %(org_id)s AND c.code = j.account_code
WHERE j.verdict = 'added' ORDER BY j.row_no
"""

CHANGE_UNITS: Final = """
UPDATE survey_units u SET area_id = j.area_id, address = j.address, settlement = j.settlement, category = j.category,
    size_marla = j.size_marla, commercial_size = j.commercial_size, latitude = j.latitude, longitude = j.longitude,
    status = j.status, surveyed_on = j.surveyed_on
FROM judged j WHERE u.org_id = %(org_id)s AND u.unit_id = j.unit_id AND j.verdict = 'changed'
"""

CHANGE_HOLDERS: Final = """
UPDATE accounts c SET holder_name = j.holder_name, phone = j.phone
FROM judged j WHERE c.org_id = %(org_id)s AND c.account_id = j.account_id AND j.verdict = 'changed'
    AND j.is_holder_changed
"""

# An account lies where its only unit does.
MOVE_ACCOUNTS: Final = """
UPDATE accounts c SET area_id = j.area_id
FROM judged j WHERE c.org_id = %(org_id)s AND c.account_id = j.account_id AND j.verdict = 'changed'
    AND j.area_id <> j.old_area_id AND NOT EXISTS (SELECT FROM survey_units o WHERE o.org_id = %(org_id)s
        AND o.account_id = j.account_id AND o.unit_id <> j.unit_id AND o.deleted_at IS NULL)
"""

MOVE_BALANCES: Final = """
UPDATE account_balances b SET area_id = c.area_id
FROM judged j JOIN accounts c ON c.org_id = %(org_id)s AND c.account_id = j.account_id
WHERE b.org_id = %(org_id)s AND b.account_id = c.account_id AND j.verdict = 'changed' AND j.area_id <> j.old_area_id
    AND b.area_id <> c.area_id
"""

MOVE_METERS: Final = """
UPDATE meters m SET area_id = c.area_id
FROM judged j JOIN accounts c ON c.org_id = %(org_id)s AND c.account_id = j.account_id
WHERE m.org_id = %(org_id)s AND m.account_id = c.account_id AND j.verdict = 'changed' AND j.area_id <> j.old_area_id
    AND m.area_id <> c.area_id
"""

ADD_SERVICES: Final = """
INSERT INTO services (org_id, account_id, unit_id, kind, tariff_id, starts_on)
SELECT %(org_id)s, u.account_id, u.unit_id, j.service_kind, j.tariff_id, j.service_from
FROM judged j JOIN survey_units u ON u.org_id = %(org_id)s AND u.code = j.code
WHERE j.verdict IN ('added', 'changed') AND j.needs_service ORDER BY u.account_id
"""

ADDING: Final[tuple[LiteralString, ...]] = (ADD_ACCOUNTS, ADD_UNITS, ADD_SERVICES)
CHANGING: Final[tuple[LiteralString, ...]] = (CHANGE_UNITS, CHANGE_HOLDERS, MOVE_ACCOUNTS, MOVE_BALANCES, MOVE_METERS)

# What was built on a unit that the import added: anything of its account since the import began.
BUILT: Final = """
WITH mine AS MATERIALIZED (
    SELECT r.row_no, r.key, u.unit_id, u.account_id, r.before IS NOT NULL AS is_account_new
    FROM import_rows r JOIN survey_units u ON u.org_id = %(org_id)s AND u.code = r.key
    WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'added'
)
SELECT key FROM (
    SELECT m.row_no, m.key FROM mine m JOIN all_bills b ON b.org_id = %(org_id)s AND b.account_id = m.account_id
        JOIN bill_runs n ON n.org_id = b.org_id AND n.run_id = b.run_id
    WHERE b.status <> 'cancelled' AND coalesce(n.calculated_at, n.created_at) >= %(since)s
    UNION
    SELECT m.row_no, m.key FROM mine m JOIN ledger_entries e ON e.org_id = %(org_id)s AND e.account_id = m.account_id
    WHERE e.recorded_at >= %(since)s
    UNION
    SELECT m.row_no, m.key FROM mine m JOIN meters d ON d.org_id = %(org_id)s AND d.account_id = m.account_id
        JOIN services v ON v.org_id = d.org_id AND v.service_id = d.service_id
    WHERE v.unit_id = m.unit_id OR m.is_account_new
    UNION
    SELECT m.row_no, m.key FROM mine m JOIN tickets t ON t.org_id = %(org_id)s AND t.unit_id = m.unit_id
    UNION
    SELECT m.row_no, m.key FROM mine m JOIN visits w ON w.org_id = %(org_id)s AND w.unit_id = m.unit_id
    UNION
    SELECT m.row_no, m.key FROM mine m JOIN survey_units d ON d.org_id = %(org_id)s AND d.merged_into = m.unit_id
    UNION
    SELECT m.row_no, m.key FROM mine m JOIN change_requests q ON q.org_id = %(org_id)s
        AND (m.unit_id IN (q.unit_id, q.duplicate_of) OR (m.is_account_new AND q.account_id = m.account_id))
    UNION
    SELECT m.row_no, m.key FROM mine m JOIN visits w ON w.org_id = %(org_id)s AND w.account_id = m.account_id
    WHERE m.is_account_new
    UNION
    SELECT m.row_no, m.key FROM mine m JOIN tickets t ON t.org_id = %(org_id)s AND t.account_id = m.account_id
    WHERE m.is_account_new
    UNION
    SELECT m.row_no, m.key FROM mine m JOIN staff s ON s.org_id = %(org_id)s AND s.account_id = m.account_id
    WHERE m.is_account_new
    UNION
    SELECT m.row_no, m.key FROM mine m JOIN survey_units o ON o.org_id = %(org_id)s AND o.account_id = m.account_id
    WHERE m.is_account_new AND o.unit_id NOT IN (SELECT x.unit_id FROM mine x)) used
ORDER BY row_no LIMIT 1000
"""

GONE: Final = """
CREATE TEMPORARY TABLE gone ON COMMIT DROP AS
SELECT u.unit_id, u.account_id, r.before IS NOT NULL AS is_account_new
FROM import_rows r JOIN survey_units u ON u.org_id = %(org_id)s AND u.code = r.key
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'added'
"""

REMOVE_SERVICES: Final = """
DELETE FROM services v USING gone g WHERE v.org_id = %(org_id)s AND v.unit_id = g.unit_id
"""

REMOVE_UNITS: Final = "DELETE FROM survey_units u USING gone g WHERE u.org_id = %(org_id)s AND u.unit_id = g.unit_id"

REMOVE_ACCOUNT_SERVICES: Final = """
DELETE FROM services v USING gone g WHERE v.org_id = %(org_id)s AND v.account_id = g.account_id AND g.is_account_new
"""

REMOVE_BALANCES: Final = """
DELETE FROM account_balances b USING gone g
WHERE b.org_id = %(org_id)s AND b.account_id = g.account_id AND g.is_account_new
"""

REMOVE_ACCOUNTS: Final = """
DELETE FROM accounts c USING gone g WHERE c.org_id = %(org_id)s AND c.account_id = g.account_id AND g.is_account_new
"""

RESTORE_UNITS: Final = """
UPDATE survey_units u SET area_id = coalesce(a.merged_into, a.area_id), address = r.before ->> 'address',
    settlement = r.before ->> 'settlement', category = r.before ->> 'category',
    size_marla = (r.before ->> 'size_marla')::numeric, commercial_size = r.before ->> 'commercial_size',
    latitude = (r.before ->> 'latitude')::double precision, longitude = (r.before ->> 'longitude')::double precision,
    status = CASE WHEN u.merged_into IS NULL THEN r.before ->> 'status' ELSE u.status END,
    surveyed_on = (r.before ->> 'surveyed_on')::date
FROM import_rows r JOIN areas a ON a.org_id = %(org_id)s AND a.code = r.before ->> 'area'
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'changed'
    AND u.org_id = %(org_id)s AND u.code = r.key
"""

RESTORE_HOLDERS: Final = """
UPDATE accounts c SET holder_name = r.before ->> 'holder_name', phone = r.before ->> 'phone'
FROM import_rows r JOIN survey_units u ON u.org_id = %(org_id)s AND u.code = r.key
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'changed' AND r.before ? 'holder_name'
    AND c.org_id = %(org_id)s AND c.account_id = u.account_id
"""

RESTORE_PLACES: Final = """
UPDATE accounts c SET area_id = u.area_id
FROM import_rows r JOIN survey_units u ON u.org_id = %(org_id)s AND u.code = r.key
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'changed' AND r.cells[2] IS NOT NULL
    AND c.org_id = %(org_id)s AND c.account_id = u.account_id AND c.area_id <> u.area_id
    AND NOT EXISTS (SELECT FROM survey_units o WHERE o.org_id = %(org_id)s AND o.account_id = u.account_id
        AND o.unit_id <> u.unit_id AND o.deleted_at IS NULL)
"""

RESTORE_PLACES_OF_BALANCES: Final = """
UPDATE account_balances b SET area_id = c.area_id
FROM import_rows r JOIN survey_units u ON u.org_id = %(org_id)s AND u.code = r.key
    JOIN accounts c ON c.org_id = %(org_id)s AND c.account_id = u.account_id
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'changed' AND r.cells[2] IS NOT NULL
    AND b.org_id = %(org_id)s AND b.account_id = c.account_id AND b.area_id <> c.area_id
"""

RESTORE_SERVICES: Final = """
DELETE FROM services v USING import_rows r, survey_units u, tariffs t
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'changed' AND r.before ? 'tariff'
    AND u.org_id = %(org_id)s AND u.code = r.key AND t.org_id = %(org_id)s AND lower(t.code) = lower(r.cells[15])
    AND v.org_id = %(org_id)s AND v.unit_id = u.unit_id AND v.tariff_id = t.tariff_id
    AND NOT EXISTS (SELECT FROM meters m WHERE m.org_id = %(org_id)s AND m.service_id = v.service_id)
"""

UNDO: Final[tuple[LiteralString, ...]] = (
    GONE,
    REMOVE_SERVICES,
    REMOVE_UNITS,
    REMOVE_ACCOUNT_SERVICES,
    REMOVE_BALANCES,
    REMOVE_ACCOUNTS,
    RESTORE_UNITS,
    RESTORE_HOLDERS,
    RESTORE_PLACES,
    RESTORE_PLACES_OF_BALANCES,
    RESTORE_SERVICES,
)


@dataclass(frozen=True, slots=True)
class Alike:
    """Judged rows that are alike to the rules; `holder_name` and `phone` only where the row sets them."""

    row_nos: list[int]
    address: str
    settlement: str
    category: str
    size_marla: Decimal | None
    commercial_size: str | None
    latitude: float | None
    longitude: float | None
    status: str
    old_status: str | None
    holder_name: str | None
    phone: str | None


def alike(work: Work) -> list[Alike]:
    """The judged rows that would do something, grouped by what the rules look at."""
    return work.all(Alike, ALIKE)
