"""The import of accounts: which fields a file may have, and the statements that take them in."""

from typing import Final

from services import accounts
from services.accounts import AccountFields
from services.imports import accounts_repository as sql
from services.imports import judging
from services.imports.definition import Noun, Statements
from services.imports.fields import Field
from services.imports.models import ImportNoun
from services.permissions import Permission
from services.tabular import as_boolean, as_cnic, as_code, as_phone, as_text
from services.work import Work

FIELDS: Final = (
    Field("code", "Account", as_code(60), "OKR-0001", is_needed=True,
          synonyms=("account code", "account no", "account number", "code", "consumer no", "consumer id", "customer id",
                    "customer no", "reference no"), hint="Each account has its own; it may come once."),
    Field("holder_name", "Consumer", as_text(accounts.LONGEST_NAME), "Demo Consumer",
          synonyms=("holder", "holder name", "name", "owner", "owner name", "consumer name", "customer name")),
    Field("phone", "Phone", as_phone(), "0300-0000001",
          synonyms=("mobile", "mobile no", "mobile number", "phone no", "phone number", "contact", "contact no", "cell")),
    Field("cnic", "CNIC", as_cnic(), "",
          synonyms=("cnic no", "cnic number", "nic", "nic no", "id card", "id card no", "identity card", "national id"),
          hint="13 digits, with or without dashes."),
    Field("area", "Area", as_text(100), "OKR-A",
          synonyms=("area code", "area name", "ward", "mohalla", "union council", "uc", "zone", "village"),
          hint="The code of the area, or its name where only one has it."),
    Field("is_active", "Active", as_boolean(), "yes", synonyms=("is active", "open", "status"), choices=("yes", "no"),
          hint="No closes the account."),
)  # fmt: skip


def by_the_rules(work: Work) -> None:
    """Reject the judged rows that the form of an account would refuse."""
    judging.reject(work, FIELDS, (
        (alike.row_nos, accounts.faults(AccountFields(alike.holder_name, alike.phone, alike.is_active)))
        for alike in sql.alike(work)
    ))  # fmt: skip


ACCOUNTS: Final = Noun(
    name=ImportNoun.ACCOUNTS,
    one="account",
    many="accounts",
    permission=Permission.ACCOUNT_WRITE,
    fields=FIELDS,
    statements=Statements(sql.CREATE, sql.COPY, sql.RELOAD, (sql.JUDGE,), sql.ADDING, sql.CHANGING, sql.BUILT, sql.UNDO),
    rules=by_the_rules,
    wakes=frozenset({ImportNoun.UNITS, ImportNoun.READINGS, ImportNoun.PAYMENTS, ImportNoun.OPENING_BALANCES,
                     ImportNoun.EARLIER_BILLS}),
)
