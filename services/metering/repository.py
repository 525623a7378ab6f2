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


BY_CLIENT_UUID = "SELECT r.reading_id FROM readings r WHERE r.org_id = %(org_id)s AND r.client_uuid = %(client_uuid)s"

USAGE = """
SELECT period, sum(quantity) AS quantity, count(*)::int AS reading_count
FROM readings WHERE org_id = %(org_id)s AND account_id = %(account_id)s
GROUP BY period ORDER BY period
"""

METER = "SELECT meter_id, account_id, area_id FROM meters WHERE org_id = %(org_id)s AND meter_no = %(meter_no)s"

LAST_CLASS = """
SELECT customer_class FROM readings WHERE org_id = %(org_id)s AND meter_id = %(meter_id)s
ORDER BY period DESC, reading_id DESC LIMIT 1
"""

ADD = """
INSERT INTO readings (org_id, meter_id, account_id, area_id, period, read_on, quantity, customer_class, source, status,
    client_uuid)
VALUES (%(org_id)s, %(meter_id)s, %(account_id)s, %(area_id)s, %(period)s, %(read_on)s, %(quantity)s,
    %(customer_class)s, 'actual', 'valid', %(client_uuid)s)
ON CONFLICT (org_id, client_uuid) DO NOTHING
RETURNING reading_id
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


def usage(work: Work, account_id: int) -> list[PeriodUsage]:
    """Use by period, oldest first."""
    return work.all(PeriodUsage, USAGE, account_id=account_id)


def meter(work: Work, meter_no: str) -> MeterRow | None:
    """The meter of a number."""
    return work.one(MeterRow, METER, meter_no=meter_no)


def last_class(work: Work, meter_id: int) -> str | None:
    """The customer class of the newest reading of a meter."""
    return work.scalar(LAST_CLASS, meter_id=meter_id)


def add(work: Work, values: Mapping[str, object]) -> int | None:
    """Insert one reading; None when its client_uuid is there already."""
    return work.scalar(ADD, **values)


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
