"""SQL of survey units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.staging import stage
from services.work import Work


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A premises with its consumer; `size_marla` counts for residences, `commercial_size` for businesses."""

    unit_id: int
    code: str
    account_id: int
    account_code: str
    holder_name: str
    phone: str | None
    area_id: int
    area_name: str
    address: str
    settlement: str
    category: str
    size_marla: Decimal | None
    commercial_size: str | None
    latitude: float | None
    longitude: float | None
    status: str
    surveyed_on: date
    balance: Decimal


SELECTED = """
SELECT u.unit_id, u.code, u.account_id, c.code AS account_code, c.holder_name, c.phone, u.area_id,
    a.name AS area_name, u.address, u.settlement, u.category, u.size_marla, u.commercial_size, u.latitude, u.longitude,
    u.status, u.surveyed_on, b.balance
FROM survey_units u
JOIN accounts c ON c.org_id = u.org_id AND c.account_id = u.account_id
JOIN areas a ON a.org_id = u.org_id AND a.area_id = u.area_id
JOIN account_balances b ON b.org_id = u.org_id AND b.account_id = u.account_id
"""

MATCHING = """
WHERE u.org_id = %(org_id)s
    AND (%(unit_id)s::bigint IS NULL OR u.unit_id = %(unit_id)s)
    AND (%(account_id)s::bigint IS NULL OR u.account_id = %(account_id)s)
    AND (%(code_from)s::text IS NULL OR (u.code >= %(code_from)s AND u.code < %(code_to)s)
        OR u.account_id IN (SELECT s.account_id FROM accounts s WHERE s.org_id = %(org_id)s
            AND ((s.code >= %(code_from)s AND s.code < %(code_to)s)
                OR (s.name_key >= %(name_from)s AND s.name_key < %(name_to)s) OR s.phone = %(phone)s)))
    AND (%(area_path)s::text IS NULL OR u.area_id IN (SELECT i.area_id FROM areas i
        WHERE i.org_id = %(org_id)s AND i.path >= %(area_path)s AND i.path < %(area_path)s || '~'))
    AND (%(category)s::text IS NULL OR u.category = %(category)s)
    AND (%(settlement)s::text IS NULL OR u.settlement = %(settlement)s)
    AND (%(status)s::text IS NULL OR u.status = %(status)s)
"""

NEXT = (
    SELECTED
    + MATCHING
    + """
    AND (%(after)s::text IS NULL OR u.code > %(after)s)
ORDER BY u.code LIMIT %(size)s + 1
"""
)

PREVIOUS = (
    SELECTED
    + MATCHING
    + """
    AND u.code < %(before)s
ORDER BY u.code DESC LIMIT %(size)s + 1
"""
)

COUNT = (
    """
SELECT count(*) FROM (SELECT FROM survey_units u
"""
    + MATCHING
    + """
LIMIT 10001) counted
"""
)

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


def list_page(
    work: Work, filters: Mapping[str, object], after: str | None, before: str | None, size: int
) -> list[UnitRow]:
    """Up to size + 1 units by code, in reading direction."""
    if before is not None:
        return work.all(UnitRow, PREVIOUS, before=before, size=size, **filters)
    return work.all(UnitRow, NEXT, after=after, size=size, **filters)


def count(work: Work, filters: Mapping[str, object]) -> int:
    """How many match, counted up to 10,001."""
    return work.scalar(COUNT, **filters)


def add_staged(work: Work, rows: Iterable[Sequence[object]]) -> int:
    """Insert units, each naming its account by code; returns how many."""
    stage(work, CREATE_STAGED, COPY_STAGED, rows)
    added = work.execute(ADD_STAGED).rowcount
    work.execute("DROP TABLE staged_units")
    return added
