"""What the list of accounts holds, how it is narrowed and in which orders it comes."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from services.listing import Days, Field, Kind, Listing, Range, Same, Sort, Whether, Within, deletion, searched_by
from services.permissions import Permission
from services.tags import Tagged


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as a list shows it; `due` is unpaid demand, `advance` unmatched money, `balance` one less the other."""

    account_id: int
    code: str
    holder_name: str
    name_key: str
    phone: str | None
    area_id: int
    area_name: str
    is_active: bool
    created_at: datetime
    due: Decimal
    advance: Decimal
    balance: Decimal
    tags: str = ""


JOINS: Final = """
JOIN areas a ON a.org_id = c.org_id AND a.area_id = c.area_id
JOIN account_balances b ON b.org_id = c.org_id AND b.account_id = c.account_id"""

BALANCE: Final = "(SELECT k.balance FROM account_balances k WHERE k.org_id = c.org_id AND k.account_id = c.account_id)"
SOUGHT_FEW: Final = "c.account_id = ANY (%(found_ids)s::bigint[])"
SOUGHT_MANY: Final = """(c.account_id = ANY (%(found_ids)s::bigint[]) OR (c.code >= %(code_from)s AND c.code < %(code_to)s)
        OR (c.name_key >= %(name_from)s AND c.name_key < %(name_to)s))"""

ACCOUNTS: Final = Listing(
    noun="account",
    nouns="accounts",
    permission=Permission.ACCOUNT_READ,
    row=AccountRow,
    base="accounts c",
    alias="c",
    key=("c.account_id",),
    joins=JOINS,
    ids=(("c.account_id", "account_id"), ("c.area_id", "area_id"), ("c.name_key", "name_key")),
    areas="c.area_id",
    account="c.account_id",
    fields=(
        Field("code", "Account", Kind.CODE, "c.code", heading="account_code"),
        Field("holder_name", "Consumer", Kind.TEXT, "c.holder_name"),
        Field("phone", "Phone", Kind.PHONE, "c.phone"),
        Field("area_code", "Area code", Kind.CODE, "a.code", is_in_files_only=True),
        Field("area_name", "Area", Kind.TEXT, "a.name"),
        Field("is_active", "Active", Kind.FLAG, "c.is_active"),
        Field("created_at", "Since", Kind.MOMENT, "c.created_at"),
        Field("due", "Unpaid demand", Kind.MONEY, "b.due", is_summed=True),
        Field("advance", "Unmatched money", Kind.MONEY, "b.advance", is_summed=True),
        Field("balance", "Balance", Kind.MONEY, "b.balance", is_summed=True),
        Field("tags", "Tags", Kind.TEXT, "array_to_string(c.tags, ', ')"),
    ),
    sorts=(
        Sort("code", "By code", (("c.code", "code"),)),
        Sort("name", "By name", (("c.name_key", "name_key"), ("c.account_id", "account_id"))),
        Sort("newest", "Newest first", (("c.account_id", "account_id"),), is_descending=True),
        Sort("area", "Area by area", (("c.area_id", "area_id"), ("c.account_id", "account_id"))),
    ),
    filters=(
        Within("area", "Area", "c.area_id"),
        Whether("owing", "Owing", BALANCE + " > 0", BALANCE + " <= 0", ("Owes something", "Owes nothing")),
        Range("balance", "Balance", BALANCE, is_money=True),
        Whether("active", "Active", "c.is_active", "NOT c.is_active"),
        Days("since", "Since", "c.created_at", is_moment=True),
        Same("account", "Account", "c.account_id"),
        Tagged("tag", "Tag", "accounts", "c.account_id", "c.tags"),
        deletion("c"),
    ),
    search=searched_by(SOUGHT_FEW, SOUGHT_MANY),
    defaults={"deleted": "no"},
)
