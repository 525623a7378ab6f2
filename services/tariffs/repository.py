"""SQL of tariffs and their dated editions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.work import Work


@dataclass(frozen=True, slots=True)
class Tariff:
    """Named price rules; `effective_from` is that of the newest edition, None while there is none."""

    tariff_id: int
    code: str
    name: str
    service_kind: str
    version_count: int
    effective_from: date | None


@dataclass(frozen=True, slots=True)
class TariffVersion:
    """One dated edition; `area_id` None means everywhere, `area_path` is the ids from the root down."""

    version_id: int
    tariff_id: int
    tariff_code: str
    tariff_name: str
    service_kind: str
    version_no: int
    effective_from: date
    area_id: int | None
    area_name: str | None
    area_path: str | None
    definition: Mapping[str, Any]
    source: str
    created_at: datetime
    created_by_name: str | None


@dataclass(frozen=True, slots=True)
class AreaPath:
    """Where an area lies in the tree."""

    area_id: int
    path: str


LIST = """
SELECT t.tariff_id, t.code, t.name, t.service_kind, count(v.version_id)::int AS version_count,
    max(v.effective_from) AS effective_from
FROM tariffs t
LEFT JOIN tariff_versions v ON v.org_id = t.org_id AND v.tariff_id = t.tariff_id
WHERE t.org_id = %(org_id)s
GROUP BY t.tariff_id, t.code, t.name, t.service_kind ORDER BY t.name, t.tariff_id
"""

FIND = """
SELECT t.tariff_id, t.code, t.name, t.service_kind, count(v.version_id)::int AS version_count,
    max(v.effective_from) AS effective_from
FROM tariffs t
LEFT JOIN tariff_versions v ON v.org_id = t.org_id AND v.tariff_id = t.tariff_id
WHERE t.org_id = %(org_id)s AND t.code = %(code)s
GROUP BY t.tariff_id, t.code, t.name, t.service_kind
"""

# Serialises those who add editions of one tariff, so that numbers follow each other.
LOCK = """
SELECT tariff_id FROM tariffs WHERE org_id = %(org_id)s AND code = %(code)s FOR NO KEY UPDATE
"""

ADD = """
INSERT INTO tariffs (org_id, code, name, service_kind)
VALUES (%(org_id)s, %(code)s, %(name)s, %(service_kind)s)
ON CONFLICT (org_id, code) DO NOTHING RETURNING tariff_id
"""

SELECTED = """
SELECT v.version_id, v.tariff_id, t.code AS tariff_code, t.name AS tariff_name, t.service_kind, v.version_no,
    v.effective_from, v.area_id, a.name AS area_name, a.path AS area_path, v.definition, v.source, v.created_at,
    p.full_name AS created_by_name
FROM tariff_versions v
JOIN tariffs t ON t.org_id = v.org_id AND t.tariff_id = v.tariff_id
LEFT JOIN areas a ON a.org_id = v.org_id AND a.area_id = v.area_id
LEFT JOIN staff s ON s.org_id = v.org_id AND s.staff_id = v.created_by
LEFT JOIN people p ON p.person_id = s.person_id
"""

GET_VERSION = SELECTED + "WHERE v.org_id = %(org_id)s AND v.version_id = %(version_id)s"

VERSIONS_OF = (
    SELECTED
    + """
WHERE v.org_id = %(org_id)s AND v.tariff_id = %(tariff_id)s
ORDER BY v.effective_from DESC, a.path NULLS FIRST, v.version_no DESC
"""
)

IN_FORCE = (
    SELECTED
    + """
WHERE v.org_id = %(org_id)s AND v.tariff_id = ANY (%(tariff_ids)s) AND v.effective_from <= %(day)s
ORDER BY v.tariff_id, length(a.path) DESC NULLS LAST, v.effective_from DESC, v.version_no DESC
"""
)

ADD_VERSION = """
INSERT INTO tariff_versions (org_id, tariff_id, version_no, effective_from, area_id, definition, source, created_at,
    created_by)
SELECT %(org_id)s, %(tariff_id)s, coalesce(max(v.version_no), 0) + 1, %(effective_from)s, %(area_id)s,
    %(definition)s::jsonb, %(source)s, %(now)s, %(staff_id)s
FROM tariff_versions v WHERE v.org_id = %(org_id)s AND v.tariff_id = %(tariff_id)s
ON CONFLICT ON CONSTRAINT one_version_a_day_and_area DO NOTHING
RETURNING version_id
"""

AREA_EXISTS = "SELECT EXISTS (SELECT FROM areas WHERE org_id = %(org_id)s AND area_id = %(area_id)s AND merged_into IS NULL)"

AREA_PATHS = "SELECT area_id, path FROM areas WHERE org_id = %(org_id)s"


def list_all(work: Work) -> list[Tariff]:
    """Every tariff by name."""
    return work.all(Tariff, LIST)


def find(work: Work, code: str) -> Tariff | None:
    """The tariff of a code."""
    return work.one(Tariff, FIND, code=code)


def lock(work: Work, code: str) -> int | None:
    """Lock a tariff against other new editions; returns its id."""
    return work.scalar(LOCK, code=code)


def add(work: Work, code: str, name: str, service_kind: str) -> int | None:
    """Insert a tariff; None when the code is taken."""
    return work.scalar(ADD, code=code, name=name, service_kind=service_kind)


def get_version(work: Work, version_id: int) -> TariffVersion | None:
    """One edition."""
    return work.one(TariffVersion, GET_VERSION, version_id=version_id)


def versions_of(work: Work, tariff_id: int) -> list[TariffVersion]:
    """The editions of a tariff, newest first, those for everywhere before those of an area."""
    return work.all(TariffVersion, VERSIONS_OF, tariff_id=tariff_id)


def in_force(work: Work, tariff_ids: Sequence[int], day: date) -> list[TariffVersion]:
    """Every edition effective by a day; for each tariff the deepest area first, then the newest."""
    return work.all(TariffVersion, IN_FORCE, tariff_ids=list(tariff_ids), day=day)


def add_version(
    work: Work, tariff_id: int, effective_from: date, area_id: int | None, definition: str, source: str
) -> int | None:
    """Insert an edition under the next number; None when there is one of that day and area."""
    return work.scalar(
        ADD_VERSION,
        tariff_id=tariff_id,
        effective_from=effective_from,
        area_id=area_id,
        definition=definition,
        source=source,
        staff_id=work.actor.staff_id,
    )


def area_exists(work: Work, area_id: int) -> bool:
    """Whether there is such an area."""
    return bool(work.scalar(AREA_EXISTS, area_id=area_id))


def area_paths(work: Work) -> dict[int, str]:
    """The path of every area by its id."""
    return {area.area_id: area.path for area in work.all(AreaPath, AREA_PATHS)}
