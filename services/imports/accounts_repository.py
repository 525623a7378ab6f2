"""SQL of the import of accounts."""

from dataclasses import dataclass
from typing import Final, LiteralString

from services.work import Work

CREATE: Final = """
CREATE TEMPORARY TABLE staged (row_no bigint, fault text, code text COLLATE "C", holder_name text, phone text, cnic text,
    area text, is_active text) ON COMMIT DROP
"""

COPY: Final = "COPY staged (row_no, fault, code, holder_name, phone, cnic, area, is_active) FROM STDIN (FORMAT csv)"

RELOAD: Final = """
INSERT INTO staged (row_no, code, holder_name, phone, cnic, area, is_active)
SELECT r.row_no, r.cells[1], r.cells[2], r.cells[3], r.cells[4], r.cells[5], r.cells[6] FROM import_rows r
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.row_no > %(after)s AND r.row_no <= %(upto)s
    AND r.verdict = ANY (%(verdicts)s)
"""

JUDGE: Final = """
CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
WITH names AS MATERIALIZED (
    SELECT DISTINCT ON (name) name, area_id FROM (
        SELECT upper(a.code) AS name, coalesce(a.merged_into, a.area_id) AS area_id, 1 AS place
        FROM areas a WHERE a.org_id = %(org_id)s
        UNION ALL
        SELECT upper(a.name), min(a.area_id), 2 FROM areas a WHERE a.org_id = %(org_id)s AND a.merged_into IS NULL
        GROUP BY upper(a.name) HAVING count(*) = 1) named
    ORDER BY name, place
), elsewhere AS MATERIALIZED (
    SELECT e.code FROM codes_elsewhere('account', (SELECT array_agg(s.code) FROM staged s)) AS e (code)
), found AS (
    SELECT s.row_no, s.fault, s.code, ARRAY[s.code, s.holder_name, s.phone, s.cnic, s.area, s.is_active] AS cells,
        s.holder_name, s.phone, s.cnic, s.area AS area_name, n.area_id AS named_area_id, s.is_active::boolean AS is_active,
        e.code IS NOT NULL AS is_elsewhere, c.account_id, c.holder_name AS old_holder_name, c.phone AS old_phone,
        c.cnic AS old_cnic, c.deleted_at IS NOT NULL AS is_deleted, c.area_id AS old_area_id, c.is_active AS was_active
    FROM staged s
    LEFT JOIN names n ON n.name = upper(s.area)
    LEFT JOIN elsewhere e ON e.code = s.code
    LEFT JOIN accounts c ON c.org_id = %(org_id)s AND c.code = s.code
), weighed AS (
    SELECT f.*, concat_ws(' ', f.fault,
        CASE WHEN f.is_deleted
            THEN 'Account: ' || f.code || ' was deleted; restore it first, or give this account another code.' END,
        CASE WHEN f.is_elsewhere THEN 'Account: ' || f.code || ' lies outside your areas.' END,
        CASE WHEN f.area_name IS NOT NULL AND f.named_area_id IS NULL
                THEN 'Area: there is no area “' || f.area_name || '” here, or several have that name; give its code.'
            WHEN f.fault IS NULL AND coalesce(f.named_area_id, f.old_area_id) IS NULL
                THEN 'Area: a new account needs the code of its area.'
            WHEN f.named_area_id <> ALL ((SELECT app_area_ids())::bigint[])
                THEN 'Area: ' || f.area_name || ' lies outside your areas.' END) AS findings
    FROM found f
), decided AS (
    SELECT w.*, CASE
        WHEN w.findings <> '' THEN 'rejected'
        WHEN w.account_id IS NULL THEN 'added'
        WHEN w.holder_name <> w.old_holder_name OR w.phone IS DISTINCT FROM w.old_phone AND w.phone IS NOT NULL
            OR w.cnic IS DISTINCT FROM w.old_cnic AND w.cnic IS NOT NULL
            OR w.named_area_id <> w.old_area_id OR w.is_active <> w.was_active THEN 'changed'
        ELSE 'unchanged' END AS verdict
    FROM weighed w
)
SELECT d.row_no, d.code AS key, d.cells, d.verdict, CASE WHEN d.verdict = 'rejected' THEN d.findings END AS reason,
    CASE WHEN d.verdict = 'changed' THEN jsonb_build_object('holder_name', d.old_holder_name, 'phone', d.old_phone,
        'cnic', d.old_cnic, 'area', (SELECT a.code FROM areas a WHERE a.org_id = %(org_id)s AND a.area_id = d.old_area_id),
        'is_active', d.was_active::text) END AS before,
    d.code, d.account_id, coalesce(d.holder_name, d.old_holder_name) AS holder_name,
    coalesce(d.phone, d.old_phone) AS phone, coalesce(d.cnic, d.old_cnic) AS cnic,
    coalesce(d.named_area_id, d.old_area_id) AS area_id, d.old_area_id,
    coalesce(d.is_active, d.was_active, true) AS is_active
FROM decided d
"""

