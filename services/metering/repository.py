"""SQL of services, meters and readings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import LiteralString
from uuid import UUID

from services.staging import stage
from services.work import Work


@dataclass(frozen=True, slots=True)
class PeriodUsage:
    """An account's use of one period over all its meters."""

    period: date
    quantity: Decimal
    reading_count: int


@dataclass(frozen=True, slots=True)
class MeterRow:
    """The meter that a reading is recorded on."""

    meter_id: int
    account_id: int
    area_id: int
    unit_of_measure: str
    is_account_deleted: bool


BY_CLIENT_UUID = "SELECT r.reading_id FROM readings r WHERE r.org_id = %(org_id)s AND r.client_uuid = %(client_uuid)s"

USAGE = """
SELECT period, sum(quantity) AS quantity, count(*)::int AS reading_count
FROM readings WHERE org_id = %(org_id)s AND account_id = %(account_id)s AND status IN ('valid', 'accepted', 'edited')
    AND (%(unit_id)s::bigint IS NULL OR meter_id IN (SELECT m.meter_id FROM meters m
        JOIN services s ON s.org_id = m.org_id AND s.service_id = m.service_id
        WHERE m.org_id = %(org_id)s AND m.account_id = %(account_id)s AND coalesce(s.unit_id, %(unit_id)s) = %(unit_id)s))
GROUP BY period ORDER BY period
"""

MEASURE = """
SELECT unit_of_measure FROM meters WHERE org_id = %(org_id)s AND account_id = %(account_id)s ORDER BY meter_id LIMIT 1
"""

# Each next value is found through the index, so that millions of readings cost as many steps as there are values.
PERIODS = """
WITH RECURSIVE each AS (
    (SELECT period FROM readings WHERE org_id = %(org_id)s ORDER BY period DESC LIMIT 1)
    UNION ALL
    SELECT (SELECT r.period FROM readings r WHERE r.org_id = %(org_id)s AND r.period < each.period
        ORDER BY r.period DESC LIMIT 1) FROM each WHERE each.period IS NOT NULL
)
SELECT coalesce(array_agg(period), '{}') FROM each WHERE period IS NOT NULL
"""

METER = """
SELECT m.meter_id, m.account_id, m.area_id, m.unit_of_measure, c.deleted_at IS NOT NULL AS is_account_deleted
FROM meters m JOIN accounts c ON c.org_id = m.org_id AND c.account_id = m.account_id
WHERE m.org_id = %(org_id)s AND m.meter_no = %(meter_no)s
"""

LAST_CLASS = """
SELECT customer_class FROM readings WHERE org_id = %(org_id)s AND meter_id = %(meter_id)s
ORDER BY period DESC, reading_id DESC LIMIT 1
"""

ADD = """
INSERT INTO readings (org_id, meter_id, account_id, area_id, period, read_on, quantity, customer_class, source, status,
    suspicion, client_uuid)
VALUES (%(org_id)s, %(meter_id)s, %(account_id)s, %(area_id)s, %(period)s, %(read_on)s, %(quantity)s,
    %(customer_class)s, 'actual', %(status)s, %(suspicion)s, %(client_uuid)s)
ON CONFLICT (org_id, client_uuid) DO NOTHING
RETURNING reading_id
"""

# The readings that count before a period, the newest first.
EARLIER = """
SELECT coalesce(array_agg(quantity), '{}') FROM (SELECT r.quantity FROM readings r
    WHERE r.org_id = %(org_id)s AND r.meter_id = %(meter_id)s AND r.period < %(period)s AND r.source = 'actual'
        AND r.status IN ('valid', 'accepted')
    ORDER BY r.period DESC, r.reading_id DESC LIMIT 36) newest
"""

LOCK = """
SELECT status FROM readings WHERE org_id = %(org_id)s AND reading_id = %(reading_id)s FOR NO KEY UPDATE
"""

