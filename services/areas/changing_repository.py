"""SQL of adding to the tree of places and changing it, one change after the other."""

from typing import Any, Final

from services.areas.repository import Area
from services.work import Work

# Taken by whoever changes the tree, so that what was checked still holds when it is written.
LOCK_TREE: Final = "SELECT pg_advisory_xact_lock(hashtextextended('areas ' || %(org_id)s, 0))"

ADD: Final = """
INSERT INTO areas (org_id, area_id, parent_id, kind, code, name, path, census_households, latitude, longitude)
SELECT %(org_id)s, n.area_id, p.area_id, %(kind)s, %(code)s, %(name)s, coalesce(p.path, '') || n.area_id || '.',
    %(census_households)s, %(latitude)s, %(longitude)s
FROM (SELECT nextval(pg_get_serial_sequence('areas', 'area_id')) AS area_id) n
LEFT JOIN areas p ON p.org_id = %(org_id)s AND p.area_id = %(parent_id)s::bigint
RETURNING area_id, parent_id, kind, code, name, path, census_households, latitude, longitude, merged_into
"""

UPDATE: Final = """
UPDATE areas SET name = %(name)s, kind = %(kind)s, census_households = %(census_households)s, latitude = %(latitude)s,
    longitude = %(longitude)s
WHERE org_id = %(org_id)s AND area_id = %(area_id)s
"""


def lock_tree(work: Work) -> None:
    """Wait for whoever changes the tree of this organization, and keep others waiting until the end."""
    work.execute(LOCK_TREE)


def add(work: Work, parent_id: int | None, code: str, fields: dict[str, Any]) -> Area | None:
    """Insert one node below another."""
    return work.one(Area, ADD, parent_id=parent_id, code=code, **fields)


def update(work: Work, area_id: int, fields: dict[str, Any]) -> None:
    """Write what may be changed of a node."""
    work.execute(UPDATE, area_id=area_id, **fields)
