"""The import of bills that an earlier system made: they live on as bills here, paid there as far as the file says."""

from typing import Final

from services import allocations, ledger
from services.imports import earlier_bills_repository as sql
from services.imports.definition import Noun, Statements
from services.imports.fields import Field, choice
from services.imports.models import Import, ImportNoun
from services.permissions import Permission
from services.tabular import as_amount, as_code, as_date, as_month, as_text
from services.work import Work

SERVICES: Final = {
    "waste": ("sanitation", "solid waste", "cleaning"), "water": ("water supply",), "electricity": ("power",), "gas": (),
    "storage": (),
}  # fmt: skip

FIELDS: Final = (
    Field("bill_no", "Bill number", as_text(60), "INV-2025-001", is_needed=True,
          synonyms=("bill", "bill id", "invoice", "invoice no", "challan no", "consumer bill no"),
          hint="The number in the earlier system; it stands on the bill, which gets a number here too."),
    Field("account", "Account", as_code(60), "OKR-0001", is_needed=True,
          synonyms=("account code", "account no", "account number", "consumer no", "consumer id", "customer id", "unit code")),
    Field("period", "Month", as_month(), "2025-12", is_needed=True,
          synonyms=("period", "billing month", "bill month", "billing period", "for month")),
    Field("service", "Service", choice(SERVICES), "waste", choices=tuple(SERVICES),
          synonyms=("service type", "utility", "bill type"), hint="Left out, it is the account's only service."),
    Field("demand", "Demand", as_amount(9, 2, is_negative_allowed=False), "500", is_needed=True,
          synonyms=("current charges", "bill amount", "amount", "charges", "current bill", "billed"),
          hint="The charge of the month alone, without arrears."),
    Field("outstanding", "Unpaid", as_amount(9, 2, is_negative_allowed=False), "200",
          synonyms=("outstanding", "balance", "remaining", "due", "unpaid amount")),
    Field("paid", "Paid", as_amount(9, 2, is_negative_allowed=False), "",
          synonyms=("paid amount", "amount paid", "received", "collected"), hint="Give what is paid or what is unpaid."),
    Field("issued_on", "Issued on", as_date(), "01/01/2026", synonyms=("issue date", "bill date", "date", "billed on"),
          hint="Left out, it is the first day after the month."),
    Field("due_on", "Due on", as_date(), "15/01/2026", synonyms=("due date", "last date", "pay by"),
          hint="Left out, it is the day of issue."),
)  # fmt: skip


def settle(work: Work, _: Import) -> None:
    """Let money that waited on the accounts meet what they brought."""
    account_ids = sql.accounts(work)
    if account_ids:
        allocations.settle(work, account_ids)


def lock(work: Work, found: Import) -> None:
    """Hold still the accounts whose bills are taken back, before they are."""
    ledger.lock_accounts(work, sql.accounts_of(work, found.import_id))


EARLIER_BILLS: Final = Noun(
    name=ImportNoun.EARLIER_BILLS,
    one="bill of an earlier system",
    many="bills of an earlier system",
    permission=Permission.LEDGER_OPEN,
    fields=FIELDS,
    statements=Statements(sql.CREATE, sql.COPY, sql.RELOAD, (sql.FIND, sql.JUDGE), sql.ADDING, (), sql.BUILT, sql.UNDO),
    is_everywhere=True,
    any_of=("outstanding", "paid"),
    apply=settle,
    undo=lock,
)