SUSPICION = "SELECT suspicion FROM readings WHERE org_id = %(org_id)s AND reading_id = %(reading_id)s"

MARK_DECIDED = """
UPDATE readings SET status = %(status)s, quantity = coalesce(%(quantity)s, quantity),
    source = CASE WHEN %(status)s = 'edited' THEN 'edited' ELSE source END
WHERE org_id = %(org_id)s AND reading_id = %(reading_id)s
"""

ADD_ESTIMATE = """
INSERT INTO readings (org_id, meter_id, account_id, area_id, period, read_on, quantity, customer_class, source, status)
SELECT org_id, meter_id, account_id, area_id, period, read_on, %(quantity)s, customer_class, 'estimated', 'valid'
FROM readings WHERE org_id = %(org_id)s AND reading_id = %(reading_id)s
"""

CLASSES = """
WITH RECURSIVE each AS (
    (SELECT customer_class FROM readings WHERE org_id = %(org_id)s ORDER BY customer_class LIMIT 1)
    UNION ALL
    SELECT (SELECT r.customer_class FROM readings r WHERE r.org_id = %(org_id)s
        AND r.customer_class > each.customer_class ORDER BY r.customer_class LIMIT 1)
    FROM each WHERE each.customer_class IS NOT NULL
)
SELECT coalesce(array_agg(customer_class), '{}')
FROM (SELECT customer_class FROM each WHERE customer_class IS NOT NULL LIMIT 100) known
"""

CREATE_STAGED_SERVICES = """
CREATE TEMPORARY TABLE staged_services (account_code text, unit_code text, kind text, tariff_id bigint, starts_on date)
ON COMMIT DROP
"""
COPY_STAGED_SERVICES = "COPY staged_services (account_code, unit_code, kind, tariff_id, starts_on) FROM STDIN"
ADD_STAGED_SERVICES = """
INSERT INTO services (org_id, account_id, unit_id, kind, tariff_id, starts_on)
SELECT %(org_id)s, c.account_id, u.unit_id, s.kind, s.tariff_id, s.starts_on
FROM staged_services s
JOIN accounts c ON c.org_id = %(org_id)s AND c.code = s.account_code
LEFT JOIN survey_units u ON u.org_id = %(org_id)s AND u.code = s.unit_code
ORDER BY c.account_id
"""

CREATE_STAGED_METERS = """
CREATE TEMPORARY TABLE staged_meters (account_code text, meter_no text, size text, unit_of_measure text)
ON COMMIT DROP
"""
COPY_STAGED_METERS = "COPY staged_meters (account_code, meter_no, size, unit_of_measure) FROM STDIN"
ADD_STAGED_METERS = """
INSERT INTO meters (org_id, account_id, area_id, service_id, meter_no, size, unit_of_measure)
SELECT %(org_id)s, c.account_id, c.area_id,
    (SELECT min(v.service_id) FROM services v WHERE v.org_id = c.org_id AND v.account_id = c.account_id),
    s.meter_no, s.size, s.unit_of_measure
FROM staged_meters s JOIN accounts c ON c.org_id = %(org_id)s AND c.code = s.account_code
ORDER BY c.account_id, s.meter_no
"""

CREATE_STAGED_READINGS = """
CREATE TEMPORARY TABLE staged_readings (position bigint GENERATED ALWAYS AS IDENTITY, meter_no text, period date,
    read_on date, quantity numeric, customer_class text) ON COMMIT DROP
"""
COPY_STAGED_READINGS = "COPY staged_readings (meter_no, period, read_on, quantity, customer_class) FROM STDIN"
ADD_STAGED_READINGS = """
INSERT INTO readings (org_id, meter_id, account_id, area_id, period, read_on, quantity, customer_class, source, status)
SELECT %(org_id)s, m.meter_id, m.account_id, m.area_id, s.period, s.read_on, s.quantity, s.customer_class, 'actual',
    'valid'
FROM staged_readings s JOIN meters m ON m.org_id = %(org_id)s AND m.meter_no = s.meter_no
ORDER BY s.position
"""


