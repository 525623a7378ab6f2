"""Recording readings, one by one from the field or streamed in bulk, and reading them back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from services import audit, listing
from services.metering import repository, rules, telling
from services.metering.listing_repository import READINGS, ReadingRow
from services.metering.repository import PeriodUsage
from services.paging import ListQuery, Page
from services.permissions import Permission
from services.work import Work
from utils import month
from utils.errors import Conflict, Invalid, not_found

__all__ = [
    "READINGS",
    "NewMeter",
    "NewReading",
    "NewService",
    "PeriodUsage",
    "ReadingRow",
    "RecordReading",
    "add_meters",
    "add_readings",
    "add_services",
    "class_choices",
    "get",
    "measure_of_account",
    "page",
    "period_choices",
    "record",
    "suspicion_of",
    "usage_of_account",
]

class NewService(NamedTuple):
    """What is supplied to an account, at its unit or without one."""

    account_code: str
    unit_code: str | None
    kind: str
    tariff_id: int
    starts_on: date


class NewMeter(NamedTuple):
    """A device on an account's first service."""

    account_code: str
    meter_no: str
    size: str | None
    unit_of_measure: str


class NewReading(NamedTuple):
    """Use of a meter in a period (a first of month), with the class it was read under."""

    meter_no: str
    period: date
    read_on: date
    quantity: Decimal
    customer_class: str


@dataclass(frozen=True, slots=True)
class RecordReading:
    """One reading from the field; `client_uuid` makes sending it again harmless.

    `quantity` is the use since the last reading; without `customer_class` that of the meter's last reading is kept.
    """

    meter_no: str
    quantity: Decimal
    read_on: date
    client_uuid: UUID
    customer_class: str | None = None


def page(work: Work, query: ListQuery) -> Page[ReadingRow]:
    """Readings as `READINGS` says: newest first unless sorted, searched by meter, account code, name and phone."""
    return listing.page(work, READINGS, query)


def get(work: Work, reading_id: int) -> ReadingRow:
    """One reading. Raises NotFound."""
    found = listing.page(work, READINGS, ListQuery(filters={"reading": str(reading_id)}, size=1)).rows
    return found[0] if found else not_found("reading", str(reading_id))


def period_choices(work: Work) -> list[date]:
    """The periods that have readings, newest first; for rights in some areas the last 36 months, which costs no search."""
    work.require(Permission.READING_READ)
    if work.actor.account_id is not None:
        return [use.period for use in reversed(repository.usage(work, work.actor.account_id, None))]
    if work.actor.area_ids is not None:
        newest = month.first_of(work.today)
        return [month.add(newest, -back) for back in range(36)]
    return repository.periods(work)


def class_choices(work: Work) -> list[str]:
    """The customer classes that readings have, by name; none for rights in some areas, which would have to search for them."""
    work.require(Permission.READING_READ)
    is_limited = work.actor.account_id is not None or work.actor.area_ids is not None
    return [] if is_limited else repository.classes(work)


def suspicion_of(work: Work, reading_id: int) -> str:
    """Why a reading looked wrong when it came, '' where it did not."""
    work.require(Permission.READING_READ)
    return repository.suspicion(work, reading_id)


def usage_of_account(work: Work, account_id: int, unit_id: int | None = None) -> list[PeriodUsage]:
    """Use by period over all meters of an account (of one of its units), oldest first; only readings that are billed."""
    work.require(Permission.READING_READ)
    return repository.usage(work, account_id, unit_id)


def measure_of_account(work: Work, account_id: int) -> str | None:
    """The unit of measure of an account's meters; None where nothing is metered."""
    work.require(Permission.READING_READ)
    return repository.measure(work, account_id)


def record(work: Work, command: RecordReading) -> ReadingRow:
    """Record one reading; the same client_uuid again gives the first one back. Raises Invalid, NotFound, Conflict.

    One far above the meter's earlier readings is suspect: it is billed only once a person has accepted or edited it.
    """
    work.require(Permission.READING_RECORD)
    _check(work, command)
    meter = repository.meter(work, command.meter_no) or not_found("meter", command.meter_no)
    if meter.is_account_deleted and repository.id_of(work, command.client_uuid) is None:
        raise Invalid({"meter_no": f"The account of meter {command.meter_no} was deleted; restore it first."})
    known = command.customer_class or repository.last_class(work, meter.meter_id)
    if not known:
        raise Invalid({"customer_class": f"Meter {command.meter_no} has no reading yet; say its customer class."})
    period = month.first_of(command.read_on)
    suspicion = rules.suspicion(command.quantity, repository.earlier(work, meter.meter_id, period), meter.unit_of_measure)
    added = repository.add(work, {
        "meter_id": meter.meter_id, "account_id": meter.account_id, "area_id": meter.area_id, "period": period,
        "read_on": command.read_on, "quantity": command.quantity, "customer_class": known,
        "status": "suspect" if suspicion else "valid", "suspicion": suspicion, "client_uuid": command.client_uuid,
    })  # fmt: skip
    stored = get(work, repository.id_of(work, command.client_uuid) or not_found("reading", command.client_uuid))
    if added is None:
        same = (stored.meter_no, stored.quantity, stored.read_on) == (
            command.meter_no, command.quantity, command.read_on)  # fmt: skip
        if not same:
            raise Conflict("A different reading was already recorded under this id; nothing was changed.")
        return stored
    audit.record(work, "reading.recorded", f"reading {added}", after={"meter": command.meter_no, "period": period})
    if suspicion:
        telling.suspect(work, stored, suspicion)
    return stored


def add_services(work: Work, new: Iterable[NewService]) -> int:
    """Start services, streamed; returns how many."""
    work.require_everywhere(Permission.ACCOUNT_WRITE)
    added = repository.add_services(work, new)
    audit.record(work, "service.started", f"{added} services", after={"count": added})
    return added


def add_meters(work: Work, new: Iterable[NewMeter]) -> int:
    """Install meters, streamed; returns how many."""
    work.require_everywhere(Permission.ACCOUNT_WRITE)
    added = repository.add_meters(work, new)
    audit.record(work, "meter.installed", f"{added} meters", after={"count": added})
    return added


def add_readings(work: Work, new: Iterable[NewReading]) -> int:
    """Record readings, streamed; returns how many. The caller vouches for known meters."""
    work.require_everywhere(Permission.READING_RECORD)
    added = repository.add_readings(work, new)
    audit.record(work, "reading.recorded", f"{added} readings", after={"count": added})
    return added


def _check(work: Work, command: RecordReading) -> None:
    wrong: dict[str, str] = {}
    fault = rules.quantity_fault(command.quantity)
    if fault:
        wrong["quantity"] = fault
    if command.read_on > work.today:
        wrong["read_on"] = "A reading cannot be of a day to come."
    elif command.read_on.year < 2000:
        wrong["read_on"] = "A reading before the year 2000 is not recorded here."
    if wrong:
        raise Invalid(wrong)
