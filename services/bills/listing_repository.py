"""What the list of bills holds, how it is narrowed and in which orders it comes."""

from typing import Final

from services.bills.models import BillSort
from services.listing import Days, Exactly, Field, Kind, Months, OneOf, Range, Same, Sort, Where, Whether, Within

JOINS: Final = """
JOIN accounts c ON c.org_id = b.org_id AND c.account_id = b.account_id
JOIN areas a ON a.org_id = b.org_id AND a.area_id = b.area_id"""

# The first premises of an account stands for it; an account of many is billed as one. Looking each up costs more than all.
FILE_JOINS: Final = """
LEFT JOIN (SELECT DISTINCT ON (u.account_id) u.account_id, u.code FROM survey_units u WHERE u.org_id = %(org_id)s
    ORDER BY u.account_id, u.unit_id) f ON f.account_id = b.account_id"""

STATUSES: Final = (
    ("draft", "Draft"),
    ("held", "Held"),
    ("issued", "Issued, unpaid"),
    ("partly_paid", "Partly paid"),
    ("paid", "Paid"),
    ("cancelled", "Cancelled"),
    ("voided", "Voided"),
    ("superseded", "Superseded"),
    ("written_off", "Written off"),
)
SERVICE_KINDS: Final = (
    ("waste", "Waste"),
    ("water", "Water"),
    ("electricity", "Electricity"),
    ("gas", "Gas"),
    ("storage", "Storage"),
)

FIELDS: Final = (
    Field("bill_no", "Bill", Kind.CODE, "bill_no(b.period, b.bill_id)", is_made=True),
    Field("account_code", "Account", Kind.CODE, "c.code"),
    Field("holder_name", "Consumer", Kind.TEXT, "c.holder_name"),
    Field("unit_code", "Unit", Kind.CODE, "f.code", is_in_files_only=True),
    Field("customer_class", "Class", Kind.CODE, "b.customer_class"),
    Field("period", "Period", Kind.MONTH, "b.period"),
    Field("service_kind", "Service", Kind.CHOICE, "b.service_kind", heading="service"),
    Field("quantity", "Quantity", Kind.NUMBER, "b.quantity"),
    Field("demand", "Demand", Kind.MONEY, "b.demand", is_summed=True),
    Field("arrears", "Arrears", Kind.MONEY, "b.arrears"),
    Field("credit", "Credit", Kind.MONEY, "b.credit"),
    Field("amount_due", "Amount due", Kind.MONEY, "b.amount_due"),
    Field("outstanding", "Unpaid", Kind.MONEY, "b.outstanding", is_summed=True),
    Field("status", "State", Kind.CHOICE, "b.status"),
    Field("due_on", "Due", Kind.DATE, "b.due_on"),
    Field("issued_at", "Issued", Kind.MOMENT, "b.issued_at"),
    Field("area_code", "Area code", Kind.CODE, "a.code", is_in_files_only=True),
    Field("area_name", "Area", Kind.TEXT, "a.name"),
)

SORTS: Final = (
    Sort(BillSort.NEWEST, "Newest first", (("b.period", "period"), ("b.bill_id", "bill_id")), is_descending=True),
    Sort(BillSort.AREA, "Area by area", (("b.area_id", "area_id"), ("b.period", "period"), ("b.bill_id", "bill_id"))),
)

# Where bills lie. A list looks among the hot ones; one account, or a month that is archived, is looked for everywhere.
ARCHIVED: Final = Where(
    "archived", "Archive", (("yes", "Archived only"), ("all", "With archived"), ("no", "Without archived"))
)

# Conditions as they stand; the page of bills reads period, area, account and run itself, to choose its index.
PLAIN: Final = (
    OneOf("status", "State", "b.status", STATUSES),
    Exactly("customer_class", "Class", "b.customer_class"),
    OneOf("service_kind", "Service", "b.service_kind", SERVICE_KINDS),
    Whether(
        "overdue",
        "Overdue",
        "b.outstanding > 0 AND b.issued_at IS NOT NULL AND b.due_on < %(today)s",
        "NOT (b.outstanding > 0 AND b.issued_at IS NOT NULL AND coalesce(b.due_on < %(today)s, false))",
        ("Past its due date", "Not overdue"),
    ),
    Range("demand", "Demand", "b.demand", is_money=True),
    Range("unpaid", "Unpaid", "b.outstanding", is_money=True),
    Days("due", "Due", "b.due_on"),
    Days("issued", "Issued", "b.issued_at", is_moment=True),
)
FILTERS: Final = (
    Months("period", "Period", "b.period"),
    Within("area", "Area", "b.area_id"),
    *PLAIN,
    Same("run", "Run", "b.run_id"),
    Same("account", "Account", "b.account_id"),
    ARCHIVED,
)
