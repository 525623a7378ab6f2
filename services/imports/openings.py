"""The import of opening balances: what accounts owed, or had paid ahead, in an earlier system."""

from typing import Final

from services import ledger
from services.imports import openings_repository as sql
from services.imports import staging_repository
from services.imports.definition import Noun, Statements
from services.imports.fields import Field
from services.imports.models import Import, ImportNoun
from services.ledger import NewOpening
from services.permissions import Permission
from services.tabular import as_amount, as_code, as_date, as_text
from services.work import Work

FIELDS: Final = (
    Field("account", "Account", as_code(60), "OKR-0001", is_needed=True,
          synonyms=("account code", "account no", "account number", "consumer no", "consumer id", "customer id", "unit code")),
    Field("amount", "Amount", as_amount(9, 2), "1500", is_needed=True,
          synonyms=("opening balance", "balance", "arrears", "outstanding", "due", "amount due", "dues"),
          hint="Above zero it is owed; below zero it is the consumer's money."),
    Field("value_on", "As of", as_date(), "30/06/2026", synonyms=("date", "balance date", "as on", "as of date", "opening date"),
          hint="Left out, it is today."),
    Field("note", "Note", as_text(200), "", synonyms=("remarks", "comment", "description")),
)  # fmt: skip


def post(work: Work, _: Import) -> None:
    """Post the judged rows; one that is refused after all says why."""
    new = sql.new(work)
    if not new:
        return
    outcome = ledger.post_openings(work, (NewOpening(row.account, row.amount, row.value_on, row.note) for row in new))
    if outcome.rejected:
        staging_repository.refuse(work, {new[each.row_no - 1].row_no: f"Amount: {each.reason}" for each in outcome.rejected})


def take_back(work: Work, found: Import) -> None:
    """Undo what was posted, entry by entry."""
    account_ids = sql.accounts_of(work, found.import_id)
    ledger.lock_accounts(work, account_ids)
    ledger.reverse_openings(work, account_ids, f"{found.ref} was rolled back".capitalize())


OPENINGS: Final = Noun(
    name=ImportNoun.OPENING_BALANCES,
    one="opening balance",
    many="opening balances",
    permission=Permission.LEDGER_OPEN,
    fields=FIELDS,
    statements=Statements(sql.CREATE, sql.COPY, sql.RELOAD, (sql.JUDGE,), (), (), sql.BUILT, ()),
    is_everywhere=True,
    apply=post,
    undo=take_back,
)