# What is plainly fine stands for all that is: of plain names and phones the rules need to see one.
ALIKE: Final = """
SELECT array_agg(p.row_no) AS row_nos, p.holder_name, p.phone, p.is_active
FROM (SELECT j.row_no, CASE WHEN j.holder_name ~ '^[!-~][ -~]{0,59}$' THEN '-' ELSE coalesce(j.holder_name, '') END
        AS holder_name,
        CASE WHEN j.phone ~ '^[0-9]{10,12}$' THEN '0000000000' ELSE j.phone END AS phone, j.is_active
    FROM judged j WHERE j.verdict IN ('added', 'changed')) p
GROUP BY p.holder_name, p.phone, p.is_active
"""

ADD: Final = """
INSERT INTO accounts (org_id, code, holder_name, phone, cnic, area_id, is_active, created_at)
SELECT %(org_id)s, j.code, j.holder_name, j.phone, j.cnic, j.area_id, j.is_active, %(now)s
FROM judged j WHERE j.verdict = 'added' ORDER BY j.row_no
"""

CHANGE: Final = """
UPDATE accounts c SET holder_name = j.holder_name, phone = j.phone, cnic = j.cnic, area_id = j.area_id, is_active = j.is_active
FROM judged j WHERE c.org_id = %(org_id)s AND c.account_id = j.account_id AND j.verdict = 'changed'
"""

MOVE_BALANCES: Final = """
UPDATE account_balances b SET area_id = j.area_id FROM judged j
WHERE b.org_id = %(org_id)s AND b.account_id = j.account_id AND j.verdict = 'changed' AND j.area_id <> j.old_area_id
"""

MOVE_METERS: Final = """
UPDATE meters m SET area_id = j.area_id FROM judged j
WHERE m.org_id = %(org_id)s AND m.account_id = j.account_id AND j.verdict = 'changed' AND j.area_id <> j.old_area_id
"""

ADDING: Final[tuple[LiteralString, ...]] = (ADD,)
CHANGING: Final[tuple[LiteralString, ...]] = (CHANGE, MOVE_BALANCES, MOVE_METERS)

BUILT: Final = """
WITH mine AS MATERIALIZED (
    SELECT r.row_no, r.key, c.account_id FROM import_rows r JOIN accounts c ON c.org_id = %(org_id)s AND c.code = r.key
    WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'added'
)
SELECT key FROM (
    SELECT m.row_no, m.key FROM mine m JOIN survey_units u ON u.org_id = %(org_id)s AND u.account_id = m.account_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN services v ON v.org_id = %(org_id)s AND v.account_id = m.account_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN meters d ON d.org_id = %(org_id)s AND d.account_id = m.account_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN all_bills b ON b.org_id = %(org_id)s AND b.account_id = m.account_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN ledger_entries e ON e.org_id = %(org_id)s AND e.account_id = m.account_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN tickets t ON t.org_id = %(org_id)s AND t.account_id = m.account_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN change_requests q ON q.org_id = %(org_id)s AND q.account_id = m.account_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN visits v ON v.org_id = %(org_id)s AND v.account_id = m.account_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN staff s ON s.org_id = %(org_id)s AND s.account_id = m.account_id) used
ORDER BY row_no LIMIT 1000
"""

REMOVE_BALANCES: Final = """
DELETE FROM account_balances b USING import_rows r, accounts c
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'added'
    AND c.org_id = %(org_id)s AND c.code = r.key AND b.org_id = %(org_id)s AND b.account_id = c.account_id
"""

REMOVE: Final = """
DELETE FROM accounts c USING import_rows r
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'added'
    AND c.org_id = %(org_id)s AND c.code = r.key
"""

RESTORE: Final = """
UPDATE accounts c SET holder_name = r.before ->> 'holder_name', phone = r.before ->> 'phone', cnic = r.before ->> 'cnic',
    area_id = coalesce(a.merged_into, a.area_id), is_active = (r.before ->> 'is_active')::boolean
FROM import_rows r JOIN areas a ON a.org_id = %(org_id)s AND a.code = r.before ->> 'area'
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'changed'
    AND c.org_id = %(org_id)s AND c.code = r.key
"""

RESTORE_BALANCES: Final = """
UPDATE account_balances b SET area_id = c.area_id
FROM import_rows r JOIN accounts c ON c.org_id = %(org_id)s AND c.code = r.key
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'changed'
    AND b.org_id = %(org_id)s AND b.account_id = c.account_id AND b.area_id <> c.area_id
"""

RESTORE_METERS: Final = """
UPDATE meters m SET area_id = c.area_id
FROM import_rows r JOIN accounts c ON c.org_id = %(org_id)s AND c.code = r.key
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'changed'
    AND m.org_id = %(org_id)s AND m.account_id = c.account_id AND m.area_id <> c.area_id
"""

UNDO: Final[tuple[LiteralString, ...]] = (REMOVE_BALANCES, REMOVE, RESTORE, RESTORE_BALANCES, RESTORE_METERS)


@dataclass(frozen=True, slots=True)
class Alike:
    """Judged rows that are alike to the rules."""

    row_nos: list[int]
    holder_name: str
    phone: str | None
    is_active: bool


def alike(work: Work) -> list[Alike]:
    """The judged rows that would do something, grouped by what the rules look at."""
    return work.all(Alike, ALIKE)
