"""What the list of readings holds, how it is narrowed and in which orders it comes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from services.listing import (
    ACCOUNTS_SOUGHT,
    FEW_SOUGHT,
    Condition,
    Days,
    Exactly,
    Field,
    Kind,
    Listing,
    Months,
    OneOf,
    Range,
    Same,
    Sort,
    Within,
    searched_by,
)
from services.permissions import Permission
from services.work import Work


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """The use a meter recorded in a period, in its unit of measure."""

    reading_id: int
    meter_id: int
    meter_no: str
    account_id: int
    account_code: str
    holder_name: str
    area_id: int
    area_name: str
    period: date
    read_on: date
    quantity: Decimal
    unit_of_measure: str
    customer_class: str
    source: str
    status: str
    client_uuid: UUID | None


JOINS: Final = """
JOIN meters m ON m.org_id = r.org_id AND m.meter_id = r.meter_id
JOIN accounts c ON c.org_id = r.org_id AND c.account_id = r.account_id
JOIN areas a ON a.org_id = r.org_id AND a.area_id = r.area_id"""

SOUGHT_FEW: Final = "(r.meter_id = ANY (%(meter_ids)s::bigint[]) OR r.account_id = ANY (%(found_ids)s::bigint[]))"
SOUGHT_MANY: Final = (
    "(r.meter_id IN (SELECT d.meter_id FROM meters d WHERE d.org_id = %(org_id)s"
    " AND d.meter_no >= %(code_from)s AND d.meter_no < %(code_to)s) OR r.account_id IN " + ACCOUNTS_SOUGHT + ")"
)
METERS = """
SELECT meter_id FROM meters WHERE org_id = %(org_id)s AND meter_no >= %(code_from)s AND meter_no < %(code_to)s LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class MeterId:
    """A meter that a search found."""

    meter_id: int


def _sought(work: Work, text: str) -> Condition:
    found = searched_by(SOUGHT_FEW, SOUGHT_MANY)(work, text)
    if found.sql != SOUGHT_FEW:
        return found
    meters = work.all(MeterId, METERS, limit=FEW_SOUGHT + 1, **found.params)
    given = {**found.params, "meter_ids": [each.meter_id for each in meters]}
    return Condition(SOUGHT_FEW if len(meters) <= FEW_SOUGHT else SOUGHT_MANY, given)


SOURCES: Final = (("actual", "Actual"), ("estimated", "Estimated"), ("edited", "Edited"))
STATUSES: Final = (
    ("received", "Received"),
    ("valid", "Valid"),
    ("suspect", "Suspect"),
    ("accepted", "Accepted"),
    ("edited", "Edited"),
    ("rejected", "Rejected"),
)

READINGS: Final = Listing(
    noun="reading",
    nouns="readings",
    permission=Permission.READING_READ,
    row=ReadingRow,
    base="readings r",
    alias="r",
    key=("r.reading_id",),
    joins=JOINS,
    ids=(
        ("r.reading_id", "reading_id"),
        ("r.meter_id", "meter_id"),
        ("r.account_id", "account_id"),
        ("r.area_id", "area_id"),
        ("r.client_uuid", "client_uuid"),
    ),
    areas="r.area_id",
    account="r.account_id",
    fields=(
        Field("meter_no", "Meter", Kind.CODE, "m.meter_no"),
        Field("account_code", "Account", Kind.CODE, "c.code"),
        Field("holder_name", "Consumer", Kind.TEXT, "c.holder_name"),
        Field("area_name", "Area", Kind.TEXT, "a.name"),
        Field("period", "Period", Kind.MONTH, "r.period"),
        Field("read_on", "Read on", Kind.DATE, "r.read_on"),
        Field("quantity", "Use", Kind.NUMBER, "r.quantity", is_summed=True),
        Field("unit_of_measure", "Measured in", Kind.CODE, "m.unit_of_measure"),
        Field("customer_class", "Class", Kind.CODE, "r.customer_class"),
        Field("source", "Source", Kind.CHOICE, "r.source"),
        Field("status", "State", Kind.CHOICE, "r.status"),
    ),
    sorts=(
        Sort("newest", "Newest first", (("r.reading_id", "reading_id"),), is_descending=True),
        Sort(
            "period",
            "Period by period",
            (("r.period", "period"), ("r.account_id", "account_id"), ("r.reading_id", "reading_id")),
            is_descending=True,
        ),
    ),
    filters=(
        Months("period", "Period", "r.period"),
        Days("read", "Read on", "r.read_on"),
        Within("area", "Area", "r.area_id"),
        Exactly("customer_class", "Class", "r.customer_class"),
        OneOf("source", "Source", "r.source", SOURCES),
        OneOf("status", "State", "r.status", STATUSES),
        Range("quantity", "Use", "r.quantity"),
        Same("account", "Account", "r.account_id"),
        Same("meter", "Meter", "r.meter_id"),
        Same("reading", "Reading", "r.reading_id"),
    ),
    search=_sought,
)
