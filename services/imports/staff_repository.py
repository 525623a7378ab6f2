"""SQL of the import of staff: judged here, added and changed by the staff feature itself."""

from dataclasses import dataclass
from typing import Final

from services.work import Work

CREATE: Final = """
CREATE TEMPORARY TABLE staged (row_no bigint, fault text, username text, full_name text, role text, phone text, areas text,
    email text)
ON COMMIT DROP
"""

COPY: Final = "COPY staged (row_no, fault, username, full_name, role, phone, areas, email) FROM STDIN (FORMAT csv)"

RELOAD: Final = """
INSERT INTO staged (row_no, username, full_name, role, phone, areas, email)
SELECT r.row_no, r.cells[1], r.cells[2], r.cells[3], r.cells[4], r.cells[5], r.cells[6] FROM import_rows r
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.row_no > %(after)s AND r.row_no <= %(upto)s
    AND r.verdict = ANY (%(verdicts)s)
"""

JUDGE: Final = """
CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
WITH named AS (
    SELECT s.row_no, s.fault, ARRAY[s.username, s.full_name, s.role, s.phone, s.areas, s.email] AS cells,
        lower(s.username) AS username, s.full_name, s.role, s.phone, s.email, s.areas
    FROM staged s
), placed AS MATERIALIZED (
    SELECT n.row_no, array_agg(DISTINCT coalesce(a.merged_into, a.area_id)) FILTER (WHERE a.area_id IS NOT NULL) AS area_ids,
        min(x.code) FILTER (WHERE a.area_id IS NULL) AS missing
    FROM named n CROSS JOIN LATERAL regexp_split_to_table(upper(n.areas), '\\s*[;,|]\\s*') AS x (code)
    LEFT JOIN areas a ON a.org_id = %(org_id)s AND a.code = x.code
    WHERE n.areas IS NOT NULL AND x.code <> '' GROUP BY n.row_no
), known AS MATERIALIZED (
    SELECT s.staff_id, p.username, p.full_name, s.role, s.phone, s.is_active, s.is_limited,
        ARRAY(SELECT DISTINCT g.area_id FROM staff_assignments g WHERE g.org_id = %(org_id)s AND g.staff_id = s.staff_id
            AND (g.ends_on IS NULL OR g.ends_on >= %(today)s) ORDER BY g.area_id) AS area_ids
    FROM staff s JOIN people p ON p.person_id = s.person_id WHERE s.org_id = %(org_id)s
), found AS (
    SELECT n.row_no, n.fault, n.cells, n.username, n.full_name, n.role, n.phone, n.email, n.areas, o.area_ids, o.missing,
        k.staff_id, k.full_name AS old_name, k.role AS old_role, k.phone AS old_phone, k.is_active,
        k.is_limited,
        k.area_ids AS old_area_ids, k.staff_id IS NULL AND find_person(n.username) IS NOT NULL AS is_elsewhere
    FROM named n LEFT JOIN placed o ON o.row_no = n.row_no LEFT JOIN known k ON k.username = n.username
), weighed AS (
    SELECT f.*, concat_ws(' ', f.fault,
        CASE WHEN f.is_elsewhere THEN 'Username: ' || f.username || ' is taken; usernames are unique across organizations.'
            WHEN NOT f.is_active THEN 'Username: ' || f.username || ' is a person who is no longer active here.' END,
        CASE WHEN f.fault IS NOT NULL THEN NULL
            WHEN f.staff_id IS NULL AND f.full_name IS NULL THEN 'Full name: a new person needs a name.'
            WHEN f.full_name <> f.old_name
                THEN 'Full name: ' || f.username || ' is called ' || f.old_name || '; a file renames nobody.' END,
        CASE WHEN f.fault IS NOT NULL THEN NULL
            WHEN f.staff_id IS NULL AND f.role IS NULL THEN 'Role: a new person needs a role.'
            WHEN f.old_role = 'consumer' THEN 'Role: ' || f.username || ' is a consumer, whom a file does not change.'
            WHEN f.staff_id = %(staff_id)s AND f.role <> f.old_role THEN 'Role: nobody changes their own role.' END,
        CASE WHEN f.staff_id = %(staff_id)s AND f.area_ids <> f.old_area_ids THEN 'Areas: nobody changes their own areas.' END
        ) AS findings
    FROM found f
)
SELECT w.row_no, w.username AS key, w.cells, CASE
        WHEN w.findings <> '' THEN 'rejected'
        WHEN w.missing IS NOT NULL THEN 'parked'
        WHEN w.staff_id IS NULL THEN 'added'
        WHEN w.role <> w.old_role OR w.phone IS DISTINCT FROM w.old_phone AND w.phone IS NOT NULL
            OR w.area_ids <> w.old_area_ids THEN 'changed'
        ELSE 'unchanged' END AS verdict,
    CASE WHEN w.findings <> '' THEN w.findings
        WHEN w.missing IS NOT NULL THEN 'Areas: there is no area ' || w.missing || ' yet; the row waits for it.' END AS reason,
    CASE WHEN w.findings = '' AND w.missing IS NULL AND w.staff_id IS NOT NULL THEN jsonb_build_object('role', w.old_role,
        'phone', w.old_phone, 'is_limited', w.is_limited::text,
        'areas', (SELECT string_agg(a.code, '; ' ORDER BY a.area_id) FROM areas a
            WHERE a.org_id = %(org_id)s AND a.area_id = ANY (w.old_area_ids))) END AS before,
    w.username, coalesce(w.full_name, w.old_name) AS full_name, coalesce(w.role, w.old_role) AS role,
    coalesce(w.phone, w.old_phone) AS phone, w.email, w.staff_id, coalesce(w.area_ids, w.old_area_ids, '{}') AS area_ids
FROM weighed w
"""

