"""SQL of pairs: finding them in an area, and what was decided about one."""

from dataclasses import dataclass
from typing import Final

from services.work import Work

AREAS: Final = (
    """ARRAY(SELECT i.area_id FROM areas i WHERE i.org_id = %(org_id)s AND i.path >= %(path)s AND i.path < %(path)s || '~')"""
)
COUNT: Final = (
    """
SELECT count(*) FROM (SELECT FROM survey_units u WHERE u.org_id = %(org_id)s AND u.deleted_at IS NULL
    AND u.status NOT IN ('inactive', 'duplicate_of') AND u.area_id = ANY ("""
    + AREAS
    + ") LIMIT %(most)s) counted"
)
# A phone, a name or a spot that more units share than FEW says nothing about two of them: an agent's own phone, a common name,
# one position taken for a whole street. Degrees of longitude are as long as those of latitude times the cosine of the latitude.
FIND: Final = (
    """
WITH here AS MATERIALIZED (
    SELECT u.unit_id, u.account_id, u.area_id, u.latitude, u.longitude, c.phone, c.name_key,
        sounds_of_name(c.holder_name) AS sounds,
        floor(u.latitude / %(cell)s)::bigint AS y, floor(u.longitude * cos(radians(u.latitude)) / %(cell)s)::bigint AS x
    FROM survey_units u JOIN accounts c ON c.org_id = u.org_id AND c.account_id = u.account_id
    WHERE u.org_id = %(org_id)s AND u.deleted_at IS NULL AND u.status NOT IN ('inactive', 'duplicate_of')
        AND u.area_id = ANY ("""
    + AREAS
    + """)
), every AS MATERIALIZED (
    SELECT u.unit_id FROM survey_units u WHERE u.org_id = %(org_id)s AND u.area_id = ANY ("""
    + AREAS
    + """)
), phoned AS MATERIALIZED (
    SELECT u.unit_id, u.account_id, c.phone, count(*) OVER (PARTITION BY c.phone) AS sharing
    FROM accounts c JOIN survey_units u ON u.org_id = c.org_id AND u.account_id = c.account_id
    WHERE c.org_id = %(org_id)s AND c.phone = ANY (ARRAY(SELECT DISTINCT h.phone FROM here h WHERE h.phone IS NOT NULL))
        AND u.org_id = %(org_id)s AND u.deleted_at IS NULL AND u.status NOT IN ('inactive', 'duplicate_of')
), named AS MATERIALIZED (
    SELECT h.unit_id, h.account_id, h.area_id, h.name_key, h.sounds, count(*) OVER (PARTITION BY h.area_id, h.sounds) AS sharing
    FROM here h WHERE h.sounds IS NOT NULL
), placed AS MATERIALIZED (
    SELECT h.unit_id, h.latitude, h.longitude, h.x, h.y, count(*) OVER (PARTITION BY h.x, h.y) AS sharing
    FROM here h WHERE h.x IS NOT NULL
), found AS (
    SELECT h.unit_id AS one, p.unit_id AS two, 'phone' AS reason, NULL::float8 AS metres
    FROM here h JOIN phoned p ON p.phone = h.phone AND p.account_id <> h.account_id WHERE p.sharing <= %(few)s
    UNION ALL
    SELECT n.unit_id, m.unit_id, CASE WHEN n.name_key = m.name_key THEN 'name' ELSE 'alike' END, NULL
    FROM named n JOIN named m ON m.area_id = n.area_id AND m.sounds = n.sounds AND m.unit_id > n.unit_id
        AND m.account_id <> n.account_id WHERE n.sharing <= %(few)s
    UNION ALL
    SELECT t.one, t.two, 'position', t.metres FROM (
        SELECT g.unit_id AS one, q.unit_id AS two, 111320 * sqrt((g.latitude - q.latitude) ^ 2
            + ((g.longitude - q.longitude) * cos(radians(g.latitude))) ^ 2) AS metres
        FROM (SELECT p.unit_id, p.latitude, p.longitude, p.x + dx AS x, p.y + dy AS y FROM placed p
            CROSS JOIN generate_series(-1, 1) AS dx CROSS JOIN generate_series(-1, 1) AS dy WHERE p.sharing <= %(few)s) g
        JOIN placed q ON q.x = g.x AND q.y = g.y AND q.unit_id > g.unit_id AND q.sharing <= %(few)s) t
    WHERE t.metres <= %(near)s
), pairs AS MATERIALIZED (
    SELECT least(f.one, f.two) AS unit_id, greatest(f.one, f.two) AS other_id,
        array_agg(DISTINCT f.reason ORDER BY f.reason DESC) AS reasons, round(min(f.metres))::integer AS metres
    FROM found f GROUP BY 1, 2
), judged AS MATERIALIZED (
    SELECT p.unit_id, p.other_id, p.reasons, p.metres, d.pair_id IS NULL AS is_new, coalesce(d.status, 'open') AS status,
        (d.reasons, d.metres) IS DISTINCT FROM (p.reasons, p.metres) AS is_other
    FROM pairs p LEFT JOIN duplicate_pairs d ON d.org_id = %(org_id)s AND d.unit_id = p.unit_id AND d.other_id = p.other_id
), kept AS (
    INSERT INTO duplicate_pairs AS d (org_id, unit_id, other_id, reasons, metres, found_at)
    SELECT %(org_id)s, j.unit_id, j.other_id, j.reasons, j.metres, %(now)s FROM judged j
    WHERE j.is_other AND j.status = 'open' ORDER BY j.unit_id, j.other_id
    ON CONFLICT (org_id, unit_id, other_id) DO UPDATE SET reasons = excluded.reasons, metres = excluded.metres
        WHERE d.status = 'open'
), gone AS (
    DELETE FROM duplicate_pairs d WHERE d.org_id = %(org_id)s AND d.status = 'open'
        AND d.unit_id IN (SELECT e.unit_id FROM every e) AND d.other_id IN (SELECT e.unit_id FROM every e)
        AND NOT EXISTS (SELECT FROM pairs p WHERE p.unit_id = d.unit_id AND p.other_id = d.other_id)
    RETURNING 1
)
SELECT (SELECT count(*) FROM here) AS unit_count, (SELECT count(*) FROM judged j WHERE j.status = 'open') AS open_count,
    (SELECT count(*) FROM judged j WHERE j.is_new) AS new_count, (SELECT count(*) FROM gone) AS gone_count
"""
)
LOCK: Final = """
SELECT d.pair_id, d.unit_id, d.other_id, d.status FROM duplicate_pairs d
WHERE d.org_id = %(org_id)s AND d.pair_id = %(pair_id)s FOR UPDATE
"""
DECIDE: Final = """
UPDATE duplicate_pairs SET status = %(status)s, decided_by = %(staff_id)s, decided_at = %(now)s, reason = %(reason)s
WHERE org_id = %(org_id)s AND pair_id = %(pair_id)s
"""
TAKE_TURN: Final = "SELECT pg_advisory_xact_lock(hashtextextended('duplicates', %(org_id)s))"
FEW: Final = 4
NEAR_METRES: Final = 5
# Twice as wide in degrees, as the length of a degree changes a little within: who is near lies in the same cell or beside it.
CELL: Final = 2 * NEAR_METRES / 111_320


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at an area gave: its living units, their open pairs, how many are new, and how many are pairs no more."""

    unit_count: int
    open_count: int
    new_count: int
    gone_count: int


@dataclass(frozen=True, slots=True)
class State:
    """A pair as it is locked."""

    pair_id: int
    unit_id: int
    other_id: int
    status: str


def count(work: Work, path: str, most: int) -> int:
    """How many living units lie in an area and below, counted up to `most`."""
    return work.scalar(COUNT, path=path, most=most)


def find(work: Work, path: str) -> Looked:
    """Keep the pairs of an area and below; one look at a time in an organization."""
    work.execute(TAKE_TURN)
    return work.one(Looked, FIND, path=path, few=FEW, near=NEAR_METRES, cell=CELL) or Looked(0, 0, 0, 0)


def lock(work: Work, pair_id: int) -> State | None:
    """One pair, locked against other decisions."""
    return work.one(State, LOCK, pair_id=pair_id)


def decide(work: Work, pair_id: int, status: str, reason: str | None = None) -> None:
    """The actor decided about it."""
    work.execute(DECIDE, pair_id=pair_id, status=status, reason=reason, staff_id=work.actor.staff_id)
