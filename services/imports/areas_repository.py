"""SQL of the import of areas: a tree in rows of any order, judged and laid out level by level."""

from dataclasses import dataclass
from typing import Final, LiteralString

from services.work import Work

CREATE: Final = """
CREATE TEMPORARY TABLE staged (row_no bigint, fault text, code text COLLATE "C", name text, kind text,
    parent text COLLATE "C", latitude text, longitude text, census_households text) ON COMMIT DROP
"""

COPY: Final = """
COPY staged (row_no, fault, code, name, kind, parent, latitude, longitude, census_households) FROM STDIN (FORMAT csv)
"""

RELOAD: Final = """
INSERT INTO staged (row_no, code, name, kind, parent, latitude, longitude, census_households)
SELECT r.row_no, r.cells[1], r.cells[2], r.cells[3], r.cells[4], r.cells[5], r.cells[6], r.cells[7] FROM import_rows r
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.row_no > %(after)s AND r.row_no <= %(upto)s
    AND r.verdict = ANY (%(verdicts)s)
"""

# Of several rows with one code the first counts. A row whose parents lead back to itself goes round in a circle.
JUDGE: Final = """
CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
WITH RECURSIVE firsts AS MATERIALIZED (
    SELECT DISTINCT ON (s.code) s.code, s.parent, s.kind FROM staged s
    WHERE s.fault IS NULL AND s.code IS NOT NULL ORDER BY s.code, s.row_no
), above AS (
    SELECT f.code, f.parent, 1 AS steps FROM firsts f WHERE f.parent IS NOT NULL
    UNION ALL
    SELECT a.code, f.parent, a.steps + 1 FROM above a JOIN firsts f ON f.code = a.parent
    WHERE f.parent IS NOT NULL AND a.parent <> a.code AND a.steps < 50
), circles AS MATERIALIZED (
    SELECT DISTINCT a.code FROM above a WHERE a.parent = a.code OR a.steps >= 50
), found AS (
    SELECT s.row_no, s.fault, s.code,
        ARRAY[s.code, s.name, s.kind, s.parent, s.latitude, s.longitude, s.census_households] AS cells,
        s.name, s.kind, s.parent, s.latitude::double precision AS latitude, s.longitude::double precision AS longitude,
        s.census_households::integer AS census_households, k.code IS NOT NULL AS is_circle,
        o.merged_into IS NOT NULL AS is_merged,
        o.area_id, o.name AS old_name, o.kind AS old_kind, o.latitude AS old_latitude, o.longitude AS old_longitude,
        o.census_households AS old_households, o.parent_id AS old_parent_id,
        p.area_id AS parent_id, p.path AS parent_path, coalesce(p.kind, f.kind) AS parent_kind,
        p.area_id IS NOT NULL OR f.code IS NOT NULL AS has_parent
    FROM staged s
    LEFT JOIN areas o ON o.org_id = %(org_id)s AND o.code = s.code
    LEFT JOIN areas q ON q.org_id = %(org_id)s AND q.code = s.parent
    LEFT JOIN areas p ON p.org_id = %(org_id)s AND p.area_id = coalesce(q.merged_into, q.area_id)
    LEFT JOIN firsts f ON f.code = s.parent
    LEFT JOIN circles k ON k.code = s.code
), weighed AS (
    SELECT d.*, concat_ws(' ', d.fault,
        CASE WHEN d.is_circle AND d.area_id IS NULL
            THEN 'Parent code: ' || d.code || ' lies below ' || d.parent || ', which leads back to ' || d.code || '.' END,
        CASE WHEN d.area_id IS NOT NULL AND d.parent IS NOT NULL AND d.parent_id IS DISTINCT FROM d.old_parent_id
            THEN 'Parent code: ' || d.code || ' lies elsewhere already; a file does not move an area with all that is in it.'
            END,
        CASE WHEN d.is_merged THEN 'Area code: ' || d.code || ' was merged into another area; it stays as it was.' END,
        CASE WHEN d.fault IS NOT NULL OR d.area_id IS NOT NULL THEN NULL
            WHEN d.name IS NULL THEN 'Name: a new area needs its name.' END,
        CASE WHEN d.fault IS NOT NULL OR d.area_id IS NOT NULL THEN NULL
            WHEN d.kind IS NULL THEN 'Kind: a new area needs its kind.' END) AS findings
    FROM found d
), decided AS (
    SELECT w.*, CASE
        WHEN w.findings <> '' THEN 'rejected'
        WHEN w.area_id IS NULL AND w.parent IS NOT NULL AND NOT w.has_parent THEN 'parked'
        WHEN w.area_id IS NULL THEN 'added'
        WHEN w.name <> w.old_name OR w.kind <> w.old_kind
            OR w.latitude IS DISTINCT FROM w.old_latitude AND w.latitude IS NOT NULL
            OR w.longitude IS DISTINCT FROM w.old_longitude AND w.longitude IS NOT NULL
            OR w.census_households IS DISTINCT FROM w.old_households AND w.census_households IS NOT NULL THEN 'changed'
        ELSE 'unchanged' END AS verdict
    FROM weighed w
)
SELECT d.row_no, d.code AS key, d.cells, d.verdict, CASE d.verdict WHEN 'rejected' THEN d.findings
        WHEN 'parked' THEN 'Parent code: there is no area ' || d.parent || ' yet; the row waits for it.' END AS reason,
    CASE WHEN d.verdict = 'changed' THEN jsonb_build_object('name', d.old_name, 'kind', d.old_kind,
        'latitude', d.old_latitude::text, 'longitude', d.old_longitude::text,
        'census_households', d.old_households::text) END AS before,
    d.code, d.parent, d.area_id, d.parent_id, d.parent_path,
    coalesce(d.parent_kind, (SELECT u.kind FROM areas u WHERE u.org_id = %(org_id)s AND u.area_id = d.old_parent_id))
        AS parent_kind,
    coalesce(d.name, d.old_name) AS name, coalesce(d.kind, d.old_kind) AS kind,
    coalesce(d.latitude, d.old_latitude) AS latitude, coalesce(d.longitude, d.old_longitude) AS longitude,
    coalesce(d.census_households, d.old_households) AS census_households, NULL::bigint AS new_id
FROM decided d
"""