DECIDED: Final = """
SELECT j.row_no, j.verdict, j.username, j.full_name, j.role, j.phone, j.email, j.staff_id, j.area_ids FROM judged j
WHERE j.verdict IN ('added', 'changed') ORDER BY j.row_no
"""

ADDED: Final = """
SELECT r.key, s.staff_id FROM import_rows r JOIN people p ON p.username = r.key
JOIN staff s ON s.org_id = %(org_id)s AND s.person_id = p.person_id
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'added' ORDER BY r.row_no
"""

BEFORE: Final = """
SELECT s.staff_id, r.before ->> 'role' AS role, r.before ->> 'phone' AS phone,
    ARRAY(SELECT DISTINCT coalesce(a.merged_into, a.area_id) FROM areas a WHERE a.org_id = %(org_id)s
        AND a.code = ANY (string_to_array(r.before ->> 'areas', '; '))) AS area_ids,
    (r.before ->> 'is_limited')::boolean AS is_limited
FROM import_rows r JOIN people p ON p.username = r.key
JOIN staff s ON s.org_id = %(org_id)s AND s.person_id = p.person_id
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'changed' ORDER BY r.row_no
"""

BUILT: Final = """
SELECT x.key FROM (SELECT r.key, s.staff_id FROM import_rows r JOIN people p ON p.username = r.key
    JOIN staff s ON s.org_id = %(org_id)s AND s.person_id = p.person_id
    WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'added') x
WHERE x.staff_id IN (SELECT used FROM staff_in_use((SELECT array_agg(s.staff_id) FROM staff s
    WHERE s.org_id = %(org_id)s)) AS used)
ORDER BY x.key LIMIT 1000
"""


@dataclass(frozen=True, slots=True)
class Decided:
    """A judged row that does something; `staff_id` is None for a new person."""

    row_no: int
    verdict: str
    username: str
    full_name: str
    role: str
    phone: str | None
    email: str | None
    staff_id: int | None
    area_ids: list[int]


@dataclass(frozen=True, slots=True)
class Added:
    """A person whom an import added."""

    key: str
    staff_id: int


@dataclass(frozen=True, slots=True)
class Before:
    """What a changed colleague was."""

    staff_id: int
    role: str
    phone: str | None
    area_ids: list[int]
    is_limited: bool


def decided(work: Work) -> list[Decided]:
    """The judged rows that do something."""
    return work.all(Decided, DECIDED)


def added(work: Work, import_id: int) -> list[Added]:
    """The people whom an import added."""
    return work.all(Added, ADDED, import_id=import_id)


def before(work: Work, import_id: int) -> list[Before]:
    """What the colleagues whom an import changed were."""
    return work.all(Before, BEFORE, import_id=import_id)
