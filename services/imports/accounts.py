"""The import of accounts: which fields a file may have, and the statements that take them in."""

from typing import Final

from services.imports import accounts_repository as sql
from services.imports.definition import Noun, Statements
from services.imports.fields import Field
from services.imports.models import ImportNoun
from services.permissions import Permission
from services.tabular import as_boolean, as_code, as_phone, as_text

FIELDS: Final = (
    Field("code", "Account", as_code(60), "OKR-0001", is_needed=True,
          synonyms=("account code", "account no", "account number", "code", "consumer no", "consumer id", "customer id",
                    "customer no", "reference no"), hint="Each account has its own; it may come once."),
    Field("holder_name", "Consumer", as_text(200), "Demo Consumer",
          synonyms=("holder", "holder name", "name", "owner", "owner name", "consumer name", "customer name")),
    Field("phone", "Phone", as_phone(), "0300-0000001",
          synonyms=("mobile", "mobile no", "mobile number", "phone no", "phone number", "contact", "contact no", "cell")),
    Field("area", "Area", as_text(100), "OKR-A",
          synonyms=("area code", "area name", "ward", "mohalla", "union council", "uc", "zone", "village"),
          hint="The code of the area, or its name where only one has it."),
    Field("is_active", "Active", as_boolean(), "yes", synonyms=("is active", "open", "status"), choices=("yes", "no"),
          hint="No closes the account."),
)  # fmt: skip

ACCOUNTS: Final = Noun(
    name=ImportNoun.ACCOUNTS,
    one="account",
    many="accounts",
    permission=Permission.ACCOUNT_WRITE,
    fields=FIELDS,
    statements=Statements(sql.CREATE, sql.COPY, sql.RELOAD, (sql.JUDGE,), sql.ADDING, sql.CHANGING, sql.BUILT, sql.UNDO),
    wakes=frozenset({ImportNoun.UNITS, ImportNoun.READINGS, ImportNoun.PAYMENTS, ImportNoun.OPENING_BALANCES}),
)
