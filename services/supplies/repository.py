"""SQL of what is supplied to an account and of the newest use of its meters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.work import Work


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service with what prices it; the premises are missing where it has none."""

    service_id: int
    kind: str
    starts_on: date
    ends_on: date | None
    tariff_id: int
    tariff_code: str
    tariff_name: str
    area_id: int
    is_active: bool
    unit_id: int | None
    unit_code: str | None
    unit_status: str | None
    settlement: str | None
    category: str | None
    size_marla: Decimal | None
    commercial_size: str | None


@dataclass(frozen=True, slots=True)
class LastUse:
    """The newest reading that counts of one meter of a service."""

    service_id: int
    meter_no: str
    meter_size: str | None
    unit_of_measure: str
    period: date
    quantity: Decimal
    customer_class: str


OF_ACCOUNT = """
SELECT s.service_id, s.kind, s.starts_on, s.ends_on, s.tariff_id, t.code AS tariff_code, t.name AS tariff_name,
    c.area_id, c.is_active, u.unit_id, u.code AS unit_code, u.status AS unit_status, u.settlement, u.category,
    u.size_marla, u.commercial_size
FROM services s
JOIN tariffs t ON t.org_id = s.org_id AND t.tariff_id = s.tariff_id
JOIN accounts c ON c.org_id = s.org_id AND c.account_id = s.account_id
LEFT JOIN survey_units u ON u.org_id = s.org_id AND u.unit_id = s.unit_id
WHERE s.org_id = %(org_id)s AND s.account_id = %(account_id)s
    AND (%(unit_id)s::bigint IS NULL OR s.unit_id IS NULL OR s.unit_id = %(unit_id)s)
ORDER BY s.ends_on NULLS FIRST, s.starts_on, s.service_id LIMIT 50
"""

LAST_USES = """
SELECT m.service_id, m.meter_no, m.size AS meter_size, m.unit_of_measure, r.period, r.quantity, r.customer_class
FROM meters m
CROSS JOIN LATERAL (SELECT g.period, g.quantity, g.customer_class FROM readings g
    WHERE g.org_id = m.org_id AND g.meter_id = m.meter_id AND g.status IN ('valid', 'accepted', 'edited')
    ORDER BY g.period DESC, g.reading_id DESC LIMIT 1) r
WHERE m.org_id = %(org_id)s AND m.account_id = %(account_id)s AND m.service_id = ANY (%(service_ids)s::bigint[])
ORDER BY m.meter_no LIMIT 50
"""


def of_account(work: Work, account_id: int, unit_id: int | None) -> list[ServiceRow]:
    """The services of an account, at most 50; with a unit those of it and those without premises."""
    return work.all(ServiceRow, OF_ACCOUNT, account_id=account_id, unit_id=unit_id)


def last_uses(work: Work, account_id: int, service_ids: Sequence[int]) -> list[LastUse]:
    """The newest use of each meter of the services, at most 50."""
    return work.all(LastUse, LAST_USES, account_id=account_id, service_ids=list(service_ids))
