"""What the list of bill lines holds, how it is narrowed and in which order it comes; for files, which no screen shows whole."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from services.bills.listing_repository import ARCHIVED, STATUSES
from services.bills.places_repository import LINES, scope_of_lines
from services.listing import Exactly, Field, Kind, Listing, Months, OneOf, Same, Sort, Within
from services.permissions import Permission


@dataclass(frozen=True, slots=True)
class BillLineRow:
    """One line with the bill it belongs to."""

    bill_no: str
    account_code: str
    period: date
    line_no: int
    meter_no: str | None
    unit_code: str | None
    customer_class: str
    component: str
    quantity: Decimal
    rate: Decimal
    amount: Decimal
    tier_no: int | None
    season: str | None
    bill_status: str
    bill_id: int


JOINS: Final = """
JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id
LEFT JOIN meters m ON m.org_id = l.org_id AND m.meter_id = l.meter_id
LEFT JOIN survey_units u ON u.org_id = l.org_id AND u.unit_id = l.unit_id"""

BILL_LINES: Final = Listing(
    noun="bill line",
    nouns="bill lines",
    permission=Permission.BILL_READ,
    row=BillLineRow,
    base=LINES["no"],
    alias="l",
    key=("l.period", "l.bill_id", "l.line_no"),
    joins=JOINS,
    scope=scope_of_lines,
    ids=(("l.bill_id", "bill_id"),),
    areas="b.area_id",
    account="b.account_id",
    fields=(
        Field("bill_no", "Bill", Kind.CODE, "bill_no(l.period, l.bill_id)", is_made=True),
        Field("account_code", "Account", Kind.CODE, "c.code"),
        Field("period", "Period", Kind.MONTH, "l.period"),
        Field("line_no", "Line", Kind.NUMBER, "l.line_no::numeric"),
        Field("meter_no", "Meter", Kind.CODE, "m.meter_no"),
        Field("unit_code", "Unit", Kind.CODE, "u.code"),
        Field("customer_class", "Class", Kind.CODE, "l.customer_class"),
        Field("component", "Component", Kind.CODE, "l.component"),
        Field("quantity", "Quantity", Kind.NUMBER, "l.quantity"),
        Field("rate", "Rate", Kind.NUMBER, "l.rate"),
        Field("amount", "Amount", Kind.MONEY, "l.amount", is_summed=True),
        Field("tier_no", "Tier", Kind.NUMBER, "l.tier_no::numeric"),
        Field("season", "Season", Kind.CODE, "l.season"),
        Field("bill_status", "State of the bill", Kind.CHOICE, "b.status"),
    ),
    sorts=(
        Sort("bill", "Bill by bill", (("l.period", "period"), ("l.bill_id", "bill_id"), ("l.line_no", "line_no"))),
    ),
    filters=(
        Months("period", "Period", "l.period"),
        Within("area", "Area", "b.area_id"),
        OneOf("bill_status", "State of the bill", "b.status", STATUSES),
        Exactly("component", "Component", "l.component"),
        Exactly("customer_class", "Class", "l.customer_class"),
        Same("account", "Account", "b.account_id"),
        ARCHIVED,
    ),
)
