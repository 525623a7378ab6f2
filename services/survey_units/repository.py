"""SQL of survey units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.staging import stage
from services.survey_units.listing_repository import UnitRow
from services.survey_units.rules import UnitFields
from services.work import Work


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A premises of the same area, and how far it is as the crow flies."""

    unit_id: int
    code: str
    address: str
    holder_name: str
    status: str
    balance: Decimal
    latitude: float
    longitude: float
    metres: int


# Near enough for one area: degrees of longitude shrunk by the cosine of the latitude, 111,320 metres a degree.
NEARBY = """
SELECT n.unit_id, n.code, n.address, c.holder_name, n.status, b.balance, n.latitude, n.longitude, n.metres::int
FROM (SELECT u.unit_id, u.code, u.account_id, u.address, u.status, u.latitude, u.longitude,
        111320 * sqrt((u.latitude - %(latitude)s) ^ 2
            + ((u.longitude - %(longitude)s) * cos(radians(%(latitude)s::float8))) ^ 2) AS metres
    FROM survey_units u
    WHERE u.org_id = %(org_id)s AND u.area_id = %(area_id)s AND u.unit_id <> %(unit_id)s AND u.latitude IS NOT NULL
        AND u.longitude IS NOT NULL AND u.deleted_at IS NULL
    ORDER BY metres, u.unit_id LIMIT %(size)s) n
JOIN accounts c ON c.org_id = %(org_id)s AND c.account_id = n.account_id
JOIN account_balances b ON b.org_id = %(org_id)s AND b.account_id = n.account_id
ORDER BY n.metres, n.unit_id
"""

LOCK = """
SELECT u.address, u.settlement, u.category, u.size_marla, u.commercial_size, u.latitude, u.longitude, u.status
FROM survey_units u WHERE u.org_id = %(org_id)s AND u.unit_id = %(unit_id)s AND u.deleted_at IS NULL FOR NO KEY UPDATE
"""

UPDATE = """
UPDATE survey_units SET address = %(address)s, settlement = %(settlement)s, category = %(category)s,
    size_marla = %(size_marla)s, commercial_size = %(commercial_size)s, latitude = %(latitude)s,
    longitude = %(longitude)s, status = %(status)s
WHERE org_id = %(org_id)s AND unit_id = %(unit_id)s
"""

DELETED_CODE = """
SELECT code FROM survey_units WHERE org_id = %(org_id)s AND unit_id = %(unit_id)s AND deleted_at IS NOT NULL
"""

CREATE_STAGED = """
CREATE TEMPORARY TABLE staged_units (code text, account_code text, address text, settlement text,
    category text, size_marla numeric, commercial_size text, latitude double precision, longitude double precision,
    status text, surveyed_on date) ON COMMIT DROP
"""

COPY_STAGED = """
COPY staged_units (code, account_code, address, settlement, category, size_marla, commercial_size, latitude, longitude,
    status, surveyed_on) FROM STDIN
"""

# A unit lies where its account does; the account was opened for it.
ADD_STAGED = """
INSERT INTO survey_units (org_id, code, account_id, area_id, address, settlement, category, size_marla,
    commercial_size, latitude, longitude, status, surveyed_on)
SELECT %(org_id)s, s.code, c.account_id, c.area_id, s.address, s.settlement, s.category, s.size_marla,
    s.commercial_size, s.latitude, s.longitude, s.status, s.surveyed_on
FROM staged_units s JOIN accounts c ON c.org_id = %(org_id)s AND c.code = s.account_code
ORDER BY c.account_id
"""


def lock(work: Work, unit_id: int) -> UnitFields | None:
    """What may be changed of one unit, locked against other changes."""
    return work.one(UnitFields, LOCK, unit_id=unit_id)


def update(work: Work, unit_id: int, values: Mapping[str, object]) -> None:
    """Write the fields that may be changed."""
    work.execute(UPDATE, unit_id=unit_id, **values)


def deleted_code(work: Work, unit_id: int) -> str | None:
    """The code of a premises that was deleted; None where it was not, or is not there for this person."""
    return work.scalar(DELETED_CODE, unit_id=unit_id)


def nearby(work: Work, unit: UnitRow, size: int) -> list[Neighbour]:
    """The premises of a unit's area that have a position, the nearest first."""
    at = {"latitude": unit.latitude, "longitude": unit.longitude}
    return work.all(Neighbour, NEARBY, area_id=unit.area_id, unit_id=unit.unit_id, size=size, **at)


def add_staged(work: Work, rows: Iterable[Sequence[object]]) -> int:
    """Insert units, each naming its account by code; returns how many."""
    stage(work, CREATE_STAGED, COPY_STAGED, rows)
    added = work.execute(ADD_STAGED).rowcount
    work.execute("DROP TABLE staged_units")
    return added