ALIKE: Final = """
SELECT array_agg(j.row_no) AS row_nos, j.name, j.kind, j.parent_kind FROM judged j
WHERE j.verdict IN ('added', 'changed', 'parked') GROUP BY j.name, j.kind, j.parent_kind
"""

PARK_ORPHANS: Final = """
UPDATE judged j SET verdict = 'parked',
    reason = 'Parent code: the row of area ' || j.parent || ' is not taken; this one waits for it.'
WHERE j.verdict = 'added' AND j.parent IS NOT NULL AND j.parent_id IS NULL
    AND NOT EXISTS (SELECT FROM judged p WHERE p.code = j.parent AND p.verdict = 'added')
"""

NUMBER: Final = """
UPDATE judged j SET new_id = nextval(pg_get_serial_sequence('areas', 'area_id')) WHERE j.verdict = 'added'
"""

ADD: Final = """
WITH RECURSIVE placed AS (
    SELECT j.code, j.new_id, j.parent_id, coalesce(j.parent_path, '') || j.new_id || '.' AS path
    FROM judged j WHERE j.verdict = 'added' AND (j.parent IS NULL OR j.parent_id IS NOT NULL)
    UNION ALL
    SELECT j.code, j.new_id, p.new_id, p.path || j.new_id || '.'
    FROM judged j JOIN placed p ON p.code = j.parent WHERE j.verdict = 'added' AND j.parent_id IS NULL
)
INSERT INTO areas (org_id, area_id, parent_id, kind, code, name, path, census_households, latitude, longitude)
SELECT %(org_id)s, p.new_id, p.parent_id, j.kind, j.code, j.name, p.path, j.census_households, j.latitude, j.longitude
FROM placed p JOIN judged j ON j.new_id = p.new_id ORDER BY p.path
"""

CHANGE: Final = """
UPDATE areas a SET name = j.name, kind = j.kind, latitude = j.latitude, longitude = j.longitude,
    census_households = j.census_households
FROM judged j WHERE a.org_id = %(org_id)s AND a.area_id = j.area_id AND j.verdict = 'changed'
"""

ADDING: Final[tuple[LiteralString, ...]] = (NUMBER, ADD)
CHANGING: Final[tuple[LiteralString, ...]] = (CHANGE,)

BUILT: Final = """
WITH mine AS MATERIALIZED (
    SELECT r.row_no, r.key, a.area_id FROM import_rows r JOIN areas a ON a.org_id = %(org_id)s AND a.code = r.key
    WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'added'
)
SELECT key FROM (
    SELECT m.row_no, m.key FROM mine m JOIN accounts c ON c.org_id = %(org_id)s AND c.area_id = m.area_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN survey_units u ON u.org_id = %(org_id)s AND u.area_id = m.area_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN bills b ON b.org_id = %(org_id)s AND b.area_id = m.area_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN staff_assignments g ON g.org_id = %(org_id)s AND g.area_id = m.area_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN tickets t ON t.org_id = %(org_id)s AND t.area_id = m.area_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN change_requests q ON q.org_id = %(org_id)s AND q.area_id = m.area_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN visits w ON w.org_id = %(org_id)s AND w.area_id = m.area_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN tariff_versions v ON v.org_id = %(org_id)s AND v.area_id = m.area_id
    UNION SELECT m.row_no, m.key FROM mine m JOIN areas d ON d.org_id = %(org_id)s AND d.parent_id = m.area_id
    WHERE d.area_id NOT IN (SELECT x.area_id FROM mine x)) used
ORDER BY row_no LIMIT 1000
"""

REMOVE: Final = """
DELETE FROM areas a USING import_rows r
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'added' AND a.org_id = %(org_id)s
    AND a.code = r.key
"""

RESTORE: Final = """
UPDATE areas a SET name = r.before ->> 'name', kind = r.before ->> 'kind',
    latitude = (r.before ->> 'latitude')::double precision, longitude = (r.before ->> 'longitude')::double precision,
    census_households = (r.before ->> 'census_households')::integer
FROM import_rows r
WHERE r.org_id = %(org_id)s AND r.import_id = %(import_id)s AND r.verdict = 'changed' AND a.org_id = %(org_id)s
    AND a.code = r.key
"""

UNDO: Final[tuple[LiteralString, ...]] = (REMOVE, RESTORE)


@dataclass(frozen=True, slots=True)
class Alike:
    """Judged rows that are alike to the rules."""

    row_nos: list[int]
    name: str
    kind: str
    parent_kind: str | None


def alike(work: Work) -> list[Alike]:
    """The judged rows that would do something, grouped by what the rules look at."""
    return work.all(Alike, ALIKE)


def park_orphans(work: Work) -> None:
    """Park what lies below a row that is not taken, level by level."""
    while work.execute(PARK_ORPHANS).rowcount:
        pass
