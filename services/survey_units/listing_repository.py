"""What the list of survey units holds, how it is narrowed and in which orders it comes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from services.listing import (
    ACCOUNTS_SOUGHT,
    Days,
    Field,
    Kind,
    Listing,
    OneOf,
    Range,
    Same,
    Sort,
    Whether,
    Within,
    deletion,
    searched_by,
)
from services.permissions import Permission
from services.tags import Tagged


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
    tags: str = ""
    merged_into: int | None = None


JOINS: Final = """
JOIN accounts c ON c.org_id = u.org_id AND c.account_id = u.account_id
JOIN areas a ON a.org_id = u.org_id AND a.area_id = u.area_id
JOIN account_balances b ON b.org_id = u.org_id AND b.account_id = u.account_id"""

BALANCE: Final = "(SELECT k.balance FROM account_balances k WHERE k.org_id = u.org_id AND k.account_id = u.account_id)"
OF_CODE: Final = "((u.code >= %(code_from)s AND u.code < %(code_to)s) OR u.account_id"
SOUGHT_FEW: Final = OF_CODE + " = ANY (%(found_ids)s::bigint[]))"
SOUGHT_MANY: Final = OF_CODE + " IN " + ACCOUNTS_SOUGHT + ")"
SOUGHT_COUNTED: Final = OF_CODE + " = ANY (ARRAY" + ACCOUNTS_SOUGHT + "))"

CATEGORIES: Final = (("residential", "Residential"), ("commercial", "Commercial"))
SETTLEMENTS: Final = (("urban", "Urban"), ("rural", "Rural"))
STATUSES: Final = (
    ("surveyed", "Surveyed"),
    ("verified", "Verified"),
    ("listed", "Listed"),
    ("billed", "Billed"),
    ("inactive", "Inactive"),
    ("duplicate_of", "Duplicate"),
)

UNITS: Final = Listing(
    noun="unit",
    nouns="units",
    permission=Permission.UNIT_READ,
    row=UnitRow,
    base="survey_units u",
    alias="u",
    key=("u.unit_id",),
    joins=JOINS,
    ids=(
        ("u.unit_id", "unit_id"),
        ("u.account_id", "account_id"),
        ("u.area_id", "area_id"),
        ("u.merged_into", "merged_into"),
    ),
    areas="u.area_id",
    account="u.account_id",
    fields=(
        Field("code", "Unit", Kind.CODE, "u.code", heading="unit_code"),
        Field("account_code", "Account", Kind.CODE, "c.code"),
        Field("holder_name", "Consumer", Kind.TEXT, "c.holder_name"),
        Field("phone", "Phone", Kind.PHONE, "c.phone"),
        Field("area_code", "Area code", Kind.CODE, "a.code", is_in_files_only=True),
        Field("area_name", "Area", Kind.TEXT, "a.name"),
        Field("address", "Address", Kind.TEXT, "u.address"),
        Field("settlement", "Settlement", Kind.CHOICE, "u.settlement"),
        Field("category", "Category", Kind.CHOICE, "u.category"),
        Field("size_marla", "Size, marla", Kind.NUMBER, "u.size_marla"),
        Field("commercial_size", "Business size", Kind.CHOICE, "u.commercial_size"),
        Field("latitude", "Latitude", Kind.DEGREES, "u.latitude"),
        Field("longitude", "Longitude", Kind.DEGREES, "u.longitude"),
        Field("status", "State", Kind.CHOICE, "u.status"),
        Field("surveyed_on", "Surveyed", Kind.DATE, "u.surveyed_on"),
        Field("balance", "Balance", Kind.MONEY, "b.balance", is_summed=True),
        Field("tags", "Tags", Kind.TEXT, "array_to_string(u.tags, ', ')"),
    ),
    sorts=(
        Sort("code", "By code", (("u.code", "code"),)),
        Sort("newest", "Newest first", (("u.unit_id", "unit_id"),), is_descending=True),
        Sort("area", "Area by area", (("u.area_id", "area_id"), ("u.unit_id", "unit_id"))),
    ),
    filters=(
        Within("area", "Area", "u.area_id"),
        OneOf("category", "Category", "u.category", CATEGORIES),
        OneOf("settlement", "Settlement", "u.settlement", SETTLEMENTS),
        OneOf("status", "State", "u.status", STATUSES),
        Range("marla", "Size in marla", "u.size_marla"),
        Range("balance", "Balance", BALANCE, is_money=True),
        Days("surveyed", "Surveyed", "u.surveyed_on"),
        Whether("position", "Position", "u.latitude IS NOT NULL", "u.latitude IS NULL", ("Known", "Not known")),
        Same("account", "Account", "u.account_id"),
        Same("unit", "Unit", "u.unit_id"),
        Tagged("tag", "Tag", "units", "u.unit_id", "u.tags"),
        deletion("u"),
    ),
    search=searched_by(SOUGHT_FEW, SOUGHT_MANY, SOUGHT_COUNTED),
    defaults={"deleted": "no"},
)