def id_of(work: Work, client_uuid: UUID) -> int | None:
    """The reading that a client recorded under its own id."""
    return work.scalar(BY_CLIENT_UUID, client_uuid=client_uuid)


def usage(work: Work, account_id: int, unit_id: int | None) -> list[PeriodUsage]:
    """Use by period, oldest first."""
    return work.all(PeriodUsage, USAGE, account_id=account_id, unit_id=unit_id)


def measure(work: Work, account_id: int) -> str | None:
    """The unit of measure of an account's meters."""
    return work.scalar(MEASURE, account_id=account_id)


def periods(work: Work) -> list[date]:
    """The periods that have readings, newest first."""
    return work.scalar(PERIODS)


def meter(work: Work, meter_no: str) -> MeterRow | None:
    """The meter of a number."""
    return work.one(MeterRow, METER, meter_no=meter_no)


def last_class(work: Work, meter_id: int) -> str | None:
    """The customer class of the newest reading of a meter."""
    return work.scalar(LAST_CLASS, meter_id=meter_id)


def add(work: Work, values: Mapping[str, object]) -> int | None:
    """Insert one reading; None when its client_uuid is there already."""
    return work.scalar(ADD, **values)


def classes(work: Work) -> list[str]:
    """The customer classes that readings have, at most 100."""
    return work.scalar(CLASSES)


def earlier(work: Work, meter_id: int, period: date) -> list[Decimal]:
    """Up to 36 actual quantities of a meter before a period that count."""
    return work.scalar(EARLIER, meter_id=meter_id, period=period)


def lock(work: Work, reading_id: int) -> str | None:
    """The status of a reading, which is locked against other changes."""
    return work.scalar(LOCK, reading_id=reading_id)


def suspicion(work: Work, reading_id: int) -> str:
    """Why a reading looked wrong when it came; '' where it did not."""
    return work.scalar(SUSPICION, reading_id=reading_id) or ""


def mark_decided(work: Work, reading_id: int, status: str, quantity: Decimal | None) -> None:
    """Write what was decided; a quantity only where it was edited."""
    work.execute(MARK_DECIDED, reading_id=reading_id, status=status, quantity=quantity)


def add_estimate(work: Work, reading_id: int, quantity: Decimal) -> None:
    """Insert an estimate beside a rejected reading."""
    work.execute(ADD_ESTIMATE, reading_id=reading_id, quantity=quantity)


def add_services(work: Work, rows: Iterable[Sequence[object]]) -> int:
    """Insert services (account code, unit code or None, kind, tariff id, starts on); returns how many."""
    added = _add(work, CREATE_STAGED_SERVICES, COPY_STAGED_SERVICES, ADD_STAGED_SERVICES, rows)
    work.execute("DROP TABLE staged_services")
    return added


def add_meters(work: Work, rows: Iterable[Sequence[object]]) -> int:
    """Insert meters (account code, number, size, unit of measure) on their accounts' first service."""
    added = _add(work, CREATE_STAGED_METERS, COPY_STAGED_METERS, ADD_STAGED_METERS, rows)
    work.execute("DROP TABLE staged_meters")
    return added


def add_readings(work: Work, rows: Iterable[Sequence[object]]) -> int:
    """Insert readings (meter number, period, read on, quantity, class) in the order given."""
    added = _add(work, CREATE_STAGED_READINGS, COPY_STAGED_READINGS, ADD_STAGED_READINGS, rows)
    work.execute("DROP TABLE staged_readings")
    return added


def _add(
    work: Work, create: LiteralString, copy: LiteralString, insert: LiteralString, rows: Iterable[Sequence[object]]
) -> int:
    stage(work, create, copy, rows)
    return work.execute(insert).rowcount
