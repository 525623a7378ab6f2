"""SQL of areas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.staging import stage
from services.work import Work


@dataclass(frozen=True, slots=True)
class Area:
    """One node of the tree; `path` is the ids from the root down, each followed by a dot.

    `merged_into` names the area that one is part of now which stays for what happened in it only.
    """

    area_id: int
    parent_id: int | None
    kind: str
    code: str
    name: str
    path: str
    census_households: int | None
    latitude: float | None
    longitude: float | None
    merged_into: int | None


@dataclass(frozen=True, slots=True)
class AreaCounts:
    """A node with what lies in its whole subtree."""

    area_id: int
    kind: str
    code: str
    name: str
    census_households: int | None
    child_count: int
    unit_count: int
    account_count: int


LIST = """
SELECT area_id, parent_id, kind, code, name, path, census_households, latitude, longitude,
    merged_into
FROM areas WHERE org_id = %(org_id)s AND (merged_into IS NULL OR %(everything)s) ORDER BY path
"""

GET = """
SELECT area_id, parent_id, kind, code, name, path, census_households, latitude, longitude,
    merged_into
FROM areas WHERE org_id = %(org_id)s AND area_id = %(area_id)s
"""

FIND = """
SELECT area_id, parent_id, kind, code, name, path, census_households, latitude, longitude,
    merged_into
FROM areas WHERE org_id = %(org_id)s AND code = %(code)s
"""

BELOW = """
SELECT area_id, parent_id, kind, code, name, path, census_households, latitude, longitude,
    merged_into
FROM areas WHERE org_id = %(org_id)s AND parent_id IS NOT DISTINCT FROM %(parent_id)s::bigint AND merged_into IS NULL
ORDER BY name, area_id
"""

TRAIL = """
SELECT above.area_id, above.parent_id, above.kind, above.code, above.name, above.path, above.census_households,
    above.latitude, above.longitude, above.merged_into
FROM areas here JOIN areas above ON above.org_id = here.org_id
    AND above.area_id = ANY (string_to_array(rtrim(here.path, '.'), '.')::bigint[])
WHERE here.org_id = %(org_id)s AND here.area_id = %(area_id)s ORDER BY length(above.path)
"""

# What lies anywhere within a child belongs to it: the first step of the path below the parent's.
CHILDREN = """
WITH counted AS (
    SELECT split_part(substr(a.path, length(%(path)s) + 1), '.', 1)::bigint AS child_id,
        sum(k.record_count) FILTER (WHERE k.noun = 'unit') AS unit_count,
        sum(k.record_count) FILTER (WHERE k.noun = 'account') AS account_count
    FROM areas a JOIN register_counts k ON k.org_id = %(org_id)s AND k.area_id = a.area_id
    WHERE a.org_id = %(org_id)s AND a.path > %(path)s AND a.path < %(path)s || '~'
    GROUP BY child_id
)
SELECT a.area_id, a.kind, a.code, a.name, a.census_households,
    (SELECT count(*) FROM areas d WHERE d.org_id = a.org_id AND d.parent_id = a.area_id
        AND d.merged_into IS NULL)::int AS child_count,
    coalesce(c.unit_count, 0)::int AS unit_count, coalesce(c.account_count, 0)::int AS account_count
FROM areas a LEFT JOIN counted c ON c.child_id = a.area_id
WHERE a.org_id = %(org_id)s AND a.parent_id IS NOT DISTINCT FROM %(parent_id)s::bigint AND a.merged_into IS NULL
ORDER BY a.name, a.area_id
"""

CREATE_STAGED = """
CREATE TEMPORARY TABLE staged_areas (position int, parent_position int, kind text, code text, name text,
    census_households int, latitude double precision, longitude double precision, area_id bigint, path text)
ON COMMIT DROP
"""

COPY_STAGED = """
COPY staged_areas (position, parent_position, kind, code, name, census_households, latitude, longitude) FROM STDIN
"""

NUMBER_STAGED = "UPDATE staged_areas SET area_id = nextval(pg_get_serial_sequence('areas', 'area_id'))"

ADD_STAGED = """
WITH RECURSIVE placed AS (
    SELECT s.position, s.area_id, NULL::bigint AS parent_id, s.area_id || '.' AS path
    FROM staged_areas s WHERE s.parent_position IS NULL
    UNION ALL
    SELECT s.position, s.area_id, p.area_id, p.path || s.area_id || '.'
    FROM staged_areas s JOIN placed p ON s.parent_position = p.position
)
INSERT INTO areas (org_id, area_id, parent_id, kind, code, name, path, census_households, latitude, longitude)
SELECT %(org_id)s, p.area_id, p.parent_id, s.kind, s.code, s.name, p.path, s.census_households, s.latitude, s.longitude
FROM placed p JOIN staged_areas s USING (position) ORDER BY p.path
"""

STAGED_IDS = "SELECT area_id FROM staged_areas ORDER BY position"


@dataclass(frozen=True, slots=True)
class StagedId:
    """The id that a staged row was given."""

    area_id: int


def list_all(work: Work, *, everything: bool) -> list[Area]:
    """The whole tree in the order of its paths; with what was merged into others where `everything` is asked for."""
    return work.all(Area, LIST, everything=everything)


def get(work: Work, area_id: int) -> Area | None:
    """One node."""
    return work.one(Area, GET, area_id=area_id)


def find(work: Work, code: str) -> Area | None:
    """The node of a code."""
    return work.one(Area, FIND, code=code)


def trail(work: Work, area_id: int) -> tuple[Area, ...]:
    """A node and those above it, the root first."""
    return tuple(work.all(Area, TRAIL, area_id=area_id))


def below(work: Work, parent_id: int | None) -> tuple[Area, ...]:
    """The nodes right below one, by name."""
    return tuple(work.all(Area, BELOW, parent_id=parent_id))


def children(work: Work, parent_id: int | None, path: str) -> list[AreaCounts]:
    """The nodes right below one, with the counts of their subtrees."""
    return work.all(AreaCounts, CHILDREN, parent_id=parent_id, path=path)


def add_staged(work: Work, rows: Iterable[Sequence[object]]) -> list[int]:
    """Insert a forest: rows name their parents by position; returns the ids in the order of position."""
    stage(work, CREATE_STAGED, COPY_STAGED, rows)
    work.execute(NUMBER_STAGED)
    work.execute(ADD_STAGED)
    ids = [row.area_id for row in work.all(StagedId, STAGED_IDS)]
    work.execute("DROP TABLE staged_areas")
    return ids
